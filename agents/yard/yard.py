"""The yard: vehicles, stations and jobs, moved through time to the second.

What happens in between is compiled (:mod:`twin.kernels.yard_run`); this file hands tables over,
makes room where a table is full, and hands out what was written. There is no luck in a yard: jobs,
distances and breakdowns are drawn before.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from agents.yard.blocks import (
    LOG_TYPES,
    POWER_TYPES,
    SERVICE_TYPES,
    Blocks,
    log_record,
    power_records,
    service_record,
)
from agents.yard.check import check_jobs, check_yard
from agents.yard.job_table import JobTable
from agents.yard.prepare import memory
from agents.yard.present import standing, stations_record, vehicles_record
from agents.yard.record import News, ServiceRecord, YardRecord
from agents.yard.tables import (
    NONE,
    Drive,
    Floats,
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
        self._log, self._draws = Blocks(LOG_TYPES), Blocks(POWER_TYPES)
        self._services = Blocks(SERVICE_TYPES)
        self._jobs = JobTable()
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
        self._line_up_timetables(np.empty(0, np.int64))
        first = self._jobs.over(self._state)
        if first:
            self._state = self._jobs.forget(self._state, first)
            self._given -= first
        first = self._jobs.rows
        self._state = self._jobs.add(self._state, jobs)
        self._line_up(np.arange(first, self._jobs.rows))

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
        """What has happened so far, but for rows that were handed over (``news``, ``served``)."""
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
            jobs=self._jobs.record(s),
            vehicles=vehicles_record(s, self.now),
            services=service_record(self._services.columns()),
            stations=stations_record(s, self.now),
            log=log_record(self._log.columns()),
        )

    def news(self) -> News:
        """Hand over the powers and the log written since this was last asked for, in time order."""
        self._keep()
        second, channel, mw = self._draws.news()
        return News(second, channel, mw, log_record(self._log.news()))  # type: ignore[arg-type]

    def served(self) -> ServiceRecord:
        """Hand over the services that have ended since this was last asked for."""
        self._keep()
        return service_record(self._services.news())

    def shares(self) -> tuple[Ints, Floats]:
        """Return the vehicles that are not under way, and the share of the store in each now."""
        return standing(self._state, self.now)

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
        self._given = given = given[ji[given, c.J_STATE] <= JobState.WAITING]
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
