"""Demand for transport: what was produced becomes jobs, a day at a time.

Products and wastes wait until a load is full; materials are called for when a load of them is
used up. A load is ready at a moment of its dock's hours and goes a distance that are drawn from
the stream of its firm and cargo, so one firm's jobs never depend on another's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from agents.freight.goods import goods
from agents.freight.roads import RoadMap
from agents.freight.services import People, Services
from agents.freight.shipment import Load, Shipment, Stream
from agents.freight.stock import Firm, Flow, Store, store_of
from agents.freight.trips import Carrier, Trip
from agents.freight.yard_work import YardWork
from agents.shifts import Roster, shifts
from agents.yard.tables import NONE, Job
from twin.calendars import Calendar
from twin.timeline import SECONDS_PER_DAY, SECONDS_PER_HOUR, Timeline

LAST_H = 2.0  # no load gets ready later than this before its dock closes


class Freight:
    """The park's demand for transport.

    Parameters
    ----------
    firms : iterable of Firm
    carriers : mapping
        Who serves each kind of load; what no fleet serves is carried by others.
    ways : RoadMap
    timeline, calendar
        Span and its workdays.
    stream : callable
        Random stream by name.
    sinks : mapping
        Place inside the park that takes a category of waste; the others leave through the gate.
    services : bool
        Whether staff shuttles and public services are part of it.

    Attributes
    ----------
    shipments : list of Shipment
        What each job moves, in the order in which the jobs were given out.
    others : dict
        Shipments that no fleet of the park serves: tonnes and tonne-kilometres inside, by haul.
    """

    def __init__(
        self, firms: Iterable[Firm], carriers: Mapping[str, Carrier], ways: RoadMap,
        timeline: Timeline, calendar: Calendar, stream: Stream,
        sinks: Mapping[str, str] | None = None, *, services: bool = True,
    ) -> None:  # fmt: skip
        self.ways = ways
        self.timeline, self.stream = timeline, stream
        self.shipments: list[Shipment] = []
        self.others: dict[str, list[float]] = {}
        payload = {haul: carrier.payload_t for haul, carrier in carriers.items()}
        listed = sorted(firms, key=lambda firm: firm.name)
        self.stores: dict[str, Store] = {f.name: store_of(f, payload) for f in listed}
        self._flows = {f.name: f for store in self.stores.values() for f in store.flows}
        for flow in self._flows.values():
            flow.stock_t = float(stream(f"freight/{flow.name}").random()) * flow.lot_t
        self._trips = {
            f.name: Trip.of(f, carriers, ways, sinks or {}) for f in self._flows.values()
        }
        self._docks = {d: Roster(shifts()[d], timeline, calendar) for d in _docks()}
        groups = {haul: carrier.group for haul, carrier in carriers.items()}
        self._work = {n: YardWork(store, ways, groups) for n, store in self.stores.items()}
        people = People(listed, timeline, calendar)
        self.services = Services(people, ways, stream, carriers if services else {})

    def day(self, day: int, produced: Mapping[str, float]) -> list[Job]:
        """Return the jobs of a day, sorted by when they are ready.

        Parameters
        ----------
        day : int
            Number of the day that begins (0 is the first).
        produced : mapping
            Units each enterprise made the day before.
        """
        hours = {haul: self._open(day, haul) for haul in goods().hauls}
        found: list[Load] = []
        for name, store in self.stores.items():
            store.make(produced.get(name, 0.0))
            for flow in store.flows:
                span = hours[flow.cargo.haul]
                if span is not None:
                    found.extend(self._loads(span, flow))
            work = self._work[name]
            work.make(produced.get(name, 0.0))
            for kind in sorted(work.kinds):
                found.extend(work.jobs(kind, hours[kind], self.stream))
        found.extend(self.services.jobs(day, workday=hours["refuse"] is not None))
        found.sort(key=lambda pair: pair[0].ready_s)
        self.shipments.extend(shipment for _, shipment in found)
        return [job for job, _ in found]

    def conveyed(self) -> dict[tuple[str, str], tuple[float, float]]:
        """Return (t, t km) that went without vehicles, by firm and kind of conveyor."""
        found: dict[tuple[str, str], tuple[float, float]] = {}
        for store in self.stores.values():
            for belt in store.belts:
                key = (store.firm.name, belt.conveyor.kind)
                t, tkm = found.get(key, (0.0, 0.0))
                found[key] = (t + belt.moved_t, tkm + belt.moved_t * belt.conveyor.km)
        return found

    def _open(self, day: int, haul: str) -> tuple[int, int] | None:
        """Return the dock hours of a day as seconds, None if it is shut."""
        roster = self._docks[goods().hauls[haul].dock]
        if not roster.works_on(self.timeline.date_of(day)):
            return None
        spans = roster.shift.seconds
        return day * SECONDS_PER_DAY + spans[0][0], day * SECONDS_PER_DAY + spans[-1][1]

    def _loads(self, hours: tuple[int, int], flow: Flow) -> Iterator[Load]:
        """Yield today's loads of one cargo, each at its moment and with its distance."""
        count = flow.lots()
        if count == 0:
            return
        trip = self._trips[flow.name]
        if trip.group == NONE:
            self._left_to_others(trip.shipment, count)
            return
        luck = self.stream(f"freight/{flow.name}").random((count, 2)).tolist()
        opens, span = hours[0], max(hours[1] - hours[0] - int(LAST_H * SECONDS_PER_HOUR), 0)
        for when, far in luck:
            yield trip.job(opens + int(span * when), trip.reach.drawn(far)), trip.shipment

    def _left_to_others(self, shipment: Shipment, count: int) -> None:
        told = self.others.setdefault(shipment.haul, [0.0, 0.0])
        told[0] += count * shipment.payload_t
        told[1] += count * shipment.payload_t * shipment.inside_km


def _docks() -> set[str]:
    return {haul.dock for haul in goods().hauls.values()}
