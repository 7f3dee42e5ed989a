"""Cash flows between parties, year by year: one book that everything else is read from.

Element 0 of a series is time 0 (the first money spent), element t the end of year t. All series are
nominal CNY, net of VAT, and increments: plan less base.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from scenarios.economics.assumptions import EconomicAssumptions
from scenarios.economics.finance import Floats
from scenarios.economics.parties import CATEGORIES
from twin.labels import Label

INVESTMENT = ("capex", "replacement", "residual")
FINANCING = ("loan", "repayment", "interest")
OTHERS: Mapping[str, Label] = {
    "capex": Label(zh="初始投资", en="investment"),
    "replacement": Label(zh="更新", en="replacement"),
    "residual": Label(zh="残值", en="residual value"),
    "opex": Label(zh="新增运维", en="operation of measures"),
    "subsidy": Label(zh="补贴", en="grants"),
    "loan": Label(zh="借款", en="loan"),
    "repayment": Label(zh="还本", en="repayment"),
    "interest": Label(zh="利息", en="interest"),
    "tax": Label(zh="所得税", en="income tax"),
}
OPERATION = (*CATEGORIES, "opex")
CRUMB = 1e-12  # of what a party moved: rounding


def label_of(category: str) -> Label:
    """Return the name of a category of cash flow."""
    return CATEGORIES[category].label if category in CATEGORIES else OTHERS[category]


@dataclass(frozen=True)
class Calendar:
    """When things happen: ``lead`` years until the whole plan operates, then ``horizon`` years."""

    lead: int
    horizon: int

    @property
    def last(self) -> int:
        """The last year."""
        return self.lead + self.horizon

    @property
    def operating(self) -> slice:
        """The years at whose ends the plan's first and last savings fall."""
        return slice(self.lead + 1, self.last + 1)

    def zeros(self) -> Floats:
        """Return a series without any flow."""
        return np.zeros(self.last + 1)


class Prices:
    """Turns amounts at prices of time 0 into nominal series and back."""

    def __init__(self, given: EconomicAssumptions, calendar: Calendar) -> None:
        self.given, self.calendar = given, calendar
        self.years = np.arange(calendar.last + 1)
        self.level = (1.0 + given.inflation) ** self.years

    def yearly(self, cny: float, path: str) -> Floats:
        """Return a yearly amount of every year of operation, along a price path [nominal CNY]."""
        out = self.calendar.zeros()
        growth = self.given.growth.get(path, 0.0)  # path 'none' is constant in real terms
        out[self.calendar.operating] = cny * (
            self.level * (1.0 + growth) ** self.years
        )[self.calendar.operating]  # fmt: skip
        return out

    def once(self, cny: float, year: int) -> Floats:
        """Return one amount at the end of one year [nominal CNY]."""
        out = self.calendar.zeros()
        out[year] = cny * self.level[year]
        return out

    def real(self, nominal: Floats) -> Floats:
        """Return a nominal series at prices of time 0."""
        return np.asarray(nominal / self.level)


class CashBook:
    """Who pays whom, by category and year [nominal CNY]."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._flows: dict[tuple[str, str, str], Floats] = defaultdict(calendar.zeros)
        self._of: dict[str, dict[str, Floats]] = defaultdict(dict)
        self._moved: dict[str, float] = defaultdict(float)

    def pay(self, payer: str, payee: str, category: str, series: Floats) -> None:
        """Note a series of payments; below zero they go the other way."""
        if payer != payee and series.any():
            self._flows[payer, payee, category] = self._flows[payer, payee, category] + series
            peak = float(np.abs(series).max())
            for party, sign in ((payee, 1.0), (payer, -1.0)):
                mine = self._of[party]
                self._moved[party] += peak
                mine[category] = mine.get(category, 0.0) + sign * series

    def __iter__(self) -> Iterator[tuple[str, str, str, Floats]]:
        for (payer, payee, category), series in sorted(self._flows.items()):
            yield payer, payee, category, series

    @property
    def parties(self) -> tuple[str, ...]:
        """All who pay or are paid."""
        return tuple(sorted(self._of))

    def flow(self, party: str, categories: Collection[str] = ()) -> Floats:
        """Return what a party receives less what it pays, of some categories or of all.

        What is lost in rounding against all that a party moved counts as nothing.
        """
        mine = self._of.get(party, {})
        wanted = mine if not categories else [name for name in mine if name in categories]
        found = sum((mine[name] for name in sorted(wanted)), self.calendar.zeros())
        return np.where(np.abs(found) < CRUMB * self._moved.get(party, 0.0), 0.0, found)

    def by_category(self, party: str) -> Mapping[str, Floats]:
        """Return the flows of a party by category."""
        return dict(sorted(self._of.get(party, {}).items()))

    def received(self, year: int) -> Mapping[str, float]:
        """Return what each party receives less what it pays in a year; they sum to zero."""
        return {party: float(self.flow(party)[year]) for party in self.parties}

    def matrix(self, year: int) -> Mapping[tuple[str, str], float]:
        """Return who pays whom at the end of a year [nominal CNY]; negative is the other way."""
        found: dict[tuple[str, str], float] = defaultdict(float)
        for payer, payee, _, series in self:
            found[payer, payee] += float(series[year])
        return dict(found)
