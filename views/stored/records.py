"""What the pages read from a run folder, as plain data; nothing here draws."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from scenarios.catalogue import run_document
from scenarios.stored import StoredRun

Floats = npt.NDArray[np.float64]
Stamps = npt.NDArray[np.datetime64]


class LedgerRow(NamedTuple):
    """One row of the ledger with its amount over a span."""

    id: str
    source: str
    target: str
    commodity: str
    unit: str
    purpose: str
    owner: str
    total: float


class Span(NamedTuple):
    """The simulated span."""

    start: dt.date
    days: int
    step_minutes: int

    @property
    def dates(self) -> list[dt.date]:
        """All days."""
        return [self.start + dt.timedelta(days=n) for n in range(self.days)]

    @property
    def months(self) -> list[str]:
        """All months, as 2025-04."""
        return sorted({f"{date:%Y-%m}" for date in self.dates})

    @property
    def steps_per_day(self) -> int:
        """Intervals of a day."""
        return 24 * 60 // self.step_minutes


def span_of(manifest: dict[str, Any]) -> Span:
    """Return the span of a run from its manifest."""
    line = manifest["timeline"]
    return Span(
        dt.date.fromisoformat(str(line["start"])[:10]), int(line["days"]), int(line["step_minutes"])
    )


def ledger_rows(folder: Path) -> list[LedgerRow]:
    """Return all rows of the ledger that moved, with their totals."""
    columns = ["id", "source", "target", "commodity", "unit", "purpose", "owner", "total"]
    table = StoredRun(folder).table("rows", columns).to_pydict()
    rows = zip(*(table[name] for name in columns), strict=True)
    return [LedgerRow(*row) for row in rows if row[-1] != 0.0]


def flows(folder: Path, ids: Sequence[str]) -> tuple[Stamps, Floats]:
    """Return the times of all intervals and the amounts of the rows named, (rows, times)."""
    table = StoredRun(folder).table("flows", ["time", *dict.fromkeys(ids)])
    times = table.column("time").to_numpy().astype("datetime64[s]")
    values = np.array([table.column(name).to_numpy() for name in ids], dtype=np.float64)
    return times, values.reshape(len(ids), len(times))


def stores(folder: Path) -> dict[str, Floats]:
    """Return the content of every store at the end of each interval."""
    table = StoredRun(folder).table("stores")
    return {
        name: table.column(name).to_numpy().astype(np.float64)
        for name in table.column_names
        if name != "time"
    }


def document(folder: Path) -> dict[str, Any]:
    """Return the park a run was made from."""
    return run_document(folder)
