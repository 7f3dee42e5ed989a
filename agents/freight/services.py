"""What the park itself sends out: staff shuttles by crew changes, refuse, sweeping, patrol."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from agents.freight.goods import Service, crews_of, goods
from agents.freight.roads import RoadMap
from agents.freight.rounds import Round, rounds
from agents.freight.shipment import Load, Shipment, Stream
from agents.freight.stock import Firm
from agents.freight.trips import Carrier
from agents.shifts import Roster, shifts
from agents.yard.tables import Job
from twin.calendars import Calendar
from twin.timeline import SECONDS_PER_DAY, SECONDS_PER_HOUR, Timeline

EARLY_S = 10 * 60  # a shuttle means to be there this long before the crews change
NIGHT_S = 3 * SECONDS_PER_HOUR  # changes before this belong to the day before
ROUND_THE_CLOCK = ((0, SECONDS_PER_DAY),)
KG = 1e-3


@dataclass(frozen=True)
class Change:
    """Crews that come and go at a second of a day."""

    second: int
    arriving: float
    leaving: float


class People:
    """Who comes to work when."""

    def __init__(self, firms: Iterable[Firm], timeline: Timeline, calendar: Calendar) -> None:
        self.firms, self.timeline = tuple(firms), timeline
        self._rosters = {
            name: Roster(shifts()[name], timeline, calendar)
            for name in sorted({firm.roster for firm in self.firms})
        }

    def changes(self, date: dt.date) -> list[Change]:
        """Return the crew changes of a date, those of all firms together."""
        found: dict[int, list[float]] = {}
        for name, roster in self._rosters.items():
            if not roster.works_on(date):
                continue
            crew = sum(firm.crew for firm in self.firms if firm.roster == name)
            times = [clock_s(text) for text in crews_of(name).changes]
            always = roster.shift.seconds == ROUND_THE_CLOCK
            for i, second in enumerate(times):
                told = found.setdefault(second, [0.0, 0.0])
                told[0] += crew if always or i < len(times) - 1 else 0.0
                told[1] += crew if always or i > 0 else 0.0
        return [Change(second, *told) for second, told in sorted(found.items())]

    def of_a_night(self, date: dt.date) -> Iterator[Change]:
        """Yield the changes of a date, from the early morning on to that of the next date."""
        yield from (c for c in self.changes(date) if c.second >= NIGHT_S)
        for change in self.changes(date + dt.timedelta(days=1)):
            if change.second < NIGHT_S:
                yield Change(change.second + SECONDS_PER_DAY, change.arriving, change.leaving)

    def refuse_t(self) -> Mapping[str, float]:
        """Return the refuse of a day at every firm."""
        kg = goods().staff.refuse_kg_per_person_day
        return {firm.name: _present(firm) * kg * KG for firm in self.firms}


def _present(firm: Firm) -> float:
    """Return how many people work at a firm in a day."""
    table = crews_of(firm.roster)
    return firm.crew * min(table.crews, max(len(table.changes), 1))


def clock_s(text: str) -> int:
    """Return the second of the day of "HH:MM"."""
    hours, minutes = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60


class Services:
    """Jobs of the park's own buses, refuse trucks, sweepers and patrols."""

    def __init__(
        self, people: People, ways: RoadMap, stream: Stream, carriers: Mapping[str, Carrier]
    ) -> None:
        self.people, self.ways, self.stream, self.carriers = people, ways, stream, carriers
        self.gate = ways.gates[0]
        self._far_km: dict[tuple[str, int], float] = {}
        self._moved: dict[str, Shipment] = {}

    def jobs(self, day: int, *, workday: bool) -> list[Load]:
        """Return the jobs of a day; refuse and sweeping rest when it is no workday."""
        found: list[Load] = []
        if "staff" in self.carriers:
            found.extend(self._shuttles(day))
        if "refuse" in self.carriers and workday:
            found.extend(self._refuse(day))
        if "sweeping" in self.carriers and workday:
            found.extend(self._sweeping(day))
        if "patrol" in self.carriers:
            found.extend(self._patrol(day))
        return found

    @cached_property
    def refuse_rounds(self) -> tuple[Round, ...]:
        """Rounds that collect the refuse of a day."""
        capacity = min(goods().hauls["refuse"].lot_t, self.carriers["refuse"].payload_t)
        return rounds(self.ways, self.gate, self.people.refuse_t(), capacity)

    @cached_property
    def patrol_rounds(self) -> tuple[Round, ...]:
        """The round past all firms."""
        places = {firm.name: 1.0 for firm in self.people.firms}
        return rounds(self.ways, self.gate, places, math.inf)

    def _shuttles(self, day: int) -> Iterator[Load]:
        table, inside = goods().staff, self._inside_km
        seats = table.people_per_bus / max(table.by_bus, 1e-9)
        for change in self.people.of_a_night(self.people.timeline.date_of(day)):
            at = day * SECONDS_PER_DAY + change.second
            for bus in range(math.ceil(change.arriving / seats)):
                yield self._run(at, self._distance_km("commute", bus), inside, coming=True)
            for bus in range(math.ceil(change.leaving / seats)):
                yield self._run(at, self._distance_km("commute", bus), inside, coming=False)

    def _run(self, at: int, far_km: float, inside_km: float, *, coming: bool) -> Load:
        """Return a shuttle that is there when crews change, or leaves then."""
        haul, node = goods().hauls["staff"], self.ways.number[self.gate]
        way_s = round((far_km + inside_km) / haul.speed_km_h * SECONDS_PER_HOUR)
        handling_s = round(haul.handling_h * SECONDS_PER_HOUR)
        ready = at - EARLY_S - 2 * way_s - handling_s if coming else at
        slack_s = round(haul.due_h * SECONDS_PER_HOUR)
        job = Job(
            ready_s=ready, group=self.carriers["staff"].group, start=node, end=node,
            loaded_km=far_km + inside_km, empty_km=far_km + inside_km,
            loaded_s=way_s, empty_s=way_s, handling_s=handling_s, payload_t=0.0,
            due_s=at if coming else at + 2 * way_s + handling_s + slack_s,
            expire_s=ready + round(haul.expire_h * SECONDS_PER_HOUR),
        )  # fmt: skip
        what = "to work" if coming else "from work"
        return job, self._named(what, "people", "staff", 0.0, inside_km)

    def _refuse(self, day: int) -> Iterator[Load]:
        row = goods().services["refuse"]
        for number, tour in enumerate(self.refuse_rounds):
            far_km = self._distance_km("refuse", number)
            yield self._tour(day, "refuse", row, number, tour, far_km=far_km, at=row.times[0])

    def _patrol(self, day: int) -> Iterator[Load]:
        row = goods().services["patrol"]
        for at in row.times:
            for number, tour in enumerate(self.patrol_rounds):
                yield self._tour(day, "patrol", row, number, tour, far_km=0.0, at=at)

    def _sweeping(self, day: int) -> Iterator[Load]:
        row, both_sides_km = goods().services["sweeping"], 2.0 * self.ways.street_km
        count = math.ceil(both_sides_km / row.km_per_job)
        for number in range(count):
            tour = Round((), both_sides_km / count, 0.0)
            yield self._tour(day, "sweeping", row, number, tour, far_km=0.0, at=row.times[0])

    def _tour(
        self, day: int, kind: str, row: Service, number: int, tour: Round, *, far_km: float, at: str
    ) -> Load:
        """Return a round through the park, and the way to where its load is left."""
        haul, node = goods().hauls[kind], self.ways.number[self.gate]
        ready = day * SECONDS_PER_DAY + clock_s(at)
        # Inside at the park's speed; sweepers at their own.
        speed = haul.speed_km_h if kind == "sweeping" else min(haul.speed_km_h, self._street_km_h)
        far_s = round(far_km / haul.speed_km_h * SECONDS_PER_HOUR)
        stops_s = round(len(tour.stops) * row.stop_min * 60.0)
        load = tour.load_t if kind == "refuse" else 0.0
        job = Job(
            ready_s=ready, group=self.carriers[kind].group, start=node, end=node,
            loaded_km=tour.km + far_km, empty_km=far_km,
            loaded_s=round(tour.km / speed * SECONDS_PER_HOUR) + far_s, empty_s=far_s,
            handling_s=round(haul.handling_h * SECONDS_PER_HOUR) + stops_s, payload_t=load,
            due_s=ready + round(haul.due_h * SECONDS_PER_HOUR),
            expire_s=ready + round(haul.expire_h * SECONDS_PER_HOUR),
        )  # fmt: skip
        return job, self._named(f"{kind} {number + 1}", "public", kind, load, tour.km)

    @cached_property
    def _street_km_h(self) -> float:
        """Mean speed between places of the park."""
        km, seconds = self.ways.table.km.sum(), self.ways.table.seconds.sum()
        return float(km / seconds * SECONDS_PER_HOUR) if seconds > 0 else 25.0

    @cached_property
    def _inside_km(self) -> float:
        """Mean way between the gate and work, by people."""
        row = self.ways.table.km[self.ways.number[self.gate]]
        people = sum(firm.people for firm in self.people.firms)
        if people == 0.0:
            return 0.0
        way = sum(firm.people * row[self.ways.number[firm.name]] for firm in self.people.firms)
        return float(way / people)

    def _named(self, what: str, role: str, haul: str, load_t: float, inside_km: float) -> Shipment:
        """Return what a service moves, the same object each day."""
        if what not in self._moved:
            self._moved[what] = Shipment("", what, role, haul, load_t, inside_km)
        return self._moved[what]

    def _distance_km(self, kind: str, number: int) -> float:
        """Return how far a route goes: drawn once, and kept."""
        key = (kind, number)
        if key not in self._far_km:
            place = "commute" if kind == "commute" else goods().services[kind].distance
            share = float(self.stream(f"freight/{kind}/route-{number + 1}").random())
            self._far_km[key] = goods().distances[place].drawn(share)
        return self._far_km[key]
