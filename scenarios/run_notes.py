"""Notes on runs: a text for each, kept beside the run folders and never inside one.

A run's folder stays as it was written, and a run that is made again keeps its note.
"""

from __future__ import annotations

import os
from pathlib import Path

from scenarios.catalogue import run_name
from twin.errors import InputError

NOTES = ".notes"
MOST_CHARACTERS = 2000


def read_note(run: str, runs: Path) -> str:
    """Return the note on a run, "" if there is none.

    Raises
    ------
    InputError
        If it is not a run's id.
    """
    try:
        return _path(run, runs).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def write_note(run: str, text: str, runs: Path) -> None:
    """Replace the note on a run; an empty one is removed.

    Raises
    ------
    InputError
        If it is not a run's id, the text is too long, or it cannot be written.
    """
    path, told = _path(run, runs), text.strip()
    if len(told) > MOST_CHARACTERS:
        raise InputError(f"a note has at most {MOST_CHARACTERS} characters, this has {len(told)}")
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        if not told:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(told, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise InputError(f"the note cannot be kept: {error.strerror}") from error


def _path(run: str, runs: Path) -> Path:
    return runs / NOTES / f"{run_name(run)}.txt"
