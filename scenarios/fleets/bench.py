"""The yard alone: one strategy's vehicles and stations with the park's jobs, and nothing else.

Tables are made of the same specifications as in a run, so the yard does the same; only what a
strategy could see of the park's energy system is unknown here: own surplus is taken as none, the
worth of power as its tariff. Other fleets use other stations and are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from agents.base import AgentSpec
from agents.fleet import FleetSpec
from agents.park import World
from agents.yard.assembly import (
    Members,
    climate_of,
    outages_of,
    rosters_of,
    stations_of,
    vehicles_of,
)
from agents.yard.record import YardRecord
from agents.yard.tables import NONE, Jobs, Roads, Rosters, Signals, Stations, Vehicles
from agents.yard.yard import Yard
from scenarios.build import BuiltPark
from scenarios.fleets.outcome import Service
from scenarios.fleets.service import deadline_s, service
from scenarios.fleets.timetable import Named, bound, named_in
from scenarios.fleets.workload import real, whole
from twin.timeline import SECONDS_PER_DAY

Ints = npt.NDArray[np.int64]
BUSY = ("loaded_s", "empty_s", "handling_s")


@dataclass(frozen=True)
class Order:
    """The jobs of some fleets, apart from the yard they were given to.

    Attributes
    ----------
    fleets : tuple of str
        By number, as jobs name them.
    places : tuple of str
        By number, as jobs name them.
    jobs : Jobs
    named : tuple of Named
        Vehicles by number, as jobs name them.
    """

    fleets: tuple[str, ...]
    places: tuple[str, ...]
    jobs: Jobs
    named: tuple[Named, ...] = ()

    def only(self, fleet: str) -> Order:
        """Return the jobs of one of the fleets."""
        number = self.fleets.index(fleet)
        mine = self.jobs.columns["group"] == number
        columns = {name: column[mine] for name, column in self.jobs.columns.items()}
        columns["group"] = np.zeros(int(mine.sum()), dtype=np.int64)
        return replace(self, fleets=(fleet,), jobs=Jobs(columns))

    def within(self, begin_s: int, end_s: int) -> Order:
        """Return the jobs that may begin in a part of the span."""
        ready = whole(self.jobs, "ready_s")
        mine = (ready >= begin_s) & (ready < end_s)
        columns = {name: column[mine] for name, column in self.jobs.columns.items()}
        return replace(self, jobs=Jobs(columns))

    def told(
        self, fleets: Mapping[str, int], places: Mapping[str, int], specs: Mapping[str, FleetSpec],
        vehicles: Sequence[str],
    ) -> Jobs:  # fmt: skip
        """Return the jobs with the numbers of another yard: of fleets, places and vehicles."""
        columns = dict(self.jobs.columns)
        group = np.array([fleets[name] for name in self.fleets], dtype=np.int64)
        node = np.array([places[name] for name in self.places], dtype=np.int64)
        columns["group"] = group[columns["group"]]
        for name in ("start", "end"):
            columns[name] = node[columns[name]]
        rows, now = {name: row for row, name in enumerate(vehicles)}, bound(self.named, specs)
        row = [rows[now[each]] if each in now else NONE for each in self.named]
        columns["vehicle"] = np.array([*row, NONE], dtype=np.int64)[columns["vehicle"]]
        return Jobs(columns)


def order_of(built: BuiltPark, fleets: Mapping[str, FleetSpec]) -> Order:
    """Return the jobs that some fleets were asked to do in a finished run."""
    keeper = built.park.yard
    jobs, names = keeper.told.jobs, list(keeper.members.fleets)
    numbers = np.array([names.index(fleet) for fleet in fleets], dtype=np.int64)
    mine = np.isin(jobs.columns["group"], numbers)
    columns = {name: column[mine] for name, column in jobs.columns.items()}
    given = whole(jobs, "vehicle")[mine]
    named, columns["vehicle"] = named_in(given, keeper.vehicles.names, fleets)
    columns["group"] = np.searchsorted(np.sort(numbers), columns["group"])
    ordered = tuple(names[number] for number in np.sort(numbers).tolist())
    return Order(ordered, tuple(keeper.ways.places), Jobs(columns), named)


@dataclass(frozen=True)
class Done:
    """A yard at the end of a span, with the tables and jobs that it ran on."""

    vehicles: Vehicles
    stations: Stations
    jobs: Jobs
    record: YardRecord
    end_s: int

    def service(self, fleets: Ints) -> Service:
        """Return the service of the fleets with these numbers."""
        group, record = self.vehicles.group, self.record
        mine = np.isin(whole(self.jobs, "group"), fleets)
        state = record.jobs.state[mine].astype(np.int64)
        ready, due = whole(self.jobs, "ready_s")[mine], whole(self.jobs, "due_s")[mine]
        own_s = sum(whole(self.jobs, name)[mine] for name in BUSY)
        due = deadline_s(state, ready, due, np.asarray(own_s))
        jobs, services = record.jobs, record.services
        served = np.isin(group[services.vehicle], fleets)
        began = served & ~services.reneged
        return service(
            state, ready, due,
            jobs.begin_s[mine].astype(np.int64), jobs.late_s[mine].astype(np.int64),
            (services.began_s - services.asked_s)[began], int(services.reneged[served].sum()),
            self.end_s,
        )  # fmt: skip


class Bench:
    """Runs the yard of some fleets by itself.

    Parameters
    ----------
    world : World
        Time, weather, tariffs and roads of the park.
    specs : mapping of str to AgentSpec
        Agents of the park, the strategy's stations included, for who stands where.
    """

    def __init__(self, world: World, specs: Mapping[str, AgentSpec]) -> None:
        ways = world.ground.ways(specs)
        self.world, self.number = world, ways.number
        self.roads: Roads = ways.table
        self._climate = climate_of(world.climate, world.timeline)
        self._known: dict[tuple[tuple[str, ...], int, int], tuple[Rosters, dict[str, int]]] = {}
        self._seen: dict[tuple[str, ...], Signals] = {}

    def hardest(self, order: Order, days: int) -> tuple[int, int]:
        """Return the seconds of the days on end in which the jobs ask for most energy.

        Distances by day, times what that day's weather adds to a battery's consumption.
        """
        jobs, timeline = order.jobs, self.world.timeline
        day = np.minimum(whole(jobs, "ready_s") // SECONDS_PER_DAY, timeline.days - 1)
        km = real(jobs, "loaded_km") + real(jobs, "empty_km")
        work = np.bincount(day, km, minlength=timeline.days) * self._climate[0]
        if timeline.days <= days:
            return 0, timeline.end_second
        sums = np.convolve(work, np.ones(days), mode="valid")
        first = int(np.argmax(sums))
        return first * SECONDS_PER_DAY, (first + days) * SECONDS_PER_DAY

    def run(
        self, specs: Mapping[str, AgentSpec], order: Order, span: tuple[int, int] | None = None
    ) -> Done:
        """Return the yard of fleets and stations at the end of a part of the span, or of the whole.

        In a part only its own jobs are there, and drivers are on duty from its first day on.
        """
        world, members = self.world, Members.of(specs)
        begin, end = span or (0, world.timeline.end_second)
        rosters, rows = self._rosters(members, begin, end)
        vehicles = vehicles_of(members, rows, self.number)
        stations = stations_of(members, self.number)
        yard = Yard(
            vehicles, stations, rosters, self.roads, self._signals(members),
            outages_of(members, world.streams, world.timeline.end_second), log=False,
        )  # fmt: skip
        numbers = {name: number for number, name in enumerate(members.fleets)}
        jobs = order.within(begin, end).told(numbers, self.number, members.fleets, vehicles.names)
        yard.add(jobs)
        yard.advance(end)
        return Done(vehicles, stations, jobs, yard.done, end)

    def _rosters(self, members: Members, begin: int, end: int) -> tuple[Rosters, dict[str, int]]:
        """Return who is on duty when, for days that are run again and again."""
        key = (tuple(sorted({spec.shift for spec in members.fleets.values()})), begin, end)
        if key not in self._known:
            whole_span, rows = rosters_of(members, self.world)
            spans = zip(whole_span.begins, whole_span.ends, strict=True)
            kept = [(e > begin) & (b < end) for b, e in spans]
            begins = tuple(b[k] for b, k in zip(whole_span.begins, kept, strict=True))
            ends = tuple(e[k] for e, k in zip(whole_span.ends, kept, strict=True))
            self._known[key] = replace(whole_span, begins=begins, ends=ends), rows
        return self._known[key]

    def _signals(self, members: Members) -> Signals:
        """Return what stations go by; the same tables for the same tariffs."""
        timeline, names = self.world.timeline, members.tariffs
        if names not in self._seen:
            none = np.zeros(timeline.n_steps)
            price = none
            for name in names:
                price = self.world.tariffs[name].price(timeline, self.world.calendar)
            worth = price
            for name in sorted(self.world.tariffs)[:1]:
                worth = self.world.tariffs[name].price(timeline, self.world.calendar)
            self._seen[names] = Signals(
                timeline.step_seconds, price, none, none, worth, self._climate
            )
        return self._seen[names]


def done_in(built: BuiltPark) -> Done:
    """Return the yard of a finished run."""
    keeper = built.park.yard
    return Done(
        keeper.vehicles, keeper.stations, keeper.told.jobs, keeper.yard.done,
        built.timeline.end_second,
    )  # fmt: skip
