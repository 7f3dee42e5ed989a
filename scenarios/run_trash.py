"""Deleted runs: moved aside as they are, put back on request, gone for good after some weeks.

``RUNS/.trash/TIME-ID`` is the run's folder itself, under the moment of its deletion [ns].
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from scenarios.catalogue import run_folder, run_name
from scenarios.run_notes import read_note, write_note
from twin.errors import InputError

TRASH = ".trash"
KEEP_DAYS = 30
_ENTRY = re.compile(r"^(\d{1,20})-(.+)$")


@dataclass(frozen=True)
class Deleted:
    """A deleted run: the name of its folder in the trash, its id, and when it was deleted."""

    entry: str
    run: str
    when: dt.datetime


def delete_run(run: str, runs: Path) -> str:
    """Move a run into the trash and return its entry there.

    Raises
    ------
    InputError
        If there is no such run, or it cannot be moved.
    """
    folder = run_folder(run, runs)
    entry = f"{time.time_ns()}-{run}"
    try:
        (runs / TRASH).mkdir(exist_ok=True)
        folder.rename(runs / TRASH / entry)
    except OSError as error:
        raise InputError(f"{run}: cannot be deleted: {error.strerror}") from error
    return entry


def restore_run(entry: str, runs: Path) -> str:
    """Put a deleted run back and return its id.

    Raises
    ------
    InputError
        If there is no such entry, or the run has been made again meanwhile.
    """
    run, folder = _run_of(entry), runs / TRASH / entry
    if not (folder / "manifest.json").is_file():
        raise InputError(f"{run}: it is not in the trash any more")
    if (runs / run).exists():
        raise InputError(f"{run}: there is such a run again; what was deleted stays in the trash")
    try:
        folder.rename(runs / run)
    except OSError as error:
        raise InputError(f"{run}: cannot be put back: {error.strerror}") from error
    return run


def deleted_runs(runs: Path) -> list[Deleted]:
    """Return what is in the trash, the last deleted first."""
    found = []
    for path in (runs / TRASH).glob("*/manifest.json"):
        try:
            run = _run_of(path.parent.name)
        except InputError:
            continue
        seconds = int(path.parent.name.partition("-")[0]) / 1e9
        when = dt.datetime.fromtimestamp(seconds).astimezone()
        found.append(Deleted(path.parent.name, run, when))
    return sorted(found, key=lambda one: one.when, reverse=True)


def empty_trash(runs: Path, keep_days: float = KEEP_DAYS) -> int:
    """Remove for good what was deleted so many days ago or earlier, and return how many runs."""
    oldest = dt.datetime.now().astimezone() - dt.timedelta(days=keep_days)
    gone = [one for one in deleted_runs(runs) if one.when <= oldest]
    for one in gone:
        shutil.rmtree(runs / TRASH / one.entry, ignore_errors=True)
        if not (runs / one.run).exists() and read_note(one.run, runs):
            write_note(one.run, "", runs)
    return len(gone)


def _run_of(entry: str) -> str:
    match = _ENTRY.match(entry)
    if match is None:
        raise InputError(f"not an entry of the trash: {entry[:60]!r}")
    return run_name(match[2])
