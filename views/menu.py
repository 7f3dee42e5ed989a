"""Which pages there are, in the order of a planner's questions, and what all of them share."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from views.frame import draft, job_panel, places, sign_in, state, tour
from views.frame.page import open_page
from views.frame.state import t


class Entry(NamedTuple):
    """A page: its name in the address, the module that draws it, and its sign."""

    name: str
    module: str
    icon: str


SECTIONS: dict[str, tuple[Entry, ...]] = {
    "plan": (
        Entry("where", "where.page", "fact_check"),
        Entry("build", "build.page", "domain_add"),
        Entry("try", "trial.page", "tune"),
    ),
    "year": (
        Entry("flows", "energy.flows_page", "account_tree"),
        Entry("series", "energy.series_page", "show_chart"),
        Entry("supply", "energy.supply_page", "battery_charging_full"),
        Entry("replay", "replay.page", "play_circle"),
    ),
    "compare": (
        Entry("fleets", "fleets.page", "local_shipping"),
        Entry("compare", "compare.page", "compare_arrows"),
        Entry("studies", "studies.page", "query_stats"),
    ),
    "records": (Entry("runs", "history.page", "history"),),
}
FIRST = "where"


def show() -> None:
    """Draw the page that the address asks for."""
    open_page()
    if not sign_in.may_pass():
        return
    draft.sync()
    by_name = {entry.name: _page(entry) for entries in SECTIONS.values() for entry in entries}
    places.remember(by_name)
    pages = {
        t(f"nav.section.{section}"): [by_name[entry.name] for entry in entries]
        for section, entries in SECTIONS.items()
    }
    page = st.navigation(pages, position="top" if state.is_brief() else "sidebar", expanded=True)
    if asked := tour.asked_page():
        st.switch_page(by_name[asked])
    if state.is_brief():
        job_panel.panel()
    else:
        with st.sidebar:
            _side()
    draft.conflict()
    page.run()


def _page(entry: Entry) -> StreamlitPage:
    return st.Page(
        _drawing(entry), title=t(f"nav.{entry.name}"), icon=f":material/{entry.icon}:",
        url_path=entry.name, default=entry.name == FIRST,
    )  # fmt: skip


def _drawing(entry: Entry) -> Callable[[], None]:
    """Return what draws a page; its module is loaded when it is first asked for."""

    def draw() -> None:
        import_module(f"views.{entry.module}").show()

    return draw


def _side() -> None:
    """Draw what stands beside every page: which run, what is under way, the plan to run."""
    from views.frame import run_choice, run_panel

    for draw in (run_choice.show, job_panel.panel, run_panel.show, sign_in.account):
        with st.container():  # so that what comes and goes in one moves nothing of the next
            draw()
