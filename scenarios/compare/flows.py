"""Physical amounts of a run by purpose, commodity and owner, and how two runs differ in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from scenarios.stored import StoredRun
from twin.commodities import catalogue
from twin.errors import InputError
from twin.network.compile import Row

# Between the park's own buses: every transfer shows again where it comes from and where it is used.
INNER = "transfer"
SMALLEST = 1e-9  # of what flows of a unit in the baseline; below it a change is rounding


class FlowKey(NamedTuple):
    """What a sum of ledger rows is."""

    purpose: str
    commodity: str
    owner: str
    origin: str
    unit: str


Flows = Mapping[FlowKey, float]


@dataclass(frozen=True)
class FlowChange:
    """One amount that differs between two runs, in its physical unit."""

    purpose: str
    commodity: str
    owner: str
    unit: str
    base: float
    plan: float

    @property
    def change(self) -> float:
        """The plan's amount less the baseline's."""
        return self.plan - self.base

    def commodity_label(self, lang: str) -> str:
        """Return the name of what flows."""
        known = catalogue().get(self.commodity)
        if known is None:
            return self.commodity.removeprefix("product/")
        return known.zh if lang == "zh" else known.en

    def to_json(self) -> dict[str, Any]:
        """Return the change as plain data."""
        return {**asdict(self), "change": self.change}


def flows_of_rows(rows: Iterable[tuple[Row, float]]) -> Flows:
    """Return the amounts of ledger rows, those that moved nothing left out."""
    keyed = (
        (FlowKey(r.purpose.value, r.commodity, r.owner, r.origin, r.unit), amount)
        for r, amount in rows
    )
    return _summed(keyed)


def flows_of_table(stored: StoredRun) -> Flows:
    """Return the amounts of a run folder.

    Raises
    ------
    InputError
        If the table is missing or damaged.
    """
    names = ["purpose", "commodity", "owner", "origin", "unit", "total"]
    try:
        columns = stored.table("rows", names).to_pydict()
        rows = zip(*(columns[name] for name in names), strict=True)
    except KeyError as error:
        raise InputError(f"{stored.folder}: rows.parquet lacks the column {error}") from error
    return _summed((FlowKey(*row[:-1]), row[-1]) for row in rows)


def _summed(rows: Iterable[tuple[FlowKey, float]]) -> Flows:
    out: dict[FlowKey, float] = {}
    for key, amount in rows:
        if amount != 0.0:
            out[key] = out.get(key, 0.0) + amount
    return dict(sorted(out.items()))


def flow_changes(base: Flows, plan: Flows) -> tuple[FlowChange, ...]:
    """Return what flows differently, biggest first.

    Amounts of different units are ranked by their change over all that flows of the unit in the
    baseline; the order says nothing else.
    """
    before, after = _by_owner(base), _by_owner(plan)
    throughput = _throughput(before, after)
    keys = sorted(before.keys() | after.keys())
    found = [
        FlowChange(*key, before.get(key, 0.0), after.get(key, 0.0))
        for key in keys
        if key[0] != INNER
    ]
    changed = [f for f in found if abs(f.change) > SMALLEST * throughput[f.unit]]
    return tuple(sorted(changed, key=lambda f: -abs(f.change) / throughput[f.unit]))


def _by_owner(flows: Flows) -> dict[tuple[str, str, str, str], float]:
    out: dict[tuple[str, str, str, str], float] = {}
    for key, amount in flows.items():
        short = (key.purpose, key.commodity, key.owner, key.unit)
        out[short] = out.get(short, 0.0) + amount
    return out


def _throughput(*runs: Mapping[tuple[str, str, str, str], float]) -> Mapping[str, float]:
    """Return how much flows of each unit, in the first run in which any does."""
    out: dict[str, float] = {}
    for run in runs:
        here: dict[str, float] = {}
        for key, amount in run.items():
            here[key[-1]] = here.get(key[-1], 0.0) + abs(amount)
        out = {**here, **out}
    return out


def same_flows(one: Flows, other: Flows) -> bool:
    """Return whether two runs moved the same amounts, bit by bit."""
    return dict(one) == dict(other)


def largest(changes: Iterable[FlowChange], count: int) -> Iterator[FlowChange]:
    """Yield the first changes."""
    for number, change in enumerate(changes):
        if number == count:
            return
        yield change
