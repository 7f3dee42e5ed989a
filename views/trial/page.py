"""Try: what measures and assumptions do to the year, at once where the year is remembered."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator as Box

from scenarios.catalogue import InputError
from scenarios.drafts import Section, chosen
from views.frame import draft, state
from views.frame.look import TILES
from views.frame.page import header, plain
from views.frame.plan import changes_of, head_of, problems
from views.frame.state import t
from views.frame.texts import label
from views.trial import edit, levers, offers, results, toolbar

SECTIONS: tuple[Section, ...] = ("measures", "assumptions")
THREE = ".zp-tiles.zp-try { grid-template-columns: repeat(3, minmax(0, 1fr)); }"


def show() -> None:
    """Draw the page."""
    header(t("try.title"))
    st.html(f"<style>{TILES}{THREE}</style>")
    plan = draft.current()
    try:
        head = head_of(plan)
    except InputError as error:
        problems(error)
        return
    st.caption(plain(t("try.about", park=label(state.lang(), head.label, plan.park))))
    bar = st.container()
    left, right = st.columns([0.4, 0.6], gap="medium")
    with left:
        cards, more = st.container(), st.container()
    _desk(bar, cards, right)
    with more:
        _offers(_section())


def _section() -> Section:
    """Return which levers are shown: what the planner decides, or what the world does."""
    return "assumptions" if st.session_state.get("try_section") == "assumptions" else "measures"


@st.fragment(key=edit.DESK)
def _desk(bar: Box, cards: Box, right: Box) -> None:
    """Draw levers and figures; moving a lever redraws only this."""
    plan = draft.current()
    changes = changes_of(plan)
    with bar:
        toolbar.show(changes)
    with right:
        found = results.find(plan, changes)
        results.show(plan, found, changes)
    with cards:
        section = _section()
        st.segmented_control(
            t("try.section"), SECTIONS, default="measures", required=True, key="try_section",
            format_func=state.names("try.section"), label_visibility="collapsed",
            on_change=st.rerun,
        )  # fmt: skip
        st.caption(t(f"try.section.{section}.help"))
        levers.cards(section, chosen(plan, head_of(plan).own, section), found.answer)


@st.fragment(key=edit.OFFERS)
def _offers(section: Section) -> None:
    """Draw what can be added."""
    plan = draft.current()
    with st.expander(t(f"try.{section}.add"), icon=":material/add:", expanded=True):
        offers.show(section, plan, chosen(plan, head_of(plan).own, section))
