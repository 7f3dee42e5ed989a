"""The yard: vehicles, stations and jobs, moved through time to the second.

What happens in between is compiled (:mod:`twin.kernels.yard_run`); this file hands tables over,
makes room where a table is full, and hands out what was written. There is no luck in a yard: jobs,
distances and breakdowns are drawn before.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from agents.yard.blocks import LOG_TYPES, Blocks, log_record, power_records, service_record
from agents.yard.check import check_jobs, check_yard
from agents.yard.prepare import memory
from agents.yard.record import JobRecord, LogRecord, News, StationRecord, VehicleRecord, YardRecord
from agents.yard.tables import (
    NONE,
    Drive,
    Ints,
    Jobs,
    JobState,
    Outages,
    Roads,
    Rosters,
    Signals,
    Stations,
    Vehicles,
)
from twin.kernels import yard_columns as c
from twin.kernels.yard_run import hold_off, put_event, run

Column = npt.NDArray[Any]
JOB_INTS = {
    c.READY_S: "ready_s", c.J_GROUP: "group", c.START: "start", c.J_END: "end",
    c.LOADED_S: "loaded_s", c.EMPTY_S: "empty_s", c.HANDLING_S: "handling_s", c.DUE_S: "due_s",
    c.EXPIRE_S: "expire_s", c.GIVEN: "vehicle",
}  # fmt: skip
JOB_REALS = {
    c.LOADED_KM: "loaded_km", c.EMPTY_KM: "empty_km", c.J_PAYLOAD: "payload_t", c.CLIMB: "climb",
}  # fmt: skip


def no_outages() -> Outages:
    """Return a table without outages."""
    nobody = np.empty(0, np.int64)
    return Outages(nobody, nobody, nobody, nobody)


def _order(first: Column, second: Column, third: Column) -> slice | Ints:
    """Return what sorts rows by three columns; nothing is sorted that is so already."""
    ties = (second[1:] > second[:-1]) | ((second[1:] == second[:-1]) & (third[1:] > third[:-1]))
    if ((first[1:] > first[:-1]) | ((first[1:] == first[:-1]) & ties)).all():
        return slice(None)
    return np.lexsort((third, second, first))


class Yard:
    """All vehicles and stations of a park.

    Parameters
    ----------
    vehicles, stations, rosters, roads, signals, outages
        See :mod:`agents.yard.tables`; vehicles and stations are sorted by name.
    log : bool
        Whether a log for a replay is kept.

    Raises
    ------
    ValueError
        If a table is not consistent; with the row, the value and what was expected.
    """

    def __init__(
        self,
        vehicles: Vehicles,
        stations: Stations,
        rosters: Rosters,
        roads: Roads,
        signals: Signals,
        outages: Outages | None = None,
        log: bool = True,
    ) -> None:
        outages = outages or no_outages()
        check_yard(vehicles, stations, rosters, roads, signals, outages)
        self.vehicles, self.stations, self.roads = vehicles, stations, roads
        self.now = 0
        self._state, self._room = memory(vehicles, stations, rosters, roads, signals, outages, log)
        self._log, self._draws = Blocks(LOG_TYPES), Blocks((np.int32, np.int16, np.float64))
        self._services = Blocks((*[np.int32] * 5, np.int8, np.float64, np.float64))
        self._jobs_known = 0
        self._given = np.empty(0, np.int64)
        self._put_first_events()

    def add(self, jobs: Jobs) -> None:
        """Add jobs; none may be ready before the present second.

        Raises
        ------
        ValueError
            If a job is not possible by its own row.
        """
        if len(jobs) == 0:
            return
        check_jobs(jobs, self.now, len(self.roads.names), self.vehicles)
        first, n = self._jobs_known, len(jobs)
        self._make_room_for_jobs(n)
        s = self._state
        ji, jf = s.ji[first : first + n], s.jf[first : first + n]
        ji[:], jf[:] = NONE, 0.0
        for column, name in JOB_INTS.items():
            ji[:, column] = jobs.columns[name]
        for column, name in JOB_REALS.items():
            jf[:, column] = jobs.columns[name]
        ji[:, c.J_STATE], ji[:, c.LATE_S] = JobState.AHEAD, 0
        ji[ji[:, c.J_GROUP] >= len(s.gi), c.J_GROUP] = NONE
        anyone = np.flatnonzero((ji[:, c.GIVEN] < 0) & (ji[:, c.J_GROUP] >= 0))
        busy = ji[anyone][:, [c.LOADED_S, c.EMPTY_S, c.HANDLING_S]].sum(axis=1, dtype=np.int64)
        np.minimum.at(s.gi[:, c.SHORTEST], ji[anyone, c.J_GROUP], busy)
        self._jobs_known += n
        self._line_up(np.arange(first, first + n))

    def _make_room_for_jobs(self, more: int) -> None:
        s, needed = self._state, self._jobs_known + more
        if needed > len(s.ji):
            rows = needed if len(s.ji) == 0 else max(needed, 2 * len(s.ji))
            ji, jf = np.empty((rows, c.JOB_INTS), np.int32), np.empty((rows, c.JOB_REALS))
            ji[: self._jobs_known] = s.ji[: self._jobs_known]
            jf[: self._jobs_known] = s.jf[: self._jobs_known]
            self._state = s._replace(ji=ji, jf=jf)

    def advance(self, until_s: int) -> None:
        """Let everything happen before a second; slices of any length give the same.

        Raises
        ------
        ValueError
            If the second lies in the past.
        """
        if until_s < self.now:
            raise ValueError(f"the yard is at second {self.now} and cannot go back to {until_s}")
        self.now = until_s
        while not run(self._state, until_s, self._room):
            self._make_room()

    def hold(self, until_s: int, group: int = NONE) -> None:
        """Let vehicles off duty not begin to fill before a second; who fills goes on.

        Those of one group, or of all.
        """
        for row in range(len(self._state.gi)) if group == NONE else (group,):
            self._grow_heap(len(self._state.si))
            hold_off(self._state, until_s, row)

    @property
    def done(self) -> YardRecord:
        """What has happened so far."""
        self._keep()
        s = self._state
        records = power_records(self._draws, len(s.channel))
        stations = 2 * len(s.si)
        burns = {
            (k // len(Drive), k % len(Drive)): record
            for k, record in enumerate(records[stations:])
            if len(record[0])
        }
        return YardRecord(
            draws=tuple(records[0:stations:2]),
            feeds=tuple(records[1:stations:2]),
            burns=burns,
            jobs=self._jobs(),
            vehicles=self._vehicles(),
            services=service_record(self._services),
            stations=self._stations(),
            log=log_record(self._log),
        )

    def news(self) -> News:
        """Return the rows written since this was last asked for, in the order of time."""
        self._keep()
        second, channel, mw = self._draws.news()
        return News(second, channel, mw, LogRecord(*self._log.news()))  # type: ignore[arg-type]

    @property
    def jobs(self) -> Jobs:
        """The jobs that were added, in that order."""
        ji, jf = self._state.ji[: self._jobs_known], self._state.jf[: self._jobs_known]
        whole = {name: ji[:, column].astype(np.int64) for column, name in JOB_INTS.items()}
        real = {name: jf[:, column].copy() for column, name in JOB_REALS.items()}
        return Jobs(whole | real)

    def _jobs(self) -> JobRecord:
        ji = self._state.ji[: self._jobs_known]
        late = ji[:, c.LATE_S].copy()
        late[ji[:, c.BEGIN_S] < 0] = NONE
        return JobRecord(
            state=ji[:, c.J_STATE].astype(np.int8),
            vehicle=ji[:, c.J_VEHICLE].copy(),
            begin_s=ji[:, c.BEGIN_S].copy(),
            end_s=ji[:, c.END_S].copy(),
            late_s=late,
            energy_mwh=self._state.jf[: self._jobs_known, c.ENERGY].copy(),
        )

    def _vehicles(self) -> VehicleRecord:
        vi, vf = self._state.vi, self._state.vf
        last = np.where(vf[:, c.RATE] != 0.0, self.now - vi[:, c.SINCE], 0)
        flowed = vf[:, c.RATE] * last / c.HOUR_S
        fed = vf[:, c.FED] + np.maximum(-flowed, 0.0)
        return VehicleRecord(
            driven_km=vf[:, c.DRIVEN_KM].copy(),
            loaded_t_km=vf[:, c.LOADED_TKM].copy(),
            moved_t=vf[:, c.MOVED_T].copy(),
            driven_mwh=vf[:, c.DRIVEN].copy(),
            filled_mwh=vf[:, c.FILLED] + np.maximum(flowed, 0.0),
            fed_mwh=fed,
            store_mwh=vf[:, c.HAVE] + flowed,
            throughput_mwh=vf[:, c.DRIVEN] + fed,
            waited_s=vi[:, c.WAITED].copy(),
            busy_s=vi[:, c.BUSY].copy(),
        )

    def _stations(self) -> StationRecord:
        s = self._state
        n, since = len(s.si), self.now - s.si[:, c.STATION_SINCE]
        slot_of = np.repeat(np.arange(n), s.si[:, c.RACK])
        flowed = s.rack[:, 1] * s.rack[:, 3] * since[slot_of] / c.HOUR_S
        content = np.bincount(slot_of, s.rack[:, 0] + flowed, minlength=n)
        return StationRecord(
            rack_mwh=np.asarray(content, dtype=np.float64),
            charged_mwh=s.sf[:, c.CHARGED] + np.bincount(slot_of, flowed, minlength=n),
            bank_mwh=s.sf[:, c.BANK_HAVE] + s.sf[:, c.BANK_RATE] * since / c.HOUR_S,
            queue=s.si[:, c.QUEUE].copy(),
        )

    def _put_first_events(self) -> None:
        s = self._state
        self._grow_heap(2 * len(s.vi) + 2 * len(s.outages) + len(s.si))
        for v in range(len(s.vi)):
            s.vi[v, c.WAKE] = 0
            put_event(s, 0, c.E_VEHICLE, v)
            if s.vi[v, c.SPAN] < s.vi[v, c.LAST_SPAN]:
                put_event(s, int(s.spans[s.vi[v, c.SPAN], 0]), c.E_DUTY, v)
        for k, (_, begin, end, _) in enumerate(s.outages):
            put_event(s, int(begin), c.E_OUTAGE, k)
            put_event(s, int(end), c.E_OUTAGE_END, k)

    def _line_up(self, new: Ints) -> None:
        """Sort the jobs that are still ahead, and those of each timetable."""
        s = self._state
        ji = s.ji
        rows = np.concatenate([s.order[s.counts[c.CURSOR] :], new])
        due = ji[rows, c.DUE_S].view(np.uint32)  # none is the latest
        order = rows[_order(ji[rows, c.READY_S], due, rows)]
        s.counts[c.CURSOR] = 0
        self._state = s = s._replace(order=order)
        self._line_up_timetables(new)

    def _line_up_timetables(self, new: Ints) -> None:
        s = self._state
        ji = s.ji
        given = np.concatenate([self._given, new[ji[new, c.GIVEN] >= 0]])
        given = given[ji[given, c.J_STATE] <= JobState.WAITING]
        if len(given) == 0:
            return
        ready, vehicle = ji[given, c.READY_S], ji[given, c.GIVEN]
        given = given[_order(vehicle, ready, given)]
        vehicle = ji[given, c.GIVEN]
        last = np.append(vehicle[1:] != vehicle[:-1], True)
        ji[given, c.J_NEXT] = np.where(last, NONE, np.append(given[1:], NONE))
        first = np.append(True, last[:-1])
        s.vi[vehicle[first], c.AHEAD] = given[first]
        self._given = given

    def _grow_heap(self, more: int) -> None:
        s = self._state
        if s.counts[c.HEAP] + more + self._room > len(s.heap):
            heap = np.empty(2 * len(s.heap) + more + self._room, np.int64)
            heap[: len(s.heap)] = s.heap
            self._state = s._replace(heap=heap)

    def _make_room(self) -> None:
        self._keep()
        self._grow_heap(0)

    def _keep(self) -> None:
        """Take the rows that the kernels have written, so that their tables are empty again."""
        s = self._state
        self._log.take(s.log_i, s.log_f, int(s.counts[c.LOGGED]))
        self._draws.take(s.draw_i, s.draw_f, int(s.counts[c.RECORDED]))
        self._services.take(s.serve_i, s.serve_f, int(s.counts[c.SERVED]))
        s.counts[[c.LOGGED, c.RECORDED, c.SERVED]] = 0
