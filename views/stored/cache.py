"""Stored results as the pages use them, kept between reruns; the key is folder and time stamp."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from scenarios.catalogue import checked_park, run_folder, runs_folder
from scenarios.charted import reading, shortage
from scenarios.charted.shortage import Curtailed, Missed
from scenarios.charted.stores import Store, stores_of
from scenarios.stored import StoredRun, stored_runs
from views.stored import records
from views.stored.records import Floats, LedgerRow, Span

MOST_LISTED = 500
_keep = st.cache_data(show_spinner=False, max_entries=12)


class Run(NamedTuple):
    """A stored run as a key: where it lies, and when it was written."""

    folder: str
    stamp: int

    @property
    def path(self) -> Path:
        """Folder of the run."""
        return Path(self.folder)

    @property
    def id(self) -> str:
        """Name of the run."""
        return self.path.name


class Listed(NamedTuple):
    """One line of the list of runs."""

    id: str
    label: dict[str, str]
    finished: str
    seed: int
    step: int
    days: int
    verdicts: dict[str, str]
    systems: dict[str, dict[str, str]]
    intensity: float | None
    tonnes: float | None
    park: str = ""
    version: str = ""
    plan: str = ""


def run_of(name: str) -> Run:
    """Return a stored run given by its id.

    Raises
    ------
    InputError
        If there is none.
    """
    folder = run_folder(name, runs_folder())
    return Run(str(folder), (folder / "manifest.json").stat().st_mtime_ns)


def listed() -> list[Listed]:
    """Return the stored runs, newest first."""
    folder = runs_folder()
    stamp = folder.stat().st_mtime_ns if folder.is_dir() else 0
    return _listed(str(folder), stamp)


@_keep
def _listed(folder: str, stamp: int) -> list[Listed]:  # noqa: ARG001 - part of the key
    lines = []
    for stored in islice(stored_runs(Path(folder)), MOST_LISTED):
        try:
            stamp_of_it = (stored.folder / "manifest.json").stat().st_mtime_ns
            lines.append(_line(str(stored.folder), stamp_of_it))
        except (ValueError, KeyError, TypeError, AttributeError, OSError):
            continue  # half a folder, or one of another version: not ours to repair
    return lines


@st.cache_data(show_spinner=False, max_entries=2 * MOST_LISTED)
def _line(folder: str, stamp: int) -> Listed:
    stored = StoredRun(Path(folder))
    manifest, cards = stored.manifest, stored.scorecards
    span = records.span_of(manifest)
    carbon = next(
        (c["indicators"]["unit_energy_carbon"] for c in cards.values()
         if "unit_energy_carbon" in c["indicators"]), {},
    )  # fmt: skip
    finished = dt.datetime.fromtimestamp(stamp / 1e9).astimezone()
    return Listed(
        stored.folder.name,
        dict(manifest["label"]),
        f"{finished:%Y-%m-%d %H:%M}",
        int(manifest["seed"]),
        span.step_minutes,
        span.days,
        {name: card["verdict"] for name, card in cards.items()},
        {name: {"zh": card["zh"], "en": card["en"]} for name, card in cards.items()},
        carbon.get("value"),
        carbon.get("numerator"),
        str(manifest["park"]),
        str(manifest["version"]),
        " ".join(plan_of(manifest)),
    )


def plan_of(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the name of the scenario that was run, if it was one."""
    name = str((manifest.get("scenario") or {}).get("name") or "")
    return (name,) if name else ()


@_keep
def manifest(run: Run) -> dict[str, Any]:
    """Return a run's manifest."""
    return StoredRun(run.path).manifest


@_keep
def scorecards(run: Run) -> dict[str, Any]:
    """Return a run's scorecards."""
    return StoredRun(run.path).scorecards


@_keep
def accounts(run: Run) -> dict[str, Any]:
    """Return a run's accounts."""
    return StoredRun(run.path).accounts


@_keep
def park(run: Run) -> dict[str, Any]:
    """Return the park a run was made from."""
    return records.document(run.path)


@_keep
def rows(run: Run) -> list[LedgerRow]:
    """Return the ledger rows that moved."""
    return records.ledger_rows(run.path)


@_keep
def rows_within(run: Run, first: int, last: int) -> list[LedgerRow]:
    """Return the ledger rows that moved from one interval to before another, with amounts."""
    line = span(run)
    if (first, last) == (0, line.days * line.steps_per_day):
        return rows(run)
    found = reading.amounts(run.path, first, last)
    moved = (row._replace(total=found.get(row.id, 0.0)) for row in rows(run))
    return [row for row in moved if row.total != 0.0]


@_keep
def rates(
    run: Run, groups: tuple[tuple[str, ...], ...], first: int = 0, last: int | None = None
) -> Floats:
    """Return the summed rate of each group of rows [unit/h]; shape (n_groups, n_intervals)."""
    return reading.summed(run.path, groups, first, last) / (span(run).step_minutes / 60.0)


@_keep
def stores(run: Run) -> dict[str, Floats]:
    """Return the content of every store at the end of each interval."""
    return records.stores(run.path)


@_keep
def store_list(run: Run) -> list[Store]:
    """Return every store with its figures."""
    return stores_of(run.path, span(run).step_minutes)


@_keep
def curtailed(run: Run) -> list[Curtailed]:
    """Return every plant that was curtailed."""
    line = span(run)
    months = [line.months.index(f"{date:%Y-%m}") for date in line.dates]
    return shortage.curtailed(run.path, np.repeat(months, line.steps_per_day))


@_keep
def missed(run: Run) -> list[Missed]:
    """Return what was not served and what had nowhere to go."""
    return shortage.missed(run.path, span(run).step_minutes)


def span(run: Run) -> Span:
    """Return the simulated span of a run."""
    return records.span_of(manifest(run))


@_keep
def park_data(name: str, text: str) -> Mapping[str, Any]:
    """Return the merged and checked document of a shipped or uploaded park.

    Raises
    ------
    InputError
        With every problem found.
    """
    return checked_park(name, text).document.data
