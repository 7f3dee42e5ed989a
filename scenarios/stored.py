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


@dataclass(frozen=True)
class StoredRun:
    """A run folder, read lazily."""

    folder: Path

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


def stored_runs(folder: Path) -> Iterator[StoredRun]:
    """Yield the finished runs of a folder, newest first."""
    found = [
        path for path in folder.glob("*/manifest.json") if not path.parent.name.startswith(".")
    ]
    for path in sorted(found, key=lambda p: (-p.stat().st_mtime_ns, p.parent.name)):
        yield StoredRun(path.parent)


def find_run(run: str, folder: Path) -> StoredRun:
    """Return a run given by folder, or by id (or its beginning) under ``folder``.

    Raises
    ------
    InputError
        If there is none or more than one.
    """
    if (Path(run) / "manifest.json").is_file():
        return StoredRun(Path(run))
    found = [stored for stored in stored_runs(folder) if stored.folder.name.startswith(run)]
    exact = [stored for stored in found if stored.folder.name == run]
    if len(exact) == 1 or len(found) == 1:
        return (exact or found)[0]
    if not found:
        raise InputError(f"no run '{run}' in {folder}")
    raise InputError(f"'{run}' fits several runs: {', '.join(s.folder.name for s in found)}")
