"""What vehicles do on a day, from the run's ``vehicles.parquet``; checked before it is shown.

Every vehicle's rows tile the span: each state begins where the one before ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scenarios.replay.plan import OUTSIDE
from twin.errors import InputError

TABLE = "vehicles"
DAY_S = 86_400
STATES = (
    "off_duty", "idle", "resting", "driving_empty", "loading", "unloading", "driving_loaded",
    "serving", "working", "queueing", "charging", "swapping", "refuelling",
)  # fmt: skip
COLUMNS = (
    "vehicle", "start", "end", "state", "from", "to", "station", "load_t", "km", "soc_start",
    "soc_end",
)  # fmt: skip
SLACK = 1e-3  # of a share of the store, stored with seven digits


class Row(NamedTuple):
    """One state of one vehicle; seconds count from the beginning of the day asked for."""

    start: int
    end: int
    state: str
    origin: str
    target: str
    station: str
    load_t: float
    km: float
    soc_start: float
    soc_end: float


def has_vehicles(folder: Path) -> bool:
    """Return whether a run says what its vehicles did; runs of before do not."""
    return (folder / f"{TABLE}.parquet").is_file()


def of_day(folder: Path, date: dt.date) -> dict[str, list[Row]]:
    """Return what every vehicle does on a day, by name ``FLEET/VEHICLE``.

    Raises
    ------
    InputError
        If the table is missing or damaged, or its rows do not tile the day.
    """
    begin = dt.datetime.combine(date, dt.time())
    table = _read(folder, begin, begin + dt.timedelta(days=1))
    found: dict[str, list[Row]] = {}
    for name, row in _rows(table, begin):
        found.setdefault(name, []).append(row)
    if not found:
        raise InputError(f"{folder.name}: {TABLE}.parquet says nothing of {date}")
    for name, rows in found.items():
        check(name, rows)
    return found


def _read(folder: Path, begin: dt.datetime, end: dt.datetime) -> pa.Table:
    path = folder / f"{TABLE}.parquet"
    try:
        return pq.read_table(
            path, columns=list(COLUMNS), filters=[("start", "<", end), ("end", ">", begin)]
        )
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error


def _rows(table: pa.Table, begin: dt.datetime) -> Iterator[tuple[str, Row]]:
    zero = np.datetime64(begin, "s")
    starts, ends = (
        (table.column(name).to_numpy().astype("datetime64[s]") - zero).astype(np.int64).tolist()
        for name in ("start", "end")
    )
    rest = [table.column(name).to_pylist() for name in COLUMNS if name not in {"start", "end"}]
    for start, end, (name, state, origin, target, station, *numbers) in zip(
        starts, ends, zip(*rest, strict=True), strict=True
    ):
        yield name, Row(start, end, state, origin, target, station or "", *numbers)


def check(name: str, rows: list[Row], until: int = DAY_S) -> None:
    """Refuse rows of a vehicle that cannot be played.

    Raises
    ------
    InputError
        With the first fault: a gap, an overlap, an unknown state, a share out of its range.
    """
    for row in rows:
        if why := _fault(row):
            raise InputError(f"vehicle {name} at second {row.start}: {why}")
    for before, after in pairwise(rows):
        if before.end != after.start:
            why = f"what it did before ends at second {before.end}"
            raise InputError(f"vehicle {name} at second {after.start}: {why}")
    if rows[0].start > 0 or rows[-1].end < until:
        span = f"{rows[0].start} to {rows[-1].end} s"
        raise InputError(f"vehicle {name}: its rows cover {span}, not the whole day")


def _fault(row: Row) -> str:
    """Return what is wrong with a row by itself, "" for nothing."""
    if row.end <= row.start:
        return f"ends at {row.end}, before it begins"
    if row.state not in STATES:
        return f"'{row.state[:40]}' is no state of a vehicle"
    for share in (row.soc_start, row.soc_end):
        if not -SLACK <= share <= 1.0 + SLACK:
            return f"its store is {share:.3f} full, expected 0 to 1"
    return "it queues at no station" if row.state == "queueing" and not row.station else ""


def powertrain(name: str) -> str:
    """Return the powertrain that stands in a vehicle's name, "" if none does."""
    parts = name.rpartition("/")[2].split("-")
    return parts[-2] if len(parts) >= 3 else ""


def is_outside(place: str) -> bool:
    """Return whether a place lies beyond a gate, off the plan."""
    return place.startswith(OUTSIDE)


def inside(place: str) -> str:
    """Return the node of the plan a place stands for: beyond a gate it is the gate."""
    return place.removeprefix(OUTSIDE)


def queues(folder: Path) -> pa.Table:
    """Return all waits of a run: station, start and end.

    Raises
    ------
    InputError
        If the table is missing or damaged.
    """
    path = folder / f"{TABLE}.parquet"
    try:
        return pq.read_table(
            path, columns=["station", "start", "end"], filters=[("state", "==", "queueing")]
        )
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
