"""Which pages there are, and the side panel that all of them share."""

from __future__ import annotations

import streamlit as st

from views import job_panel, page_cards, page_flows, page_replay, page_runs, page_series, setup
from views.frame import choose_run, open_page
from views.state import t

PAGES = (
    ("cards", page_cards.show, ":material/fact_check:"),
    ("flows", page_flows.show, ":material/account_tree:"),
    ("series", page_series.show, ":material/show_chart:"),
    ("replay", page_replay.show, ":material/local_shipping:"),
    ("runs", page_runs.show, ":material/history:"),
)


def show() -> None:
    """Draw the page that the address asks for."""
    open_page()
    pages = [
        st.Page(draw, title=t(f"nav.{name}"), icon=icon, url_path=name, default=name == "cards")
        for name, draw, icon in PAGES
    ]
    page = st.navigation(pages, expanded=True)
    with st.sidebar:
        choose_run()
        job_panel.panel()
        if page == pages[0]:
            setup.panel()
    page.run()
