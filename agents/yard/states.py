"""From the yard's log to what each vehicle is doing: states that follow one another without a gap.

The log tells where something begins. A job is told once, when its vehicle has come to its start;
what follows is known then (nothing interrupts a job) and is taken apart here: breaks, loading, the
way with the load, unloading, the way back. Handling is one time in the model; half of it is told at
each end. A job's energy is divided as it is worked out (:mod:`twin.kernels.yard_needs`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.yard.doing import TYPES, Doing, Leg, StateRows, Trips
from agents.yard.record import LogRecord
from agents.yard.tables import NONE, Floats, Happened, Ints, StationKind, Stations, Vehicles
from twin.timeline import SECONDS_PER_HOUR

Flags = npt.NDArray[np.bool_]
Rows = tuple[npt.NDArray[Any], ...]
AT_SERVER = {
    StationKind.PLUGS: Doing.CHARGING, StationKind.SWAP: Doing.SWAPPING,
    StationKind.PUMPS: Doing.REFUELLING,
}  # fmt: skip
SIMPLE = {
    Happened.OFF: Doing.OFF_DUTY, Happened.IDLE: Doing.IDLE,
    Happened.TO_START: Doing.DRIVING_EMPTY, Happened.HOME: Doing.DRIVING_EMPTY,
}  # fmt: skip
AT_STATION = (Happened.QUEUES, Happened.BEGINS, Happened.RESUMES)


@dataclass(frozen=True)
class Course:
    """Takes the log apart; what it needs to know of the yard.

    Attributes
    ----------
    vehicles, stations
        The yard's tables.
    gate : ints, shape (n_nodes,)
        Gate that is nearest to each node, by the number of the gate.
    is_gate : flags, shape (n_nodes,)
    """

    vehicles: Vehicles
    stations: Stations
    gate: Ints
    is_gate: Flags

    def rows(self, log: LogRecord, trips: Trips) -> StateRows:
        """Return the begins of states of a part of the log.

        Parameters
        ----------
        trips : Trips
            The jobs of its ``LOADED`` rows, in their order.
        """
        rest_s = _rests(log)
        simple = self._simple(log, rest_s)
        loaded = np.flatnonzero(log.code == Happened.LOADED)
        parts = [simple, self._rests(log, rest_s), *self._jobs(log, loaded, rest_s, trips)]
        at, *columns = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.argsort(at, kind="stable")
        return StateRows(*(np.asarray(c[order], t) for c, t in zip(columns, TYPES, strict=True)))

    def _simple(self, log: LogRecord, rest_s: Ints) -> Rows:
        """Return rows of the log that each begin one state, a break before it left out."""
        doing = np.full(len(Happened), NONE)
        doing[list(SIMPLE)] = list(SIMPLE.values())
        doing[list(AT_STATION)] = Doing.QUEUEING
        at = np.flatnonzero((doing[log.code] != NONE) & (log.vehicle >= 0))
        code, place = log.code[at], log.place[at].astype(np.int64)
        there = np.isin(code, AT_STATION)
        station = np.where(there, place, NONE)
        node = place.copy()
        what = doing[code]
        if there.any():
            node[there] = self.stations.node[place[there]]
            served = there & (code != Happened.QUEUES)
            kinds = np.array([AT_SERVER[kind] for kind in StationKind])
            what[served] = kinds[self.stations.kind[place[served]]]
        drives = what == Doing.DRIVING_EMPTY
        queue = np.where(code == Happened.QUEUES, log.value[at], NONE)
        return (
            at, log.second[at] + rest_s[at], log.vehicle[at], what, node, station, queue,
            np.zeros(len(at)), np.where(drives, log.value[at], 0.0), log.store_share[at],
        )  # fmt: skip

    def _rests(self, log: LogRecord, rest_s: Ints) -> Rows:
        """Return the breaks that come before an empty way."""
        at = np.flatnonzero((rest_s > 0) & (log.code != Happened.LOADED)) - 1
        none = np.full(len(at), NONE)
        zero = np.zeros(len(at))
        return (
            at, log.second[at], log.vehicle[at], np.full(len(at), Doing.RESTING), log.place[at],
            none, none, zero, zero, log.store_share[at],
        )  # fmt: skip

    def _jobs(self, log: LogRecord, at: Ints, rest_s: Ints, trips: Trips) -> list[Rows]:
        """Return the parts of jobs whose vehicle has come to their start."""
        if not len(at):
            return []
        vehicle = log.vehicle[at].astype(np.int64)
        inbound = self._comes_in(trips)
        found = []
        for mine, legs in ((~inbound, self._out), (inbound, self._in)):
            rows = np.flatnonzero(mine)
            if len(rows):
                some = trips.some(rows)
                parts = legs(some, vehicle[rows], rest_s[at[rows]], _back_s(log, at[rows]))
                found += _rows(log, at[rows], parts)
        return found

    def _comes_in(self, trips: Trips) -> Flags:
        """Return which jobs bring goods in: out of the gate empty, and back with the load."""
        differ = trips.start != trips.end
        goods = (trips.empty_km > 0.0) & (trips.payload_t > 0.0)
        out_in = self.is_gate[trips.start] & ~self.is_gate[trips.end]
        return np.asarray(goods & differ & out_in)

    def _beyond(self, trips: Trips) -> Ints:
        """Return where a job that goes out of the park is at its far end."""
        at_gate = np.where(self.is_gate[trips.end], trips.end, trips.start)
        return len(self.gate) + self.gate[at_gate]

    def _out(self, trips: Trips, vehicle: Ints, rest_s: Ints, back_s: Ints) -> list[Leg]:
        """Return the course of jobs that begin with the load, or move none."""
        inside = (trips.start != trips.end) & ~self.is_gate[trips.start] & ~self.is_gate[trips.end]
        far = np.where((trips.empty_km > 0.0) & ~inside, self._beyond(trips), trips.end)
        load, moves = trips.payload_t, trips.payload_t > 0.0
        drives = trips.loaded_s + trips.empty_s > 0
        half = np.where(moves & drives, trips.handling_s // 2, 0)
        first = np.where(moves & drives, Doing.LOADING, Doing.WORKING)
        way = np.where(moves, Doing.DRIVING_LOADED, Doing.SERVING)
        at_first = np.where(drives, trips.start, trips.end)  # without a way it is there at once
        loaded, empty, handled = self._mwh(trips, vehicle)
        return [
            _leg(Doing.RESTING, trips.start, rest_s),
            _leg(first, at_first, trips.handling_s - half, load, mwh=handled, part=half),
            _leg(way, far, trips.loaded_s, load, trips.loaded_km, loaded),
            _leg(Doing.UNLOADING, far, half, load, mwh=handled, part=trips.handling_s - half),
            _leg(Doing.RESTING, far, back_s),
            _leg(Doing.DRIVING_EMPTY, trips.end, trips.empty_s, km=trips.empty_km, mwh=empty),
        ]

    def _in(self, trips: Trips, vehicle: Ints, rest_s: Ints, back_s: Ints) -> list[Leg]:
        """Return the course of jobs that fetch a load from outside."""
        far, load, half = self._beyond(trips), trips.payload_t, trips.handling_s // 2
        loaded, empty, handled = self._mwh(trips, vehicle)
        return [
            _leg(Doing.RESTING, trips.start, rest_s + back_s),
            _leg(Doing.DRIVING_EMPTY, far, trips.empty_s, km=trips.empty_km, mwh=empty),
            _leg(Doing.LOADING, far, trips.handling_s - half, load, mwh=handled, part=half),
            _leg(Doing.DRIVING_LOADED, trips.end, trips.loaded_s, load, trips.loaded_km, loaded),
            _leg(Doing.UNLOADING, trips.end, half, load, mwh=handled, part=trips.handling_s - half),
        ]

    def _mwh(self, trips: Trips, vehicle: Ints) -> tuple[Floats, Floats, Floats]:
        """Return what the way with the load, the empty one and handling take, up to one factor."""
        per_km, per_t_km = self.vehicles.per_km[vehicle], self.vehicles.per_t_km[vehicle]
        loaded = trips.loaded_km * (per_km + per_t_km * trips.payload_t) * trips.climb
        empty = trips.empty_km * per_km * trips.climb
        return loaded, empty, self.vehicles.per_h[vehicle] * trips.handling_s / SECONDS_PER_HOUR


def _rests(log: LogRecord) -> Ints:
    """Return the break that comes right before what each row tells [s]."""
    before = np.zeros(len(log), dtype=np.int64)
    if len(log) > 1:
        same = (log.vehicle[1:] == log.vehicle[:-1]) & (log.second[1:] == log.second[:-1])
        same &= (log.code[:-1] == Happened.RESTS) & np.isin(log.code[1:], DRIVES)
        before[1:][same] = np.rint(log.value[:-1][same]).astype(np.int64)
    return before


DRIVES = (Happened.TO_START, Happened.HOME, Happened.LOADED)


def _back_s(log: LogRecord, at: Ints) -> Ints:
    """Return the break before the way back of some jobs [s]; its row follows the job's."""
    following = np.minimum(at + 1, len(log) - 1)
    same = (log.code[following] == Happened.RESTS) & (following > at)
    same &= log.vehicle[following] == log.vehicle[at]
    same &= log.second[following] == log.second[at]
    return np.where(same, np.rint(log.value[following]), 0).astype(np.int64)


