"""The population: a Mesa model that is given the clock, the meters and the world, and owns none.

Mesa's own clock is never used: agents act when their SimPy processes wake.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import mesa

from agents.base import AgentSpec, ParkAgent, agent_class
from agents.ground import Ground
from agents.notices import Notice
from agents.yard.assembly import job_files
from agents.yard.keeper import YardKeeper
from agents.yard.tables import Jobs
from agents.yard.vehicle_log import VehicleLog
from twin.calendars import Calendar
from twin.clock import Clock
from twin.event_log import EventLog
from twin.facts import Fact
from twin.meters import Meters
from twin.plant import Plant
from twin.streams import Streams
from twin.tariffs import Tariff
from twin.timeline import Timeline
from twin.weather.weather import Weather


@dataclass(frozen=True)
class World:
    """What agents can read: all they use of it is part of what identifies their behaviour.

    Attributes
    ----------
    timeline, calendar, streams, climate
    tariffs : mapping
        By name.
    ground : Ground
        Roads and extent of the park.
    folder : Path
        Where the files that the park names lie.
    jobs : Path or None
        The one file of jobs that may lie elsewhere.
    """

    timeline: Timeline
    calendar: Calendar
    streams: Streams
    climate: Weather | None
    tariffs: Mapping[str, Tariff] = field(default_factory=dict)
    ground: Ground = field(default_factory=Ground)
    folder: Path = Path()
    jobs: Path | None = None

    def tariff(self, name: str) -> Tariff:
        """Return a tariff; the park's only one if none is named."""
        return self.tariffs[name] if name else next(iter(self.tariffs.values()))


class Park(mesa.Model):
    """All agents of a park and what they share."""

    def __init__(
        self,
        world: World,
        clock: Clock,
        meters: Meters,
        door: Callable[[], Plant],
    ) -> None:
        super().__init__(rng=0)  # Mesa's own chance is never used
        self.world, self.clock, self.meters = world, clock, meters
        self.timeline, self.calendar = world.timeline, world.calendar
        self.streams, self.climate = world.streams, world.climate
        self.log = EventLog()
        self.doings = VehicleLog()
        self.listening = False
        self._door = door
        self._yard: YardKeeper | None = None
        self.by_name: dict[str, ParkAgent] = {}

    def populate(self, specs: Mapping[str, tuple[str, AgentSpec]]) -> None:
        """Create the agents from (kind, specification) by name."""
        for name, (kind, spec) in specs.items():
            self.by_name[name] = agent_class(kind)(self, name, spec)
        # Mesa before 3.4 keeps a counter a model for ever, and with it the whole park.
        getattr(mesa.Agent, "_ids", {}).pop(self, None)

    @property
    def specs(self) -> Mapping[str, AgentSpec]:
        """Specifications by name."""
        return {name: agent.spec for name, agent in self.by_name.items()}

    def start(self) -> None:
        """Start every agent."""
        self.agents.do("start")

    @property
    def yard(self) -> YardKeeper:
        """Vehicles and stations of all fleets, from the first time somebody asks for them."""
        if self._yard is None:
            self._yard = YardKeeper(self)
        return self._yard

    @cached_property
    def job_files(self) -> Mapping[str, Jobs]:
        """Jobs of the fleets that read them from a file, read once."""
        return job_files(self.world, self.specs)

    def catch_up(self) -> None:
        """Let what is reckoned late catch up with the clock."""
        if self._yard is not None:
            self._yard.catch_up(self.clock.now)

    def plant(self) -> Plant:
        """Hand out the doors of the plant; from now on the run is *listening*."""
        self.listening = True
        return self._door()

    def announce(self, notice: Notice) -> None:
        """Tell every agent of a notice."""
        self.agents.do("on_notice", notice)

    def tallies(self) -> dict[str, Mapping[str, float]]:
        """Return what agents have to tell of what happened, by name; the clock is at the end."""
        self.catch_up()
        found = {name: agent.tally() for name, agent in self.by_name.items()}
        return {name: tally for name, tally in found.items() if tally}

    def close(self, tallies: Mapping[str, Mapping[str, float]]) -> None:
        """Let every agent close its books; the clock stands at the end."""
        for name, agent in self.by_name.items():
            agent.close(tallies.get(name, {}))

    def facts(self) -> tuple[Fact, ...]:
        """Return the facts of all agents."""
        return tuple(fact for agent in self.agents for fact in agent.facts())
