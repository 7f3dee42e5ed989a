"""What a comparison of fleets came to: ranking, cost, trade-offs, what it hangs on, files."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import streamlit as st

from scenarios.catalogue import runs_folder
from scenarios.fleets.cells import Cells, cells
from scenarios.fleets.comparison import FleetComparison
from scenarios.fleets.present import cost_text, cost_unit, told_swap
from scenarios.jobs import FleetsRequest, Request
from scenarios.jobs.results import Kept, result_files
from views.fleets import charts, files, tables
from views.fleets.setup import start
from views.frame import places, state
from views.frame.page import plain
from views.frame.press import pressed
from views.frame.state import names, t

ROW_PX = 36
TABS = ("cost", "tradeoff", "hangs", "regret", "service", "replay", "files")
AGAINST = ("park", "location", "residual", "peak")


def show(kept: Kept, found: FleetComparison) -> None:
    """Draw a kept comparison."""
    lang = state.lang()
    told = cells(found, lang)
    st.caption(plain(_about(kept, found)))
    if not kept.is_current:
        _of_another_version(kept)
    if warned := _cautions(found, lang):
        st.caption("  \n".join(f":material/warning: {plain(text)}" for text in warned))
    st.html(tables.table(tables.overview(found, told, lang), tables.marks(found)))
    for failure in found.ranking.failed:
        name = plain(failure.outcome.label(lang))
        st.markdown(f":material/block: **{name}** — {plain(failure.reason(lang))}")
    draw: dict[str, Any] = {
        "cost": lambda: _cost(found, told), "tradeoff": lambda: _tradeoff(found, told),
        "hangs": lambda: _hangs(found, told), "regret": lambda: _regret(told),
        "service": lambda: _service(told), "replay": lambda: _replay(kept, found),
        "files": lambda: _files(kept),
    }  # fmt: skip
    for name, tab in zip(TABS, st.tabs([t(f"fleets.tab.{name}") for name in TABS]), strict=True):
        with tab:
            draw[name]()


def _of_another_version(kept: Kept) -> None:
    """Say that another version of the program made a comparison, and offer to ask again."""
    st.warning(t("fleets.old"), icon=":material/history:")
    if pressed(t("fleets.old.again"), icon=":material/refresh:", key="fleets_again"):
        start(kept.request)


def _cautions(found: FleetComparison, lang: str) -> list[str]:
    """Return what a reader must know, once each."""
    both = [*found.cautions, *(c for outcome in found.outcomes for c in outcome.cautions)]
    return [zh if lang == "zh" else en for zh, en in dict.fromkeys(both)]


def _about(kept: Kept, found: FleetComparison) -> str:
    span = found.span
    return t(
        "fleets.about", park=found.park, fleets=t("list.join").join(found.fleets),
        jobs=f"{span['jobs']:,}", start=str(span["start"])[:10], days=span["days"],
        step=span["step_minutes"], seed=span["seed"], id=kept.id,
    )  # fmt: skip


def _table(told: Mapping[str, Cells], *wanted: str) -> None:
    for name in wanted:
        if told[name].rows:
            st.html(tables.table(told[name]))


def _height(found: FleetComparison, extra: int = 110) -> int:
    return extra + ROW_PX * len(found.outcomes)


def _cost(found: FleetComparison, told: Mapping[str, Cells]) -> None:
    chart = charts.costs(found, state.lang())
    st.echarts_chart(chart, height=_height(found), key="fleets_costs", alt=t("fleets.tab.cost"))
    _table(told, "cost")


def _tradeoff(found: FleetComparison, told: Mapping[str, Cells]) -> None:
    against = st.segmented_control(
        t("fleets.against"), AGAINST, default=AGAINST[0], key="fleets_against", required=True,
        format_func=names("fleets.against"),
    )  # fmt: skip
    chart = charts.tradeoff(found, against or AGAINST[0], state.lang())
    st.echarts_chart(chart, height=420, key="fleets_tradeoff", alt=t("fleets.tab.tradeoff"))
    st.caption(t("fleets.tradeoff.note"))
    _table(told, "ranking", "carbon", "origins")


def _hangs(found: FleetComparison, told: Mapping[str, Cells]) -> None:
    """Say of every place in the ranking which assumption it hangs on."""
    lang = state.lang()
    ranked = found.ranking.ranked
    lines = []
    for first, second in pairwise(ranked):
        gap = (found.cost(second) or 0.0) - (found.cost(first) or 0.0)
        lines.append(
            t("fleets.hangs", first=plain(first.label(lang)), second=plain(second.label(lang)),
              gap=f"{cost_text(found, gap)} {cost_unit(found)}",
              until=plain(told_swap(found, found.hangs_on(first.strategy), lang)))
        )  # fmt: skip
    st.markdown("\n".join(f"1. {line}" for line in lines) or t("fleets.hangs.one"))
    if found.outcomes:
        shown = [outcome.strategy for outcome in charts.ordered(found)]
        labels = {outcome.strategy: outcome.label(lang) for outcome in found.outcomes}
        chosen = st.selectbox(
            t("fleets.tornado"), shown, key="fleets_tornado", format_func=lambda n: labels.get(n, n)
        )
        # the box may still answer with a label of the comparison that was shown before
        chart = charts.tornado(found, chosen if chosen in labels else shown[0], lang)
        high = 110 + 26 * len(chart["yAxis"]["data"])
        st.echarts_chart(chart, height=high, key="fleets_tornado_chart", alt=t("fleets.tornado"))
    _table(told, "break_even", "leaders")


def _regret(told: Mapping[str, Cells]) -> None:
    st.caption(t("fleets.regret.note"))
    _table(told, "states", "regret")


def _service(told: Mapping[str, Cells]) -> None:
    _table(told, "service", "needs", "energy", "origins", "apart")


def _replay(kept: Kept, found: FleetComparison) -> None:
    """Offer a run of the whole park with one of the strategies, to be replayed."""
    asked, lang = kept.request, state.lang()
    if not isinstance(asked, FleetsRequest):
        return
    st.markdown(t("fleets.replay.note"))
    if asked.jobs_csv:
        st.info(t("fleets.replay.jobs"))
        return
    labels = {o.strategy: o.label(lang) for o in charts.ordered(found)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            t("fleets.replay.which"), list(labels), key="fleets_replay", width=360,
            format_func=lambda name: labels.get(name, name),
        )  # fmt: skip
        if pressed(t("fleets.replay.run"), icon=":material/play_arrow:", key="fleets_run"):
            wanted = chosen if chosen in labels else next(iter(labels))
            changes = {**asked.changes, **found.changes[wanted]}
            start(Request(asked.park, asked.text, changes, asked.seed, asked.step_minutes))
    places.link("replay", t("fleets.replay.open"), icon=":material/arrow_forward:")


def _files(kept: Kept) -> None:
    """Offer the tables and pictures that the comparison wrote."""
    written = result_files("fleets", kept.id, runs_folder())
    for name, label, data, kind in files.bundles(written, kept.id, state.lang()):
        st.download_button(
            t(f"fleets.file.{label}"), data, name, kind, icon=":material/download:",
            key=f"fleets_file_{label}", on_click="ignore",
        )  # fmt: skip
