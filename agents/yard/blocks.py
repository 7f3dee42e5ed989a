"""Blocks of rows that the kernels fill and Python keeps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from agents.yard.record import LogRecord, Record, ServiceRecord

LOG_TYPES = (np.int32, np.int32, np.int8, np.int32, np.float32, np.float32)
Rows = npt.NDArray[np.generic]


class Blocks:
    """Columns of given types that grow by whole blocks."""

    def __init__(self, types: tuple[type, ...]) -> None:
        self.types = types
        self._parts: list[list[Rows]] = [[np.empty(0, t)] for t in types]
        self._fresh: list[list[Rows]] = [[np.empty(0, t)] for t in types]

    def take(self, whole: Rows, reals: Rows, rows: int) -> None:
        """Keep the first rows of two tables: integers first, then reals."""
        if rows == 0:
            return
        columns = [*whole[:rows].T, *reals[:rows].reshape(rows, -1).T]
        parts = zip(self._parts, self._fresh, columns, self.types, strict=True)
        for part, fresh, column, kind in parts:
            part.append(column.astype(kind))
            fresh.append(part[-1])

    def columns(self) -> list[Rows]:
        """Return the columns as a whole."""
        for k, parts in enumerate(self._parts):
            self._parts[k] = [np.concatenate(parts)]
        return [parts[0] for parts in self._parts]

    def news(self) -> list[Rows]:
        """Return what was taken since this was last asked for."""
        found = [np.concatenate(parts) for parts in self._fresh]
        self._fresh = [[column[:0]] for column in found]
        return found


def log_record(blocks: Blocks) -> LogRecord:
    """Return the log."""
    return LogRecord(*blocks.columns())  # type: ignore[arg-type]


def service_record(blocks: Blocks) -> ServiceRecord:
    """Return the services."""
    station, vehicle, asked, began, ended, reneged, mwh, fed = blocks.columns()
    return ServiceRecord(
        station, vehicle, asked, began, ended, mwh, fed, reneged.astype(bool)  # type: ignore[arg-type]
    )  # fmt: skip


def power_records(blocks: Blocks, channels: int) -> list[Record]:
    """Return what each channel did: the last power of each second, where it changed."""
    second, channel, mw = blocks.columns()
    order = np.argsort(channel, kind="stable")
    edges = np.searchsorted(channel[order], np.arange(channels + 1))
    return [_changes(second[order[a:b]], mw[order[a:b]]) for a, b in pairwise(edges)]


def _changes(second: Rows, mw: Rows) -> Record:
    last = np.append(second[1:] != second[:-1], True)[: len(second)]
    second, mw = second[last], mw[last]
    news = np.append(True, mw[1:] != mw[:-1])[: len(mw)]
    return second[news].astype(np.int64), mw[news].astype(np.float64)
