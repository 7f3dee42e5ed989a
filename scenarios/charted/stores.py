"""What every store of a run did: contents, throughput, cycles, hours full and empty."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scenarios.stored import StoredRun

Floats = npt.NDArray[np.float64]
EDGE = 0.01  # of the capacity, within which a store is full or empty


class Store(NamedTuple):
    """A store, its rows of the ledger, and its figures over the span.

    Attributes
    ----------
    charge, discharge : str
        Rows of the ledger; of discharge, what arrives.
    capacity : float
        Usable [unit]; nought if it is not told.
    lost : float
        In and out of store and while standing.
    full_h, empty_h : float
        Hours within 1 % of its capacity of full and of empty.
    """

    name: str
    commodity: str
    unit: str
    capacity: float
    charge: str
    discharge: str
    charged: float
    discharged: float
    lost: float
    full_h: float
    empty_h: float
    mean: float

    @property
    def cycles(self) -> float | None:
        """Full cycles: throughput over twice the capacity."""
        if self.capacity <= 0.0:
            return None
        return (self.charged + self.discharged) / (2.0 * self.capacity)

    @property
    def efficiency(self) -> float | None:
        """What was given of what was given or lost; None if nothing moved."""
        through = self.discharged + self.lost
        return self.discharged / through if through > 0.0 else None


def stores_of(folder: Path, step_minutes: int) -> list[Store]:
    """Return every store of a run, those of energy first.

    Raises
    ------
    InputError
        If the run cannot be read.
    """
    run = StoredRun(folder)
    columns = ["id", "source", "target", "commodity", "unit", "purpose", "tags", "total"]
    rows = run.table("rows", columns).to_pylist()
    given = {row["source"]: row for row in rows if row["purpose"] == "discharge"}
    taken = {row["target"]: row for row in rows if row["purpose"] == "charge"}
    lost = {row["source"]: row["total"] for row in rows if row["purpose"] == "loss"}
    levels = run.table("stores")
    hours = step_minutes / 60.0
    found = []
    for name in levels.column_names:
        if name not in given or name not in taken:
            continue
        out, into = given[name], taken[name]
        capacity = float(json.loads(out["tags"]).get("capacity", 0.0))
        level = levels[name].to_numpy()
        found.append(
            Store(
                name, out["commodity"], out["unit"], capacity, into["id"], out["id"],
                into["total"], out["total"], lost.get(name, 0.0),
                _hours(level >= (1.0 - EDGE) * capacity, capacity, hours),
                _hours(level <= EDGE * capacity, capacity, hours), float(level.mean()),
            )
        )  # fmt: skip
    return sorted(found, key=lambda store: (store.unit != "MWh", -store.capacity, store.name))


def _hours(is_there: npt.NDArray[np.bool_], capacity: float, hours: float) -> float:
    return float(np.count_nonzero(is_there) * hours) if capacity > 0.0 else 0.0
