"""The look-ahead linear programme of a block: every column, every store, every interval.

    minimise  Σ_t Σ_j cost_jt · x_jt  +  Σ_months demand charge · peak
    with      A_t x_t + discharge_t - charge_t = demand_t                   on every bus
              level_t = keep · level_t-1 + η_in · charge_t - discharge_t / η_out
              import_t <= peak_day,   peak_day <= peak_next day of the month

The columns are those of the executor with the same bounds and costs, so that a plan is what the
executor would do if all came as foreseen; only minimum loads are left to the executor. Variables
lie interval by interval, so that the rows of a horizon stay a band.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.dispatch.expected import Expected, held_on
from twin.dispatch.forecast import Horizon
from twin.dispatch.layout import Layout
from twin.dispatch.selection import Selection
from twin.dispatch.solver import Matrix, WarmProgramme
from twin.errors import ClosureError
from twin.network.block import Block
from twin.network.pack import Network
from twin.timeline import Timeline

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Entries = tuple[Ints, Ints, Floats]


def balancing(block: Block, part: Selection) -> tuple[Ints, Ints]:
    """Return the rows of the buses on which something can lack, and can spill.

    Nothing lacks where nothing is asked for, and of heat no more spills than is forced in.
    """
    problem, m = block.problem, len(block.buses)
    net = np.zeros((2, m))
    for j in part.given:
        entries = slice(problem.ap[j], problem.ap[j + 1])
        np.add.at(net[0], problem.ai[entries], np.maximum(-problem.coefficient[entries], 0.0))
        np.add.at(net[1], problem.ai[entries], np.maximum(problem.coefficient[entries], 0.0))
    own, held = problem.cap[problem.slack + m :], held_on(block)
    lacks = [i for i, bus in enumerate(part.buses) if bus in block.asked or net[0, bus] > 0.0]
    spills = [
        i
        for i, bus in enumerate(part.buses)
        if bus in block.fed or own[bus] != 0.0 or net[1, bus] > 0.0 or held[bus] > 0.0
    ]
    return np.array(lacks, dtype=np.int64), np.array(spills, dtype=np.int64)


def layout_of(timeline: Timeline, block: Block, part: Selection, spans: Ints) -> Layout:
    """Return where the variables and rows of a block lie over a horizon."""
    days = -(-int(spans.sum()) // timeline.steps_per_day)
    sizes = (len(part.groups), len(part.buses), len(part.stores), len(part.peaks))
    return Layout(spans, days, *sizes, *balancing(block, part))


@dataclass(frozen=True)
class Plan:
    """A solved horizon.

    Attributes
    ----------
    level, worth : array, shape (n_stores, length)
        Content at the end of each interval, and what one more unit would be worth [CNY/unit].
    peak : array, shape (n_days, n_peaks)
        Highest purchase of an interval, month so far included [unit].
    cost : float
        Optimal cost of the horizon [CNY].
    """

    level: Floats
    worth: Floats
    peak: Floats
    cost: float


class Programme:
    """The programme of one block over a horizon of fixed length, kept warm between calls.

    ``asked_by`` names the planner in an error.
    """

    def __init__(
        self,
        network: Network,
        block: Block,
        part: Selection,
        spans: Ints,
        asked_by: str,
        by_carbon: bool = False,
    ) -> None:
        self.network, self.block, self.part, self.asked_by = network, block, part, asked_by
        self.at = layout_of(network.timeline, block, part, spans)
        self._expected = Expected(block, part, self.at, network.timeline, by_carbon)
        self._varying: list[tuple[int, int, float, int]] = []  # row, column, scale, profile row
        self._solver = WarmProgramme(self._matrix(), self.at.n_columns, self.at.n_rows)

    def _matrix(self) -> Matrix:
        """Return the matrix; coefficients that follow a profile are written by each solve."""
        found = [*self._columns(), *self._balancing(), *self._stores(), *self._purchases()]
        rows, columns, values = (np.array(x) for x in zip(*found, strict=True))
        t = np.arange(self.at.length)[:, None]
        every = (
            (rows + self.at.height * t).ravel(),
            (columns + self.at.width * t).ravel(),
            np.tile(values, self.at.length),
        )
        parts = [every, *self._carry_over(), *self._peak_columns(), self._peak_chain()]
        return Matrix(*(np.concatenate(x) for x in zip(*parts, strict=True)))

    def _columns(self) -> list[tuple[int, int, float]]:
        """Return the entries of the columns decided, in one interval."""
        problem, found = self.block.problem, []
        for g, group in enumerate(self.part.groups):
            j = group[0]
            for e in range(problem.ap[j], problem.ap[j + 1]):
                scale = float(problem.coefficient[e])
                row = self.part.balanced.get(int(problem.ai[e]))
                if row is None:  # water, fuel: it is paid for, not balanced
                    continue
                found.append((row, g, scale))
                if problem.coefficient_row[e] >= 0:
                    self._varying.append((row, g, scale, int(problem.coefficient_row[e])))
        return found

    def _balancing(self) -> list[tuple[int, int, float]]:
        """Return the entries of what lacks and what spills, in one interval."""
        at = self.at
        lack = [(int(i), at.lack + k, 1.0) for k, i in enumerate(at.lacking)]
        return lack + [(int(i), at.spill + k, -1.0) for k, i in enumerate(at.spilling)]

    def _stores(self) -> list[tuple[int, int, float]]:
        """Return the entries of the stores, in one interval."""
        problem, found = self.block.problem, []
        for q, s in enumerate(self.part.stores):
            home = self.part.balanced[self.block.buses.index(self.block.stores[s].storage.bus)]
            row, charge = self.at.buses + q, self.at.store(q)
            found += [(home, charge, -1.0), (home, charge + 1, 1.0)]
            found += [
                (row, charge, float(problem.charge_efficiency[s])),
                (row, charge + 1, -1.0 / float(problem.discharge_efficiency[s])),
                (row, charge + 2, -1.0),
            ]
        return found

    def _purchases(self) -> list[tuple[int, int, float]]:
        """Return the entries of purchases in the rows of their peaks."""
        first, found = self.at.buses + self.at.stores, []
        for q, p in enumerate(self.part.peaks):
            bought = self.block.problem.peak_column[p]
            found += [
                (first + q, g, 1.0) for g, group in enumerate(self.part.groups) if bought in group
            ]
        return found

    def _carry_over(self) -> list[Entries]:
        """Return what every level keeps of the one before."""
        t, at = np.arange(1, self.at.length), self.at
        return [
            (
                t * at.height + at.buses + q,
                (t - 1) * at.width + at.store(q) + 2,
                np.power(float(self.block.problem.keep[s]), at.spans[1:]),
            )
            for q, s in enumerate(self.part.stores)
        ]

    def _peak_columns(self) -> list[Entries]:
        """Return the peak of its day in the row of every purchase."""
        t, at = np.arange(self.at.length), self.at
        day = at.first // self.network.timeline.steps_per_day
        return [
            (
                t * at.height + at.buses + at.stores + q,
                at.first_peak_column + day * at.peaks + q,
                -at.spans.astype(np.float64),
            )
            for q in range(at.peaks)
        ]

    def _peak_chain(self) -> Entries:
        """Return the rows by which a day's peak holds on the next day of the month."""
        n = (self.at.days - 1) * self.at.peaks
        rows = self.at.first_chain_row + np.arange(n)
        before = self.at.first_peak_column + np.arange(n)
        values = np.concatenate([-np.ones(n), np.ones(n)])
        columns = np.concatenate([before, before + self.at.peaks])
        return np.concatenate([rows, rows]), columns, values

    def solve(self, ahead: Horizon, levels: Floats, peaks: Floats, end: Floats | None) -> Plan:
        """Solve for one horizon.

        Parameters
        ----------
        ahead : Horizon
        levels : array, shape (n_stores,)
            Present contents.
        peaks : array, shape (n_peaks,)
            Highest purchase of the month so far.
        end : array, shape (n_stores,), optional
            Least contents at the end; free if not given.

        Raises
        ------
        ClosureError
            If HiGHS finds no optimum.
        """
        bounds, at = self._expected.bounds(ahead, levels, peaks, end), self.at
        span = np.arange(at.length)
        for row, column, scale, profile in self._varying:
            values = scale * at.mean(self.network.table.values[profile, ahead.data])
            self._solver.change(row + at.height * span, column + at.width * span, values)
        try:
            return self._plan(*self._solver.solve(bounds))
        except ClosureError as error:
            when, buses = self.network.timeline.labels[ahead.first], self.block.buses
            raise ClosureError(
                f"the look-ahead '{self.asked_by}' from {when} for the buses {', '.join(buses)}: "
                f"{error}", step=ahead.first, buses=buses, planner=self.asked_by,
            ) from error  # fmt: skip

    def _plan(self, x: list[float], duals: list[float], objective: float) -> Plan:
        at = self.at
        ends, stores, rows = at.first_peak_column, range(at.stores), at.first_chain_row
        return Plan(
            level=_table([x[at.store(q) + 2 : ends : at.width] for q in stores], at.length),
            worth=_table([duals[at.buses + q : rows : at.height] for q in stores], at.length),
            peak=np.array(x[ends:]).reshape(at.days, at.peaks),
            cost=objective,
        )


def _table(rows: list[list[float]], width: int) -> Floats:
    """Return rows of equal length as an array, also if there are none."""
    return np.array(rows, dtype=np.float64).reshape(len(rows), width)
