"""What is built, whether it is sound, and the way back, forth and on to a run."""

from __future__ import annotations

import streamlit as st

from scenarios.building import Trouble, agents_of, label_of, plan_of, troubles_of
from scenarios.catalogue import InputError
from scenarios.drafts import Draft
from views.build.look import kind_counts
from views.frame import draft, job_panel, state
from views.frame.numbers import number
from views.frame.page import plain
from views.frame.state import t
from views.frame.texts import fault, label

MOST_PROBLEMS = 8


def show() -> None:
    """Draw the line at the page's head, and what is wrong with the plan."""
    now = draft.current()
    found = troubles_of(now)
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{plain(_name(now))}**")
            st.caption(plain(_about(now)))
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            _badge(len(found))
            _buttons(is_sound=not found)
    if found:
        _troubles(found)


def _name(now: Draft) -> str:
    try:
        return label(state.lang(), label_of(now), now.park)
    except InputError:
        return now.park


def _about(now: Draft) -> str:
    told = [t("build.about.own" if now.text else "build.about.shipped")]
    try:
        told += kind_counts(agents_of(now))
        plan = plan_of(now)
        told.append(t("build.about.size", width=number(plan.width_m), height=number(plan.height_m)))
    except InputError:
        told.append(t("build.about.unreadable"))
    return " · ".join(told)


def _badge(wrong: int) -> None:
    if wrong:
        st.badge(t("build.wrong", count=wrong), icon=":material/error:", color="red")
    else:
        st.badge(t("build.sound"), icon=":material/check_circle:", color="green")


def _buttons(*, is_sound: bool) -> None:
    history = draft.history()
    st.button(t("build.undo"), icon=":material/undo:", on_click=draft.undo,
              disabled=not history.can_undo, key="build_undo")  # fmt: skip
    st.button(t("build.redo"), icon=":material/redo:", on_click=draft.redo,
              disabled=not history.can_redo, key="build_redo")  # fmt: skip
    why = "build.run.help" if is_sound else "build.run.unsound"
    st.button(t("build.run"), icon=":material/play_arrow:", type="primary", on_click=_run,
              disabled=not is_sound, help=t(why), key="build_run")  # fmt: skip


def _run() -> None:
    try:
        job_panel.start(draft.current().request())
    except InputError as error:
        draft.tell(error)


def _troubles(found: tuple[Trouble, ...]) -> None:
    """List what is wrong, with field and line, and what stands in the line."""
    told = [_told(trouble) for trouble in found[:MOST_PROBLEMS]]
    if len(found) > MOST_PROBLEMS:
        told.append(f"- {t('list.more', count=len(found) - MOST_PROBLEMS)}")
    st.error(f"{t('build.problems')}\n\n" + "\n".join(told))


def _told(trouble: Trouble) -> str:
    line = t("build.line", line=trouble.line) if trouble.line else trouble.elsewhere
    where = [part for part in (trouble.path, line) if part]
    head = f"**{plain(t('list.join').join(where))}** " if where else ""
    tail = f" — {plain(trouble.stands)}" if trouble.stands else ""
    return f"- {head}{plain(fault(state.lang(), trouble.message))}{tail}"
