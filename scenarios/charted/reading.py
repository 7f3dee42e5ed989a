"""Parts of a stored year: only the rows of the ledger and the months that are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from twin.errors import InputError

Floats = npt.NDArray[np.float64]


def summed(
    folder: Path, groups: Sequence[Sequence[str]], first: int = 0, last: int | None = None
) -> Floats:
    """Return the summed amounts of groups of rows from one interval to before another.

    A part of the file is read at a time, so that a year of all rows never stands in memory.

    Returns
    -------
    array, shape (n_groups, last - first)
    """
    wanted = list(dict.fromkeys(name for group in groups for name in group))
    found = [
        np.array([_sum(part, group) for group in groups]).reshape(len(groups), part.num_rows)
        for part in _parts(folder, wanted, first, last)
    ]
    return np.concatenate(found, axis=1) if found else np.zeros((len(groups), 0))


def amounts(folder: Path, first: int = 0, last: int | None = None) -> dict[str, float]:
    """Return the amount of every row that ever moved from one interval to before another."""
    totals: dict[str, float] = {}
    for part in _parts(folder, None, first, last):
        for name in part.column_names:
            if name != "time":
                totals[name] = totals.get(name, 0.0) + float(part[name].to_numpy().sum())
    return totals


def _sum(part: pa.Table, group: Sequence[str]) -> Floats:
    total = np.zeros(part.num_rows)
    for name in group:
        total += part[name].to_numpy()
    return total


def _parts(
    folder: Path, columns: list[str] | None, first: int, last: int | None
) -> Iterator[pa.Table]:
    """Yield the wanted intervals, one group of the file after the other.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    path = folder / "flows.parquet"
    try:
        with pq.ParquetFile(path) as file:
            begins = 0
            for number in range(file.num_row_groups):
                size = file.metadata.row_group(number).num_rows
                a, b = max(first - begins, 0), min((last or begins + size) - begins, size)
                begins += size
                if a < b:
                    yield file.read_row_group(number, columns).slice(a, b - a)
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
