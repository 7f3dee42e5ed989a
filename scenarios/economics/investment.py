"""What a measure's economics block comes to: what is bought when, replaced, granted, and left."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from scenarios.economics.block import Applied, CostItem, MeasureEconomics, Subsidy
from scenarios.economics.cashbook import Calendar, Prices
from scenarios.economics.finance import Floats
from scenarios.economics.parties import DIRECT, INVESTOR, OWNERS, PARK
from twin.errors import InputError

SHORT = 1e-9  # years; keeps rounding from adding or losing a whole one


@dataclass(frozen=True)
class Purchase:
    """A part of a measure, bought once.

    Attributes
    ----------
    item : CostItem
    is_first : bool
        Whether it belongs to the first investment; else it replaces what has worn out.
    bought, ready, retired : int
        Year at whose end it is paid, starts to serve, and stops.
    cost_cny, proceeds_cny : float
        What it costs, and what it brings when it retires, at prices of time 0.
    """

    item: CostItem
    is_first: bool
    bought: int
    ready: int
    retired: int
    cost_cny: float
    proceeds_cny: float


class Investment:
    """The costs of one measure within a plan.

    Raises
    ------
    InputError
        If a cost names a quantity that the measure has not.
    """

    def __init__(self, measure: Applied, block: MeasureEconomics, calendar: Calendar) -> None:
        self.measure, self.block, self.calendar = measure, block, calendar
        known = {*measure.parameters, *measure.quantities}
        for name in sorted(block.names - known):
            there = ", ".join(sorted(known)) or "none"
            raise InputError(f"{measure.id}: a cost is on '{name}'; the measure has: {there}")

    def amount(self, quantity: str) -> float:
        """Return a quantity or a parameter of the measure."""
        if quantity in self.measure.quantities:
            return self.measure.quantities[quantity].value
        return self.measure.parameters[quantity]

    @property
    def investor(self) -> str:
        """The party that invests; owners that are not told apart are one party."""
        if self.block.line:
            return DIRECT + self.block.line
        names = {"park": PARK, "owner": OWNERS}
        return names.get(self.block.investor, INVESTOR + self.measure.id)

    @property
    def bought(self) -> int:
        """Year of the first investment: so that it is ready when the whole plan is."""
        return self.calendar.lead - lead_years(self.block)

    @cached_property
    def capex_cny(self) -> float:
        """The first investment at prices of time 0."""
        return sum(self.amount(i.quantity) * i.cny_per_unit for i in self.block.capex)

    @cached_property
    def opex_cny(self) -> float:
        """What it costs in a year at prices of time 0."""
        return sum(self.amount(i.quantity) * i.cny_per_unit for i in self.block.opex_per_year)

    @cached_property
    def purchases(self) -> tuple[Purchase, ...]:
        """All that is bought within the horizon, in order of time."""
        found = [p for item in self.block.capex for p in self._renewed(item)]
        return tuple(sorted(found, key=lambda p: p.bought))

    def _renewed(self, item: CostItem) -> Iterator[Purchase]:
        """Yield the first purchase of a part and its replacements.

        The n-th part retires n lifetimes after the start, in the whole year before that. What still
        serves at the end of the horizon is worth its residual value and the share of its life left.
        """
        life = self.block.lifetime_y if item.lifetime_y is None else item.lifetime_y
        start, horizon = self.calendar.lead, self.calendar.horizon
        cost, left = self.amount(item.quantity) * item.cny_per_unit, self.block.residual_share
        number = 0
        while math.floor(number * life + SHORT) < horizon:
            begins = math.floor(number * life + SHORT)
            wears_out = (number + 1) * life
            unused = max(wears_out - horizon, 0.0) / life
            yield Purchase(
                item=item,
                is_first=number == 0,
                bought=start + begins if number else self.bought,
                ready=start + begins,
                retired=start + min(math.floor(wears_out + SHORT), horizon),
                cost_cny=cost,
                proceeds_cny=cost * (left + (1.0 - left) * unused),
            )
            number += 1

    def opex(self, prices: Prices) -> Floats:
        """Return what operation costs, each item along its price path [nominal CNY]."""
        out = self.calendar.zeros()
        for item in self.block.opex_per_year:
            out = out + prices.yearly(self.amount(item.quantity) * item.cny_per_unit, item.price)
        return out

    def grant(self, subsidy: Subsidy, prices: Prices) -> Floats:
        """Return what a subsidy pays; a yearly one is fixed in nominal money [nominal CNY]."""
        out = self.calendar.zeros()
        if not subsidy.years:
            out[self.bought] = self._grant_once(subsidy, prices)
            return out
        yearly = self.amount(subsidy.quantity) * subsidy.cny_per_unit
        first = self.calendar.lead + 1
        out[first : first + subsidy.years] = _most(yearly, subsidy)
        return out

    def _grant_once(self, subsidy: Subsidy, prices: Prices) -> float:
        if subsidy.quantity:
            granted = self.amount(subsidy.quantity) * subsidy.cny_per_unit
        else:
            granted = subsidy.share_of_capex * self.capex_cny * float(prices.level[self.bought])
        return _most(granted, subsidy)

    def untaxed_share(self, prices: Prices) -> float:
        """Return the share of the first investment that untaxed grants pay: not depreciated."""
        cost = self.capex_cny * float(prices.level[self.bought])
        free = sum(
            self._grant_once(subsidy, prices)
            for subsidy in self.block.subsidy
            if not subsidy.taxable and not subsidy.years
        )
        return min(free / cost, 1.0) if cost else 0.0


def lead_years(block: MeasureEconomics) -> int:
    """Return the lead time in whole years, rounded up."""
    return math.ceil(block.lead_time_y - SHORT)


def _most(cny: float, subsidy: Subsidy) -> float:
    return cny if subsidy.most_cny is None else min(cny, subsidy.most_cny)
