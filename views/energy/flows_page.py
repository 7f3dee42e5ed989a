"""What flowed where: a picture in which every node takes in what it gives out."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from scenarios.catalogue import InputError, commodity_looks
from scenarios.charted.rounding import UnbalancedError
from views.energy import flows_table, sankey_chart, when
from views.energy.carbon import LEDGERS
from views.energy.node import ENTERPRISE, LEVELS
from views.energy.picture import CARBON, DOMAINS, UNITS, Asked, enterprises, picture
from views.energy.shown import Shown
from views.energy.windows import Window
from views.frame import state
from views.frame.numbers import short, tiny
from views.frame.page import (
    base_shown,
    damaged,
    header,
    is_dark,
    nothing_yet,
    plain,
    run_shown,
)
from views.frame.state import names, t
from views.frame.texts import label, unlike
from views.stored import cache
from views.stored.cache import Run

SCALES = ("year", "month", "day", "interval")
THIS, BASE = "this", "base"


class View(NamedTuple):
    """A run, and the picture asked of it; None if it has no such enterprise or time."""

    run: Run
    asked: Asked | None


def show() -> None:
    """Draw the page."""
    run = run_shown()
    header(t("flows.title"), run)
    if run is None:
        nothing_yet()
        return
    try:
        _page(run)
    except (InputError, UnbalancedError) as error:
        damaged(error)


def _page(run: Run) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        domain = _choice("flows.domain", DOMAINS, names("domain"))
        level = _choice("flows.level", LEVELS, names("level"))
        one = _enterprise(run) if level == ENTERPRISE else ""
        ledger = (
            _choice("flows.ledger", LEDGERS, names("ledger")) if domain == CARBON else LEDGERS[0]
        )
        base = base_shown()
        which = _choice("flows.which", (THIS, BASE), names("which")) if base is not None else THIS
    window = when.choose(cache.span(run), "flows", SCALES)
    asked = Asked(domain, level, one, window.first, window.last, ledger)
    pair = [View(run, asked), View(base, _same_time(run, base, asked, window)) if base else None]
    _picture(*(reversed(pair) if which == BASE else pair))


def _choice(key: str, options: tuple[str, ...], told: Callable[[object], str]) -> str:
    chosen = st.segmented_control(
        t(key), options, default=options[0], required=True, key=key.replace(".", "_"),
        format_func=told, persist_state="session",
    )  # fmt: skip
    return str(chosen or options[0])


def _enterprise(run: Run) -> str:
    agents, offered = cache.park(run).get("agents") or {}, enterprises(run)
    lang = state.lang()
    told = unlike({name: label(lang, agents[name].get("label"), name) for name in offered})
    chosen = st.selectbox(
        t("flows.enterprise"), offered, key="flows_enterprise", width=240,
        format_func=lambda name: told.get(name, name), persist_state="session",
    )  # fmt: skip
    return str(chosen) if chosen in told else ""


def _same_time(run: Run, other: Run, asked: Asked, window: Window) -> Asked | None:
    """Return the picture over the same dates of another run; None if it cannot be had."""
    if asked.one and asked.one not in enterprises(other):
        return None
    here, there = cache.span(run), cache.span(other)
    shift = (here.start - there.start).days * 24 * 60
    first = (window.first * here.step_minutes + shift) / there.step_minutes
    last = (window.last * here.step_minutes + shift) / there.step_minutes
    if window.scale == "year":
        first, last = 0, there.days * there.steps_per_day
    is_there = 0 <= first < last <= there.days * there.steps_per_day
    if not is_there or first != int(first) or last != int(last):
        return None
    return asked._replace(first=int(first), last=int(last))


def _picture(view: View | None, beside: View | None) -> None:
    """Draw a picture, what it leaves out, and its table beside that of another run."""
    if view is None or view.asked is None:
        st.info(t("flows.not_there"))
        return
    run, asked = view.run, view.asked
    shown = picture(run, asked, state.lang())
    if not shown.links:
        st.info(t("flows.empty"))
        return
    colours = {name: look.colour for name, look in commodity_looks().items()}
    st.echarts_chart(
        sankey_chart.sankey(shown, colours, is_dark=is_dark()),
        height=sankey_chart.height(shown), key=f"sankey_{asked.domain}", alt=_told(shown, asked),
    )  # fmt: skip
    _captions(shown, asked)
    other = None
    if beside is not None and beside.asked is not None:
        other = picture(beside.run, beside.asked, state.lang())
    flows_table.show(run, shown, asked, other)


def _told(shown: Shown, asked: Asked) -> str:
    """Return the picture in a sentence, for those who cannot see it."""
    largest = max(shown.links, key=lambda pair: pair[1])
    nodes, (link, quanta) = shown.graph.nodes, largest
    return t(
        "flows.alt", domain=t(f"domain.{asked.domain}"), count=len(shown.links),
        source=nodes[link.source].label, target=nodes[link.target].label,
        amount=shown.scale.told(quanta),
    )  # fmt: skip


def _captions(shown: Shown, asked: Asked) -> None:
    graph, lang, name = shown.graph, state.lang(), UNITS[asked.domain]
    told = [t("flows.balance", worst=tiny(graph.worst_miss()))]
    if shown.too_small:
        told.append(t("flows.small", count=shown.too_small, least=shown.scale.told(1)))
    if graph.returned:
        looks = commodity_looks()
        circles = dict.fromkeys(str(getattr(looks[what], lang)) for what in graph.returned)
        told.append(t("flows.returned", what=t("list.join").join(circles)))
    netted = [net for net in graph.netted if max(net.charged, net.discharged) > 0.0]
    each = [
        t(
            "flows.netted.one", name=graph.nodes[net.node].label,
            charged=short(net.charged, name, lang), discharged=short(net.discharged, name, lang),
        )
        for net in netted
        if net.node in graph.nodes
    ]  # fmt: skip
    if each:
        told.append(t("flows.netted", what=t("list.join").join(each)))
    if graph.left_out > 0.0:
        told.append(t("flows.circuits", amount=short(graph.left_out, name, lang)))
    notes = {CARBON: "flows.note.carbon", "materials": "flows.note.materials"}
    if asked.domain in notes:
        told.append(t(notes[asked.domain]))
    st.caption("  \n".join(plain(text) for text in told))
