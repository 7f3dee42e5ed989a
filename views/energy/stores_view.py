"""Every store: what it did over the span, and its content beside charge and discharge."""

from __future__ import annotations

import numpy as np
import streamlit as st

from scenarios.catalogue import commodity_looks
from scenarios.charted import thinning
from scenarios.charted.stores import Store
from views.energy import panels, when
from views.energy.panels import Line, Panel
from views.energy.time_view import SCALES, axis, bucket_told, look
from views.energy.windows import Window, stamps
from views.frame import state
from views.frame.numbers import number, share, short, unit
from views.frame.page import base_shown
from views.frame.state import t
from views.frame.texts import knows, label, unlike
from views.stored import cache
from views.stored.cache import Run
from views.stored.records import Floats

IN, OUT = "#2f9c95", "#b46a12"


def show(run: Run) -> None:
    """Draw the table of stores and one of them over time."""
    stores = cache.store_list(run)
    if not stores:
        st.info(t("stores.none"))
        return
    st.dataframe([line(store, run) for store in stores], hide_index=True, key="stores_table")
    st.caption(t("stores.note"))
    told = unlike({store.name: name_of(store.name, run) for store in stores})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            t("stores.which"), list(told), format_func=lambda one: told[one], width=280,
            key="stores_which", persist_state="session",
        )  # fmt: skip
        window = when.choose(cache.span(run), "series", SCALES)
    _over_time(run, next(store for store in stores if store.name == name), window)


def name_of(name: str, run: Run) -> str:
    """Return what a store is called: its owner, and its part if it is one."""
    head, _, part = name.partition("/")
    agent = (cache.park(run).get("agents") or {}).get(head) or {}
    told = label(state.lang(), agent.get("label"), head)
    key = f"stores.part.{part}"
    return f"{told} / {t(key) if knows(key) else part}" if part else told


def line(store: Store, run: Run) -> dict[str, str]:
    """Return a store's figures as a line of the table."""
    lang, looks = state.lang(), commodity_looks()
    known = looks.get(store.commodity)
    fill = store.mean / store.capacity if store.capacity > 0.0 else None
    return {
        t("stores.name"): name_of(store.name, run),
        t("stores.holds"): str(getattr(known, lang)) if known else store.commodity,
        t("stores.capacity"): f"{number(store.capacity)} {unit(store.unit)}",
        t("stores.charged"): short(store.charged, store.unit, lang),
        t("stores.discharged"): short(store.discharged, store.unit, lang),
        t("stores.cycles"): number(store.cycles, 1),
        t("stores.efficiency"): share(store.efficiency if store.unit == "MWh" else None),
        t("stores.fill"): share(fill),
        t("stores.full"): number(store.full_h, 0),
        t("stores.empty"): number(store.empty_h, 0),
    }


def _over_time(run: Run, store: Store, window: Window) -> None:
    span, base, there = cache.span(run), base_shown(), None
    level = thinning.buckets(cache.stores(run)[store.name][window.first : window.last],
                             window.bucket)  # fmt: skip
    rows = ((store.charge,), (store.discharge,))
    moved = thinning.buckets(_rates(run, rows, window), window.bucket).mean
    if base is not None and store.name in cache.stores(base) and cache.span(base) == span:
        other = cache.stores(base)[store.name][window.first : window.last]
        there = thinning.buckets(other, window.bucket).mean
    drawn = [_content(store, level, there, window), _power(store, moved)]
    times = stamps(span, [*range(window.first, window.last, window.bucket), window.last])
    name = name_of(store.name, run)
    st.echarts_chart(
        panels.over_time(times, drawn, look(), can_mark=False), height=panels.height(drawn),
        key="stores_chart", alt=t("stores.alt", name=name, begins=times[0], ends=times[-1]),
    )  # fmt: skip
    st.caption(bucket_told(window, span))


def _rates(run: Run, rows: tuple[tuple[str, ...], ...], window: Window) -> Floats:
    """Return charge and discharge; rows that never moved are not in the file."""
    known = {row.id for row in cache.rows(run)}
    there = tuple(tuple(name for name in group if name in known) for group in rows)
    if not any(there):
        return np.zeros((len(rows), window.last - window.first))
    return cache.rates(run, there, window.first, window.last)


def _content(store: Store, level: thinning.Buckets, other: Floats | None, window: Window) -> Panel:
    known = commodity_looks().get(store.commodity)
    lines = [Line(t("stores.content"), known.colour if known else IN, level.mean.tolist(), True)]
    ink = look().ink
    if window.bucket > 1:
        lines.append(Line(t("series.high"), ink, level.high.tolist(), dash="dotted"))
        lines.append(Line(t("series.low"), ink, level.low.tolist(), dash="dotted"))
    if other is not None:
        lines.append(Line(t("series.other"), ink, other.tolist(), dash="dashed"))
    title = t("stores.content.axis", unit=unit(store.unit), most=number(store.capacity))
    return Panel(title, tuple(lines))


def _power(store: Store, moved: Floats) -> Panel:
    lines = (
        Line(t("stores.in"), IN, moved[0].tolist(), True),
        Line(t("stores.out"), OUT, (-moved[1]).tolist(), True),
    )
    return Panel(t("stores.power", axis=axis(store.unit)), lines)
