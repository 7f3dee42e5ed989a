"""Deleting studies, taking that back, and the trash."""

from __future__ import annotations

import streamlit as st

from scenarios.batch.kept import delete_study, deleted_studies, trash_of
from scenarios.catalogue import InputError, runs_folder
from scenarios.trash import KEEP_DAYS
from views.frame import state
from views.frame.page import plain
from views.frame.state import t
from views.frame.texts import fault

MOST_SHOWN = 50
_LAST, _TOLD = "studies_deleted", "studies_told"


def button(name: str, *, busy: bool) -> None:
    """Offer to delete a study that nobody works on."""
    st.button(
        t("studies.delete"), icon=":material/delete:", key="study_delete", disabled=busy,
        on_click=_delete, args=(name,),
    )  # fmt: skip


def _delete(name: str) -> None:
    try:
        st.session_state[_LAST] = delete_study(name, runs_folder())
    except InputError as error:
        st.session_state[_TOLD] = "; ".join(fault(state.lang(), one) for one in error.problems)
        return
    if state.get("study") == name:
        state.put("study", None)


def _restore(entry: str) -> None:
    st.session_state.pop(_LAST, None)
    try:
        state.put("study", trash_of(runs_folder()).restore(entry))
    except InputError as error:
        st.session_state[_TOLD] = "; ".join(fault(state.lang(), one) for one in error.problems)


def undo() -> None:
    """Offer to take the last deletion back, and say what went wrong."""
    if told := st.session_state.pop(_TOLD, ""):
        st.error(plain(told))
    entry = st.session_state.get(_LAST)
    if entry:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/delete: {t('studies.deleted')}", width="stretch")
            st.button(
                t("runs.undo"), type="primary", icon=":material/undo:", key="undo_study",
                on_click=_restore, args=(entry,),
            )  # fmt: skip


def trash() -> None:
    """Draw what can still be put back; what is older than some weeks goes for good."""
    trash_of(runs_folder()).empty()
    found = deleted_studies(runs_folder())
    if not found:
        return
    with st.expander(t("runs.trash", count=len(found)), icon=":material/delete:"):
        st.caption(t("studies.trash.note", days=KEEP_DAYS))
        for one, name in found[:MOST_SHOWN]:
            with st.container(horizontal=True, vertical_alignment="center"):
                told = f"{name} · {one.when:%Y-%m-%d %H:%M} · {one.name[:6]}"
                st.markdown(plain(told), width="stretch")
                st.button(
                    t("runs.restore"), icon=":material/restore_from_trash:",
                    key=f"restore_{one.entry}", on_click=_restore, args=(one.entry,),
                )  # fmt: skip
        if len(found) > MOST_SHOWN:
            st.caption(t("list.more", count=len(found) - MOST_SHOWN))
        sure = st.checkbox(t("runs.trash.sure"), key="studies_sure")
        st.button(
            t("runs.trash.empty"), icon=":material/delete_forever:", key="empty_studies",
            disabled=not sure, on_click=_empty,
        )  # fmt: skip


def _empty() -> None:
    trash_of(runs_folder()).empty(keep_days=0.0)
    st.session_state.pop(_LAST, None)
    st.session_state["studies_sure"] = False
