"""Days across, hours up: when it happens, and where two runs differ."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from scenarios.charted import thinning
from views.energy import series_data
from views.energy.series_data import MAPS
from views.frame import state
from views.frame.numbers import number, power_form
from views.frame.page import base_shown, is_dark
from views.frame.state import names, t
from views.stored import cache
from views.stored.cache import Run
from views.stored.records import Floats

HEIGHT = 430
RISING = ["#f3f1e7", "#a8cfc4", "#4a9d95", "#1f6f86", "#173f5f"]
RISING_DARK = ["#16262b", "#1f5560", "#2f8f8a", "#8ccab0", "#f3f1c7"]
APART = ["#2b5f8a", "#8fb5d1", "#f1efe9", "#e2b378", "#a85a12"]
THIS, BASE, MORE = "this", "base", "more"


def show(run: Run) -> None:
    """Draw the choices and the map."""
    base = base_shown()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        what = st.segmented_control(
            t("calendar.what"), tuple(MAPS), default="import", required=True, key="calendar_what",
            format_func=names("calendar"), persist_state="session",
        )  # fmt: skip
        which = THIS if base is None else st.segmented_control(
            t("flows.which"), (THIS, BASE, MORE), default=THIS, required=True,
            key="calendar_which", format_func=names("which"), persist_state="session",
        )  # fmt: skip
    table, shown = _table(run, base, str(what or "import"), str(which or THIS))
    if table is None:
        st.info(t("flows.empty") if which == THIS else t("series.not_there"))
        return
    title = t(f"calendar.{what}")
    days = [f"{date:%m-%d}" for date in cache.span(shown).dates]
    hours = [t("calendar.hour", hour=hour) for hour in range(24)]
    st.echarts_chart(
        calendar(days, hours, table, title, is_apart=which == MORE, is_dark=is_dark()),
        height=HEIGHT, key="series_calendar", alt=t("calendar.alt", what=title),
    )  # fmt: skip
    st.caption(t("calendar.note"))
    if what == "use":
        st.caption(t("calendar.use.note"))


def _table(run: Run, base: Run | None, what: str, which: str) -> tuple[Floats | None, Run]:
    """Return hourly means by day, and the run whose days they are."""
    shown = base if which == BASE and base is not None else run
    table = _hourly(shown, what)
    if which != MORE or base is None:
        return table, shown
    same = (cache.span(run).start, cache.span(run).days)
    other = _hourly(base, what) if (cache.span(base).start, cache.span(base).days) == same else None
    return (None if table is None or other is None else table - other), run


def _hourly(run: Run, what: str) -> Floats | None:
    values = series_data.one_series(run, what, state.lang())
    return None if values is None else thinning.by_hour(values, cache.span(run).days)


def calendar(
    days: list[str], hours: list[str], table: Floats, title: str, *, is_apart: bool, is_dark: bool
) -> dict[str, Any]:
    """Return a map of days and hours; ``table`` by day, then hour."""
    low, high = float(np.min(table)), float(np.max(table))
    if is_apart:
        high = max(abs(low), abs(high))
        low = -high
    points = [
        [day, hour, float(f"{value:.4g}")]
        for day, row in enumerate(table.tolist())
        for hour, value in enumerate(row)
    ]
    ink = "#dbe4e6" if is_dark else "#35444a"
    return {
        "animation": False,
        "tooltip": {"position": "top", "valueFormatter": power_form(max(high, -low))},
        "grid": {"left": 8, "right": 16, "top": 16, "bottom": 76, "containLabel": True},
        "xAxis": {"type": "category", "data": days, "splitArea": {"show": False}},
        "yAxis": {"type": "category", "data": hours, "axisLabel": {"interval": 5}},
        "visualMap": {
            "min": low, "max": max(high, low + 1e-9), "calculable": True, "orient": "horizontal",
            "left": "center", "bottom": 6, "itemHeight": 260, "textStyle": {"color": ink},
            "text": [f"{number(high)} MW", number(low)],
            "inRange": {"color": APART if is_apart else RISING_DARK if is_dark else RISING},
        },
        "series": [{"name": title, "type": "heatmap", "data": points, "progressive": 0}],
    }  # fmt: skip
