"""Changes of the plan from this page: each is one step that can be taken back."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from scenarios.catalogue import InputError
from scenarios.drafts import Change, Draft, Section, added, chosen, moved, removed, taken_back
from views.frame import draft, run_panel
from views.frame.plan import head_of

DESK, OFFERS = "try_desk", "try_offers"
SECTION_OF: Mapping[str, Section] = {"measure": "measures", "assumption": "assumptions"}


def redraw(*parts: str) -> None:
    """Let only parts of the page be drawn anew, all of it if something has to be told."""
    if draft.has_to_tell():
        st.rerun()
    st.rerun([*parts, *((run_panel.FRAGMENT,) if run_panel.is_shown() else ())])


def _put(section: Section, plan: Draft, made: tuple[object, ...]) -> None:
    own = getattr(head_of(plan).own, section)
    draft.change(**{section: None if made == own else list(made)})


def add(section: Section, name: str) -> None:
    """Add a measure or an assumption with its usual numbers."""
    plan = draft.current()
    _put(section, plan, added(chosen(plan, head_of(plan).own, section), section, name))
    redraw(DESK, OFFERS)


def remove(section: Section, name: str, suffix: str) -> None:
    """Take a measure or an assumption away."""
    plan = draft.current()
    _put(section, plan, removed(chosen(plan, head_of(plan).own, section), name, suffix))
    redraw(DESK, OFFERS)


def move(section: Section, at: tuple[str, str], parameter: str, key: str, scale: float) -> None:
    """Set one number as its control shows it."""
    plan, value = draft.current(), st.session_state[key]
    if value is not None:
        held = chosen(plan, head_of(plan).own, section)
        _put(section, plan, moved(held, section, at, {parameter: round(value / scale, 12)}))
    redraw(DESK)


def usual(section: Section, at: tuple[str, str], parameters: tuple[str, ...]) -> None:
    """Put the numbers of one measure back to the usual ones."""
    plan = draft.current()
    held = chosen(plan, head_of(plan).own, section)
    _put(section, plan, moved(held, section, at, dict.fromkeys(parameters)))
    draft.anew()
    redraw(DESK)


def show_section(change: Change) -> None:
    """Show the levers among which a difference was made."""
    if section := SECTION_OF.get(change.kind):
        st.session_state["try_section"] = section
    redraw(DESK, OFFERS)


def take_back(change: Change) -> None:
    """Take one difference against the park's file back."""
    plan = draft.current()
    try:
        draft.put(taken_back(plan, plan.base(), head_of(plan).own, change))
    except InputError as error:
        draft.tell(error)
    redraw(DESK, OFFERS)


def reset() -> None:
    """Put the plan back to what the park's file says, as one step."""
    draft.put(draft.current().base())
    redraw(DESK, OFFERS)


def undo() -> None:
    """Take the last change back."""
    draft.undo()
    redraw(DESK, OFFERS)


def redo() -> None:
    """Make a change again that was taken back."""
    draft.redo()
    redraw(DESK, OFFERS)


def restore(name: str) -> None:
    """Make a named state the present one."""
    draft.restore(name)
    redraw(DESK, OFFERS)
