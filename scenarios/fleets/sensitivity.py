"""What a ranking hangs on: tornado, break-even prices, and how far an assumption may move.

Costs are linear in each price (:mod:`scenarios.fleets.outcome`), so two strategies change places
at ``f = 1 + (c2 - c1) / (d1 - d2)``, where ``c`` is the cost per unit of work today and ``d`` the
part of it that is proportional to the price. Nothing is interpolated; what changes the physics is
run again at the ends of its range and told there only.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scenarios.fleets.outcome import Bill, FleetOutcome
from scenarios.fleets.ranking import cost_of, rank, work_of
from scenarios.fleets.settings import Driver

FARTHEST = 100.0  # times today's value; a change of places beyond it is none


@dataclass(frozen=True)
class Bar:
    """One bar of a tornado: a strategy's cost at both ends of an assumption's range.

    Attributes
    ----------
    low, high : float or None
        Cost per unit of work; None if the strategy does no work there.
    low_level, high_level : float or None
        Service level, if the jobs were run again.
    """

    driver: str
    strategy: str
    low: float | None
    high: float | None
    low_level: float | None = None
    high_level: float | None = None

    @property
    def width(self) -> float:
        """How far apart the ends are."""
        return abs(self.high - self.low) if self.low is not None and self.high is not None else 0.0


@dataclass(frozen=True)
class Variant:
    """A strategy when the jobs themselves are different: at one end of a physical driver."""

    driver: str
    end: str  # "low" or "high"
    outcome: FleetOutcome


@dataclass(frozen=True)
class Swap:
    """Where two strategies that follow each other in the ranking change places.

    Attributes
    ----------
    first, second : str
        The cheaper one today, and the next.
    driver : str
    factor : float
        Times today's value of the driver, at which both cost the same.
    """

    first: str
    second: str
    driver: str
    factor: float

    @property
    def distance(self) -> float:
        """How far that is, as a ratio's logarithm; halving and doubling are equally far."""
        return abs(math.log(self.factor))


def bars(
    outcomes: Sequence[FleetOutcome], drivers: Mapping[str, Driver], variants: Sequence[Variant]
) -> tuple[Bar, ...]:
    """Return every strategy's cost at the ends of every range, widest first within a strategy."""
    found, work = [], work_of(outcomes)
    for outcome in outcomes:
        mine = [_priced(outcome, work, name, driver) for name, driver in drivers.items()]
        mine += _rerun(outcome.strategy, work, variants)
        found += sorted((b for b in mine if b is not None), key=lambda b: (-b.width, b.driver))
    return tuple(found)


def _priced(outcome: FleetOutcome, work: str, name: str, driver: Driver) -> Bar | None:
    if not outcome.bill.of_driver(name):
        return None
    low, high = (cost_of(outcome, work, {name: f}) for f in (driver.low, driver.high))
    return Bar(name, outcome.strategy, low, high)


def _rerun(strategy: str, work: str, variants: Sequence[Variant]) -> Iterator[Bar]:
    mine = {(v.driver, v.end): v.outcome for v in variants if v.outcome.strategy == strategy}
    for driver in sorted({driver for driver, _ in mine}):
        low, high = mine[driver, "low"], mine[driver, "high"]
        yield Bar(
            driver, strategy, cost_of(low, work), cost_of(high, work),
            low.service.level, high.service.level,
        )  # fmt: skip


def crossing(first: Bill, second: Bill, driver: str) -> float | None:
    """Return the factor on a price at which two bills cost the same per unit of work.

    None if there is none above 0, or only beyond ``FARTHEST`` times today's price.
    """
    one, other = _units(first, second)
    if not one or not other:
        return None
    slope = first.of_driver(driver) / one - second.of_driver(driver) / other
    gap = second.total() / other - first.total() / one
    if abs(slope) <= 1e-15 * (abs(first.total() / one) + abs(second.total() / other)):
        return None
    factor = 1.0 + gap / slope
    return factor if 1.0 / FARTHEST < factor < FARTHEST else None


def _units(first: Bill, second: Bill) -> tuple[float, float]:
    """Return the work that two bills pay for: t km, or km, or a year if neither drives."""
    if first.t_km > 0.0 or second.t_km > 0.0:
        return first.t_km, second.t_km
    if first.km > 0.0 or second.km > 0.0:
        return first.km, second.km
    return 1.0, 1.0


def swaps(ranked: Sequence[FleetOutcome], drivers: Sequence[str]) -> tuple[Swap, ...]:
    """Return where neighbours of a ranking change places, the nearest assumption first."""
    found = []
    for first, second in pairwise(ranked):
        for driver in drivers:
            factor = crossing(first.bill, second.bill, driver)
            if factor is not None:
                found.append(Swap(first.strategy, second.strategy, driver, factor))
    order = {o.strategy: place for place, o in enumerate(ranked)}
    return tuple(sorted(found, key=lambda s: (order[s.first], s.distance, s.driver)))


def hangs_on(found: Sequence[Swap], first: str) -> Swap | None:
    """Return the change of places of a strategy and the next that is nearest to today."""
    mine = [swap for swap in found if swap.first == first]
    return min(mine, key=lambda swap: (swap.distance, swap.driver), default=None)


@dataclass(frozen=True)
class BreakEven:
    """The price at which a strategy costs what the reference costs.

    Attributes
    ----------
    strategy, driver : str
    factor : float
        Times today's price.
    price : float or None
        The price itself, if today's is known.
    is_cheaper_below : bool
        The strategy is cheaper than the reference while the price is below, or else above.
    """

    strategy: str
    driver: str
    factor: float
    price: float | None
    is_cheaper_below: bool


def break_evens(
    outcomes: Sequence[FleetOutcome],
    reference: FleetOutcome,
    drivers: Sequence[str],
    prices: Mapping[str, float],
) -> tuple[BreakEven, ...]:
    """Return the break-even prices of every strategy against a reference.

    Parameters
    ----------
    prices : mapping of str to float
        Today's price of each driver.
    """
    found = []
    for outcome in outcomes:
        for driver in drivers:
            factor = crossing(outcome.bill, reference.bill, driver)
            if outcome.strategy == reference.strategy or factor is None:
                continue
            price = prices[driver] * factor if driver in prices else None
            one, other = _units(outcome.bill, reference.bill)
            mine = outcome.bill.of_driver(driver) / one
            theirs = reference.bill.of_driver(driver) / other
            found.append(BreakEven(outcome.strategy, driver, factor, price, mine > theirs))
    return tuple(found)


@dataclass(frozen=True)
class Leader:
    """Who is first at one end of an assumption's range."""

    driver: str
    end: str
    strategy: str
    failed: tuple[str, ...] = ()


def leaders(
    outcomes: Sequence[FleetOutcome],
    level: float,
    drivers: Mapping[str, Driver],
    variants: Sequence[Variant],
) -> tuple[Leader, ...]:
    """Return who is cheapest at both ends of every range, among those that do their jobs there."""
    found = []
    for name, driver in drivers.items():
        for end, factor in (("low", driver.low), ("high", driver.high)):
            again = [v.outcome for v in variants if (v.driver, v.end) == (name, end)]
            ranking = rank(again, level) if again else rank(outcomes, level, {name: factor})
            first = ranking.ranked[0].strategy if ranking.ranked else ""
            failed = tuple(f.outcome.strategy for f in ranking.failed)
            found.append(Leader(name, end, first, failed))
    return tuple(found)
