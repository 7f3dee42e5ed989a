"""From the objective to the costs that the dispatch sees; the prices of accounts stay as paid.

Money of plants outside the park (on direct lines) is none of the dispatch's: the park's need comes
first, as the contract with them says, and what they feed into the grid earns them, not the park.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from twin.commodities import catalogue
from twin.dispatch.settings import Dispatch
from twin.factors import GJ_PER_MWH, FactorSet
from twin.network.compile import Column, Entry
from twin.primitives import OUTSIDE, Profile, Purpose

KW_PER_MW = 1000.0
CURTAIL_STEP_CNY = 0.01  # between two plants in the order of curtailment


@dataclass(frozen=True)
class Emission:
    """What running a column emits by the rules of a ledger, for the dispatch to weigh.

    Attributes
    ----------
    fuels : FactorSet
    grid_t_per_mwh, heat_t_per_gj : float
        Of power and of fossil heat bought [tCO2].
    price_cny_per_t : float
        What the park pays for what it emits itself; power and heat bought are not priced.
    unpriced : frozenset of str
        Activities of fuel that the accounts count elsewhere, and so do not price.
    """

    fuels: FactorSet
    grid_t_per_mwh: float = 0.0
    heat_t_per_gj: float = 0.0
    price_cny_per_t: float = 0.0
    unpriced: frozenset[str] = frozenset()

    def of(self, column: Column) -> float:
        """Return what one unit of a column's activity emits [tCO2]."""
        return sum(self._bought(entry) + self._burned(entry) for entry in column.entries)

    def paid_cny(self, column: Column) -> float:
        """Return what one unit of a column's activity pays for its own emissions [CNY]."""
        priced = (e for e in column.entries if e.row.tags.get("activity") not in self.unpriced)
        return self.price_cny_per_t * sum(self._burned(entry) for entry in priced)

    def _bought(self, entry: Entry) -> float:
        amount, row = abs(entry.coefficient.scale), entry.row
        if row.purpose is Purpose.GRID_IMPORT:
            return amount * self.grid_t_per_mwh
        if row.purpose is Purpose.HEAT_IMPORT and row.origin != "non_fossil":
            return amount * GJ_PER_MWH * self.heat_t_per_gj
        return 0.0

    def _burned(self, entry: Entry) -> float:
        row = entry.row
        if row.purpose is not Purpose.FUEL_USE or catalogue()[row.commodity].kind != "fuel":
            return 0.0
        known = self.fuels.fuels.get(row.commodity)
        return abs(entry.coefficient.scale) * known.co2_t_per_mwh if known is not None else 0.0


def adapter(dispatch: Dispatch, emission: Emission) -> Callable[[Column], Column]:
    """Return what gives a column the costs that the dispatch sees."""
    objective = dispatch.objective
    place = {name: i for i, name in enumerate(dispatch.curtail_first)}

    def adapt(given: Column) -> Column:
        purposes = {entry.row.purpose for entry in given.entries}
        column = replace(given, cost=Profile(scale=0.0)) if purposes & OUTSIDE else given
        extra = objective.carbon_cny_per_t * emission.of(column) + emission.paid_cny(column)
        if Purpose.DIRECT_FEED_IN in purposes:
            extra -= CURTAIL_STEP_CNY * (len(place) + 1)  # rather than curtail what is over
        if purposes & {Purpose.GRID_EXPORT, Purpose.GRID_IMPORT}:
            extra += objective.self_consumption_cny_per_mwh
        if column.name in place:
            extra += CURTAIL_STEP_CNY * (len(place) - place[column.name])
        demand = column.demand_cny_per_mw
        if Purpose.GRID_IMPORT in purposes:
            demand += objective.peak_cny_per_kw_month * KW_PER_MW
        if extra == 0.0 and demand == column.demand_cny_per_mw:
            return column
        return replace(column, extra_cost=column.extra_cost + extra, demand_cny_per_mw=demand)

    return adapt
