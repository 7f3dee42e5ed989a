"""The side panel's plan: what it is, how it is calculated, and the button that runs it."""

from __future__ import annotations

import streamlit as st

from scenarios.catalogue import InputError, planner_names, step_choices
from scenarios.drafts import Draft
from views.frame import draft, job_panel, state
from views.frame.page import plain
from views.frame.plan import Head, changes_of, head_of, problem_of, problems
from views.frame.press import pressed
from views.frame.state import names, t
from views.frame.texts import label

FRAGMENT = "run_panel"
_SHOWN = "run_panel_shown"
LONGEST_DAYS = 366


def show() -> None:
    """Draw the panel beside the page."""
    st.session_state[_SHOWN] = True
    _panel()


def is_shown() -> bool:
    """Whether the panel stands beside this session's page, so that it can be drawn again."""
    return bool(st.session_state.get(_SHOWN)) and not state.is_brief()


@st.fragment(key=FRAGMENT)
def _panel() -> None:
    """Draw the panel; the plan's controls on pages ask for it to be drawn again."""
    plan = draft.current()
    st.markdown(f"**{t('setup.title')}**")
    try:
        head = head_of(plan)
        changed = changes_of(plan)
    except InputError as error:
        problems(error)
        return
    st.markdown(plain(label(state.lang(), head.label, plan.park)))
    st.caption(t("setup.changed", count=len(changed)) if changed else t("setup.unchanged"))
    wrong = problem_of(plan)
    if pressed(
        t("setup.run"), type="primary", icon=":material/play_arrow:", width="stretch",
        disabled=wrong is not None, key="run_button", help=t("setup.run.help"),
    ):  # fmt: skip
        _start(plan)
    if wrong is not None:
        problems(wrong)
    _settings(plan, head)


def _start(plan: Draft) -> None:
    try:
        job_panel.start(plan.request())
    except InputError as error:
        problems(error)
        return
    st.rerun()


def _settings(plan: Draft, head: Head) -> None:
    """Draw seed, step, days and planner; what the park says itself is not written down."""
    steps, at = step_choices(), draft.epoch()
    step = plan.step_minutes or head.step_minutes
    days = plan.days or head.days
    longest = max(head.days, days, LONGEST_DAYS)
    with st.expander(t("setup.advanced"), icon=":material/tune:"):
        st.number_input(
            t("setup.seed"), 0, 2**31 - 1, head.seed if plan.seed is None else plan.seed,
            key=f"plan_seed_{at}", help=t("setup.seed.help"), on_change=_set,
            args=("seed", f"plan_seed_{at}", head.seed),
        )  # fmt: skip
        st.selectbox(
            t("setup.step"), steps, index=steps.index(step) if step in steps else 0,
            key=f"plan_step_{at}", on_change=_set,
            args=("step_minutes", f"plan_step_{at}", head.step_minutes),
        )  # fmt: skip
        st.number_input(
            t("setup.days"), 1, longest, days, key=f"plan_days_{at}", help=t("setup.days.help"),
            on_change=_set, args=("days", f"plan_days_{at}", head.days),
        )  # fmt: skip
        st.selectbox(
            t("setup.dispatch"), planner_names(), index=planner_names().index(plan.dispatch),
            format_func=names("dispatch"), key=f"plan_planner_{at}", on_change=_set,
            args=("dispatch", f"plan_planner_{at}", None),
        )  # fmt: skip


def _set(field: str, key: str, usual: object) -> None:
    value = st.session_state[key]
    draft.change(**{field: None if value == usual else value})
    st.rerun()
