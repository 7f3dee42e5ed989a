"""Deleting runs, taking that back, and their trash."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from scenarios.catalogue import InputError, runs_folder
from scenarios.run_trash import delete_run, deleted_runs, empty_trash, restore_run
from views.frame import state, trash

_SHOWN = "runs_deleted_shown"  # which of them were shown, by key of the address


def delete(names: Sequence[str]) -> None:
    """Move runs into the trash; they are shown no longer."""
    gone, wrong = [], []
    shown = {key: state.get(key) for key in ("run", "base") if state.get(key) in names}
    for name in names:
        try:
            gone.append(delete_run(name, runs_folder()))
        except InputError as error:
            wrong.append(error)
    for key in shown:
        state.put(key, None)
    st.session_state[_SHOWN] = shown
    trash.gone(RUNS, gone, wrong)


def _restore(entry: str) -> None:
    name = restore_run(entry, runs_folder())
    for key, was in st.session_state.get(_SHOWN, {}).items():
        if was == name:
            state.put(key, name)


def _found() -> list[tuple[str, str]]:
    return [
        (one.entry, f"{one.name} · {one.when:%Y-%m-%d %H:%M}")
        for one in deleted_runs(runs_folder())
    ]


RUNS = trash.Shelf("runs", _found, _restore, lambda days: empty_trash(runs_folder(), days))
