"""Regret: how far a settled span is from what perfect foresight would have made of it.

The bound is the optimum of the linear programme over the recorded demands, with stores ending at
least as full as they did; what was done is one of its solutions (minimum loads apart, which only
make the bound lower), so regret is never negative. What no store could change is in both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from twin.commodities import commodity
from twin.dispatch.expected import KG_PER_T, Expected
from twin.dispatch.lookahead import recorded_horizon
from twin.dispatch.programme import Programme, layout_of
from twin.dispatch.selection import ENERGY, Selection, planned_parts
from twin.errors import ClosureError
from twin.network.block import Block
from twin.network.pack import Network
from twin.plant import Plant

Ints = npt.NDArray[np.int64]
ROUNDING = 1e-7
NO_STORE, UNSERVED = "no_store", "unserved"
LACKING = 1e-6  # amount of a span that counts as unserved
BOUND = "bound"  # who looks ahead, in an error


@dataclass(frozen=True)
class Shortfall:
    """One quantity (money or carbon) of a span under three kinds of dispatch.

    Attributes
    ----------
    run, bound, still : float
        As it was run, at the least with perfect foresight, and with every store standing still.
    total : float or None
        What is paid in all over the span, if that is known: the bill.
    unclear : str
        Why nothing can be said of what stores win: ``no_store`` (none that is planned has a
        size), ``unserved`` (standing still leaves demand unserved, and its penalties are no cost).

    Raises
    ------
    ClosureError
        If the run beats the bound by more than the rounding of the solver: then one is wrong.
    """

    run: float
    bound: float
    still: float
    total: float | None = None
    unclear: str = ""

    def __post_init__(self) -> None:
        if self.run - self.bound < -ROUNDING * max(abs(self.bound), 1.0):
            message = f"the dispatch ({self.run}) beats its bound ({self.bound})"
            raise ClosureError(message, planner=BOUND)

    @property
    def amount(self) -> float:
        """How much more than the bound."""
        return max(self.run - self.bound, 0.0)

    @property
    def share(self) -> float:
        """Regret as a share of the bound."""
        return self.amount / abs(self.bound) if self.bound else 0.0

    @property
    def share_of_total(self) -> float | None:
        """Regret as a share of the bill; None if that is not known or nothing."""
        return self.amount / abs(self.total) if self.total else None

    @property
    def share_of_flexibility(self) -> float | None:
        """Regret as a share of what stores can win at all; None if nothing, or if unclear."""
        gain = self.still - self.bound
        is_known = not self.unclear and gain > 1e-9 * abs(self.bound)
        return self.amount / gain if is_known else None

    def to_json(self) -> dict[str, float | str | None]:
        """Return it as plain data."""
        return {
            "run": self.run,
            "bound": self.bound,
            "no_flexibility": self.still,
            "regret": self.amount,
            "share": self.share,
            "share_of_bill": self.share_of_total,
            "share_of_flexibility": self.share_of_flexibility,
            "unclear": self.unclear,
        }


@dataclass(frozen=True)
class Regret:
    """Regret in money (what the dispatch minimises) and in carbon.

    Attributes
    ----------
    cost : Shortfall
        Energy, running cost, wear and demand charge, by the prices the dispatch saw [CNY].
    carbon : Shortfall
        Fuel, power and heat bought, by the ledger the dispatch weighs; its own bound [tCO2].
    left_out : tuple of str
        Stores of energy whose worth is fixed: run and bound take them as they ran.
    """

    cost: Shortfall
    carbon: Shortfall
    left_out: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "cost_cny": self.cost.to_json(),
            "carbon_t": self.carbon.to_json(),
            "left_out": list(self.left_out),
        }


class Still:
    """A planner that lets every planned store stand still."""

    name = "still"
    knows = ()

    def plan(self, network: Network, first_step: int) -> None:  # noqa: ARG002 - a planner's
        """Forbid charging and discharging."""
        for block, part in planned_parts(network):
            block.state.limit[block.problem.charge[part.stores]] = 0.0
            block.state.limit[block.problem.discharge[part.stores]] = 0.0


def regret_of(plant: Plant, bill_cny: float | None = None) -> Regret:
    """Return the regret of a settled plant, which is left as it was.

    ``bill_cny`` is what the park pays in all, if it is known.

    Raises
    ------
    InputError
        If an agent watched the plant: what it would then have done is unknown.
    """
    cost = replace(shortfall(plant, by_carbon=False), total=bill_cny)
    return Regret(cost, shortfall(plant, by_carbon=True), _left_out(plant.network))


def _left_out(network: Network) -> tuple[str, ...]:
    """Return the stores of energy that no planner values."""
    return tuple(
        store.storage.name
        for block in network.blocks
        for store in block.stores
        if not store.storage.planned
        and store.storage.capacity > 0.0
        and commodity(store.storage.bus).kind in ENERGY
    )


def shortfall(plant: Plant, by_carbon: bool) -> Shortfall:
    """Return the regret in money [CNY] or carbon [t] of a settled plant, left as it was.

    Raises
    ------
    InputError
        As :func:`regret_of`.
    """
    plant.check_replannable()
    network, unit = plant.network, KG_PER_T if by_carbon else 1.0
    done, bound = score(network, by_carbon), bound_of(network, by_carbon)
    restore = _remember(plant)
    try:
        plant.replan(Still())
        still, unclear = score(network, by_carbon), _unclear(network)
    except ClosureError as error:
        message = f"with every store standing still: {error}"
        raise ClosureError(
            message, step=error.step, buses=error.buses, planner=Still.name
        ) from error
    finally:
        restore()
    return Shortfall(done / unit, bound / unit, still / unit, unclear=unclear)


def _unclear(network: Network) -> str:
    """Return why what stores win cannot be told, of a network whose stores stood still."""
    parts = planned_parts(network)
    if not any(len(part.stores) for _, part in parts):
        return NO_STORE
    lacks = (block.state.activity[:, block.first_unserved + part.buses] for block, part in parts)
    return UNSERVED if any(float(lack.sum()) > LACKING for lack in lacks) else ""


def _remember(plant: Plant) -> Callable[[], None]:
    """Return what puts the results of a settled plant back."""
    kept = [
        [array.copy() for array in block.state if isinstance(array, np.ndarray)]
        for block in plant.network.blocks
    ]
    planner, settled = plant.planner, plant.settled

    def restore() -> None:
        for block, arrays in zip(plant.network.blocks, kept, strict=True):
            for array, old in zip(block.state, arrays, strict=True):
                array[...] = old
        plant.planner, plant.settled = planner, settled

    return restore


def _part(part: Selection, by_carbon: bool) -> Selection:
    """Return the part of a block that counts: carbon knows no peaks."""
    return replace(part, peaks=np.zeros(0, dtype=np.int64)) if by_carbon else part


def score(network: Network, by_carbon: bool) -> float:
    """Return what the planned parts of a settled network cost [CNY] or emit [kg]."""
    ahead = recorded_horizon(network)
    total = 0.0
    for block, full in planned_parts(network):
        part = _part(full, by_carbon)
        layout = layout_of(network.timeline, block, part, np.ones(ahead.length, np.int64))
        expected = Expected(block, part, layout, network.timeline, by_carbon)
        activity, problem = block.state.activity, block.problem
        free = [int(j) for group in part.groups for j in group]
        moves = [*problem.charge[part.stores], *problem.discharge[part.stores]]
        total += sum(float(expected.cost(j, ahead) @ activity[:, j]) for j in (*free, *moves))
        lack = block.first_unserved + part.buses
        total += float(activity[:, lack].sum(axis=0) @ expected.lack_costs())
        spill = lack + len(block.buses)
        total += float(activity[:, spill].sum(axis=0) @ expected.spill_costs())
        total += _peaks(network, block, part, expected)
    return total


def _peaks(network: Network, block: Block, part: Selection, expected: Expected) -> float:
    """Return the demand charge of every month [CNY]."""
    total = 0.0
    for p, charge in zip(part.peaks, expected.peaks.per_unit.tolist(), strict=True):
        bought = block.state.activity[:, int(block.problem.peak_column[p])]
        for _, inside, share in network.timeline.months():
            total += float(bought[inside].max()) * (charge * share)
    return total


def bound_of(network: Network, by_carbon: bool) -> float:
    """Return the least that a recorded span could have cost [CNY] or emitted [kg].

    The stores end at least as full as they did.
    """
    steps, ahead = network.timeline.n_steps, recorded_horizon(network)
    total = 0.0
    for block, full in planned_parts(network):
        part = _part(full, by_carbon)
        begin = np.array([block.stores[s].storage.initial for s in part.stores])
        programme = Programme(network, block, part, np.ones(steps, np.int64), BOUND, by_carbon)
        plan = programme.solve(
            ahead, begin, np.zeros(len(part.peaks)), block.state.level[part.stores, steps]
        )
        total += plan.cost
    return total