def _leg(
    doing: Doing | Ints, place: Ints, seconds: Ints, load_t: Floats | None = None,
    km: Floats | None = None, mwh: Floats | None = None, part: Ints | None = None,
) -> Leg:  # fmt: skip
    """Return a leg; with ``part``, another one of that many seconds has its share of the energy."""
    zero = np.zeros(len(place))
    what = np.broadcast_to(np.asarray(doing), len(place)).astype(np.int64)
    taken = zero if mwh is None else mwh
    if part is not None:
        both = seconds + part
        taken = taken * np.divide(seconds, both, out=np.zeros(len(place)), where=both > 0)
    return Leg(
        what, place, seconds, zero if load_t is None else load_t, zero if km is None else km, taken
    )


def _rows(log: LogRecord, at: Ints, legs: Sequence[Leg]) -> list[Rows]:
    """Return the legs of some jobs as rows, one after the other; those of no time are left out."""
    whole = np.sum([leg.mwh for leg in legs], axis=0)
    share = log.value[at] / np.where(whole > 0.0, whole, 1.0)
    second, soc = log.second[at].astype(np.int64), log.store_share[at].astype(np.float64)
    found: list[Rows] = []
    for leg in legs:
        kept = np.flatnonzero(leg.seconds > 0)
        none = np.full(len(kept), NONE)
        found.append(
            (
                at[kept], second[kept], log.vehicle[at[kept]], leg.doing[kept], leg.place[kept],
                none, none, leg.load_t[kept], leg.km[kept], soc[kept],
            )
        )  # fmt: skip
        second, soc = second + leg.seconds, soc - share * leg.mwh
    return found
