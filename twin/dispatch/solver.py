"""The look-ahead programme on HiGHS: one object, kept warm from one horizon to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from twin.errors import ClosureError

if TYPE_CHECKING:
    import highspy

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DEVEX = 1
OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "simplex_dual_edge_weight_strategy": DEVEX,
    "dual_simplex_cost_perturbation_multiplier": 0.0,
}


@dataclass(frozen=True)
class Matrix:
    """A sparse matrix by entries; shape (n_entries,) each."""

    row: Ints
    column: Ints
    value: Floats


@dataclass(frozen=True)
class Bounds:
    """Costs and bounds of columns, bounds of rows."""

    cost: Floats
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats


class WarmProgramme:
    """A linear programme whose matrix stays and whose numbers change.

    A horizon has few iterations and is mostly HiGHS' own preparations, so only what is not as it
    was is passed. Devex pricing and costs left as they are cost fewer of both than its defaults.

    Raises
    ------
    ClosureError
        By :meth:`solve`, if there is no optimum.
    """

    def __init__(self, matrix: Matrix, n_columns: int, n_rows: int) -> None:
        import highspy

        columns, rows = np.zeros(n_columns), np.zeros(n_rows)
        self._bounds = Bounds(columns, columns, columns, rows, rows)
        self._last: dict[tuple[int, int], Floats] = {}
        self._solver = highspy.Highs()
        for option, value in OPTIONS.items():
            self._solver.setOptionValue(option, value)
        self._solver.passModel(self._model(matrix, n_columns, n_rows))

    @staticmethod
    def _model(matrix: Matrix, n_columns: int, n_rows: int) -> highspy.HighsLp:
        import highspy

        order = np.lexsort((matrix.row, matrix.column))
        column = matrix.column[order]
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = n_columns, n_rows
        lp.col_cost_, lp.col_lower_ = np.zeros(n_columns), np.zeros(n_columns)
        lp.col_upper_ = np.zeros(n_columns)
        lp.row_lower_, lp.row_upper_ = np.zeros(n_rows), np.zeros(n_rows)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.searchsorted(column, np.arange(n_columns + 1)).astype(np.int32)
        lp.a_matrix_.index_ = matrix.row[order].astype(np.int32)
        lp.a_matrix_.value_ = matrix.value[order]
        return lp

    def change(self, rows: Ints, columns: Ints, values: Floats) -> None:
        """Change coefficients; those that are as before are left alone."""
        key, write = (int(rows[0]), int(columns[0])), self._solver.changeCoeff
        before = self._last.get(key)
        if before is not None:
            new = before != values
            rows, columns = rows[new], columns[new]
        passed = values if before is None else values[new]
        for row, column, value in zip(
            rows.tolist(), columns.tolist(), passed.tolist(), strict=True
        ):
            write(row, column, value)
        self._last[key] = values

    def solve(self, bounds: Bounds) -> tuple[list[float], list[float], float]:
        """Return columns, duals of rows and objective; lists, since little of them is read."""
        import highspy

        solver = self._solver
        self._lay(bounds)
        solver.run()
        status = solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise ClosureError(f"no optimum: {solver.modelStatusToString(status)}")
        solution = solver.getSolution()
        return solution.col_value, solution.row_dual, float(solver.getObjectiveValue())

    def _lay(self, new: Bounds) -> None:
        """Pass the costs and bounds that are not as they were, in one call a kind."""
        solver, old = self._solver, self._bounds
        at = _unlike(old.cost != new.cost)
        if len(at):
            solver.changeColsCost(len(at), at, new.cost[at])
        at = _unlike((old.lower != new.lower) | (old.upper != new.upper))
        if len(at):
            solver.changeColsBounds(len(at), at, new.lower[at], new.upper[at])
        at = _unlike((old.row_lower != new.row_lower) | (old.row_upper != new.row_upper))
        if len(at):
            solver.changeRowsBounds(  # type: ignore[attr-defined]
                len(at), at, new.row_lower[at], new.row_upper[at]
            )
        self._bounds = new


def _unlike(differs: npt.NDArray[np.bool_]) -> npt.NDArray[np.int32]:
    """Return the numbers of what differs, as HiGHS takes them."""
    return differs.nonzero()[0].astype(np.int32)
