"""The ``rules`` planner: tomorrow's published tariff, yesterday's surplus, one store at a time.

Causal and fast. For each store it runs a small volume-aware dynamic programme over two days in
which the coming days look like yesterday did without stores; the next store sees what the
first would leave. All its regret against perfect foresight lies in these values.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twin.dispatch.planner import PlannedStore, columns_with, known_ahead, planned_stores
from twin.kernels.store_value import follow, marginal_values
from twin.network.pack import VALUE_CELLS, Block, Network
from twin.primitives import Purpose

Floats = npt.NDArray[np.float64]

HORIZON_DAYS = 2


class Rules:
    """Values of stores by dynamic programme on tariff and yesterday's surplus."""

    name = "rules"

    def plan(self, network: Network, first_step: int) -> None:
        """Write values for the day that begins at ``first_step``."""
        outlooks: dict[int, _Outlook] = {}
        for planned in planned_stores(network):
            key = id(planned.block)
            if key not in outlooks:
                outlooks[key] = _Outlook(network, planned.block, first_step)
            outlooks[key].value(planned)


class _Outlook:
    """What one block expects of the coming days."""

    def __init__(self, network: Network, block: Block, first: int) -> None:
        spd = network.timeline.steps_per_day
        self.first, self.spd = first, spd
        last = first + HORIZON_DAYS * spd
        imports = columns_with(block, Purpose.GRID_IMPORT)
        exports = columns_with(block, Purpose.GRID_EXPORT)
        self.buy = _cheapest([known_ahead(c.cost, first, last) for _, c in imports], last - first)
        self.sell = np.maximum(
            0.0, -_cheapest([known_ahead(c.cost, first, last) for _, c in exports], last - first)
        )
        surplus, need = _yesterday(network, block, first)
        self.surplus = np.tile(surplus, HORIZON_DAYS)
        self.need = np.tile(need, HORIZON_DAYS)

    def value(self, planned: PlannedStore) -> None:
        """Write the values of one store and take its moves off the outlook."""
        problem, state, s = planned.block.problem, planned.block.state, planned.number
        storage = planned.store.storage
        hours = 24.0 / self.spd
        sizes = (
            storage.capacity,
            storage.charge_rate * hours,
            storage.discharge_rate * hours,
            storage.charge_efficiency,
            storage.discharge_efficiency,
            float(problem.keep[s]),
            storage.throughput_cost,
        )
        table = np.zeros((len(self.buy), VALUE_CELLS))
        outlook = (self.buy, self.sell, self.surplus, self.need)
        marginal_values(*outlook, *sizes, VALUE_CELLS, table)
        state.value[s] = table[: self.spd]
        follow(table, *outlook, float(state.level[s, self.first]), *sizes)


def _cheapest(prices: list[Floats], length: int) -> Floats:
    return np.min(prices, axis=0) if prices else np.zeros(length)


def _yesterday(network: Network, block: Block, first: int) -> tuple[Floats, Floats]:
    """Return yesterday's surplus and purchases as they would have been without the stores."""
    spd = network.timeline.steps_per_day
    if first < spd:
        return np.zeros(spd), np.full(spd, np.inf)
    span = slice(first - spd, first)
    activity = block.state.activity[span]
    net = np.zeros(spd)
    for j, _ in columns_with(block, Purpose.GRID_IMPORT):
        net += activity[:, j]
    for j, _ in columns_with(block, Purpose.GRID_EXPORT):
        net -= activity[:, j]
    for j, column in enumerate(block.columns):
        if column.unused is not None and column.unused.purpose is Purpose.CURTAILED:
            cap = block.problem.cap[j]
            row = block.problem.cap_row[j]
            available = cap * network.table.values[row, span] if row >= 0 else cap
            net -= available - activity[:, j]
    for s, store in enumerate(block.stores):
        if store.storage.planned:
            net += activity[:, block.problem.discharge[s]]
            net -= activity[:, block.problem.charge[s]]
    return np.maximum(-net, 0.0), np.maximum(net, 0.0)
