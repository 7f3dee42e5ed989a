"""All strategies side by side: everything a report tells follows from their outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from scenarios.fleets.outcome import FleetOutcome
from scenarios.fleets.ranking import (
    PriceRegret,
    Ranking,
    Table,
    cost_of,
    criteria_table,
    dominated,
    price_regret,
    rank,
    regret_by_criterion,
    work_of,
)
from scenarios.fleets.sensitivity import (
    Bar,
    BreakEven,
    Leader,
    Swap,
    Variant,
    bars,
    break_evens,
    hangs_on,
    leaders,
    swaps,
)
from scenarios.fleets.settings import PHYSICAL, FleetSettings

UNITS: Mapping[str, str] = {"t_km": "CNY/(t km)", "km": "CNY/km", "year": "CNY/a"}


@dataclass(frozen=True)
class FleetComparison:
    """Strategies of the same fleets with the same jobs, luck and weather.

    Attributes
    ----------
    park : str
    fleets : tuple of str
        The fleets that the strategies change.
    span : mapping
        Start, days, step and seed.
    level : float
        Service level asked for.
    settings : FleetSettings
    outcomes : tuple of FleetOutcome
        In the order they were asked for.
    prices : mapping of str to float
        Today's price of each driver that has one.
    variants : tuple of Variant
        Outcomes at the ends of physical drivers.
    cautions : tuple of (str, str)
    changes : mapping
        By strategy, what the park changes to with it at its size, by dotted path.
    """

    park: str
    fleets: tuple[str, ...]
    span: Mapping[str, Any]
    level: float
    settings: FleetSettings
    outcomes: tuple[FleetOutcome, ...]
    prices: Mapping[str, float]
    variants: tuple[Variant, ...] = ()
    cautions: tuple[tuple[str, str], ...] = ()
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @cached_property
    def ranking(self) -> Ranking:
        """Strategies by cost, those that fail their jobs apart."""
        return rank(self.outcomes, self.level)

    @cached_property
    def by_name(self) -> Mapping[str, FleetOutcome]:
        """Outcomes by strategy."""
        return {outcome.strategy: outcome for outcome in self.outcomes}

    @property
    def reference(self) -> FleetOutcome | None:
        """The strategy that break-even prices are told against; None if it was not run."""
        return self.by_name.get(self.settings.reference)

    @cached_property
    def work(self) -> str:
        """What cost is told of: ``t_km``, ``km`` if nothing is moved, ``year`` if none drives."""
        return work_of(self.outcomes)

    @property
    def per_t_km(self) -> bool:
        """Whether cost is told per tonne-km: something is moved."""
        return self.work == "t_km"

    @property
    def cost_unit(self) -> str:
        """Unit of the cost that strategies are ranked by."""
        return UNITS[self.work]

    def cost(self, outcome: FleetOutcome) -> float | None:
        """Return the cost that strategies are ranked by, None if a strategy did no work."""
        return cost_of(outcome, self.work)

    @property
    def criteria(self) -> tuple[str, ...]:
        """Names of the criteria; of a fleet that moves no goods the cost is that of a km."""
        names = dict.fromkeys(self.settings.criteria)
        if not self.per_t_km:
            names.pop("cost_per_t_km", None)
        if self.work == "year":
            names.pop("cost_per_km", None)
        return tuple(names)

    @property
    def criteria_values(self) -> Table:
        """Every criterion of every strategy, also of those that fail."""
        return criteria_table(self.outcomes, self.criteria)

    @cached_property
    def dominated(self) -> Mapping[str, tuple[str, ...]]:
        """Who dominates each ranked strategy."""
        return dominated(self.ranking.ranked, self.criteria)

    @cached_property
    def regret(self) -> Table:
        """Distance from the best value of each criterion."""
        return regret_by_criterion(self.ranking.ranked, self.criteria)

    @cached_property
    def price_regret(self) -> PriceRegret:
        """Regret of cost over states of prices."""
        states = {name: state.factors for name, state in self.settings.states.items()}
        return price_regret(self.ranking.ranked, states)

    @property
    def priced(self) -> tuple[str, ...]:
        """Drivers that are prices some strategy pays."""
        names = [name for name in self.settings.drivers if name not in PHYSICAL]
        return tuple(n for n in names if any(o.bill.of_driver(n) for o in self.outcomes))

    @cached_property
    def bars(self) -> tuple[Bar, ...]:
        """The tornado of every strategy."""
        return bars(self.outcomes, self.settings.drivers, self.variants)

    @cached_property
    def swaps(self) -> tuple[Swap, ...]:
        """Where neighbours in the ranking change places."""
        return swaps(self.ranking.ranked, self.priced)

    def hangs_on(self, strategy: str) -> Swap | None:
        """Return what the place of a ranked strategy before the next one hangs on first."""
        return hangs_on(self.swaps, strategy)

    @cached_property
    def break_evens(self) -> tuple[BreakEven, ...]:
        """Break-even prices against the reference, if it was run."""
        if self.reference is None:
            return ()
        return break_evens(self.outcomes, self.reference, self.priced, self.prices)

    @cached_property
    def leaders(self) -> tuple[Leader, ...]:
        """Who is first at both ends of every range."""
        rerun = {variant.driver for variant in self.variants}
        shown = {
            name: driver
            for name, driver in self.settings.drivers.items()
            if name in self.priced or name in rerun
        }
        return leaders(self.outcomes, self.level, shown, self.variants)

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as plain data."""
        return {
            "park": self.park,
            "fleets": list(self.fleets),
            "span": dict(self.span),
            "service_level": self.level,
            "prices": dict(self.prices),
            "strategies": [outcome.to_json() for outcome in self.outcomes],
            "ranking": [
                {
                    "strategy": outcome.strategy,
                    "cost": self.cost(outcome),
                    "dominated_by": list(self.dominated[outcome.strategy]),
                    "hangs_on": _plain(self.hangs_on(outcome.strategy)),
                }
                for outcome in self.ranking.ranked
            ],
            "failed": [
                {"strategy": f.outcome.strategy, "zh": f.reason("zh"), "en": f.reason("en")}
                for f in self.ranking.failed
            ],
            "cost_unit": self.cost_unit,
            "criteria": {name: dict(row) for name, row in self.criteria_values.items()},
            "regret": {name: dict(row) for name, row in self.regret.items()},
            "price_regret": asdict(self.price_regret),
            "tornado": [asdict(bar) for bar in self.bars],
            "leaders": [asdict(leader) for leader in self.leaders],
            "changes_of_place": [asdict(swap) for swap in self.swaps],
            "break_even": [asdict(found) for found in self.break_evens],
            "cautions": [{"zh": zh, "en": en} for zh, en in self.cautions],
            "changes": {name: dict(made) for name, made in self.changes.items()},
        }


def _plain(swap: Swap | None) -> dict[str, Any] | None:
    return None if swap is None else asdict(swap)
