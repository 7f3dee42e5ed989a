"""Who comes before whom: the service gate first, then cost; dominance and regret beside it.

A strategy that does its jobs worse than the stated service level is not in the running, however
cheap: it is set apart with the reason, takes part in no best value and dominates nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scenarios.fleets.outcome import NO_CHANGE, FleetOutcome

TIE = 1e-12  # relative, below which two values count as the same


@dataclass(frozen=True)
class Failure:
    """A strategy apart from the ranking.

    Attributes
    ----------
    outcome : FleetOutcome
    level : float or None
        Share of jobs in time; None if none was due.
    asked : float
        The share asked for.
    """

    outcome: FleetOutcome
    level: float | None
    asked: float

    def reason(self, lang: str) -> str:
        """Return why it is apart."""
        s = self.outcome.service
        if self.level is None:
            if lang == "zh":
                return f"时段内没有任何任务到期：未见完成，{s.open} 单仍未结束；请延长时段"
            return (
                f"no job was due within the span, so none was shown to be done: {s.open} still "
                "open; try a longer span"
            )
        if lang == "zh":
            return (
                f"准时率 {self.level:.2%} 低于要求的 {self.asked:.2%}："
                f"共 {s.due} 单，迟到 {s.late}、拒单 {s.refused}、过期 {s.expired}、未完成 {s.left}"
            )
        return (
            f"{self.level:.2%} of jobs in time, {self.asked:.2%} asked: {s.late} late, "
            f"{s.refused} refused, {s.expired} expired, {s.left} left undone of {s.due}"
        )


@dataclass(frozen=True)
class Ranking:
    """Strategies in order.

    Attributes
    ----------
    ranked : tuple of FleetOutcome
        Those that meet the service level, cheapest first; ties by name.
    failed : tuple of Failure
        The others, best service first.
    """

    ranked: tuple[FleetOutcome, ...]
    failed: tuple[Failure, ...]


def work_of(outcomes: Sequence[FleetOutcome]) -> str:
    """Return what cost is told of: a tonne-km, a km if nothing is moved, a year if nothing drives.

    It is the same for all, or their costs could not be compared: all do the same jobs.
    """
    if any(o.bill.t_km > 0.0 for o in outcomes):
        return "t_km"
    return "km" if any(o.bill.km > 0.0 for o in outcomes) else "year"


def cost_of(
    outcome: FleetOutcome, work: str, factors: Mapping[str, float] = NO_CHANGE
) -> float | None:
    """Return the cost that strategies are ranked by, None if a strategy did none of the work."""
    return outcome.bill.per(work, factors)


def rank(
    outcomes: Sequence[FleetOutcome], level: float, factors: Mapping[str, float] = NO_CHANGE
) -> Ranking:
    """Rank strategies by cost among those that meet a service level, under some prices."""
    work = work_of(outcomes)
    cost = {id(o): cost_of(o, work, factors) for o in outcomes}
    passing = [
        (found, o.strategy, o)
        for o in outcomes
        if (o.service.level or 0.0) >= level
        and o.needs.fleet > 0
        and (found := cost[id(o)]) is not None
    ]
    ranked = tuple(o for _, _, o in sorted(passing, key=lambda each: each[:2]))
    failing = sorted(
        (o for o in outcomes if o not in ranked),
        key=lambda o: (-(o.service.level or 0.0), o.strategy),
    )
    return Ranking(ranked, tuple(Failure(o, o.service.level, level) for o in failing))


def criterion(outcome: FleetOutcome, name: str) -> float | None:
    """Return one criterion of a strategy, None if it has none; less is better in all of them."""
    if name in {"cost_per_km", "cost_per_t_km"}:
        return outcome.bill.per_km() if name == "cost_per_km" else outcome.bill.per_t_km()
    if name.startswith("carbon_"):
        return outcome.carbon_t.get(name.removeprefix("carbon_"))
    if name == "peak":
        return outcome.power.park_peak_mw - outcome.power.rest_peak_mw
    if name == "not_in_time":
        level = outcome.service.level
        return None if level is None else 1.0 - level
    return outcome.needs.space_m2


Table = Mapping[str, Mapping[str, float | None]]


def criteria_table(outcomes: Sequence[FleetOutcome], names: Sequence[str]) -> Table:
    """Return every criterion of every strategy, by strategy and criterion."""
    return {o.strategy: {name: criterion(o, name) for name in names} for o in outcomes}


def dominated(
    ranked: Sequence[FleetOutcome], names: Sequence[str]
) -> Mapping[str, tuple[str, ...]]:
    """Return who dominates each strategy: no worse in any criterion and better in at least one.

    Only strategies that meet the service level may dominate or be dominated. Criteria that not
    both have are not compared.
    """
    table = criteria_table(ranked, names)
    return {
        mine: tuple(other for other in table if other != mine and _beats(table[other], table[mine]))
        for mine in table
    }


def _beats(one: Mapping[str, float | None], other: Mapping[str, float | None]) -> bool:
    pairs = [(a, other[name]) for name, a in one.items()]
    signs = [_sign(a, b) for a, b in pairs if a is not None and b is not None]
    return bool(signs) and max(signs) <= 0 and min(signs) < 0


def _sign(a: float, b: float) -> int:
    if abs(a - b) <= TIE * max(abs(a), abs(b)):
        return 0
    return -1 if a < b else 1


def regret_by_criterion(ranked: Sequence[FleetOutcome], names: Sequence[str]) -> Table:
    """Return by how much each strategy misses the best value of each criterion, in its unit."""
    table = criteria_table(ranked, names)
    best = {
        name: min((row[name] for row in table.values() if row[name] is not None), default=None)  # type: ignore[type-var]
        for name in names
    }
    return {
        mine: {
            name: None if value is None else value - (best[name] or 0.0)
            for name, value in row.items()
        }
        for mine, row in table.items()
    }


@dataclass(frozen=True)
class PriceRegret:
    """How much a choice made now would cost too much, once prices are known.

    Attributes
    ----------
    states : tuple of str
        States of prices.
    cost, regret : mapping
        By strategy and state [CNY per t km, per km, or a year]; regret is over the best
        of the state.
    worst : mapping of str to float
        Largest regret of each strategy.
    choice : str
        The strategy whose largest regret is smallest (Savage 1951), "" if there is none.
    """

    states: tuple[str, ...]
    cost: Mapping[str, Mapping[str, float]]
    regret: Mapping[str, Mapping[str, float]]
    worst: Mapping[str, float]
    choice: str


def price_regret(
    ranked: Sequence[FleetOutcome], states: Mapping[str, Mapping[str, float]]
) -> PriceRegret:
    """Return the regret of each strategy over states of prices."""
    work = work_of(ranked)
    cost = {
        o.strategy: {s: cny for s, f in states.items() if (cny := cost_of(o, work, f)) is not None}
        for o in ranked
    }
    best = {s: min((row[s] for row in cost.values()), default=0.0) for s in states}
    regret = {name: {s: value - best[s] for s, value in row.items()} for name, row in cost.items()}
    worst = {name: max(row.values(), default=0.0) for name, row in regret.items()}
    choice = min(sorted(worst), key=lambda name: worst[name], default="")
    return PriceRegret(tuple(states), cost, regret, worst, choice)
