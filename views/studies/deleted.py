"""Deleting studies, taking that back, and their trash."""

from __future__ import annotations

import streamlit as st

from scenarios.batch.kept import delete_study, deleted_studies, trash_of
from scenarios.catalogue import InputError, runs_folder
from views.frame import state, trash
from views.frame.state import t


def button(name: str, *, busy: bool) -> None:
    """Offer to delete a study that nobody works on."""
    st.button(
        t("studies.delete"), icon=":material/delete:", key="study_delete", disabled=busy,
        on_click=_delete, args=(name,),
    )  # fmt: skip


def _delete(name: str) -> None:
    try:
        trash.gone(STUDIES, [delete_study(name, runs_folder())])
    except InputError as error:
        trash.tell(STUDIES, error)
        return
    if state.get("study") == name:
        state.put("study", None)


def _restore(entry: str) -> None:
    state.put("study", trash_of(runs_folder()).restore(entry))


def _found() -> list[tuple[str, str]]:
    return [
        (one.entry, f"{name} · {one.when:%Y-%m-%d %H:%M} · {one.name[:6]}")
        for one, name in deleted_studies(runs_folder())
    ]


STUDIES = trash.Shelf(
    "studies", _found, _restore, lambda days: trash_of(runs_folder()).empty(days)
)  # fmt: skip
