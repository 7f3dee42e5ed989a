"""The numbers of a look-ahead programme: costs and bounds as they are expected."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt

from twin.dispatch.forecast import Horizon
from twin.dispatch.layout import Layout
from twin.dispatch.selection import Selection
from twin.network.block import UNLIMITED, Block
from twin.timeline import Timeline

Floats = npt.NDArray[np.float64]
FREE = np.inf
KG_PER_T = 1000.0


class Expected:
    """What a block's columns and buses are expected to be over a horizon.

    ``by_carbon`` counts kilograms of CO2 instead of money: emissions of columns, nothing for wear
    and peaks, and the usual penalties, so that nothing is shed to save carbon.
    """

    def __init__(
        self,
        block: Block,
        part: Selection,
        layout: Layout,
        timeline: Timeline,
        by_carbon: bool = False,
    ) -> None:
        self.block, self.part, self.at, self.timeline = block, part, layout, timeline
        self.by_carbon = by_carbon
        self._row_of = {int(bus): i for i, bus in enumerate(part.buses)}
        self._in_span = {month: share for month, _, share in timeline.months()}

    def columns(
        self, ahead: Horizon, peaks: Floats, end: Floats | None
    ) -> tuple[Floats, Floats, Floats]:
        """Return cost, lower and upper bound of every variable."""
        at, problem = self.at, self.block.problem
        cost, lower, upper = (np.zeros(at.n_columns) for _ in range(3))
        n = at.first_peak_column
        c, w, u = (a[:n].reshape(at.length, at.width) for a in (cost, lower, upper))
        for g, group in enumerate(self.part.groups):
            c[:, g] = self.cost(group[0], ahead)
            u[:, g] = sum(self._most(j, ahead) for j in group)
        lack, spill = slice(at.lack, at.lack + at.buses), slice(at.spill, at.spill + at.buses)
        c[:, lack] = self.lack_costs()
        demand = self._demand(ahead)
        u[:, lack] = np.maximum(demand, 0.0)
        c[:, spill] = self.spill_costs()
        u[:, spill] = self._most_spilled(demand)
        for q, s in enumerate(self.part.stores):
            charge = at.store(q)
            for way, numbers in enumerate((problem.charge, problem.discharge)):
                c[:, charge + way] = self.cost(numbers[s], ahead)
                u[:, charge + way] = self._most(numbers[s], ahead)
            u[:, charge + 2] = problem.capacity[s]
            if end is not None:
                w[-1, charge + 2] = min(end[q], problem.capacity[s])
        self._peak_costs(ahead, peaks, cost[n:], lower[n:])
        upper[n:] = FREE
        return cost, lower, upper

    def rows(self, ahead: Horizon, levels: Floats) -> tuple[Floats, Floats]:
        """Return the bounds of every row."""
        at = self.at
        low, high = np.zeros(at.n_rows), np.zeros(at.n_rows)
        n = at.first_chain_row
        table = low[:n].reshape(at.length, at.height)
        table[:, : at.buses] = self._demand(ahead)
        table[0, at.buses : at.buses + at.stores] = (
            -self.block.problem.keep[self.part.stores] * levels
        )
        high[:n] = low[:n]
        table[:, at.buses + at.stores :] = -FREE
        if at.peaks:
            months = [self._date(d).month for d in np.unique(ahead.day)]
            same = np.array(months[1:]) == np.array(months[:-1])
            low[n:] = np.repeat(np.where(same, 0.0, -FREE), at.peaks)
            high[n:] = FREE
        return low, high

    def _date(self, day: int) -> dt.date:
        return self.timeline.date_of(int(day))

    def _charge(self, p: int) -> float:
        """Return the demand charge per unit bought in one interval [CNY/unit]."""
        column = self.block.columns[int(self.block.problem.peak_column[p])]
        return column.demand_cny_per_mw / self.timeline.step_hours

    def lack_costs(self) -> Floats:
        """Return the penalty of what lacks on each bus: above any peak, so that none is shed."""
        dearest = max((self._charge(p) for p in self.part.peaks), default=0.0)
        return np.asarray(self.block.problem.cost[self.block.first_unserved + self.part.buses]
                          + dearest)  # fmt: skip

    def _most_spilled(self, demand: Floats) -> Floats:
        """Return what may be over on each bus; of heat only what is forced in."""
        block, problem = self.block, self.block.problem
        held = np.zeros(len(block.buses))
        for j in np.flatnonzero(problem.minimum[: problem.slack]):
            given = np.zeros(len(block.buses))
            for k in {int(j), int(problem.first[j])} - {-1}:
                part = slice(problem.ap[k], problem.ap[k + 1])
                np.add.at(given, problem.ai[part], problem.coefficient[part] * problem.minimum[j])
            held += np.maximum(given, 0.0)
        own = problem.cap[problem.slack + len(block.buses) + self.part.buses]
        forced = np.maximum(-demand, 0.0) + held[self.part.buses]
        return np.where(own == 0.0, forced, FREE)

    def spill_costs(self) -> Floats:
        """Return the penalty of what spills on each bus."""
        first = self.block.first_unserved + len(self.block.buses)
        return np.asarray(self.block.problem.cost[first + self.part.buses])

    def peak_cost(self, p: int, share: float) -> float:
        """Return what a unit of the peak costs in a month of which ``share`` is in the span."""
        return self._charge(p) * share

    def cost(self, j: int, ahead: Horizon) -> Floats:
        """Return the cost of a unit of a column over the horizon."""
        problem = self.block.problem
        if self.by_carbon:
            return np.full(ahead.length, KG_PER_T * float(self.block.emission[j]))
        row, base = problem.cost_row[j], float(problem.cost[j]) + self._beside(j, ahead)
        if row < 0:
            return np.full(ahead.length, base)
        return np.asarray(base + problem.cost_scale[j] * problem.values[row, ahead.price])

    def _beside(self, j: int, ahead: Horizon) -> Floats | float:
        """Return what a unit of a column pays for water, by its price as it was [CNY/unit]."""
        problem, paid = self.block.problem, 0.0
        for e in range(problem.ap[j], problem.ap[j + 1]):
            if int(problem.ai[e]) not in self._row_of:
                row = problem.coefficient_row[e]
                share = problem.values[row, ahead.data] if row >= 0 else 1.0
                price = self.block.state.price[ahead.data, problem.ai[e]]
                paid = paid - problem.coefficient[e] * share * price
        return paid

    def _most(self, j: int, ahead: Horizon) -> Floats:
        """Return the expected upper bound of a column."""
        problem = self.block.problem
        most = float(problem.cap[j]) * float(self.block.state.limit[j])
        if most >= UNLIMITED:
            return np.full(ahead.length, FREE)
        row = problem.cap_row[j]
        if row < 0:
            return np.full(ahead.length, most)
        expected = most * problem.values[row, ahead.data]
        if self.block.columns[j].unused is not None:
            expected = expected * ahead.source_factor
        return np.asarray(expected)

    def _demand(self, ahead: Horizon) -> Floats:
        """Return expected fixed demand less supply on the buses; shape (length, n_buses)."""
        block, problem = self.block, self.block.problem
        demand = block.demand[np.ix_(ahead.data, self.part.buses)] * ahead.demand_factor[:, None]
        for j in self.part.given:
            done = block.state.activity[ahead.data, j]
            for e in range(problem.ap[j], problem.ap[j + 1]):
                i = self._row_of.get(int(problem.ai[e]))
                if i is not None:
                    row = problem.coefficient_row[e]
                    share = problem.values[row, ahead.data] if row >= 0 else 1.0
                    demand[:, i] -= problem.coefficient[e] * share * done
        return np.asarray(demand)

    def _peak_costs(self, ahead: Horizon, peaks: Floats, cost: Floats, lower: Floats) -> None:
        """Charge each month's peak once, on its last day; what is reached already is the least.

        A horizon that sees only some of the days that are left of a month bears as large a part
        of the charge: what a higher peak is good for comes again on the other days.
        """
        p, days = self.at.peaks, [self._date(d) for d in np.unique(ahead.day)]
        for d, date in enumerate(days):
            month = [x for x in days if (x.year, x.month) == (date.year, date.month)]
            for q, number in enumerate(self.part.peaks):
                if date == month[-1]:
                    cost[d * p + q] = self._charge(number) * self._share(date, month)
                if month[0] == days[0]:
                    lower[d * p + q] = peaks[q]

    def _share(self, date: dt.date, seen: list[dt.date]) -> float:
        """Return the part of a month's charge that a horizon bears.

        Of a month that is not whole the accounts charge its days in the span.
        """
        first = max(seen[0], self.timeline.dates[0])
        last = dt.date(date.year + date.month // 12, date.month % 12 + 1, 1)
        left = (min(last, self.timeline.date_of(self.timeline.days)) - first).days
        return self._in_span.get(f"{date:%Y-%m}", 0.0) * min(len(seen) / max(left, 1), 1.0)
