"""A linear programme written straight over a packed network: the yardstick of the planners.

    minimise   Σ_t c_t·x_t
    subject to A_t x_t = b_t                                    every bus and interval
               level_t = keep·level_t-1 + η_in·charge_t - discharge_t/η_out
               0 <= x_t <= hi_t,  0 <= level_t <= capacity,  level_T >= its content at the start

over the columns of a block as the executor sees them, penalties and tie-breakers included. It
knows no minimum loads, and stores may charge and discharge at once (which never pays where a way
has a cost and what is too much may be left).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from twin.errors import InputError
from twin.kernels.step import Problem
from twin.network.block import UNLIMITED, Block
from twin.network.pack import Network
from twin.primitives import Profile

if TYPE_CHECKING:
    import highspy

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Span:
    """Arrays of one block over some intervals.

    Attributes
    ----------
    cost, upper : array, shape (t, n)
    coefficient : array, shape (t, nnz)
        Entries of every interval's matrix, by columns.
    demand : array, shape (t, m)
        Fixed demand less fixed supply.
    """

    cost: Floats
    upper: Floats
    coefficient: Floats
    demand: Floats

    def cut(self, first: int, last: int) -> Span:
        """Return intervals ``first`` to ``last``; beyond the end they begin anew."""
        steps = np.arange(first, last) % len(self.cost)
        return Span(
            self.cost[steps], self.upper[steps], self.coefficient[steps], self.demand[steps]
        )


def rate(network: Network, profile: Profile) -> Floats:
    """Return a profile of the network over the whole span; shape (t,)."""
    row = network.table.row(profile)
    values = network.table.values[row] if row >= 0 else np.ones(network.timeline.n_steps)
    return profile.scale * values


def fixed_demand(network: Network, number: int) -> Floats:
    """Return fixed demand less fixed supply on the buses of a block; shape (t, m)."""
    net = np.zeros((network.timeline.n_steps, len(network.blocks[number].buses)))
    for flow in network.compiled.fixed:
        bus = flow.row.into or flow.row.out_of
        if bus and network.bus_block[bus][0] == number:
            amount = rate(network, flow.profile) * rate(network, flow.coefficient)
            amount *= network.timeline.step_hours
            net[:, network.bus_block[bus][1]] += amount if flow.row.out_of else -amount
    return net


def plain(block: Block) -> Problem:
    """Return a block's problem without the further tiers of stores and purchases."""
    problem, n = block.problem, block.state.activity.shape[1]
    by_entry = ("ai", "coefficient", "coefficient_row")
    by_column = ("cap", "cap_row", "cost", "cost_scale", "cost_row", "minimum")
    return problem._replace(
        ap=problem.ap[: n + 1],
        **{key: getattr(problem, key)[: problem.ap[n]] for key in by_entry},
        **{key: getattr(problem, key)[:n] for key in by_column},
    )


def span_of(network: Network, number: int) -> Span:
    """Return the arrays of a block over the whole span, after its profiles are known.

    Raises
    ------
    InputError
        If a column has a minimum load.
    """
    block, problem = network.blocks[number], plain(network.blocks[number])
    if problem.minimum.any():
        raise InputError("a linear programme of the year knows no minimum loads")
    demand = fixed_demand(network, number)
    upper = problem.cap * _rows(network, problem.cap_row)
    upper[:, (problem.cap >= UNLIMITED) & (problem.cap_row < 0)] = np.inf
    first = block.first_unserved
    upper[:, first : first + len(block.buses)] = np.maximum(demand, 0.0)
    surplus = np.arange(first + len(block.buses), first + 2 * len(block.buses))
    forced = problem.cap[surplus] == 0.0  # heat: no more can be over than is forced in
    upper[:, surplus[forced]] = np.maximum(-demand[:, forced], 0.0)
    coefficient = problem.coefficient * _rows(network, problem.coefficient_row)
    return Span(costs_of(network, number), upper, coefficient, demand)


def costs_of(network: Network, number: int) -> Floats:
    """Return what a unit of every column costs, store values aside; shape (t, n) [CNY]."""
    problem = plain(network.blocks[number])
    priced = np.where(problem.cost_row >= 0, problem.cost_scale, 0.0)
    return np.asarray(problem.cost + priced * _rows(network, problem.cost_row))


def _rows(network: Network, rows: npt.NDArray[np.int64]) -> Floats:
    """Return rows of the table side by side, ones where there is none; shape (t, len(rows))."""
    found = np.ones((network.timeline.n_steps, len(rows)))
    known = np.flatnonzero(rows >= 0)
    found[:, known] = network.table.values[rows[known]].T
    return found


