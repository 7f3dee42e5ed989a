"""What a vehicle may be doing, and the tables in which that is told."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from agents.yard.tables import NONE, Floats, Ints, Vehicles


class Doing(IntEnum):
    """States of a vehicle."""

    OFF_DUTY = 0  # parked, without a driver
    IDLE = 1  # on duty, waits for work
    RESTING = 2  # the driver's break
    DRIVING_EMPTY = 3  # to a job, to a station, home, or back from a job
    LOADING = 4
    DRIVING_LOADED = 5
    UNLOADING = 6
    SERVING = 7  # drives a job that moves no tonnes
    WORKING = 8  # handling of a job that moves no tonnes
    QUEUEING = 9
    CHARGING = 10
    SWAPPING = 11
    REFUELLING = 12


class StateRows(NamedTuple):
    """Begins of states, one a row, those of a vehicle in order of time; ``soc`` at the begin.

    ``place`` is where a state ends: a node of the roads or, from the number of nodes on, beyond a
    gate. ``station`` and ``queue`` are NONE where there is none.
    """

    second: npt.NDArray[np.int32]
    vehicle: npt.NDArray[np.int32]
    doing: npt.NDArray[np.int8]
    place: npt.NDArray[np.int16]
    station: npt.NDArray[np.int16]
    queue: npt.NDArray[np.int16]
    load_t: npt.NDArray[np.float32]
    km: npt.NDArray[np.float32]
    soc: npt.NDArray[np.float32]


TYPES = (
    np.int32, np.int32, np.int8, np.int16, np.int16, np.int16, np.float32, np.float32, np.float32,
)  # fmt: skip


class Trips(NamedTuple):
    """What of some jobs their course follows; arrays of shape (n,)."""

    start: Ints
    end: Ints
    handling_s: Ints
    loaded_s: Ints
    empty_s: Ints
    loaded_km: Floats
    empty_km: Floats
    payload_t: Floats
    climb: Floats

    def some(self, rows: Ints) -> Trips:
        """Return those in some rows."""
        return Trips._make(column[rows] for column in self)


class Leg(NamedTuple):
    """One part of the course of some jobs: its state, where it ends, and what it takes."""

    doing: Ints
    place: Ints
    seconds: Ints
    load_t: Floats
    km: Floats
    mwh: Floats


def parked(vehicles: Vehicles) -> StateRows:
    """Return where vehicles are before anything has happened: at home."""
    share = vehicles.first_mwh / vehicles.store_mwh
    return _still(0, np.arange(len(vehicles.names)), vehicles.home, share)


def closing(now: int, vehicle: Ints, share: Floats) -> StateRows:
    """Return rows that tell what is in the stores of some vehicles at the end of the span."""
    return _still(now, vehicle, np.zeros(len(vehicle), dtype=np.int64), share)


def _still(now: int, vehicle: Ints, place: Ints, share: Floats) -> StateRows:
    n = len(vehicle)
    none, zero = np.full(n, NONE), np.zeros(n)
    columns = (np.full(n, now), vehicle, np.full(n, Doing.OFF_DUTY), place, none, none, zero, zero)
    return StateRows(*(np.asarray(c, t) for c, t in zip((*columns, share), TYPES, strict=True)))
