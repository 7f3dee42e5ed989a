"""What was curtailed, by plant and month, and what was not served or had nowhere to go."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from scenarios.charted.reading import summed
from scenarios.stored import StoredRun

Floats = npt.NDArray[np.float64]
MADE = ("own_generation", "generation")


class Curtailed(NamedTuple):
    """What a plant made and what of it was curtailed; ``by_month`` of what was curtailed."""

    source: str
    made: float
    curtailed: float
    by_month: list[float]

    @property
    def share(self) -> float:
        """Share of what was available that was curtailed."""
        return self.curtailed / (self.made + self.curtailed)


class Missed(NamedTuple):
    """A row of unserved demand or of overflow: how much, and in how many hours."""

    row: str
    source: str
    target: str
    commodity: str
    unit: str
    purpose: str
    total: float
    hours: float
    most: float


def curtailed(folder: Path, month_of_step: npt.NDArray[np.int64]) -> list[Curtailed]:
    """Return every plant that was curtailed, most first.

    Parameters
    ----------
    folder : Path
    month_of_step : array, shape (n_steps,)
        Number of each interval's month, from nought.
    """
    rows = _rows(folder)
    made: dict[str, float] = {}
    for row in rows:
        if row["purpose"] in MADE:
            made[row["source"]] = made.get(row["source"], 0.0) + row["total"]
    cut = [row for row in rows if row["purpose"] == "curtailed" and row["total"] > 0.0]
    series = summed(folder, [[row["id"]] for row in cut])
    months = int(month_of_step.max()) + 1
    return sorted(
        (
            Curtailed(
                row["source"], made.get(row["source"], 0.0), row["total"],
                np.bincount(month_of_step, weights=amounts, minlength=months).tolist(),
            )
            for row, amounts in zip(cut, series, strict=True)
        ),
        key=lambda one: -one.curtailed,
    )  # fmt: skip


def missed(folder: Path, step_minutes: int) -> list[Missed]:
    """Return what was not served and what had nowhere to go, most hours first."""
    names = ("unserved", "surplus")
    rows = [row for row in _rows(folder) if row["purpose"] in names and row["total"] > 0.0]
    series = summed(folder, [[row["id"]] for row in rows])
    hours = step_minutes / 60.0
    found = [
        Missed(
            row["id"], row["source"], row["target"], row["commodity"], row["unit"], row["purpose"],
            row["total"], float(np.count_nonzero(amounts > 0.0) * hours),
            float(amounts.max() / hours),
        )
        for row, amounts in zip(rows, series, strict=True)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.hours, one.row))


def _rows(folder: Path) -> list[dict[str, Any]]:
    columns = ["id", "source", "target", "commodity", "unit", "purpose", "total"]
    return list(StoredRun(folder).table("rows", columns).to_pylist())
