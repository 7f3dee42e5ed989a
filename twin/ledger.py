"""The ledger: what flowed in every interval, row by row, and the proof that it closes.

Everything reported is a function of these rows. Rows are kept as recipes over the settled
arrays, so a flow is computed when it is asked for and a year stays small.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from twin.commodities import commodity_of
from twin.errors import ClosureError
from twin.network.block import TOLERANCE
from twin.network.compile import Row
from twin.network.pack import Network
from twin.primitives import Purpose
from twin.recipes import WHOLE, Recipe, bus_capacities, fixed_amounts, idle_rows, settled_rows
from twin.store_rows import StoreRows, store_rows
from twin.timeline import Timeline

Floats = npt.NDArray[np.float64]

RELATIVE_TOLERANCE = 1e-9
IDLE_SHARE = 1e-6  # of the bus's capacity, below which a bus counts as idle
ROUNDING = TOLERANCE  # of a unit (or of a smaller capacity): what a programme ignores


@dataclass(frozen=True)
class Closure:
    """How well the buses of one commodity close.

    Attributes
    ----------
    worst : float
        Largest miss relative to the allowed base (throughput, or a share of capacity if idle).
    worst_amount : float
        Largest miss in the commodity's unit per interval.
    throughput : float
        What went through the buses in the span.
    """

    worst: float
    worst_amount: float
    throughput: float


class Ledger:
    """All rows of a settled plant, and which of them are stores'."""

    def __init__(
        self,
        timeline: Timeline,
        recipes: Mapping[str, tuple[Row, Recipe]],
        stores: tuple[StoreRows, ...] = (),
        capacity: Mapping[str, float] = MappingProxyType({}),
    ) -> None:
        self.timeline, self.stores, self._capacity = timeline, stores, capacity
        self._recipes = {key: recipes[key] for key in sorted(recipes)}
        self._totals: dict[str, float] = {}
        self._selected: dict[tuple[Purpose, ...], tuple[Row, ...]] = {}

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All rows, sorted by id."""
        return tuple(row for row, _ in self._recipes.values())

    def flow(self, row_id: str, span: slice = WHOLE) -> Floats:
        """Return one row's amount per interval of a span, the whole one by default.

        Raises
        ------
        KeyError
            If there is no such row.
        """
        return self._recipes[row_id][1](span)

    def total(self, row_id: str, span: slice = WHOLE) -> float:
        """Return one row's amount over a span."""
        if span.indices(self.timeline.n_steps) != WHOLE.indices(self.timeline.n_steps):
            return float(self.flow(row_id, span).sum())
        if row_id not in self._totals:
            self._totals[row_id] = float(self.flow(row_id).sum())
        return self._totals[row_id]

    def paid(self, row: Row, span: slice = WHOLE) -> Floats:
        """Return what was paid for one row in every interval of a span [CNY]."""
        flow = self.flow(row.id, span)
        if row.price is None:
            return np.zeros(len(flow))
        known = row.price.published
        flow = row.price.scale * flow
        return flow if known is None else flow * known[span]

    def total_paid(self, row: Row, span: slice = WHOLE) -> float:
        """Return what was paid for one row over a span [CNY]."""
        return 0.0 if row.price is None else float(self.paid(row, span).sum())

    def select(
        self,
        *purposes: Purpose,
        commodities: Iterable[str] | None = None,
        owners: Iterable[str] | None = None,
    ) -> Iterator[Row]:
        """Yield rows of the given purposes, commodities and owners (all if not given)."""
        wanted = None if commodities is None else set(commodities)
        mine = None if owners is None else set(owners)
        for row in self._of(purposes):
            if wanted is not None and row.commodity not in wanted:
                continue
            if mine is not None and row.owner not in mine:
                continue
            yield row

    def _of(self, purposes: tuple[Purpose, ...]) -> tuple[Row, ...]:
        """Return the rows of some purposes, sorted by id."""
        if purposes not in self._selected:
            wanted = set(purposes)
            self._selected[purposes] = tuple(
                row for row in self.rows if not wanted or row.purpose in wanted
            )
        return self._selected[purposes]

    def close(self) -> Mapping[str, Closure]:
        """Check every bus in every interval.

        Returns
        -------
        mapping
            Closure per commodity.

        Raises
        ------
        ClosureError
            If a bus misses its tolerance; names the first time, the bus and the terms.
        """
        by_bus: dict[str, list[Row]] = {}
        for row in self.rows:
            if row.into or row.out_of:
                by_bus.setdefault(row.into or row.out_of, []).append(row)
        worst: dict[str, Closure] = {}
        open_buses: list[tuple[int, str]] = []
        for bus in sorted(by_bus):
            name = commodity_of(bus)
            closure, missed = self._close_bus(by_bus[bus], self._capacity.get(bus, 0.0))
            if missed >= 0:
                open_buses.append((missed, bus))
            before = worst.get(name, Closure(0.0, 0.0, 0.0))
            worst[name] = Closure(
                max(before.worst, closure.worst),
                max(before.worst_amount, closure.worst_amount),
                before.throughput + closure.throughput,
            )
        if open_buses:
            step, bus = min(open_buses)
            raise ClosureError(self._explain(bus, by_bus[bus], step), step=step, buses=(bus,))
        return worst

    def _close_bus(self, rows: list[Row], known: float) -> tuple[Closure, int]:
        """Return how well a bus closes, and the first interval in which it does not, or -1.

        ``known`` is the capacity of what hangs on the bus, as an amount per interval: a bus on
        which never more than dust moved is idle, and what moved most is not its measure.
        """
        steps = self.timeline.n_steps
        inflow, outflow = np.zeros(steps), np.zeros(steps)
        for row in rows:
            if row.into:
                inflow += self.flow(row.id)
            else:
                outflow += self.flow(row.id)
        miss, through = np.abs(inflow - outflow), np.maximum(inflow, outflow)
        largest, moved = float(miss.max()), float(through.sum())
        if largest == 0.0:
            return Closure(0.0, 0.0, moved), -1
        capacity = max(float(np.nanmax(through)), known)
        idle = max(IDLE_SHARE * capacity, ROUNDING / RELATIVE_TOLERANCE * min(known, 1.0))
        base = np.maximum(through, idle)
        allowed = RELATIVE_TOLERANCE * base
        bad = ~(miss <= allowed)
        missed = int(np.argmax(bad)) if bad.any() else -1
        ratio = np.divide(miss, base, out=np.zeros(steps), where=base > 0.0)
        return Closure(float(ratio.max()), largest, moved), missed

    def _explain(self, bus: str, rows: list[Row], step: int) -> str:
        lines = [f"bus '{bus}' does not close at {self.timeline.labels[step]}:"]
        for row in rows:
            amount = float(self.flow(row.id)[step])
            if amount != 0.0:
                lines.append(f"  {'+' if row.into else '-'} {amount:.12g} {row.unit}  {row.id}")
        return "\n".join(lines)


def build_ledger(network: Network) -> Ledger:
    """Return the ledger of a network that is settled to the end."""
    pairs = [(flow.row, fixed_amounts(network, n)) for n, flow in enumerate(network.compiled.fixed)]
    for block in network.blocks:
        pairs += settled_rows(network, block)
    pairs += idle_rows(network)
    recipes = {row.id: (row, recipe) for row, recipe in pairs}
    return Ledger(network.timeline, recipes, tuple(store_rows(network)), bus_capacities(network))
