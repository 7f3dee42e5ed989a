"""Jobs from a file: each row checked, every fault told with its line, nothing dropped in silence.

The format is described in ``docs/jobs.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from agents.freight.job_known import FaultError, Known, unknown
from agents.freight.job_sense import check_means, check_speed
from agents.freight.job_text import MOST_CELL, MOST_ROWS, number, rows_of, second_of, text_of
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
        try:
            return self._job({name: row[place].strip() for name, place in self.columns.items()})
        except FaultError as fault:
            self.tell(line, fault.column, fault.value, fault.message)
            return None

    def _job(self, cell: Mapping[str, str]) -> Job:
        vehicle, group = self._who(cell)
        begin = self._time(cell, "depart")
        if not 0 <= begin < self.known.timeline.end_second:
            span = f"{self.known.timeline.start} and {self.known.timeline.days} days from then on"
            raise FaultError("depart", cell["depart"], f"not within the span: {span}")
        seconds, ends = self._duration(cell, begin)
        km = self._number(cell, "km", None)
        payload = self._number(cell, "payload_t", 0.0)
        loaded_km = self._number(cell, "loaded_km", km)
        if loaded_km > km:
            raise FaultError("loaded_km", cell["loaded_km"], f"more than the {km:g} km of the job")
        check_speed(cell, km, seconds)
        suited = (vehicle,) if vehicle != NONE else self.known.members[group]
        check_means(self.known, cell, suited, (km, loaded_km, payload, seconds / 3600.0))
        start = self._place(cell, "from", int(self.known.vehicles.home[suited[0]]))
        loaded_s = round(seconds * loaded_km / km) if km > 0.0 else 0
        due = self._time(cell, "due") if cell.get("due") else ends
        if due != NONE and due < begin:
            raise FaultError("due", cell.get("due", ""), "before departure")
        return Job(
            ready_s=begin, group=group, start=start, end=self._place(cell, "to", start),
            loaded_km=loaded_km, empty_km=km - loaded_km, loaded_s=loaded_s,
            empty_s=seconds - loaded_s if km > 0.0 else 0, handling_s=0 if km > 0.0 else seconds,
            payload_t=payload, due_s=due, vehicle=vehicle,
        )  # fmt: skip

    def _who(self, cell: Mapping[str, str]) -> tuple[int, int]:
        """Return the vehicle (or NONE) and the group."""
        if cell.get("vehicle"):
            row = self.known.vehicle.get(cell["vehicle"])
            if row is None:
                raise FaultError("vehicle", cell["vehicle"], unknown("vehicle", self.known.vehicle))
            group = int(self.known.vehicles.group[row])
            if cell.get("group") and self.known.groups.get(cell["group"]) != group:
                raise FaultError("group", cell["group"], f"not the fleet of '{cell['vehicle']}'")
            if cell.get("class") and group not in self.known.classes.get(cell["class"], ()):
                raise FaultError("class", cell["class"], f"not the class of '{cell['vehicle']}'")
            return row, group
        if cell.get("group"):
            named_group = self.known.groups.get(cell["group"])
            if named_group is None or named_group not in self.known.members:
                raise FaultError("group", cell["group"], unknown("fleet", self.known.groups))
            return NONE, named_group
        if not cell.get("class"):
            raise FaultError("vehicle", "", "expected a vehicle, a class or a group")
        groups = self.known.classes.get(cell["class"], ())
        if len(groups) > 1:
            named = [name for name, number in self.known.groups.items() if number in groups]
            told = f"several fleets have this class; name one as group: {', '.join(sorted(named))}"
            raise FaultError("class", cell["class"], told)
        if not groups:
            raise FaultError("class", cell["class"], unknown("vehicle class", self.known.classes))
        return NONE, groups[0]

    def _duration(self, cell: Mapping[str, str], begin: int) -> tuple[int, int]:
        """Return how long a job takes, and when it is due (NONE if only its duration is told)."""
        if cell.get("arrive"):
            ends = self._time(cell, "arrive")
            if ends <= begin:
                raise FaultError(
                    "arrive", cell["arrive"], f"not after departure at {cell['depart']}"
                )
            column, seconds = "arrive", ends - begin
            if cell.get("duration_h"):
                told = round(self._number(cell, "duration_h", None) * 3600.0)
                if abs(told - seconds) > 60:
                    message = f"arrive and depart make {seconds / 3600.0:.2f} h"
                    raise FaultError("duration_h", cell["duration_h"], message)
        else:
            column = "duration_h"
            seconds = round(self._number(cell, "duration_h", None) * 3600.0)
            ends = begin + seconds if cell.get("vehicle") else NONE
            if seconds <= 0:
                raise FaultError(column, cell[column], "expected a duration above zero")
        if seconds > LONGEST_S:
            hint = "; are these minutes?" if column == "duration_h" else ""
            raise FaultError(
                column, cell[column], f"a job of {seconds / 86400.0:.1f} days; at most 7{hint}"
            )
        return seconds, ends

    def _place(self, cell: Mapping[str, str], column: str, default: int) -> int:
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
