"""How it went over time: panels under one cross-hair, duration curves, days by hours, rows."""

from __future__ import annotations

import streamlit as st

from scenarios.catalogue import InputError
from views.energy import duration_view, heatmap_view, rows_view, time_view
from views.frame.page import damaged, header, nothing_yet, run_shown
from views.frame.state import names, t

VIEWS = {"time": time_view, "duration": duration_view, "days": heatmap_view, "rows": rows_view}


def show() -> None:
    """Draw the page."""
    run = run_shown()
    header(t("series.title"), run)
    if run is None:
        nothing_yet()
        return
    chosen = st.segmented_control(
        t("series.view"), tuple(VIEWS), default="time", required=True, key="series_view",
        format_func=names("view"), persist_state="session", label_visibility="collapsed",
    )  # fmt: skip
    try:
        VIEWS[str(chosen or "time")].show(run)
    except InputError as error:
        damaged(error)
