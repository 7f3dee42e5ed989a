"""Queues at stations, counted from what vehicles did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scenarios.replay import vehicles
from scenarios.replay.vehicles import Row

Stamps = npt.NDArray[np.datetime64]


class Longest(NamedTuple):
    """The longest queue of a day at a station, and when it is first that long."""

    station: str
    when: np.datetime64
    length: int


def at(rows: Mapping[str, Iterable[Row]], second: int) -> dict[str, int]:
    """Return how many vehicles wait at each station at a second of the day."""
    found: dict[str, int] = {}
    for row in (row for each in rows.values() for row in each):
        if row.state == "queueing" and row.start <= second < row.end:
            found[row.station] = found.get(row.station, 0) + 1
    return found


def longest_by_day(folder: Path) -> list[Longest]:
    """Return the longest queue of each day at each station, longest first; no day without one.

    Raises
    ------
    InputError
        If what vehicles did cannot be read.
    """
    table = vehicles.queues(folder)
    stations = np.array(table.column("station").to_pylist(), dtype=object)
    starts, ends = (
        table.column(name).to_numpy().astype("datetime64[s]") for name in ("start", "end")
    )
    found: list[Longest] = []
    for station in sorted(set(stations.tolist())):
        mine = stations == station
        found += _tops(str(station), starts[mine], ends[mine])
    return sorted(found, key=lambda top: (-top.length, top.when, top.station))


def _tops(station: str, starts: Stamps, ends: Stamps) -> Iterator[Longest]:
    """Yield the longest queue of one station on each day on which one grew."""
    when = np.concatenate([starts, ends])
    step = np.concatenate([np.ones(len(starts), np.int64), -np.ones(len(ends), np.int64)])
    order = np.lexsort((step, when))  # who leaves at a moment does so before who joins
    when, length = when[order], np.cumsum(step[order])
    days = when.astype("datetime64[D]")
    firsts = np.flatnonzero(np.concatenate([[True], days[1:] != days[:-1]]))
    for first, last in zip(firsts.tolist(), [*firsts[1:].tolist(), len(when)], strict=True):
        top = first + int(np.argmax(length[first:last]))
        if length[top] > 0:
            yield Longest(station, when[top], int(length[top]))
