"""The numbers of a look-ahead programme: costs and bounds as they are expected."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twin.dispatch.forecast import Horizon
from twin.dispatch.layout import Layout
from twin.dispatch.peak_charge import PeakCharge
from twin.dispatch.selection import Selection
from twin.dispatch.solver import Bounds
from twin.kernels.step import Problem
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
        self.block, self.part, self.at, self.by_carbon = block, part, layout, by_carbon
        self.peaks = PeakCharge(block, part, timeline)
        problem, at = block.problem, layout
        moves = np.array([problem.charge[part.stores], problem.discharge[part.stores]]).T.ravel()
        self._members = np.concatenate([*part.groups, moves]).astype(np.int64)
        sizes = np.array([*map(len, part.groups), *[1] * len(moves)], dtype=np.int64)
        self._first_member = np.cumsum(sizes) - sizes
        first_store = [at.store(q) for q in range(at.stores)]
        stores = [j + way for j in first_store for way in (0, 1)]
        self._places = np.array([*range(at.columns), *stores], dtype=np.int64)
        self._levels = np.array(first_store, dtype=np.int64) + 2
        unused = [column.unused is not None for column in block.columns]
        self._has_source = np.array([unused[j] for j in self._members], dtype=bool)
        shown = self._members[self._first_member].tolist()
        pairs = zip(self._places.tolist(), shown, strict=True)
        self._priced = [(place, j) for place, j in pairs if self._is_priced(j)]
        self._paid = {int(j): self._paid_beside(int(j)) for j in self._members}
        own = problem.cap[problem.slack + len(block.buses) + part.buses][at.spilling]
        self._forced = np.flatnonzero(own == 0.0)
        self._held = held_on(block)[part.buses][at.spilling][self._forced]
        self._steady = self._steady_columns(shown), self._steady_rows()

    def _steady_columns(self, shown: list[int]) -> tuple[Floats, Floats]:
        """Return cost and upper bound of every variable where they are always the same."""
        at = self.at
        cost, upper = np.zeros(at.n_columns), np.full(at.n_columns, FREE)
        n = at.first_peak_column
        c, u = (a[:n].reshape(at.length, at.width) for a in (cost, upper))
        own = KG_PER_T * self.block.emission if self.by_carbon else self.block.problem.cost
        c[:, self._places] = own[shown]
        c[:, at.lack : at.spill] = self.lack_costs()[at.lacking]
        c[:, at.spill : at.store(0)] = self.spill_costs()[at.spilling]
        u[:, self._levels] = self.block.problem.capacity[self.part.stores]
        return cost, upper

    def _steady_rows(self) -> tuple[Floats, Floats]:
        """Return the bounds of every row where they are always the same."""
        at = self.at
        low, high = np.zeros(at.n_rows), np.zeros(at.n_rows)
        n = at.first_chain_row
        low[:n].reshape(at.length, at.height)[:, at.buses + at.stores :] = -FREE
        high[n:] = FREE
        return low, high

    def bounds(self, ahead: Horizon, levels: Floats, peaks: Floats, end: Floats | None) -> Bounds:
        """Return cost and bounds of every variable, and the bounds of every row.

        Parameters
        ----------
        ahead : Horizon
        levels : array, shape (n_stores,)
            Present contents.
        peaks : array, shape (n_peaks,)
            Highest purchase of the month so far.
        end : array, shape (n_stores,), optional
            Least contents at the end; free if not given.
        """
        demand = self._demand(ahead)
        return Bounds(*self._columns(ahead, demand, peaks, end), *self._rows(ahead, demand, levels))

    def _columns(
        self, ahead: Horizon, demand: Floats, peaks: Floats, end: Floats | None
    ) -> tuple[Floats, Floats, Floats]:
        """Return cost, lower and upper bound of every variable."""
        at = self.at
        cost, upper = (steady.copy() for steady in self._steady[0])
        lower = np.zeros(at.n_columns)
        n = at.first_peak_column
        c, w, u = (a[:n].reshape(at.length, at.width) for a in (cost, lower, upper))
        for place, j in self._priced:
            c[:, place] = at.mean(self.cost(j, ahead))
        u[:, self._places] = self._most(ahead)
        u[:, at.lack : at.spill] = at.total(np.maximum(demand[:, at.lacking], 0.0))
        if len(self._forced):  # of heat no more can be over than is forced in
            forced_in = np.maximum(-demand[:, at.spilling[self._forced]], 0.0) + self._held
            u[:, at.spill + self._forced] = at.total(forced_in)
        if end is not None:
            w[-1, self._levels] = np.minimum(end, self.block.problem.capacity[self.part.stores])
        self.peaks.lay(ahead, peaks, cost[n:], lower[n:])
        return cost, lower, upper

    def _rows(self, ahead: Horizon, demand: Floats, levels: Floats) -> tuple[Floats, Floats]:
        """Return the bounds of every row."""
        at = self.at
        low, high = (steady.copy() for steady in self._steady[1])
        n, own = at.first_chain_row, slice(at.buses, at.buses + at.stores)
        below, above = (a[:n].reshape(at.length, at.height) for a in (low, high))
        below[:, : at.buses] = above[:, : at.buses] = at.total(demand)
        kept = self.block.problem.keep[self.part.stores] ** at.spans[0]
        below[0, own] = above[0, own] = -kept * levels
        if at.peaks:
            low[n:] = np.repeat(np.where(self.peaks.holds_on(ahead), 0.0, -FREE), at.peaks)
        return low, high

    def lack_costs(self) -> Floats:
        """Return the penalty of what lacks on each bus: above any peak, so that none is shed."""
        own = self.block.problem.cost[self.block.first_unserved + self.part.buses]
        return np.asarray(own + self.peaks.dearest)

    def spill_costs(self) -> Floats:
        """Return the penalty of what spills on each bus."""
        first = self.block.first_unserved + len(self.block.buses)
        return np.asarray(self.block.problem.cost[first + self.part.buses])

    def cost(self, j: int, ahead: Horizon) -> Floats:
        """Return the cost of a unit of a column over the horizon, with what it pays beside."""
        return self._own(j, ahead, self._beside(j, ahead))

    def _own(self, j: int, ahead: Horizon, beside: Floats | float = 0.0) -> Floats:
        """Return the cost of a unit of a column itself, and ``beside``."""
        problem = self.block.problem
        if self.by_carbon:
            return np.full(ahead.length, KG_PER_T * float(self.block.emission[j]) + beside)
        row, base = problem.cost_row[j], float(problem.cost[j]) + beside
        if row < 0:
            return np.full(ahead.length, base)
        return np.asarray(base + problem.cost_scale[j] * problem.values[row, ahead.price])

    def _is_priced(self, j: int) -> bool:
        """Return whether the cost of a column hangs on when it runs, or on what it pays beside."""
        problem = self.block.problem
        buses = {int(bus) for bus in problem.ai[problem.ap[j] : problem.ap[j + 1]]}
        return bool(problem.cost_row[j] >= 0 or buses - set(self.part.balanced))

    def _paid_beside(self, j: int) -> list[tuple[int, int, int | None]]:
        """Return the entries of a column that it pays for, their buses, and who sells there."""
        problem, bought = self.block.problem, self.part.bought
        entries = range(int(problem.ap[j]), int(problem.ap[j + 1]))
        buses = [(e, int(problem.ai[e])) for e in entries]
        return [
            (e, bus, bought.get(bus))
            for e, bus in buses
            if bus not in self.part.balanced and not (self.by_carbon and bus not in bought)
        ]

    def _beside(self, j: int, ahead: Horizon) -> Floats | float:
        """Return what a unit of a column pays for what is not balanced here [CNY/unit or kg/unit].

        A fuel of which any amount can be bought, by its price; water by its price as it was.
        """
        problem, paid = self.block.problem, 0.0
        for e, bus, seller in self._paid[j]:
            row = problem.coefficient_row[e]
            share = problem.values[row, ahead.data] if row >= 0 else 1.0
            if seller is None:
                price = self.block.state.price[ahead.data, bus]
            else:
                price = self._own(seller, ahead) / problem.coefficient[problem.ap[seller]]
            paid = paid - problem.coefficient[e] * share * price
        return paid

    def _most(self, ahead: Horizon) -> Floats:
        """Return the expected upper bound of every variable that is a column; shape (spans, n)."""
        problem, at, j = self.block.problem, self.at, self._members
        most, row = problem.cap[j] * self.block.state.limit[j], problem.cap_row[j]
        limited = most < UNLIMITED
        spans = at.spans[:, None].astype(np.float64)
        table = spans * np.where(limited, most, FREE)
        follows = ((row >= 0) & limited).nonzero()[0]
        if len(follows):
            share = problem.values[row[follows, None], ahead.data].T
            seen = np.where(self._has_source[follows], ahead.source_factor[:, None], 1.0)
            table[:, follows] = at.total(most[follows] * share * seen)
        if len(self._first_member) == len(j):
            return table
        return np.asarray(np.add.reduceat(table, self._first_member, axis=1))

    def _demand(self, ahead: Horizon) -> Floats:
        """Return expected fixed demand less supply on the buses; shape (length, n_buses)."""
        block, problem = self.block, self.block.problem
        demand = block.demand[ahead.data[:, None], self.part.buses] * ahead.demand_factor[:, None]
        for j in self.part.given:
            done = block.state.activity[ahead.data, j]
            for e in range(problem.ap[j], problem.ap[j + 1]):
                i = self.part.balanced.get(int(problem.ai[e]))
                if i is not None:
                    row = problem.coefficient_row[e]
                    share = problem.values[row, ahead.data] if row >= 0 else 1.0
                    demand[:, i] -= problem.coefficient[e] * share * done
        return np.asarray(demand)


def held_on(block: Block) -> Floats:
    """Return the most that minimum loads force onto each bus of a block in an interval."""
    problem, held = block.problem, np.zeros(len(block.buses))
    for j in np.flatnonzero(problem.minimum[: problem.slack]):
        given = np.zeros(len(block.buses))
        for k in {int(j), int(problem.first[j])} - {-1}:
            part = slice(problem.ap[k], problem.ap[k + 1])
            np.add.at(given, problem.ai[part], _largest(problem, part) * problem.minimum[j])
        held += np.maximum(given, 0.0)
    return held


def _largest(problem: Problem, part: slice) -> Floats:
    """Return the largest values over the span of the coefficients of some entries."""
    most, rows = problem.coefficient[part].copy(), problem.coefficient_row[part]
    for entry in np.flatnonzero(rows >= 0):
        most[entry] = (most[entry] * problem.values[rows[entry]]).max()
    return most
