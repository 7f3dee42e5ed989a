"""The ``rules`` planner: tomorrow's published tariff, yesterday's surplus, one store at a time.

Causal and fast. For each store it runs a small volume-aware dynamic programme over two days in
which the coming days look like yesterday did without stores; the next store sees what the
first would leave. All its regret against perfect foresight lies in these values.
"""

from __future__ import annotations

import numpy as np

from twin.dispatch.outlook import Outlook, like_yesterday
from twin.dispatch.planner import PlannedStore, planned_stores
from twin.kernels.store_value import Expected, Size, follow, marginal_values
from twin.network.block import VALUE_CELLS
from twin.network.pack import Network

HORIZON_DAYS = 2


class Rules:
    """Values of stores by dynamic programme on tariff and yesterday's surplus."""

    name = "rules"

    def plan(self, network: Network, first_step: int) -> None:
        """Write values for the day that begins at ``first_step``."""
        outlooks: dict[int, Outlook] = {}
        for planned in planned_stores(network):
            key = id(planned.block)
            if key not in outlooks:
                outlooks[key] = like_yesterday(network, planned.block, first_step, HORIZON_DAYS)
            _value(planned, outlooks[key], network, first_step)


def _value(planned: PlannedStore, outlook: Outlook, network: Network, first: int) -> None:
    """Write the values of one store and take its moves off the outlook."""
    problem, state, s = planned.block.problem, planned.block.state, planned.number
    storage, spd = planned.store.storage, network.timeline.steps_per_day
    hours = network.timeline.step_hours
    size = Size(
        storage.capacity,
        storage.charge_rate * hours,
        storage.discharge_rate * hours,
        storage.charge_efficiency,
        storage.discharge_efficiency,
        float(problem.keep[s]),
        storage.throughput_cost,
    )
    expected = Expected(outlook.buy, outlook.sell, outlook.lost, outlook.sold, outlook.need)
    table = np.zeros((len(outlook.buy), VALUE_CELLS))
    scratch = (np.zeros(VALUE_CELLS + 1), np.zeros(VALUE_CELLS + 1), np.zeros(8))
    marginal_values(expected, size, *scratch, table)
    state.value[s] = table[:spd]
    follow(table, expected, size, float(state.level[s, first]))
