"""Stored runs: found, listed and read again, lazily."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from twin.errors import InputError

FAILED = "-failed"  # ends the name of a folder that holds only a part of a run


@dataclass(frozen=True)
class StoredRun:
    """A run folder, read lazily."""

    folder: Path

    @property
    def is_failed(self) -> bool:
        """Whether the run failed, so that there are neither accounts nor scorecards."""
        return self.folder.name.endswith(FAILED)

    def json(self, name: str) -> Any:  # noqa: ANN401 - plain data
        """Return one of the folder's json files.

        Raises
        ------
        InputError
            If it is missing or damaged.
        """
        path = self.folder / f"{name}.json"
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(f"{path}: cannot be read: {error}") from error

    @property
    def manifest(self) -> dict[str, Any]:
        """The manifest."""
        return dict(self.json("manifest"))

    @property
    def scorecards(self) -> dict[str, Any]:
        """Scorecards by system."""
        return dict(self.json("indicators"))

    @property
    def accounts(self) -> dict[str, Any]:
        """Headline figures, warnings and terms."""
        return dict(self.json("accounts"))

    @property
    def green(self) -> dict[str, Any]:
        """Matching, direct connection, contracts, calls and tracing; empty in runs of before."""
        return dict(self.accounts.get("green", {}))

    def table(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """Return one of the folder's tables (``flows``, ``rows``, ``events``, …)."""
        path = self.folder / f"{name}.parquet"
        try:
            return pq.read_table(path, columns=columns)
        except (OSError, ValueError) as error:
            raise InputError(f"{path}: cannot be read: {error}") from error


def stored_runs(folder: Path, *, failed: bool = False) -> Iterator[StoredRun]:
    """Yield the finished runs of a folder, or the failed ones instead, newest first."""
    found = [
        path for path in folder.glob("*/manifest.json") if not path.parent.name.startswith(".")
    ]
    for path in sorted(found, key=lambda p: (-p.stat().st_mtime_ns, p.parent.name)):
        if StoredRun(path.parent).is_failed == failed:
            yield StoredRun(path.parent)


def find_run(run: str, folder: Path) -> StoredRun:
    """Return a finished run given by folder, or by id (or its beginning) under ``folder``.

    Raises
    ------
    InputError
        If there is none or more than one, or if it failed.
    """
    for given in (Path(run), folder / run):
        if (given / "manifest.json").is_file():
            return _finished(StoredRun(given.resolve()))
    found = [stored for stored in stored_runs(folder) if stored.folder.name.startswith(run)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputError(f"no run '{run}' in {folder}")
    raise InputError(f"'{run}' fits several runs: {', '.join(s.folder.name for s in found)}")


def _finished(stored: StoredRun) -> StoredRun:
    """Return a run unless it failed."""
    if stored.is_failed:
        marker = stored.manifest
        raise InputError(
            f"{stored.folder.name}: the run failed, so it has no scorecards; its tables hold what "
            f"was settled until {marker['settled_until']}: {marker['failed']['message']}"
        )
    return stored
