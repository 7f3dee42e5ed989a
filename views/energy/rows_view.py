"""Rows of the ledger as lines, as they were settled."""

from __future__ import annotations

import streamlit as st

from scenarios.charted import thinning
from views.energy import charts, when
from views.energy.time_view import SCALES, axis
from views.energy.windows import Window, stamps
from views.frame.page import plain
from views.frame.state import names, t
from views.stored import cache
from views.stored.cache import Run
from views.stored.records import LedgerRow

MOST_LINES = 6
HEIGHT = 400
PALETTE = ("#2a6fdb", "#c98a12", "#2f9c95", "#b3556b", "#8f7bb5", "#5c8a3a")
DASHES = ("solid", "dashed", "dotted")


def show(run: Run) -> None:
    """Draw the choices and a chart a unit."""
    rows = cache.rows(run)
    left, right = st.columns([1, 2.4], vertical_alignment="bottom")
    purposes = sorted({row.purpose for row in rows})
    usual = purposes.index("grid_import") if "grid_import" in purposes else 0
    purpose = left.selectbox(
        t("series.purpose"), purposes, index=usual, key="rows_purpose",
        format_func=names("purpose"), persist_state="session",
    )  # fmt: skip
    largest_first = sorted(rows, key=lambda row: -row.total)
    offered = {row.id: row for row in largest_first if row.purpose == purpose}
    chosen = right.multiselect(
        t("series.choose"), list(offered), default=list(offered)[:2], max_selections=MOST_LINES,
        key=f"rows_of_{run.id}_{purpose}",
    )  # fmt: skip
    window = when.choose(cache.span(run), "series", SCALES)
    if not chosen:
        st.info(t("series.rows.none"))
        return
    for name in dict.fromkeys(offered[row].unit for row in chosen):
        _chart(run, [offered[i] for i in chosen if offered[i].unit == name], window, name)
    is_thin = window.last - window.first > thinning.MOST_POINTS
    st.caption(t("series.rows.title" if is_thin else "series.rows.exact"))


def _chart(run: Run, rows: list[LedgerRow], window: Window, name: str) -> None:
    span = cache.span(run)
    rates = cache.rates(run, tuple((row.id,) for row in rows), window.first, window.last)
    drawn = []
    for number, (row, values) in enumerate(zip(rows, rates, strict=True)):
        kept = thinning.extremes(values)
        times = stamps(span, (window.first + kept).tolist())
        look = (PALETTE[number % len(PALETTE)], DASHES[number % len(DASHES)])
        drawn.append((row.id, look, times, values[kept].tolist()))
    dates = {part: t(f"axis.{part}") for part in ("year", "month", "day", "hour", "minute")}
    chart = charts.lines(drawn, axis(name), dates)
    told = t("series.rows.alt", rows=t("list.join").join(row.id for row in rows))
    st.echarts_chart(chart, height=HEIGHT, key=f"series_rows_{name}", alt=plain(told))
