"""What vehicles did, as lines of the park's event log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from agents.yard.doing import Trips
from agents.yard.record import LogRecord
from agents.yard.tables import Floats, Happened, Ints
from twin.event_log import NOTHING, EventLog


class Told(NamedTuple):
    """How a code of the yard's log is written: event, unit of its value, and what its place is."""

    event: str
    unit: str
    place: str  # of which table its number is


PLACES = ("node", "station", "job")


WORDING = {
    Happened.TO_START: Told("drives to a job", "km", "node"),
    Happened.LOADED: Told("drives loaded", "km", "node"),  # to the end of its job
    Happened.DONE: Told("trip", "km", "job"),
    Happened.HOME: Told("drives empty", "km", "node"),
    Happened.QUEUES: Told("queues", "in the queue", "station"),
    Happened.BEGINS: Told("fills", "s waited", "station"),
    Happened.ENDS: Told("filled", "MWh", "station"),
    Happened.RENEGES: Told("leaves the queue", "s waited", "station"),
    Happened.RESTS: Told("rests", "s", "job"),
    Happened.REFUSES: Told("refuses a job", "", "job"),
    Happened.EXPIRES: Told("a job expires", "", "job"),
    Happened.OFF: Told("off duty", "", "node"),
    Happened.ON: Told("on duty", "", "node"),
    Happened.IDLE: Told("waits for work", "", "node"),
    Happened.RESUMES: Told("fills again", "", "station"),
}


def _with_ways(rows: LogRecord, trips: Trips) -> LogRecord:
    """Return the rows to be told; of a vehicle with its load where it goes, and how far."""
    place, value, loaded = rows.place.copy(), rows.value.copy(), rows.code == Happened.LOADED
    place[loaded], value[loaded] = trips.end, trips.loaded_km
    kept = rows.code != Happened.IDLE
    columns = (rows.second, rows.vehicle, rows.code, place, value, rows.store_share)
    return LogRecord(*(column[kept] for column in columns))


class Diary:
    """Writes what vehicles did to the park's event log; texts get their numbers once.

    Parameters
    ----------
    log : EventLog
    vehicles : sequence of str
        Names, ``FLEET/VEHICLE``.
    fleets : sequence of str
        By group.
    nodes, stations : sequence of str
        Places by number.
    """

    def __init__(
        self, log: EventLog, vehicles: Sequence[str], fleets: Sequence[str],
        nodes: Sequence[str], stations: Sequence[str],
    ) -> None:  # fmt: skip
        self.log = log
        owner, name = (
            zip(*(v.split("/", 1) for v in vehicles), strict=True) if vehicles else ((), ())
        )
        self._agent = self._numbers("agent", owner)
        self._fleet = self._numbers("agent", fleets)
        self._note = self._numbers("note", (*name, ""))  # the last is for no vehicle
        told = [WORDING[code] for code in Happened]
        self._event = self._numbers("event", [each.event for each in told])
        self._unit = self._numbers("unit", [each.unit for each in told])
        self._kind = np.array([PLACES.index(each.place) for each in told])
        tables = [self._numbers("place", (*names, "")) for names in (nodes, stations, ())]
        self._first = np.cumsum([0, *map(len, tables)])
        self._place = np.concatenate(tables)

    def _numbers(self, what: str, texts: Sequence[str]) -> Ints:
        words = self.log.words[what]
        return np.array([words.number(text) for text in texts], dtype=np.int64)

    def write(self, rows: LogRecord, job_group: Ints, job_load_t: Floats, trips: Trips) -> None:
        """Add rows; those of jobs alone are their fleet's, and a trip tells its load.

        That a vehicle waits for work is left to the log of vehicles.

        Parameters
        ----------
        trips : Trips
            The jobs of the ``LOADED`` rows, in their order.
        """
        rows = _with_ways(rows, trips)
        of_job = self._kind[rows.code] == PLACES.index("job")
        job = np.where(of_job & (rows.place >= 0), rows.place, 0)
        agent = self._fleet[job_group[job]] if len(job_group) else np.zeros(len(job), np.int64)
        known = rows.vehicle >= 0
        agent = np.where(known, self._agent[rows.vehicle], agent) if len(self._agent) else agent
        trip = rows.code == Happened.DONE
        load = np.full(len(job), NOTHING)
        load[trip] = job_load_t[job[trip]]
        kind = self._kind[rows.code]
        last = self._first[kind + 1] - 1
        place = np.where(of_job | (rows.place < 0), last, self._first[kind] + rows.place)
        share = np.where(known, rows.store_share, NOTHING)
        self.log.extend(
            rows.second.astype(np.int64),
            {"value": rows.value.astype(np.float64), "store": share, "load_t": load},
            {"agent": agent, "event": self._event[rows.code], "unit": self._unit[rows.code],
             "note": self._note[rows.vehicle], "place": self._place[place]},
        )  # fmt: skip
