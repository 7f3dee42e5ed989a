"""The plan worked on as all pages tell it: its park, what it changes, what is wrong with it."""

from __future__ import annotations

import json
from typing import NamedTuple

import streamlit as st

from scenarios.catalogue import InputError, checked_park
from scenarios.drafts import Change, Draft, Own, differences, from_json, own_of
from scenarios.what_if import service
from views.frame import state
from views.frame.page import plain
from views.frame.state import t
from views.frame.texts import fault

MOST_PROBLEMS = 8


class Head(NamedTuple):
    """What a park's file says that the plan's controls show."""

    label: dict[str, str]
    own: Own
    seed: int
    step_minutes: int
    days: int


@st.cache_data(show_spinner=False, max_entries=20)
def head(park: str, text: str) -> Head:
    """Return what a park's file says.

    Raises
    ------
    InputError
        With every problem found.
    """
    loaded = checked_park(park, text)
    spec = loaded.spec
    return Head(
        spec.label.model_dump(), own_of(loaded.document.data), spec.seed, spec.step_minutes,
        spec.days or 365,
    )  # fmt: skip


def head_of(draft: Draft) -> Head:
    """Return what the file of a draft's park says.

    Raises
    ------
    InputError
        With every problem found.
    """
    return head(draft.park, draft.text)


def changes_of(draft: Draft) -> tuple[Change, ...]:
    """Return what a plan changes in its park.

    Raises
    ------
    InputError
        If the park itself is not sound.
    """
    return differences(draft.base(), draft, head_of(draft).own)


def problem_of(draft: Draft) -> InputError | None:
    """Return what is wrong with a plan; it is not loaded again if it has its figures already."""
    if service().knows(draft):
        return None
    try:
        _load(json.dumps(draft.to_json(), sort_keys=True))
    except InputError as error:
        return error
    return None


@st.cache_data(show_spinner=False, max_entries=100)
def _load(plan: str) -> bool:
    """Load a plan; one that is sound is not loaded again."""
    from_json(json.loads(plan)).load()
    return True


def problems(error: InputError) -> None:
    """List what is wrong with an input, with lines."""
    found = error.problems
    lines = []
    for problem in found[:MOST_PROBLEMS]:
        where = [problem.path] if problem.path else []
        if problem.line is not None:
            where.append(t("setup.problem.line", line=problem.line))
        place = f"**{plain(t('list.join').join(where))}** " if where else ""
        lines.append(f"- {place}{plain(fault(state.lang(), problem))}")
    if len(found) > MOST_PROBLEMS:
        lines.append(f"- {t('list.more', count=len(found) - MOST_PROBLEMS)}")
    st.error(f"{t('setup.problems', count=len(found))}\n\n" + "\n".join(lines))
