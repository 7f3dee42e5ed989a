"""One small Parquet file a run: written whole or not at all, and read with its checksums."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from scenarios.batch.points import Cell

RESULTS, FOLDERS = "results", "folders"
DAMAGED = (OSError, ValueError, KeyError, pa.ArrowException)
_KEY = "hash"


def result_path(folder: Path, key: str) -> Path:
    """Return where the figures of a run are kept."""
    return folder / RESULTS / key[:2] / f"{key}.parquet"


def count_results(folder: Path) -> int:
    """Return how many runs have their figures kept."""
    return sum(1 for _ in (folder / RESULTS).glob("*/[!.]*.parquet"))


def write_result(folder: Path, key: str, cells: Mapping[str, Cell]) -> None:
    """Write the figures of a run under a temporary name and rename it.

    Raises
    ------
    OSError
        If it cannot be written, such as on a full disc; nothing is left behind then.
    """
    path = result_path(folder, key)
    fields = [pa.field(_KEY, pa.string(), metadata={"kind": "design"})]
    arrays = [pa.array([key])]
    for name, cell in cells.items():
        kind = pa.float64() if _is_number(cell) else pa.string()
        meta = {"kind": cell.kind, "unit": cell.unit, "description": cell.meaning}
        fields.append(pa.field(name, kind, metadata={k: v for k, v in meta.items() if v}))
        arrays.append(pa.array([cell.value], kind))
    table = pa.Table.from_arrays(arrays, schema=pa.schema(fields))
    path.parent.mkdir(parents=True, exist_ok=True)
    write_table(table, path, compression="none", use_dictionary=False, write_statistics=False)


def _is_number(cell: Cell) -> bool:
    return cell.kind in {"indicator", "account"}


def write_table(table: pa.Table, path: Path, **options: object) -> None:
    """Write a table under a temporary name and rename it, with a checksum on every page.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        pq.write_table(table, draft, write_page_checksum=True, store_schema=True, **options)
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def is_done(folder: Path, key: str) -> bool:
    """Return whether there is a result, sound or not."""
    return result_path(folder, key).is_file()


def read_result(folder: Path, key: str) -> pa.Table:
    """Return the one row of a run.

    Raises
    ------
    OSError, ValueError or ArrowException
        If it is missing or damaged: one of ``DAMAGED``.
    """
    path = result_path(folder, key)
    with pq.ParquetFile(path, page_checksum_verification=True) as held:
        table = held.read(use_threads=False)
    if table.num_rows != 1 or table.column(_KEY)[0].as_py() != key:
        raise ValueError(f"{path}: this is not the result of the run it is named after")
    return table


def drop_damaged(folder: Path, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Remove results that cannot be read, so that they are made again, and return their keys."""
    damaged = []
    for key in keys:
        if is_done(folder, key):
            try:
                read_result(folder, key)
            except DAMAGED:
                result_path(folder, key).unlink()
                damaged.append(key)
    return tuple(damaged)
