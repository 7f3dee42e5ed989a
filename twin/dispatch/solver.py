"""The look-ahead linear programme of stores, on HiGHS.

    minimise  Σ_t buy_t·import_t - sell_t·sale_t + wear·(charge + discharge)
    with      import_t - sale_t - waste_t = net_t + Σ_s charge_s,t - discharge_s,t
              level_s,t = keep_s·level_s,t-1 + η_in·charge_s,t - discharge_s,t/η_out
              0 <= sale_t <= sold_t,   0 <= waste_t <= lost_t + sold_t

Stores never sell: what is sold or wasted is own surplus. Variables lie interval by interval, so
that a horizon's rows stay a band.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from twin.dispatch.outlook import Outlook
from twin.errors import ClosureError
from twin.primitives import Storage

Floats = npt.NDArray[np.float64]


FLOWS = 3  # import, sale, waste


@dataclass(frozen=True)
class StorePlan:
    """Levels and values of stores over a horizon.

    Attributes
    ----------
    level : array, shape (n_stores, horizon)
        Content at the end of each interval.
    value : array, shape (n_stores, horizon)
        Worth of one more unit in store at the end of each interval [CNY/unit].
    cost : float
        Optimal cost of the horizon [CNY].
    """

    level: Floats
    value: Floats
    cost: float


class StoreProgramme:
    """The programme for one set of stores and one horizon; kept warm between calls."""

    def __init__(self, stores: list[Storage], keep: Floats, hours: float, horizon: int) -> None:
        self.stores, self.keep, self.hours, self.horizon = stores, keep, hours, horizon
        self.width = FLOWS + 3 * len(stores)  # then charge, discharge, level of each store
        self.height = 1 + len(stores)  # balance, then each store
        self._solver = highspy.Highs()
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("threads", 1)
        self._solver.passModel(self._model())

    def _model(self) -> highspy.HighsLp:
        rows, columns, values = self._entries()
        order = np.lexsort((rows, columns))
        n, m = self.width * self.horizon, self.height * self.horizon
        start = np.searchsorted(columns[order], np.arange(n + 1)).astype(np.int32)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = n, m
        lp.col_cost_, lp.col_lower_ = np.zeros(n), np.zeros(n)
        lp.col_upper_ = np.tile(self._upper(), self.horizon)
        lp.row_lower_, lp.row_upper_ = np.zeros(m), np.zeros(m)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = start
        lp.a_matrix_.index_ = rows[order].astype(np.int32)
        lp.a_matrix_.value_ = values[order]
        return lp

    def _upper(self) -> Floats:
        upper = [highspy.kHighsInf, 0.0, 0.0]
        for store in self.stores:
            upper += [store.charge_rate * self.hours, store.discharge_rate * self.hours]
            upper.append(store.capacity)
        return np.array(upper)

    def _entries(self) -> tuple[Floats, Floats, Floats]:
        """Return row, column and value of every matrix entry."""
        found: list[tuple[int, int, float]] = []
        for t in range(self.horizon):
            row, column = t * self.height, t * self.width
            found += [(row, column, 1.0), (row, column + 1, -1.0), (row, column + 2, -1.0)]
            for s, store in enumerate(self.stores):
                c = column + FLOWS + 3 * s
                found += [(row, c, -1.0), (row, c + 1, 1.0)]
                found += [
                    (row + 1 + s, c, store.charge_efficiency),
                    (row + 1 + s, c + 1, -1.0 / store.discharge_efficiency),
                    (row + 1 + s, c + 2, -1.0),
                ]
                if t > 0:
                    found.append((row + 1 + s, c + 2 - self.width, float(self.keep[s])))
        rows, columns, values = zip(*found, strict=True)
        return np.array(rows), np.array(columns), np.array(values)

    def solve(
        self,
        outlook: Outlook,
        levels: Floats,
        end_levels: Floats | None = None,
        available: Floats | None = None,
    ) -> StorePlan:
        """Solve for one outlook from the present ``levels``.

        Parameters
        ----------
        outlook : Outlook
        levels : array, shape (n_stores,)
        end_levels : array, shape (n_stores,), optional
            Least contents at the end; free if not given.
        available : array, shape (n_stores, horizon), optional
            Share of charging and discharging power that can be had; all if not given.

        Raises
        ------
        ClosureError
            If HiGHS finds no optimum.
        """
        n, m = self.width * self.horizon, self.height * self.horizon
        cost, upper = np.zeros(n), np.tile(self._upper(), self.horizon)
        lower, rhs = np.zeros(n), np.zeros(m)
        cost[:: self.width], cost[1 :: self.width] = outlook.buy, -outlook.sell
        surplus = outlook.lost + outlook.sold
        upper[1 :: self.width], upper[2 :: self.width] = outlook.sold, surplus
        rhs[:: self.height] = outlook.need - surplus
        for s, store in enumerate(self.stores):
            for way in (0, 1):
                cost[FLOWS + 3 * s + way :: self.width] = store.throughput_cost
            rhs[1 + s] = -float(self.keep[s]) * levels[s]
            if available is not None:
                for way in (0, 1):
                    upper[FLOWS + 3 * s + way :: self.width] *= available[s]
            if end_levels is not None:
                last = n - self.width + FLOWS + 2 + 3 * s
                lower[last] = min(end_levels[s], store.capacity)
        solver = self._solver
        columns, rows = np.arange(n, dtype=np.int32), np.arange(m, dtype=np.int32)
        solver.changeColsCost(n, columns, cost)
        solver.changeColsBounds(n, columns, lower, upper)
        for row in rows:
            solver.changeRowBounds(int(row), float(rhs[row]), float(rhs[row]))
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ClosureError(
                f"the look-ahead programme has no optimum: {solver.getModelStatus()}"
            )
        return self._plan()

    def _plan(self) -> StorePlan:
        solution = self._solver.getSolution()
        x = np.array(solution.col_value).reshape(self.horizon, self.width)
        duals = np.array(solution.row_dual).reshape(self.horizon, self.height)
        count = len(self.stores)
        level = np.array([x[:, FLOWS + 2 + 3 * s] for s in range(count)])
        value = np.array([duals[:, 1 + s] for s in range(count)])
        return StorePlan(level, value, float(self._solver.getInfo().objective_function_value))
