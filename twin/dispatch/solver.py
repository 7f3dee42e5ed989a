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

    Raises
    ------
    ClosureError
        By :meth:`solve`, if there is no optimum.
    """

    def __init__(self, matrix: Matrix, n_columns: int, n_rows: int) -> None:
        import highspy

        self._columns = np.arange(n_columns, dtype=np.int32)
        self._rows = np.arange(n_rows, dtype=np.int32)
        self._last: dict[tuple[int, int], Floats] = {}
        self._solver = highspy.Highs()
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("threads", 1)
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
        key = (int(rows[0]), int(columns[0]))
        before = self._last.get(key)
        changed = range(len(values)) if before is None else np.flatnonzero(before != values)
        for i in changed:
            self._solver.changeCoeff(int(rows[i]), int(columns[i]), float(values[i]))
        self._last[key] = values

    def solve(self, bounds: Bounds) -> tuple[Floats, Floats, float]:
        """Return columns, duals of rows and objective."""
        import highspy

        solver = self._solver
        solver.changeColsCost(len(self._columns), self._columns, bounds.cost)
        solver.changeColsBounds(len(self._columns), self._columns, bounds.lower, bounds.upper)
        solver.changeRowsBounds(  # type: ignore[attr-defined]
            len(self._rows), self._rows, bounds.row_lower, bounds.row_upper
        )
        solver.run()
        status = solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise ClosureError(f"no optimum: {solver.modelStatusToString(status)}")
        solution = solver.getSolution()
        objective = float(solver.getInfo().objective_function_value)
        return np.asarray(solution.col_value), np.asarray(solution.row_dual), objective
