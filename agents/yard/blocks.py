"""Rows that the kernels write and Python keeps."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.yard.record import LogRecord, Record, ServiceRecord

LOG_TYPES = (np.int32, np.int32, np.int8, np.int32, np.float32, np.float32)
SERVICE_TYPES = (*[np.int32] * 5, np.int8, np.float64, np.float64)
POWER_TYPES = (np.int32, np.int16, np.float64)
Rows = npt.NDArray[np.generic]


class Blocks:
    """Columns of given types that grow at their end, until they are handed over.

    Room that is not written takes no memory, and what is handed out are views: rows that were
    written never change.
    """

    def __init__(self, types: tuple[type, ...]) -> None:
        self._columns: list[Rows] = [np.empty(0, t) for t in types]
        self._rows = 0

    def take(self, whole: Rows, reals: Rows, rows: int) -> None:
        """Keep the first rows of two tables: integers first, then reals."""
        if rows == 0:
            return
        first, self._rows = self._rows, self._rows + rows
        given = [*whole[:rows].T, *reals[:rows].reshape(rows, -1).T]
        for k, column in enumerate(given):
            if self._rows > len(self._columns[k]):
                self._columns[k] = _longer(self._columns[k][:first], 2 * self._rows)
            self._columns[k][first : self._rows] = column

    def columns(self) -> list[Rows]:
        """Return the columns."""
        return [column[: self._rows] for column in self._columns]

    def news(self) -> list[Rows]:
        """Hand the columns over: what is taken from now on begins anew."""
        told, self._rows = self.columns(), 0
        self._columns = [np.empty(0, column.dtype) for column in told]
        return told


def _longer(column: Rows, rows: int) -> Rows:
    longer = np.empty(rows, column.dtype)
    longer[: len(column)] = column
    return longer


def log_record(columns: list[Rows]) -> LogRecord:
    """Return the log."""
    return LogRecord(*columns)  # type: ignore[arg-type]


def service_record(columns: list[Rows]) -> ServiceRecord:
    """Return the services."""
    station, vehicle, asked, began, ended, reneged, mwh, fed = columns
    return ServiceRecord(
        station, vehicle, asked, began, ended, mwh, fed, reneged.view(bool)  # type: ignore[arg-type]
    )  # fmt: skip


def power_records(blocks: Blocks, channels: int) -> list[Record]:
    """Return what each channel did: the last power of each second, where it changed."""
    second, channel, mw = blocks.columns()
    records = []
    for k in range(channels):
        rows = channel == k
        records.append(_changes(second, mw) if rows.all() else _changes(second[rows], mw[rows]))
    return records


def _changes(second: Rows, mw: Rows) -> Record:
    kept = np.append(second[1:] != second[:-1], True)[: len(second)]
    rows = np.flatnonzero(kept).astype(np.int32)
    values = mw[rows]
    rows = rows[np.append(True, values[1:] != values[:-1])[: len(values)]]
    return second[rows].astype(np.int64), mw[rows]
