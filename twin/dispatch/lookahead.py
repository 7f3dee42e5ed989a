"""Planners that look ahead with a linear programme: ``rolling`` every day, ``perfect`` once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twin.dispatch.outlook import (
    Outlook,
    like_yesterday,
    net_without_stores,
    published_prices,
    sellable,
)
from twin.dispatch.planner import planned_stores
from twin.dispatch.solver import StorePlan, StoreProgramme
from twin.network.block import VALUE_CELLS, Block
from twin.network.pack import Network

Floats = npt.NDArray[np.float64]

HORIZON_DAYS = 2
NUDGE_CNY = 2.0  # value above and below the planned level, so that equal prices follow the plan


def _stores_of(network: Network) -> dict[int, tuple[Block, list[int]]]:
    """Return the planned stores' numbers by block."""
    found: dict[int, tuple[Block, list[int]]] = {}
    for planned in planned_stores(network):
        found.setdefault(id(planned.block), (planned.block, []))[1].append(planned.number)
    return found


def _programme(network: Network, block: Block, numbers: list[int], horizon: int) -> StoreProgramme:
    stores = [block.stores[s].storage for s in numbers]
    return StoreProgramme(stores, block.problem.keep[numbers], network.timeline.step_hours, horizon)


def _write(block: Block, numbers: list[int], plan: StorePlan, first: int, spd: int) -> None:
    """Write one day of a plan: its levels as bounds, its values with a nudge towards them."""
    for row, s in enumerate(numbers):
        capacity = block.stores[s].storage.capacity
        level = plan.level[row, :spd]
        edges = (np.arange(VALUE_CELLS) + 0.5) * capacity / VALUE_CELLS
        below = edges[None, :] < level[:, None]
        value = plan.value[row, :spd, None] + np.where(below, NUDGE_CNY, -NUDGE_CNY)
        block.state.value[s] = value
        span = slice(first, first + spd)
        block.state.ceiling[s, span] = np.maximum(level, 0.0)
        block.state.floor[s, span] = np.minimum(level, capacity)


class Rolling:
    """A look-ahead of two days at the start of each day; it expects the days to be like yesterday.

    The forecast is persistence: every quarter of an hour of the next two days is what the same
    quarter of yesterday was, without stores; the tariff is known. Its error is the day-to-day
    change of the park itself.
    """

    name = "rolling"

    def __init__(self) -> None:
        self._programmes: dict[int, StoreProgramme] = {}

    def plan(self, network: Network, first_step: int) -> None:
        """Write values, floors and ceilings for the day that begins at ``first_step``."""
        spd = network.timeline.steps_per_day
        for key, (block, numbers) in _stores_of(network).items():
            outlook = like_yesterday(network, block, first_step, HORIZON_DAYS)
            if key not in self._programmes:
                horizon = HORIZON_DAYS * spd
                self._programmes[key] = _programme(network, block, numbers, horizon)
            levels = block.state.level[numbers, first_step]
            plan = self._programmes[key].solve(outlook, levels, None)
            _write(block, numbers, plan, first_step, spd)


def _available(network: Network, block: Block, numbers: list[int]) -> Floats:
    """Return the share of each store's power that could be had in every settled interval."""
    rows = [int(block.problem.cap_row[block.problem.charge[s]]) for s in numbers]
    whole = np.ones(network.timeline.n_steps)
    return np.array([network.table.values[row] if row >= 0 else whole for row in rows])


class Perfect:
    """One look-ahead over the whole span, from what a rehearsal of it has recorded.

    A bound and never a plan: it knows every demand and every sunny hour. The stores end no
    emptier than they began.
    """

    name = "perfect"

    def __init__(self, rehearsed: Network) -> None:
        steps = rehearsed.timeline.n_steps
        self._plans: list[tuple[tuple[str, ...], StorePlan]] = []
        for block, numbers in _stores_of(rehearsed).values():
            span = (rehearsed, block, 0, steps)
            outlook = Outlook.of_net(
                published_prices(*span), net_without_stores(*span), sellable(*span)
            )
            levels = block.state.level[numbers, 0].copy()
            programme = _programme(rehearsed, block, numbers, steps)
            plan = programme.solve(outlook, levels, levels, _available(rehearsed, block, numbers))
            self._plans.append((block.buses, plan))

    def plan(self, network: Network, first_step: int) -> None:
        """Write the day of the plan that begins at ``first_step``."""
        spd = network.timeline.steps_per_day
        for block, numbers in _stores_of(network).values():
            plan = next(plan for buses, plan in self._plans if buses == block.buses)
            day = StorePlan(
                plan.level[:, first_step : first_step + spd],
                plan.value[:, first_step : first_step + spd],
                plan.cost,
            )
            _write(block, numbers, day, first_step, spd)
