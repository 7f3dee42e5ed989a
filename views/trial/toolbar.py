"""What goes with every change: undo, redo, named states, a link, and the list of differences."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from scenarios.catalogue import InputError
from scenarios.drafts import Change
from views.frame import draft, state
from views.frame.page import plain
from views.frame.state import t
from views.frame.texts import fault
from views.trial import edit, jump, told

MOST_LINES = 40


def show(changes: tuple[Change, ...]) -> None:
    """Draw the bar above levers and figures."""
    past = draft.history()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            t("try.undo"), icon=":material/undo:", key="undo", disabled=not past.can_undo,
            on_click=edit.undo,
        )  # fmt: skip
        st.button(
            t("try.redo"), icon=":material/redo:", key="redo", disabled=not past.can_redo,
            on_click=edit.redo,
        )  # fmt: skip
        with st.popover(
            t("try.changes", count=len(changes)), icon=":material/difference:", key="changes"
        ):
            _changes(changes)
        with st.popover(t("try.checkpoints"), icon=":material/bookmark:", key="checkpoints"):
            _checkpoints()
        with st.popover(t("try.share"), icon=":material/link:", key="share"):
            _share()
    jump.show()


def _changes(changes: tuple[Change, ...]) -> None:
    """Draw the differences against the park's file: a press leads to the control or resets it."""
    if not changes:
        st.caption(t("try.changes.none"))
        return
    st.caption(t("try.changes.hint"))
    for number, change in enumerate(changes[:MOST_LINES]):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _change(number, change)
    if len(changes) > MOST_LINES:
        st.caption(t("list.more", count=len(changes) - MOST_LINES))
    st.button(
        t("try.reset"), icon=":material/restart_alt:", key="reset", on_click=edit.reset,
    )  # fmt: skip


def _change(number: int, change: Change) -> None:
    """Draw one difference, and beside it what takes it back."""
    line = plain(told.change_text(change, state.lang()))
    if jump.target_of(change) is None:
        st.markdown(line, width="stretch")  # a path of the park's file has no control here
    else:
        with st.container():  # takes the room that is left
            st.button(
                line, icon=":material/arrow_forward:", key=f"jump_{number}_{draft.epoch()}",
                type="tertiary", on_click=jump.ask, args=(change,), help=jump.help_of(change),
            )  # fmt: skip
    st.button(
        t("try.take_back"), icon=":material/undo:", key=f"back_{number}_{draft.epoch()}",
        on_click=edit.take_back, args=(change,), help=t("try.take_back.help", name=line),
    )  # fmt: skip


def _checkpoints() -> None:
    past = draft.history()
    with st.form("mark", border=False, clear_on_submit=True):
        name = st.text_input(t("try.checkpoint.name"), max_chars=60)
        kept = st.form_submit_button(t("try.checkpoint.keep"), icon=":material/bookmark_add:")
    if kept:
        draft.mark(name)
        st.rerun()
    if not past.checkpoints:
        st.caption(t("try.checkpoint.none"))
    for number, point in enumerate(past.checkpoints):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button(
                plain(point.name), icon=":material/bookmark:", key=f"restore_{number}",
                on_click=edit.restore, args=(point.name,), width="stretch",
                help=t("try.checkpoint.restore"),
            )  # fmt: skip
            st.button(
                t("try.checkpoint.forget"), icon=":material/delete:", key=f"forget_{number}",
                on_click=draft.forget, args=(point.name,), type="tertiary",
            )  # fmt: skip


def _share() -> None:
    st.caption(t("try.share.hint"))
    try:
        st.code(_address(draft.link()), language=None, wrap_lines=True)
    except InputError as error:
        st.error(plain(fault(state.lang(), error.problems[0])))


def _address(query: str) -> str:
    """Return the whole address of a link, as this browser reaches the app."""
    here = urlsplit(st.context.url or "")
    return urlunsplit((here.scheme, here.netloc, here.path, "", "")) + query
