"""The yard of a park under its clock: jobs go in; powers, log and books come out.

The yard is caught up when somebody needs to know: before the plant settles, when a call to reduce
load begins, when an agent looks at it, and at the end. Where it is cut changes no byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from agents.freight.moved import tally_of
from agents.yard.assembly import (
    Members,
    climate_of,
    outages_of,
    rosters_of,
    stations_of,
    vehicles_of,
)
from agents.yard.books import MOVED, percentiles
from agents.yard.demand import freight_of, from_park
from agents.yard.diary import Diary
from agents.yard.doing import Trips, closing, parked
from agents.yard.job_table import JobBook
from agents.yard.record import ServiceRecord
from agents.yard.states import Course
from agents.yard.stores import shared_stores
from agents.yard.tables import NONE, Floats, Happened, Jobs, JobState, Signals
from agents.yard.vehicle_log import nearest_gates
from agents.yard.watch import watch
from agents.yard.yard import Yard
from twin.vehicles import POWERTRAINS

if TYPE_CHECKING:
    from agents.park import Park

WAIT_SHARES = (50, 95, 99)
FINISHED = (JobState.DONE, JobState.LATE)


class YardKeeper:
    """Keeps the park's yard in step with the clock."""

    def __init__(self, park: Park) -> None:
        self.park, self.world = park, park.world
        self.members = members = Members.of(park.specs)
        self.ways = self.world.ground.ways(park.specs)
        node = self.ways.number
        rosters, rows = rosters_of(members, self.world)
        self.vehicles = vehicles_of(members, rows, node)
        self.stations = stations_of(members, node)
        self.signals = self._signals()
        self.yard = Yard(
            self.vehicles, self.stations, rosters, self.ways.table, self.signals,
            outages_of(members, park.streams, park.timeline.end_second),
        )  # fmt: skip
        self.now = 0
        self._waiting: list[tuple[str, Jobs]] = []
        self.told = JobBook(tuple(MOVED))
        channels = 2 * len(self.stations.names) + len(POWERTRAINS) * len(members.fleets)
        self._meter = np.full(channels, NONE, dtype=np.int64)
        driven = {name for part in shared_stores(members) for name in part.drive}
        self._unread = {f"{name}/battery/fuel" for name in members.fleets} - driven
        self._diary = Diary(
            park.log, self.vehicles.names, list(members.fleets), self.ways.places,
            self.stations.names,
        )  # fmt: skip
        park.doings.open(
            self.vehicles.names, self.ways.places, self.ways.gates, self.stations.names
        )
        park.doings.extend(parked(self.vehicles))
        self._course = Course(self.vehicles, self.stations, *nearest_gates(self.ways))
        park.meters.fed_by(self.catch_up)
        if members.look:
            park.clock.process(watch(self))
        by_park = [name for name, spec in members.fleets.items() if spec.jobs == "park"]
        self._teller = by_park[0] if by_park else ""  # the fleet that tells what others moved
        self.freight = freight_of(self) if by_park else None
        if self.freight is not None:
            park.clock.process(from_park(self, self.freight))

    def _signals(self) -> Signals:
        """Return what stations go by: the tariff is known, the park is looked at as days pass."""
        timeline, names = self.world.timeline, self.members.tariffs
        price = np.zeros(timeline.n_steps)
        for name in names:
            price = self.world.tariff(name).price(timeline, self.world.calendar)
        return Signals(
            timeline.step_seconds, price, np.zeros(timeline.n_steps),
            np.zeros(timeline.n_steps), np.zeros(timeline.n_steps),
            climate_of(self.world.climate, timeline),
        )  # fmt: skip

    def group(self, fleet: str) -> int:
        """Return the number by which jobs name a fleet."""
        return list(self.members.fleets).index(fleet)

    def home(self, fleet: str) -> int:
        """Return the node of a fleet's depot."""
        return self.ways.number[fleet]

    def add(self, fleet: str, jobs: Jobs, moved: Mapping[str, Floats] | None = None) -> None:
        """Tell the yard jobs of a fleet, none ready before now.

        They are sorted in by fleet when the yard is next caught up, whoever spoke first. What they
        move inside the park, as the indicators ask, is their load over the loaded way if not given.
        """
        column = jobs.columns
        if moved is None:
            t = np.asarray(column["payload_t"], dtype=np.float64)
            moved = {"moved_t": t, "moved_tkm": t * column["loaded_km"],
                     "moved_outside_tkm": np.zeros(len(t))}  # fmt: skip
        self._waiting.append((fleet, Jobs({**column, **moved})))

    def hold(self, fleet: str, until_s: int) -> None:
        """Let vehicles of a fleet that are off duty not begin to fill before a second."""
        self.catch_up(self.park.clock.now)
        self.yard.hold(until_s, self.group(fleet))

    def catch_up(self, until_s: int) -> None:
        """Let the yard do all that happens before a second."""
        if until_s <= self.now:
            return
        self._hand_over()
        self.yard.advance(until_s)
        self.now = until_s
        self._pass_on()

    def _pass_on(self) -> None:
        """Give powers to the meters and what happened to the log, as far as they are new."""
        news = self.yard.news()
        for channel in np.unique(news.channel).tolist():
            name = self._channel_name(channel)
            if self._meter[channel] < 0 and name not in self._unread:
                self._meter[channel] = self.park.meters.index(name)
        meters = self._meter[news.channel]
        read = meters >= 0
        seconds = news.second[read].astype(np.int64)
        self.park.meters.add(seconds, meters[read], news.mw[read])
        jobs = news.log.place[news.log.code == Happened.LOADED]
        trips = Trips._make(self.told[name][jobs] for name in Trips._fields)
        self._diary.write(news.log, self.told["group"], self.told["payload_t"], trips)
        self.park.doings.extend(self._course.rows(news.log, trips))
        if self.now >= self.park.timeline.end_second:
            self.park.doings.extend(closing(self.now, *self.yard.shares()))

    def _channel_name(self, channel: int) -> str:
        """Return the meter of a channel of the yard."""
        station, feeds = divmod(channel, 2)
        if station < len(self.stations.names):
            return f"{self.stations.names[station]}/{'feed' if feeds else 'draw'}"
        group, drive = divmod(channel - 2 * len(self.stations.names), len(POWERTRAINS))
        return f"{list(self.members.fleets)[group]}/{POWERTRAINS[drive]}/fuel"

    def _hand_over(self) -> None:
        """Give the yard the jobs that were told since it was last caught up."""
        if not self._waiting:
            return
        told = [jobs for _, jobs in sorted(self._waiting, key=lambda item: item[0])]
        self._waiting.clear()
        names = told[0].columns
        joined = {n: np.concatenate([jobs.columns[n] for jobs in told]) for n in names}
        order = np.argsort(joined["ready_s"], kind="stable")
        ordered = {name: values[order] for name, values in joined.items()}
        self.told.add(ordered)
        self.yard.add(Jobs({n: ordered[n] for n in names if n not in MOVED}))

    def fleet_tally(self, fleet: str) -> dict[str, float]:
        """Return what the vehicles of a fleet did, by powertrain, and what became of its jobs."""
        done, group = self.yard.done, self.group(fleet)
        jobs, mine = done.jobs, self.told["group"] == group
        told: dict[str, float] = {}
        for drive in sorted(set(self.vehicles.drive[self.vehicles.group == group].tolist())):
            chosen = (self.vehicles.group == group) & (self.vehicles.drive == drive)
            by_these = (jobs.vehicle >= 0) & chosen[jobs.vehicle]
            state = jobs.state[by_these]
            ended = by_these & np.isin(jobs.state, FINISHED)
            sums = {
                "vehicles": chosen.sum(),
                "jobs_done": np.isin(state, FINISHED).sum(),
                "jobs_late": (state == JobState.LATE).sum(),
                **{name: self.told[name][ended].sum() for name in MOVED},
                "driven_km": done.vehicles.driven_km[chosen].sum(),
                "driven_mwh": done.vehicles.driven_mwh[chosen].sum(),
            }
            told |= {f"{POWERTRAINS[drive]}/{key}": float(value) for key, value in sums.items()}
        state = jobs.state[mine]
        told["jobs_refused"] = float((state == JobState.REFUSED).sum())
        told["jobs_expired"] = float((state == JobState.EXPIRED).sum())
        told["jobs_open"] = float((state < JobState.DONE).sum())
        told |= percentiles("late", jobs.late_s[mine & np.isin(jobs.state, FINISHED)], (95,))
        served = self.vehicles.group[done.services.vehicle] == group
        told |= _waiting(done.services, served)
        if self.freight is not None and fleet == self._teller:
            told |= tally_of(self.freight)
        return told

    def station_tally(self, station: str) -> dict[str, float]:
        """Return what a station gave, and how long vehicles waited for it."""
        services = self.yard.done.services
        here = services.station == self.stations.names.index(station)
        sums = {
            "filled_mwh": services.mwh[here].sum(),
            "fed_mwh": services.fed_mwh[here].sum(),
            "left_the_queue": services.reneged[here].sum(),
        }
        return _waiting(services, here) | {key: float(value) for key, value in sums.items()}


def _waiting(services: ServiceRecord, chosen: npt.NDArray[np.bool_]) -> dict[str, float]:
    """Return how many were served and how long they waited, those who left included."""
    waited = services.began_s[chosen] - services.asked_s[chosen]
    return {"services": float(chosen.sum())} | percentiles("wait", waited, WAIT_SHARES)
