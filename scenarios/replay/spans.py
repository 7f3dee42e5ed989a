"""Parts of a run's tables, read without the rest of the year."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from twin.errors import InputError


def columns(folder: Path, names: Sequence[str], span: slice) -> dict[str, np.ndarray]:
    """Return columns of ``flows.parquet`` in some intervals.

    Raises
    ------
    InputError
        If the table cannot be read, or ends before.
    """
    path = folder / "flows.parquet"
    try:
        with pq.ParquetFile(path) as file:
            sizes = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
            ends = np.cumsum(sizes)
            begins = ends - np.array(sizes)
            groups = np.flatnonzero((begins < span.stop) & (ends > span.start))
            table = file.read_row_groups(groups.tolist(), columns=list(dict.fromkeys(names)))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    first = span.start - int(begins[groups[0]]) if len(groups) else 0
    table = table.slice(first, span.stop - span.start)
    if len(table) < span.stop - span.start:
        raise InputError(f"{path}: ends before interval {span.stop}")
    return {name: table.column(name).to_numpy().astype(np.float64) for name in names}