class Programme:
    """The programme of a block over some intervals, interval by interval; kept warm."""

    def __init__(self, block: Block, span: Span, levels: Floats, *, closed: bool) -> None:
        import highspy

        self.block, self.length, self.problem = block, len(span.cost), plain(block)
        self.m, self.n, self.s = len(block.buses), span.cost.shape[1], len(block.stores)
        self.width, self.height = self.n + self.s, self.m + self.s
        self.varying = np.flatnonzero(self.problem.coefficient_row >= 0)
        self.column_of = np.repeat(np.arange(self.n), np.diff(self.problem.ap).astype(np.int64))
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        self.solver.passModel(self._model(span, levels, closed=closed))

    def _model(self, span: Span, levels: Floats, *, closed: bool) -> highspy.HighsLp:
        import highspy

        start, index, value = self._matrix(span)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.width * self.length, self.height * self.length
        lp.col_cost_ = self._costs(span)
        lower = np.zeros(lp.num_col_)
        if closed and self.s:
            lower[-self.s :] = np.minimum(levels, self.problem.capacity)
        lp.col_lower_, lp.col_upper_ = lower, self._uppers(span)
        lp.row_lower_ = lp.row_upper_ = self._right(span, levels)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = start, index, value
        return lp

    def _matrix(self, span: Span) -> tuple[Floats, Floats, Floats]:
        """Return the matrix by columns: start, row and value of its entries."""
        problem, store = self.problem, np.arange(self.s)
        rows = np.concatenate([problem.ai, *[self.m + store] * 4])
        columns = np.concatenate(
            [self.column_of, problem.charge, problem.discharge, self.n + store, self.n + store]
        )
        one = np.concatenate(
            [problem.charge_efficiency, -1.0 / problem.discharge_efficiency, -np.ones(self.s),
             problem.keep]
        )  # fmt: skip
        time = np.arange(self.length)[:, None]
        values = np.hstack([span.coefficient, np.tile(one, (self.length, 1))])
        at_row = time * self.height + rows
        at_row[:, len(rows) - self.s :] += self.height  # what is kept enters the next interval
        at_column = time * self.width + columns
        inside = (at_row < self.height * self.length).ravel()
        order = np.lexsort((at_row.ravel()[inside], at_column.ravel()[inside]))
        start = np.searchsorted(
            at_column.ravel()[inside][order], np.arange(self.width * self.length + 1)
        )
        return start, at_row.ravel()[inside][order], values.ravel()[inside][order]

    def _costs(self, span: Span) -> Floats:
        return np.hstack([span.cost, np.zeros((self.length, self.s))]).ravel()

    def _uppers(self, span: Span) -> Floats:
        capacity = np.tile(self.problem.capacity, (self.length, 1))
        return np.hstack([span.upper, capacity]).ravel()

    def _right(self, span: Span, levels: Floats) -> Floats:
        right = np.hstack([span.demand, np.zeros((self.length, self.s))])
        right[0, self.m :] = -self.problem.keep * levels
        return right.ravel()

    def change(self, span: Span, levels: Floats) -> None:
        """Lay another span of equal length over the same matrix, in one call a kind of change.

        Coefficients that vary in time have no such call and are changed one by one.
        """
        solver, right = self.solver, self._right(span, levels)
        columns = np.arange(self.width * self.length, dtype=np.int32)
        rows = np.arange(self.height * self.length, dtype=np.int32)
        solver.changeColsCost(len(columns), columns, self._costs(span))
        solver.changeColsBounds(len(columns), columns, np.zeros(len(columns)), self._uppers(span))
        solver.changeRowsBounds(len(rows), rows, right, right)
        for entry in self.varying:
            row, column = int(self.problem.ai[entry]), int(self.column_of[entry])
            for t, value in enumerate(span.coefficient[:, entry].tolist()):
                solver.changeCoeff(t * self.height + row, t * self.width + column, value)

    def solve(self) -> tuple[float, Floats, Floats]:
        """Return the optimal cost, the activities (t, n) and the levels (t, s).

        Raises
        ------
        InputError
            If HiGHS finds no optimum.
        """
        import highspy

        self.solver.run()
        status = self.solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise InputError(f"the programme has no optimum: {status}")
        found = np.array(self.solver.getSolution().col_value).reshape(self.length, self.width)
        cost = float(self.solver.getInfo().objective_function_value)
        return cost, found[:, : self.n], found[:, self.n :]


def initial_levels(block: Block) -> Floats:
    """Return what the block's stores held at the start of the settled span."""
    return block.state.level[:, 0].copy()


def whole_year(network: Network) -> float:
    """Return the least cost of the whole span, all blocks together [CNY]."""
    total = 0.0
    for number, block in enumerate(network.blocks):
        programme = Programme(block, span_of(network, number), initial_levels(block), closed=True)
        total += programme.solve()[0]
    return total


def rolling_loop(network: Network, horizon_days: int = 2) -> float:
    """Return the cost of days planned one by one, each with the days after it in sight [CNY].

    The hand-written loop that planners are measured against: one warm programme a block, true
    values over the horizon, one day of it carried out.
    """
    day, total = network.timeline.steps_per_day, 0.0
    for number, block in enumerate(network.blocks):
        span, levels = span_of(network, number), initial_levels(block)
        programme = Programme(block, span.cut(0, horizon_days * day), levels, closed=False)
        for first in range(0, network.timeline.n_steps, day):
            if first:
                programme.change(span.cut(first, first + horizon_days * day), levels)
            _, activity, level = programme.solve()
            total += float((activity[:day] * span.cost[first : first + day]).sum())
            levels = level[day - 1] if block.stores else levels
    return total


def cost_of_run(network: Network) -> float:
    """Return what a settled run cost in the terms of the programme [CNY]."""
    return sum(
        float((costs_of(network, number) * block.state.activity).sum())
        for number, block in enumerate(network.blocks)
    )
