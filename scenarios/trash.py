"""Deleted folders: moved aside as they are, put back on request, gone for good after some weeks.

``HOME/.trash/TIME-NAME`` is the folder ``HOME/NAME`` itself, under the moment of its deletion [ns].
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from scenarios.catalogue import run_name
from twin.errors import InputError

TRASH = ".trash"
KEEP_DAYS = 30
_ENTRY = re.compile(r"^(\d{1,20})-(.+)$")


@dataclass(frozen=True)
class Deleted:
    """Something deleted: the name of its folder in the trash, its own, and when it was deleted."""

    entry: str
    name: str
    when: dt.datetime


@dataclass(frozen=True)
class Trash:
    """The trash of a folder of runs or studies.

    Attributes
    ----------
    home : Path
        Where those lie that are not deleted.
    mark : str
        A file that each of them has.
    """

    home: Path
    mark: str

    def put(self, name: str) -> str:
        """Move a folder, whose name was checked, into the trash and return its entry there.

        Raises
        ------
        InputError
            If it cannot be moved.
        """
        entry = f"{time.time_ns()}-{name}"
        try:
            (self.home / TRASH).mkdir(exist_ok=True)
            (self.home / name).rename(self.home / TRASH / entry)
        except OSError as error:
            raise InputError(f"{name}: cannot be deleted: {error.strerror}") from error
        return entry

    def restore(self, entry: str) -> str:
        """Put a deleted folder back and return its name.

        Raises
        ------
        InputError
            If there is no such entry, or there is one of that name again.
        """
        name, folder = _name_of(entry), self.home / TRASH / entry
        if not (folder / self.mark).is_file():
            raise InputError(f"{name}: it is not in the trash any more")
        if (self.home / name).exists():
            raise InputError(f"{name}: there is one again; what was deleted stays in the trash")
        try:
            folder.rename(self.home / name)
        except OSError as error:
            raise InputError(f"{name}: cannot be put back: {error.strerror}") from error
        return name

    def deleted(self) -> list[Deleted]:
        """Return what is in the trash, the last deleted first."""
        found = []
        for path in (self.home / TRASH).glob(f"*/{self.mark}"):
            try:
                name = _name_of(path.parent.name)
            except InputError:
                continue
            seconds = int(path.parent.name.partition("-")[0]) / 1e9
            when = dt.datetime.fromtimestamp(seconds).astimezone()
            found.append(Deleted(path.parent.name, name, when))
        return sorted(found, key=lambda one: one.when, reverse=True)

    def empty(self, keep_days: float = KEEP_DAYS) -> list[Deleted]:
        """Remove for good what was deleted so many days ago or earlier, and return it."""
        oldest = dt.datetime.now().astimezone() - dt.timedelta(days=keep_days)
        gone = [one for one in self.deleted() if one.when <= oldest]
        for one in gone:
            shutil.rmtree(self.home / TRASH / one.entry, ignore_errors=True)
        return gone


def _name_of(entry: str) -> str:
    match = _ENTRY.match(entry)
    if match is None:
        raise InputError(f"not an entry of the trash: {entry[:60]!r}")
    return run_name(match[2])
