"""Storage, curtailment and shortage, green power by the year and by the hour, direct lines."""

from __future__ import annotations

import streamlit as st

from scenarios.catalogue import InputError
from views.energy import curtailment_view, green, matching_view, stores_view
from views.frame.page import damaged, header, nothing_yet, run_shown
from views.frame.state import names, t

VIEWS = {
    "stores": stores_view.show,
    "curtailed": curtailment_view.show,
    "matching": matching_view.show,
    "direct": green.direct,
}


def show() -> None:
    """Draw the page."""
    run = run_shown()
    header(t("supply.title"), run)
    if run is None:
        nothing_yet()
        return
    chosen = st.segmented_control(
        t("series.view"), tuple(VIEWS), default="stores", required=True, key="supply_view",
        format_func=names("supply_view"), persist_state="session", label_visibility="collapsed",
    )  # fmt: skip
    try:
        VIEWS[str(chosen or "stores")](run)
    except InputError as error:
        damaged(error)
