"""The economics of a plan: by owner, as a whole, per tonne, per unit of output."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from scenarios.economics.assumptions import EconomicAssumptions
from scenarios.economics.block import Applied
from scenarios.economics.cashbook import INVESTMENT, OPERATION, label_of
from scenarios.economics.figures import Standing
from scenarios.economics.finance import Floats, levelised, npv, recovery_factor
from scenarios.economics.investment import Investment, lead_years
from scenarios.economics.parties import (
    DIRECT,
    INVESTOR,
    OUTSIDE,
    OWN,
    OWNERS,
)
from scenarios.economics.plan import Hosts, Plan
from scenarios.economics.year import LEDGERS, KeptMeasure, Year, stored_year, year_of
from scenarios.run import RunResult
from scenarios.stored import StoredRun
from twin.errors import InputError
from twin.labels import Label

SPAN = 1e-9  # years, by which two spans may differ
CONVENTIONS = {
    "time": "element 0 is the first money spent, element t the end of year t",
    "real": "at prices of the base year (time 0); nominal = real · (1 + inflation)^t",
    "sign": "received is positive; savings are the base's payments less the plan's",
    "vat": "net of VAT",
    "cost_per_t": "positive: avoiding a tonne costs money; negative: it saves money",
}


@dataclass(frozen=True)
class Abatement:
    """What a plan avoids on one carbon ledger, and at what cost (real, before tax and grants).

    ``cost_cny_per_t`` counts what the carbon price saves, ``without_price`` does not. Both are
    None if nothing is avoided: a cost per tonne then has no meaning.
    """

    avoided_t_per_year: float
    cost_cny_per_t: float | None
    without_price_cny_per_t: float | None


class Economics:
    """The economics of a plan against its base."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self.given = plan, plan.given
        self.prices, self.book, self.calendar = plan.prices, plan.book, plan.calendar
        self.standings: Mapping[str, Standing] = {p: plan.standing(p) for p in plan.taxed}

    @property
    def base_name(self) -> str:
        """Run that the plan is held against."""
        return self._plan.base.name

    @property
    def plan_name(self) -> str:
        """Run of the plan."""
        return self._plan.plan.name

    @property
    def span_y(self) -> float:
        """Length of the simulated span, which stands for every year of operation."""
        return self._plan.plan.years

    @property
    def whole(self) -> Standing:
        """The company, all owners and all third parties together."""
        return self.together(self.standings)

    def together(self, parties: Iterable[str]) -> Standing:
        """Return how some parties stand together."""
        nothing = self.calendar.zeros()
        start = Standing(0.0, nothing, nothing, nothing)
        return reduce(Standing.__add__, (self.standings[p] for p in parties), start)

    def grouped(self, year: int) -> Mapping[tuple[str, str, str], float]:
        """Return who pays whom for what in a year, all owners taken as one [nominal CNY]."""
        found: dict[tuple[str, str, str], float] = defaultdict(float)
        owners = self._plan.owners
        for payer, payee, category, series in self.book:
            ends = [OWNERS if party in owners else party for party in (payer, payee)]
            if ends[0] != ends[1]:
                found[ends[0], ends[1], category] += float(series[year])
        return {key: cny for key, cny in sorted(found.items()) if cny}

    @property
    def investments(self) -> Sequence[Investment]:
        """The measures that cost something."""
        return self._plan.investments

    @property
    def parties(self) -> tuple[str, ...]:
        """All who pay or are paid."""
        return self.book.parties

    def label(self, party: str) -> Label:
        """Return the name of a party."""
        known = {**OUTSIDE, **OWN, **self._plan.base.labels, **self._plan.plan.labels}
        if party in known:
            return known[party]
        if party.startswith(DIRECT):
            line = party.removeprefix(DIRECT)
            return Label(zh=f"直供电源（{line}）", en=f"Plants on {line}")
        name = party.removeprefix(INVESTOR)
        of = next(i.measure.label for i in self.investments if i.measure.id == name)
        return Label(zh=f"第三方投资者（{of.zh}）", en=f"Third party ({of.en})")

    def sum_of(self, categories: Sequence[str]) -> Floats:
        """Return flows of some categories of all parties of the plan [nominal CNY]."""
        flows = (self.book.flow(party, categories) for party in self.standings)
        return sum(flows, self.calendar.zeros())

    def annual_cost_cny(self, *, with_carbon_price: bool = True) -> float:
        """Return the plan's net cost per year of operation, real, before tax, loans and grants.

        Below zero it saves more than it costs. Present cost over the present value of one yuan in
        every year of operation; without lead time, present cost times the recovery factor.
        """
        net = -self.prices.real(self.sum_of((*INVESTMENT, *OPERATION)))
        if not with_carbon_price:
            net = net + self.prices.real(self.sum_of(("carbon",)))
        yearly = self.calendar.zeros()
        yearly[self.calendar.operating] = 1.0
        rate = self.given.real_discount_rate
        return npv(rate, net) / npv(rate, yearly)

    def abatement(self) -> Mapping[str, Abatement]:
        """Return what is avoided and at what cost, by carbon ledger."""
        base, plan = self._plan.base, self._plan.plan
        found = {}
        for name in LEDGERS:
            avoided = base.carbon_t[name] / base.years - plan.carbon_t[name] / plan.years
            if avoided > 0.0:
                net, without = self.annual_cost_cny(), self.annual_cost_cny(with_carbon_price=False)
                found[name] = Abatement(avoided, net / avoided, without / avoided)
            else:
                found[name] = Abatement(avoided, None, None)
        return found

    def lcoe(self, investment: Investment) -> tuple[float, str] | None:
        """Return the levelised cost of a measure's output, real, before tax and grants.

        None if the measure names no output, or it gave nothing. Output is that of the simulated
        year in every year: ageing is not counted.
        """
        outputs = self._plan.plan.outputs(investment.block.output)
        units = {out.unit for out in outputs}
        if len(units) != 1:
            return None
        given = self.calendar.zeros()
        years = self._plan.plan.years
        given[self.calendar.operating] = sum(out.amount for out in outputs) / years
        cost = levelised(self.given.real_discount_rate, self.costs(investment), given)
        return None if cost is None else (cost, units.pop())

    def costs(self, investment: Investment) -> Floats:
        """Return what a measure costs in each year, real, before tax, loans and grants [CNY]."""
        out = self.prices.real(investment.opex(self.prices))
        for part in investment.purchases:
            out[part.bought] += part.cost_cny
            out[part.retired] -= part.proceeds_cny
        return out

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain data."""
        first = self.given.base_year
        return {
            "base": self.base_name,
            "plan": self.plan_name,
            "conventions": CONVENTIONS,
            "assumptions": self.given.model_dump(mode="json"),
            "nominal_discount_rate": self.given.nominal_discount_rate,
            "span_y": self.span_y,
            "lead_y": self.calendar.lead,
            "years": [first + year for year in range(self.calendar.last + 1)],
            "annual_cost_real_cny": self.annual_cost_cny(),
            "whole": self.whole.to_json(self.prices, self.given),
            "abatement": {name: vars(found) for name, found in self.abatement().items()},
            "measures": self.measures_json(),
            "parties": {
                party: {
                    "label": self.label(party).model_dump(),
                    **standing.to_json(self.prices, self.given),
                }
                for party, standing in self.standings.items()
            },
            "labels": {party: self.label(party).model_dump() for party in self.parties},
            "payments": [
                {
                    "payer": payer, "payee": payee, "category": category,
                    "label": label_of(category).model_dump(), "nominal_cny": series.tolist(),
                }
                for payer, payee, category, series in self.book
            ],
        }  # fmt: skip

    def measures_json(self) -> list[dict[str, Any]]:
        """Return what each measure costs, as plain data; savings belong to the plan alone."""
        return [self._measure(one) for one in self.investments]

    def _measure(self, one: Investment) -> dict[str, Any]:
        rate = self.given.real_discount_rate
        factor = recovery_factor(rate, self.given.horizon_y)
        lcoe = self.lcoe(one)
        return {
            "id": one.measure.id,
            "label": one.measure.label.model_dump(),
            "investor": one.investor,
            "lead_y": lead_years(one.block),
            "capex_real_cny": one.capex_cny,
            "opex_real_cny_per_year": one.opex_cny,
            "annualised_real_cny": npv(rate, self.costs(one)) * factor,
            "replacements": sum(not part.is_first for part in one.purchases),
            "lcoe_real_cny": None if lcoe is None else lcoe[0],
            "lcoe_unit": None if lcoe is None else f"CNY/{lcoe[1]}",
        }


def economics_of(
    base: RunResult | StoredRun | Year,
    plan: RunResult | StoredRun | Year,
    applied: Sequence[Applied],
    assumptions: EconomicAssumptions,
    hosts: Hosts | None = None,
) -> Economics:
    """Return the economics of a plan against its base.

    Parameters
    ----------
    base, plan : RunResult, StoredRun or Year
        The same span of the same park without and with the measures.
    applied : sequence of Applied
        The measures by which they differ, with their economics.
    assumptions : EconomicAssumptions
    hosts : mapping, optional
        By measure the owners that host it, with shares.

    Raises
    ------
    InputError
        If base and plan are not of one world, or a cost or a tax rate names what is not there.
    """
    first, second = as_year(base), as_year(plan)
    if abs(first.years - second.years) > SPAN:
        raise InputError(
            f"the base is {first.years:g} years long and the plan {second.years:g}: their payments "
            "cannot be compared"
        )
    differ = [
        f"{name} ({first.world[name]} and {other})"
        for name, other in second.world.items()
        if first.world[name] != other
    ]
    if differ:
        raise InputError(
            f"base and plan differ in {', '.join(differ)}: what that changes would count as the "
            "plan's; run both in the same world"
        )
    found = Economics(Plan(first, second, applied, assumptions, hosts or {}))
    unknown = sorted(set(assumptions.tax_rates) - set(found.parties))
    if unknown:
        known = ", ".join(found.parties)
        raise InputError(f"tax_rates: no party {', '.join(unknown)}; there are: {known}")
    return found


def measures_between(base: Year, plan: Year) -> tuple[KeptMeasure, ...]:
    """Return the measures of a plan that its base has not.

    Raises
    ------
    InputError
        If the base has one that the plan has not: what is taken away has no costs to reckon with.
    """
    gone = [one.id for one in base.measures if one not in plan.measures]
    if gone:
        raise InputError(
            f"{base.name} has measures that {plan.name} has not, or has otherwise: "
            f"{', '.join(gone)}; the plan must hold all of its base"
        )
    return tuple(one for one in plan.measures if one not in base.measures)


def as_year(run: RunResult | StoredRun | Year) -> Year:
    """Return what economics needs of a run, a stored run or a year."""
    if isinstance(run, Year):
        return run
    return stored_year(run) if isinstance(run, StoredRun) else year_of(run)
