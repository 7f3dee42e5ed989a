"""Planners that look ahead with a linear programme: ``rolling`` every day, ``perfect`` once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twin.dispatch.forecast import Forecast, Horizon
from twin.dispatch.programme import Plan, Programme
from twin.dispatch.rules import Rules
from twin.dispatch.selection import Selection, planned_parts
from twin.dispatch.spans import HORIZON_DAYS, horizon_spans
from twin.errors import ClosureError
from twin.kernels.store_value import MEMORY_DAYS
from twin.network.block import Block
from twin.network.pack import Network
from twin.network.peaks import PEAK_OVER_PRICE, highest_penalty_cny

Floats = npt.NDArray[np.float64]

LEAN_CNY = 0.01  # a unit below the planned level is worth more by this, above it less


def dearest_worth_cny(block: Block) -> float:
    """Return the most a plan may say a unit in store is worth [CNY/unit].

    Without a demand charge there is no limit. With one, a store worth more than what a purchase
    beyond the peak costs would rather keep its content than cut the peak.
    """
    bought = [block.columns[int(j)] for j in block.problem.peak_column]
    most = max((highest_penalty_cny(column) for column in bought), default=np.inf)
    return float(most / PEAK_OVER_PRICE)


def follow(block: Block, part: Selection, plan: Plan, steps: int) -> None:
    """Write the first ``steps`` of a plan: levels as targets, worths, and the day's peak."""
    state, dearest = block.state, dearest_worth_cny(block)
    for q, s in enumerate(part.stores):
        state.value[s, :steps] = np.minimum(plan.worth[q, :steps, None], dearest)
        state.target[s, :steps] = plan.level[q, :steps]
        state.lean[s] = LEAN_CNY
    for q, p in enumerate(part.peaks):
        state.peak_goal[p] = plan.peak[0, q]


def keep_in_sight(block: Block, part: Selection, first: int, spd: int) -> None:
    """Accept what was bought at the most in the last week: yesterday may have been a Sunday."""
    week = slice(max(first - MEMORY_DAYS * spd, 0), first)
    for p in part.peaks:
        bought = block.state.activity[week, block.problem.peak_column[p]]
        block.state.peak_goal[p] = max(block.state.peak_goal[p], bought.max())


class Rolling:
    """A look-ahead of two days at the start of each day, by a forecast with a stated error."""

    name = "rolling"

    def __init__(self, forecast: Forecast) -> None:
        self.forecast = self.knows = forecast
        self._first_day = Rules()
        self._programmes: list[tuple[Block, Programme]] | None = None

    def plan(self, network: Network, first_step: int) -> None:
        """Write worths and targets for the day that begins at ``first_step``."""
        spd = network.timeline.steps_per_day
        ahead = self.forecast.horizon(first_step, HORIZON_DAYS * spd)
        if ahead is None:
            self._first_day.plan(network, first_step)
            return
        for block, programme in self._warm(network):
            part = programme.part
            levels, peaks = block.state.level[part.stores, first_step], block.state.peak[part.peaks]
            follow(block, part, programme.solve(ahead, levels, peaks, None), spd)
            if not self.forecast.exact and not len(part.stores):
                keep_in_sight(block, part, first_step, spd)

    def _warm(self, network: Network) -> list[tuple[Block, Programme]]:
        """Return the programmes, made anew if what can be bought has been limited since."""
        known = self._programmes
        if known is None or not all(programme.part.fits(block) for block, programme in known):
            timeline = network.timeline
            known = self._programmes = [
                (block, Programme(network, block, part, horizon_spans(timeline, block, part),
                                  self.name))
                for block, part in planned_parts(network)
            ]  # fmt: skip
        return known


def recorded_horizon(network: Network) -> Horizon:
    """Return the whole span as it was recorded."""
    steps = np.arange(network.timeline.n_steps)
    day, ones = steps // network.timeline.steps_per_day, np.ones(len(steps))
    return Horizon(0, len(steps), steps, steps, day, ones, ones)


def _whole(programme: Programme, ahead: Horizon, begin: Floats) -> Plan:
    """Solve for a whole span; a store out of service at the end may end as it was rehearsed."""
    none = np.zeros(programme.at.peaks)
    try:
        return programme.solve(ahead, begin, none, begin)
    except ClosureError:
        rehearsed = programme.block.state.level[programme.part.stores, -1]
        return programme.solve(ahead, begin, none, np.minimum(begin, rehearsed))


class Perfect:
    """One look-ahead over the whole span, from what a rehearsal of it has recorded.

    A bound and never a plan: it knows every demand and every sunny hour. The stores end no
    emptier than they began.
    """

    name = "perfect"

    def __init__(self, rehearsed: Network) -> None:
        steps = rehearsed.timeline.n_steps
        ahead = recorded_horizon(rehearsed)
        self.knows = object()  # a year of its own
        self._plans: list[tuple[tuple[str, ...], Plan]] = []
        self.cost = 0.0
        for block, part in planned_parts(rehearsed):
            levels = np.array([block.stores[s].storage.initial for s in part.stores])
            programme = Programme(rehearsed, block, part, np.ones(steps, np.int64), self.name)
            plan = _whole(programme, ahead, levels)
            self._plans.append((block.buses, plan))
            self.cost += plan.cost

    def plan(self, network: Network, first_step: int) -> None:
        """Write the day of the plan that begins at ``first_step``."""
        spd = network.timeline.steps_per_day
        day = slice(first_step, first_step + spd)
        for block, part in planned_parts(network):
            plan = next(plan for buses, plan in self._plans if buses == block.buses)
            today = Plan(
                plan.level[:, day], plan.worth[:, day],
                plan.peak[first_step // spd : first_step // spd + 1], plan.cost,
            )  # fmt: skip
            follow(block, part, today, spd)
