"""Which pages there are, in the order of a planner's questions, and what all of them share."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

import streamlit as st

from views.frame import draft, state
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
    draft.sync()
    pages = {
        t(f"nav.section.{section}"): [_page(entry) for entry in entries]
        for section, entries in SECTIONS.items()
    }
    page = st.navigation(pages, position="top" if state.is_brief() else "sidebar", expanded=True)
    if not state.is_brief():
        with st.sidebar:
            _side()
    draft.conflict()
    page.run()


def _page(entry: Entry) -> st.Page:
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
    from views.frame import job_panel, run_choice, run_panel

    run_choice.show()
    job_panel.panel()
    run_panel.show()
