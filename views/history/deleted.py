"""Deleting runs, taking that back, and the trash."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from scenarios.catalogue import InputError, runs_folder
from scenarios.run_trash import KEEP_DAYS, delete_run, deleted_runs, empty_trash, restore_run
from views.frame import state
from views.frame.page import plain
from views.frame.state import t

MOST_SHOWN = 50
_LAST, _TOLD = "runs_deleted", "runs_told"


def delete(names: Sequence[str]) -> None:
    """Move runs into the trash; they are shown no longer."""
    gone, told = [], []
    for name in names:
        try:
            gone.append(delete_run(name, runs_folder()))
        except InputError as error:
            told.append(str(error))
        for key in ("run", "base"):
            if state.get(key) == name:
                state.put(key, None)
    st.session_state[_LAST] = gone
    st.session_state[_TOLD] = told


def restore(entries: Sequence[str]) -> None:
    """Put runs back."""
    told = []
    for entry in entries:
        try:
            restore_run(entry, runs_folder())
        except InputError as error:
            told.append(str(error))
    st.session_state[_LAST] = []
    st.session_state[_TOLD] = told


def undo() -> None:
    """Offer to take the last deletion back, and say what went wrong."""
    for text in st.session_state.pop(_TOLD, ()):
        st.error(plain(text))
    gone = st.session_state.get(_LAST)
    if gone:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/delete: {t('runs.deleted', count=len(gone))}", width="stretch")
            st.button(
                t("runs.undo"), type="primary", icon=":material/undo:", key="undo_delete",
                on_click=restore, args=(gone,),
            )  # fmt: skip


def trash() -> None:
    """Draw what can still be put back; what is older than some weeks goes for good."""
    empty_trash(runs_folder())
    found = deleted_runs(runs_folder())
    if not found:
        return
    with st.expander(t("runs.trash", count=len(found)), icon=":material/delete:"):
        st.caption(t("runs.trash.note", days=KEEP_DAYS))
        for one in found[:MOST_SHOWN]:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain(f"{one.name} · {one.when:%Y-%m-%d %H:%M}"), width="stretch")
                st.button(
                    t("runs.restore"), icon=":material/restore_from_trash:",
                    key=f"restore_{one.entry}", on_click=restore, args=([one.entry],),
                )  # fmt: skip
        if len(found) > MOST_SHOWN:
            st.caption(t("list.more", count=len(found) - MOST_SHOWN))
        sure = st.checkbox(t("runs.trash.sure"), key="trash_sure")
        st.button(
            t("runs.trash.empty"), icon=":material/delete_forever:", key="empty_trash",
            disabled=not sure, on_click=_empty,
        )  # fmt: skip


def _empty() -> None:
    empty_trash(runs_folder(), keep_days=0.0)
    st.session_state[_LAST] = []
    st.session_state["trash_sure"] = False
