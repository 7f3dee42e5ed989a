"""The main flows of a stored run by the hour, sums of ledger rows of one purpose and commodity."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from scenarios.compare.words import word
from scenarios.stored import StoredRun
from twin.commodities import Commodity, commodity

Floats = npt.NDArray[np.float64]
MOST_COLUMNS, MOST_ROWS = 40, 100_000
# Between the park's own buses, which shows again where it is used; and what the accounts tell.
LEFT_OUT = {"transfer", "product", "byproduct", "discharged"}
# What a planner looks at first.
KINDS = ("electricity", "heat", "cold", "fuel", "water", "waste_heat", "co2", "waste",
         "hazardous_waste")  # fmt: skip


class FlowName(NamedTuple):
    """A sum of ledger rows."""

    purpose: str
    commodity: str
    unit: str
    total: float

    def title(self) -> str:
        """Return its head: names in both languages, and the unit of an amount per interval."""
        good = commodity(self.commodity)
        key = f"purpose.{self.purpose}"
        zh, en = (word(key, lang).removeprefix("purpose.") for lang in ("zh", "en"))
        return f"{good.zh} {zh}\n{good.en}, {en}\n[{self.unit}]"


@dataclass(frozen=True)
class Hours:
    """Amounts per interval of the table.

    Attributes
    ----------
    times : list of datetime
        Starts of the intervals.
    names : tuple of FlowName
    values : list of arrays
    step : str
        ``hour`` or ``day``, or the run's own step if longer than an hour.
    left_out : tuple of FlowName
        What would have been one column too many.
    """

    times: list[dt.datetime]
    names: tuple[FlowName, ...]
    values: tuple[Floats, ...]
    step: str
    left_out: tuple[FlowName, ...]


def hours_of(stored: StoredRun) -> Hours:
    """Return the main flows of a run.

    Raises
    ------
    InputError
        If a table is missing or damaged.
    """
    rows = stored.table("rows").to_pydict()
    groups: dict[tuple[str, str, str], list[str]] = {}
    totals: dict[tuple[str, str, str], float] = {}
    for name, purpose, of, unit, total in zip(
        rows["id"], rows["purpose"], rows["commodity"], rows["unit"], rows["total"], strict=True
    ):
        if total != 0.0 and purpose not in LEFT_OUT:
            key = (purpose, of, unit)
            groups.setdefault(key, []).append(name)
            totals[key] = totals.get(key, 0.0) + total
    names = sorted((FlowName(*key, totals[key]) for key in groups), key=_rank)
    chosen, rest = names[:MOST_COLUMNS], names[MOST_COLUMNS:]
    step, every, times = _steps(stored)
    values = tuple(_summed(stored, groups[name[:3]], every, len(times)) for name in chosen)
    return Hours(times, tuple(chosen), values, step, tuple(rest))


def _rank(name: FlowName) -> tuple[int, float, str, str]:
    good: Commodity = commodity(name.commodity)
    kind = KINDS.index(good.kind) if good.kind in KINDS else len(KINDS)
    return kind, -abs(name.total), name.commodity, name.purpose


def _steps(stored: StoredRun) -> tuple[str, int, list[dt.datetime]]:
    """Return the name of a row of the table, how many intervals it sums, and when each begins."""
    minutes = int(stored.manifest["timeline"]["step_minutes"])
    stamps: Any = stored.table("flows", ["time"])["time"].to_pylist()
    every = max(60 // minutes, 1)
    step = "hour"
    if len(stamps) // every > MOST_ROWS:
        every, step = 24 * 60 // minutes, "day"
    return step, every, stamps[::every]


def _summed(stored: StoredRun, rows: list[str], every: int, count: int) -> Floats:
    table = stored.table("flows", rows)
    padded = np.zeros(count * every)
    for name in rows:
        padded[: len(table)] += table[name].to_numpy()
    return np.asarray(padded.reshape(count, every).sum(axis=1))
