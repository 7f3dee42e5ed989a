"""Jobs that a comparison cannot use, or that no fleet can do in time whatever its size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from agents.fleet import FleetSpec
from agents.shifts import Roster, shifts
from agents.yard.tables import NONE
from scenarios.build import BuiltPark
from scenarios.fleets.bench import BUSY, Order
from scenarios.fleets.plan import fewest
from scenarios.fleets.timetable import Named, most_named
from scenarios.fleets.workload import whole
from twin.errors import InputError

Ints = npt.NDArray[np.int64]
SHOWN = 3


def check_rows(built: BuiltPark, fleets: Mapping[str, FleetSpec]) -> None:
    """Refuse a job file with jobs of other fleets: they would be in no strategy.

    Raises
    ------
    InputError
        With how many they are, and whose.
    """
    names = list(built.park.yard.members.fleets)
    for fleet, spec in fleets.items():
        if spec.jobs != "file":
            continue
        group = whole(built.park.job_files[fleet], "group")
        others = group[group != names.index(fleet)]
        if len(others):
            whose = ", ".join(names[number] for number in np.unique(others).tolist())
            told = f"{len(others):,} rows name vehicles of {whose}; all are to be of {fleet}"
            raise InputError(f"{spec.jobs_file}: {told}")


def check_number(
    given: int | None, fleets: Mapping[str, FleetSpec], named: Sequence[Named]
) -> None:
    """Refuse a number of vehicles below that of the vehicles that jobs name.

    Raises
    ------
    InputError
        With the fleet and the number it needs.
    """
    for fleet, spec in fleets.items():
        wanted = most_named(named, fleet)
        if given is not None and given < fewest(spec, wanted):
            told = ", ".join(f"{number} of {name}" for name, number in wanted.items())
            told = f"the jobs of {fleet} name {told}; expected at least {fewest(spec, wanted)}"
            raise InputError(f"--vehicles {given}: {told}")


def outside_shifts(
    built: BuiltPark, fleets: Mapping[str, FleetSpec], order: Order, level: float
) -> Iterator[tuple[str, str]]:
    """Yield what is to be said of jobs for which no driver is on duty, in Chinese and English."""
    timeline = built.timeline
    for fleet, spec in fleets.items():
        roster = Roster(shifts()[spec.shift], timeline, built.park.world.calendar)
        mine = order.only(fleet)
        rows = nobody_there(mine, np.array(roster.spans, dtype=np.int64).reshape(-1, 2))
        if not len(rows):
            continue
        ready = whole(mine.jobs, "ready_s")[rows]
        first = "; ".join(f"{timeline.datetime_at(s):%Y-%m-%d %H:%M}" for s in ready[:SHOWN])
        first += " …" if len(rows) > SHOWN else ""
        n, of = len(rows), len(mine.jobs)
        most = 1.0 - float((whole(mine.jobs, "due_s")[rows] >= 0).sum()) / of
        zh = f"{fleet}：{of} 个任务中有 {n} 个在司机班次（{spec.shift}）之外，"
        zh += f"无人当班，将迟到或等到下一班：{first}"
        en = f"{fleet}: {n:,} of {of:,} jobs lie outside all shifts of its drivers ({spec.shift}) "
        en += f"and are late or wait for the next shift: {first}"
        if most < level:
            zh += f"；任何规模都达不到 {level:.1%} 的服务水平（至多 {most:.1%}）"
            en += (
                f"; no size of the fleet reaches a service level of {level:.1%}, at most {most:.1%}"
            )
        yield zh, en


def nobody_there(order: Order, spans: Ints) -> Ints:
    """Return the jobs for which nobody is on duty from when they may begin until it is too late.

    Too late is when a job could no longer end in time; of one that is never late, the moment at
    which it may begin. One that names its vehicle brings its driver: timetables go before shifts.

    Parameters
    ----------
    spans : ints, shape (n, 2)
        When drivers are on duty, in time order.
    """
    ready, due = whole(order.jobs, "ready_s"), whole(order.jobs, "due_s")
    own = np.asarray(sum(whole(order.jobs, name) for name in BUSY))
    last = np.where(due >= 0, np.maximum(due - own, ready), ready)
    following = np.searchsorted(spans[:, 1], ready, side="right")
    begins = np.append(spans[:, 0], np.iinfo(np.int64).max)[following]
    return np.flatnonzero((begins > last) & (whole(order.jobs, "vehicle") == NONE))
