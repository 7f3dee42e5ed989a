"""Jobs from a file: all faults of a row told with its line, nothing dropped in silence.

The format is described in ``docs/jobs.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from agents.freight.job_known import FaultError, Faults, Known, unknown
from agents.freight.job_sense import check_load, check_reach, check_speed
from agents.freight.job_text import MOST_CELL, MOST_ROWS, number, rows_of, second_of, text_of
from agents.freight.job_who import check_class, check_fleet, who_of
from agents.yard.tables import NONE, Ints, Job, Jobs
from twin.errors import InputError, Problem
from twin.timeline import SECONDS_PER_DAY

LONGEST_S = 7 * SECONDS_PER_DAY
CHUNK = 8192
KINDS = {name: column.dtype for name, column in Jobs.of([]).columns.items()}
SHOWN = 50  # of the faults; the rest is counted


@dataclass(frozen=True)
class JobFile:
    """The jobs of a file, sorted by when they are ready, equal times as in the file.

    Attributes
    ----------
    jobs : Jobs
    lines : ints
        Line of each.
    """

    jobs: Jobs
    lines: Ints


def read_jobs(path: Path, known: Known) -> JobFile:
    """Read a job file.

    Raises
    ------
    InputError
        If anything in it is wrong; the first faults are told one by one, and how many there are.
    """
    columns, separator, rows = rows_of(text_of(path), str(path))
    reader = _Reader(known, columns, separator, str(path))
    for count, (line, row) in enumerate(rows):
        if count >= MOST_ROWS:
            reader.tell(line, "", "", f"more than {MOST_ROWS:,} rows")
            break
        reader.read(line, row)
    if not reader.lines and not reader.count:
        reader.tell(1, "", "", "no rows below the header")
    found = reader.sorted()
    reader.check_overlaps(found)
    reader.finish()
    return found


class _Reader:
    """Turns rows into jobs and collects what is wrong."""

    def __init__(self, known: Known, columns: Mapping[str, int], separator: str, name: str) -> None:
        self.known, self.columns, self.separator, self.name = known, columns, separator, name
        self.count = 0
        self.problems: list[Problem] = []
        self.lines: list[int] = []
        self._fresh: list[Job] = []
        self._parts: dict[str, list[np.ndarray]] = {name: [] for name in Job._fields}
        self.width = max(columns.values()) + 1

    def read(self, line: int, row: list[str]) -> None:
        """Read a row; rows are kept as arrays, for there may be many."""
        job = self.job(line, row)
        if job is not None:
            self.lines.append(line)
            self._fresh.append(job)
            if len(self._fresh) == CHUNK:
                self._pack()

    def _pack(self) -> None:
        for name, values in zip(Job._fields, zip(*self._fresh, strict=True), strict=True):
            self._parts[name].append(np.array(values, dtype=KINDS[name]))
        self._fresh = []

    def sorted(self) -> JobFile:
        """Return what was read, by time."""
        if self._fresh:
            self._pack()
        if not self.lines:
            return JobFile(Jobs.of([]), np.zeros(0, dtype=np.int64))
        whole = {name: np.concatenate(parts) for name, parts in self._parts.items()}
        order = np.argsort(whole["ready_s"], kind="stable")
        jobs = Jobs({name: values[order] for name, values in whole.items()})
        return JobFile(jobs, np.array(self.lines, dtype=np.int64)[order])

    def tell(self, line: int, column: str, value: str, message: str) -> None:
        """Remember a fault."""
        self.count += 1
        if len(self.problems) < SHOWN:
            value = value if len(value) <= MOST_CELL else value[: MOST_CELL - 3] + "..."
            self.problems.append(Problem(message, column, value, self.name, line))

    def finish(self) -> None:
        """Raise all faults, if there are any."""
        if self.count > len(self.problems):
            more = f"and {self.count - len(self.problems):,} more faults, {self.count:,} in all"
            self.problems.append(Problem(more, file=self.name))
        if self.problems:
            raise InputError(self.problems)

    def job(self, line: int, row: list[str]) -> Job | None:
        """Return the job of a row, None if something is wrong with it."""
        if len(row) < self.width:
            self.tell(line, "", "", f"{len(row)} fields; the header has at least {self.width}")
            return None
        if over := [cell for cell in row[self.width :] if cell.strip()]:  # as decimal commas do
            self.tell(line, "", over[0], f"{len(row)} fields; the header has {self.width}")
            return None
        faults = Faults()
        cell = {name: row[place].strip() for name, place in self.columns.items()}
        job = self._job(cell, faults)
        for fault in faults.found:
            self.tell(line, fault.column, fault.value, fault.message)
        return None if faults.found else job

    def _job(self, cell: Mapping[str, str], faults: Faults) -> Job | None:
        """Return a job, None if a fault keeps it from being read; every fault is noted."""
        of = faults.of
        who = of(who_of, self.known, cell)
        if cell.get("vehicle"):
            of(check_fleet, self.known, cell, who)
        if who is not None and who[0] != NONE:
            of(check_class, self.known, cell, who)
        begin = of(self._begin, cell)
        span = of(self._duration, cell, begin)
        km = of(self._number, cell, "km", None)
        payload = of(self._number, cell, "payload_t", 0.0)
        loaded_km = of(self._loaded_km, cell, km)
        due = of(self._due, cell, begin, NONE if span is None else span[1])
        sound = km is not None and span is not None and of(check_speed, cell, km, span[0])
        start = of(self._place, cell, "from", NONE if who is None else self._home(who))
        end = of(self._place, cell, "to", start)
        if who is None or payload is None:
            return None
        able = of(check_load, self.known, cell, self._suited(who), payload)
        if span is None or km is None or loaded_km is None:
            return None
        if able and sound:
            means = (km, loaded_km, payload, span[0] / 3600.0)
            of(check_reach, self.known, cell, able, means)
        if begin is None or start is None or end is None or due is None:
            return None
        vehicle, group = who
        seconds = span[0]
        loaded_s = round(seconds * loaded_km / km) if km > 0.0 else 0
        return Job(
            ready_s=begin, group=group, start=start, end=end,
            loaded_km=loaded_km, empty_km=km - loaded_km, loaded_s=loaded_s,
            empty_s=seconds - loaded_s if km > 0.0 else 0, handling_s=0 if km > 0.0 else seconds,
            payload_t=payload, due_s=due, vehicle=vehicle,
        )  # fmt: skip

    def _suited(self, who: tuple[int, int]) -> tuple[int, ...]:
        """Return the vehicles that may do a job."""
        vehicle, group = who
        return (vehicle,) if vehicle != NONE else self.known.members[group]

    def _home(self, who: tuple[int, int]) -> int:
        return int(self.known.vehicles.home[self._suited(who)[0]])

    def _begin(self, cell: Mapping[str, str]) -> int:
        begin = self._time(cell, "depart")
        if not 0 <= begin < self.known.timeline.end_second:
            span = f"{self.known.timeline.start} and {self.known.timeline.days} days from then on"
            raise FaultError("depart", cell["depart"], f"not within the span: {span}")
        return begin

    def _loaded_km(self, cell: Mapping[str, str], km: float | None) -> float:
        loaded_km = self._number(cell, "loaded_km", 0.0 if km is None else km)
        if km is not None and loaded_km > km:
            raise FaultError("loaded_km", cell["loaded_km"], f"more than the {km:g} km of the job")
        return loaded_km

    def _due(self, cell: Mapping[str, str], begin: int | None, ends: int) -> int:
        due = self._time(cell, "due") if cell.get("due") else ends
        if cell.get("due") and begin is not None and due < begin:
            raise FaultError("due", cell["due"], "before departure")
        return due

    def _duration(self, cell: Mapping[str, str], begin: int | None) -> tuple[int, int] | None:
        """Return how long a job takes, and when it is due (NONE if only its duration is told).

        None if a departure that cannot be read keeps it from being known.
        """
        told_h = self._number(cell, "duration_h", None) if cell.get("duration_h") else None
        if cell.get("arrive"):
            ends = self._time(cell, "arrive")
            if begin is None:
                return None
            if ends <= begin:
                told = f"not after departure at {cell['depart']}"
                raise FaultError("arrive", cell["arrive"], told)
            column, seconds = "arrive", ends - begin
            if told_h is not None and abs(round(told_h * 3600.0) - seconds) > 60:
                message = f"arrive and depart make {seconds / 3600.0:.2f} h"
                raise FaultError("duration_h", cell["duration_h"], message)
        else:
            column = "duration_h"
            hours = self._number(cell, "duration_h", None) if told_h is None else told_h
            seconds = round(hours * 3600.0)
            ends = (begin or 0) + seconds if cell.get("vehicle") else NONE
            if seconds <= 0:
                raise FaultError(column, cell[column], "expected a duration above zero")
        if seconds > LONGEST_S:
            hint = "; are these minutes?" if column == "duration_h" else ""
            raise FaultError(
                column, cell[column], f"a job of {seconds / 86400.0:.1f} days; at most 7{hint}"
            )
        return seconds, ends

    def _place(self, cell: Mapping[str, str], column: str, default: int | None) -> int | None:
        if not cell.get(column):
            return default
        found = self.known.place.get(cell[column])
        if found is None:
            raise FaultError(column, cell[column], unknown("place", self.known.place))
        return found

    def _number(self, cell: Mapping[str, str], column: str, default: float | None) -> float:
        text = cell.get(column, "")
        if not text and default is not None:
            return default
        try:
            value = number(text, self.separator)
        except ValueError:
            raise FaultError(column, text, "expected a number") from None
        if value < 0.0:
            raise FaultError(column, text, "must not be negative")
        return value

    def _time(self, cell: Mapping[str, str], column: str) -> int:
        try:
            return second_of(cell[column], self.separator, self.known.timeline)
        except ValueError as error:
            told = str(error) if str(error).startswith("expected") else ""
            told = told or "expected a time such as 2025-03-09 08:05, or hours since the start"
            raise FaultError(column, cell[column], told) from None

    def check_overlaps(self, found: JobFile) -> None:
        """Tell every job of a vehicle that begins before the one before it is over."""
        job = found.jobs.columns
        mine = np.flatnonzero(job["vehicle"] != NONE)
        mine = mine[np.argsort(job["vehicle"][mine], kind="stable")]
        ends = job["ready_s"] + job["loaded_s"] + job["empty_s"] + job["handling_s"]
        columns = (job["vehicle"], job["ready_s"], found.lines, ends)
        timed = zip(*(values[mine].tolist() for values in columns), strict=True)
        busy, until, since = NONE, 0, 0
        for vehicle, begin, line, end in timed:
            if vehicle == busy and begin < until:
                name = self.known.vehicles.names[vehicle]
                told = f"overlaps the job of '{name}' in line {since}"
                self.tell(line, "depart", str(self.known.timeline.datetime_at(begin)), told)
            if vehicle != busy or end > until:
                busy, until, since = vehicle, end, line
