"""Deleted runs: see :mod:`scenarios.trash`; notes go with a run that is gone for good."""

from __future__ import annotations

from pathlib import Path

from scenarios.catalogue import run_folder
from scenarios.run_notes import read_note, write_note
from scenarios.trash import KEEP_DAYS, TRASH, Deleted, Trash

__all__ = [
    "KEEP_DAYS", "TRASH", "Deleted", "delete_run", "deleted_runs", "empty_trash", "restore_run",
]  # fmt: skip


def _trash(runs: Path) -> Trash:
    return Trash(runs, "manifest.json")


def delete_run(run: str, runs: Path) -> str:
    """Move a run into the trash and return its entry there.

    Raises
    ------
    InputError
        If there is no such run, or it cannot be moved.
    """
    run_folder(run, runs)
    return _trash(runs).put(run)


def restore_run(entry: str, runs: Path) -> str:
    """Put a deleted run back and return its id.

    Raises
    ------
    InputError
        If there is no such entry, or the run has been made again meanwhile.
    """
    return _trash(runs).restore(entry)


def deleted_runs(runs: Path) -> list[Deleted]:
    """Return what is in the trash, the last deleted first."""
    return _trash(runs).deleted()


def empty_trash(runs: Path, keep_days: float = KEEP_DAYS) -> int:
    """Remove for good what was deleted so many days ago or earlier, and return how many runs."""
    gone = _trash(runs).empty(keep_days)
    for one in gone:
        if not (runs / one.name).exists() and read_note(one.name, runs):
            write_note(one.name, "", runs)
    return len(gone)
