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

from twin.dispatch.expected import Expected
from twin.dispatch.forecast import Horizon
from twin.dispatch.layout import Layout
from twin.dispatch.selection import Selection
from twin.dispatch.solver import Bounds, Matrix, WarmProgramme
from twin.errors import ClosureError
from twin.network.block import Block
from twin.network.pack import Network

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Entries = tuple[Ints, Ints, Floats]


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
        length: int,
        asked_by: str,
        by_carbon: bool = False,
    ) -> None:
        self.network, self.block, self.part, self.asked_by = network, block, part, asked_by
        days = -(-length // network.timeline.steps_per_day)
        sizes = (len(part.groups), len(part.buses), len(part.stores), len(part.peaks))
        self.at = Layout(length, days, *sizes)
        self._expected = Expected(block, part, self.at, network.timeline, by_carbon)
        self._row_of = {int(bus): i for i, bus in enumerate(part.buses)}
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
                row, scale = self._row_of.get(int(problem.ai[e])), float(problem.coefficient[e])
                if row is None:  # water: it is paid for, not balanced
                    continue
                found.append((row, g, scale))
                if problem.coefficient_row[e] >= 0:
                    self._varying.append((row, g, scale, int(problem.coefficient_row[e])))
        return found

    def _balancing(self) -> list[tuple[int, int, float]]:
        """Return the entries of what lacks and what spills, in one interval."""
        at = self.at
        lack = [(i, at.lack + i, 1.0) for i in range(at.buses)]
        return lack + [(i, at.spill + i, -1.0) for i in range(at.buses)]

    def _stores(self) -> list[tuple[int, int, float]]:
        """Return the entries of the stores, in one interval."""
        problem, found = self.block.problem, []
        for q, s in enumerate(self.part.stores):
            home = self._row_of[self.block.buses.index(self.block.stores[s].storage.bus)]
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
                np.full(len(t), float(self.block.problem.keep[s])),
            )
            for q, s in enumerate(self.part.stores)
        ]

    def _peak_columns(self) -> list[Entries]:
        """Return the peak of its day in the row of every purchase."""
        t, at = np.arange(self.at.length), self.at
        day = t // self.network.timeline.steps_per_day
        return [
            (
                t * at.height + at.buses + at.stores + q,
                at.first_peak_column + day * at.peaks + q,
                -np.ones(at.length),
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
        bounds = Bounds(
            *self._expected.columns(ahead, peaks, end), *self._expected.rows(ahead, levels)
        )
        steps = np.arange(self.at.length)
        for row, column, scale, profile in self._varying:
            self._solver.change(
                row + self.at.height * steps,
                column + self.at.width * steps,
                scale * self.network.table.values[profile, ahead.data],
            )
        try:
            return self._plan(*self._solver.solve(bounds))
        except ClosureError as error:
            when, buses = self.network.timeline.labels[ahead.first], self.block.buses
            raise ClosureError(
                f"the look-ahead '{self.asked_by}' from {when} for the buses {', '.join(buses)}: "
                f"{error}", step=ahead.first, buses=buses, planner=self.asked_by,
            ) from error  # fmt: skip

    def _plan(self, x: Floats, duals: Floats, objective: float) -> Plan:
        at = self.at
        table = x[: at.first_peak_column].reshape(at.length, at.width)
        rows = duals[: at.first_chain_row].reshape(at.length, at.height)
        stores = [at.store(q) + 2 for q in range(at.stores)]
        return Plan(
            level=table[:, stores].T,
            worth=rows[:, at.buses : at.buses + at.stores].T,
            peak=x[at.first_peak_column :].reshape(at.days, at.peaks),
            cost=objective,
        )
