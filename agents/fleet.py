"""Fleet: vehicles that do one kind of job, and its own depot where they are filled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from agents.base import AgentSpec, ParkAgent, agent_kind
from agents.notices import Notice
from agents.shifts import Roster, shifts
from agents.vehicle_group import VehicleGroup
from agents.yard.books import fleet_facts
from agents.yard.station_row import StationData, check_charging, station_parts
from agents.yard.statistics import RoundTrips
from agents.yard.tables import StationKind
from twin.clock import Process
from twin.components.base import ComponentSpec
from twin.components.metered import Demand
from twin.facts import Fact
from twin.units import Hours, PowerMW, Quantity, Share
from twin.vehicles import FUEL_OF

__all__ = ["Fleet", "FleetSpec", "VehicleGroup"]

OUTSIDE = frozenset({"diesel", "lng"})  # filled outside the park, at no loss of time


class FleetSpec(AgentSpec):
    """Vehicles that serve one kind of job.

    Attributes
    ----------
    vehicles : tuple of VehicleGroup
        What the fleet consists of.
    service : str
        ``goods``, ``staff`` or ``public`` (refuse, patrol), as the transport indicators ask.
    jobs : str
        Where jobs come from: ``statistics`` (the figures below), ``park`` (what enterprises send
        and receive, and what ``serves`` names) or ``file``.
    jobs_per_day : float
        Mean number of round trips a working day.
    km, km_cv : float
        One-way distance and its coefficient of variation.
    payload_t : float
        Load out; the way back is empty.
    work_h : float
        Handling (or hours of work) per job.
    speed_km_h : float
        Mean speed under way.
    shift : str
        Shift calendar of the drivers.
    serves : tuple of str
        Kinds of demand it carries (``jobs: park``); all of its service if empty.
    jobs_file : str
        File of jobs beside the park file (``jobs: file``).
    job_vehicles : dict of str to str
        What that file calls vehicles of this fleet (a number plate), where it is not their name.
        A label with null is none: so a layer takes away one of the layer below.
    chargers, charger_mw, charger_efficiency : int, float, float
        Plugs of its own depot ``FLEET/depot``, power into the battery of each, and efficiency from
        the grid side.
    charging : str
        How the power of its own plugs is set: a file in ``configs/charging``.
    tariff : str
        Tariff that control by price goes by; the park's only one if not given.
    station : str
        Where vehicles are filled off duty, if not at its own depot.
    midday_station : str
        Where they are filled between jobs, if not there.
    opportunity_target, overnight_target : float
        Share of the store up to which a vehicle fills between jobs, and after its shift.
    patience_min : float or None
        After how long a vehicle leaves a queue if it can still do a job; never if not given.
    defers_charging : bool
        Vehicles done for the day begin to fill only when a call to reduce load is over; who
        fills already, or between jobs, goes on.
    """

    kind: Literal["fleet"] = "fleet"
    vehicles: Annotated[tuple[VehicleGroup, ...], Field(min_length=1)]
    service: Literal["goods", "staff", "public"] = "goods"
    jobs: Literal["statistics", "park", "file"] = "statistics"
    jobs_per_day: Annotated[float, Field(ge=0, le=20000)] = 0.0
    km: Quantity("km", ge=0, le=1000) = 0.0  # type: ignore[valid-type]
    km_cv: Share = 0.3
    payload_t: Quantity("t", ge=0, le=80) = 0.0  # type: ignore[valid-type]
    work_h: Hours = 0.5
    speed_km_h: Annotated[float, Field(gt=1, le=120)] = 35.0
    shift: str = "two_shift"
    serves: tuple[str, ...] = ()
    jobs_file: str = ""
    job_vehicles: dict[str, str] = Field(default_factory=dict)
    chargers: Annotated[int, Field(ge=0, le=500)] = 0
    charger_mw: PowerMW = 0.12
    charger_efficiency: Annotated[float, Field(gt=0, le=1)] = 0.95
    charging: str = "uncontrolled"
    tariff: str = ""
    station: str = ""
    midday_station: str = ""
    opportunity_target: Annotated[float, Field(gt=0, le=1)] = 0.8
    overnight_target: Annotated[float, Field(gt=0, le=1)] = 0.9
    patience_min: Annotated[float, Field(gt=0, le=1440)] | None = None
    defers_charging: bool = False

    @field_validator("shift")
    @classmethod
    def _shift_is_known(cls, value: str) -> str:
        if value not in shifts():
            raise ValueError(f"no shift calendar '{value}'; there are: {', '.join(shifts())}")
        return value

    @field_validator("job_vehicles", mode="before")
    @classmethod
    def _without_removed(cls, value: object) -> object:
        if not isinstance(value, Mapping):
            return value
        return {label: name for label, name in value.items() if name is not None}

    @model_validator(mode="after")
    def _is_whole(self) -> FleetSpec:
        if self.jobs == "statistics":
            given = {"jobs_per_day", "km"} - self.model_fields_set
            if given:
                raise ValueError(f"jobs from statistics need: {', '.join(sorted(given))}")
        if (self.jobs == "file") != bool(self.jobs_file):
            raise ValueError("jobs_file: give the file of jobs with jobs: file, and only so")
        if self.job_vehicles:
            self._names_its_own()
        if self.serves and self.jobs != "park":
            raise ValueError("serves: only a fleet with jobs: park has it")
        check_charging(self.charging)
        for group in self.vehicles:
            self._can_be_filled(group)
        return self

    def _names_its_own(self) -> None:
        """Refuse names without a file, and for vehicles that are not there."""
        if self.jobs != "file":
            raise ValueError("job_vehicles: only a fleet with jobs: file has it")
        there = {name for name, _ in self.vehicle_names()}
        if wrong := sorted({name for name in self.job_vehicles.values() if name not in there}):
            told = f"no vehicle {', '.join(wrong)}; there are: {', '.join(sorted(there)[:8])}"
            raise ValueError(f"job_vehicles: {told}")

    def _can_be_filled(self, group: VehicleGroup) -> None:
        """Refuse vehicles that nothing can fill."""
        places = self.places(group, "FLEET/depot")
        if group.count and group.powertrain in OUTSIDE and (group.station or group.midday_station):
            raise ValueError(f"station: {group.powertrain} vehicles are filled outside the park")
        if group.count and group.powertrain == "battery" and not places[0]:
            raise ValueError(
                "battery vehicles need chargers and a charger_mw above zero, or a station"
            )
        if group.count and group.powertrain == "fuel_cell" and not places[0]:
            raise ValueError("fuel-cell vehicles need a station of type hydrogen")

    def places(self, group: VehicleGroup, depot: str) -> tuple[str, str]:
        """Return where vehicles of a group are filled off duty and between jobs; "" is nowhere."""
        if group.powertrain in OUTSIDE:
            return "", ""
        own = depot if group.powertrain == "battery" and self.has_depot else ""
        night = group.station or self.station or own
        midday = group.midday_station or self.midday_station or night
        return night or midday, midday

    @property
    def has_depot(self) -> bool:
        """Whether it has plugs of its own."""
        return self.chargers > 0 and self.charger_mw > 0.0

    @property
    def depot(self) -> StationData:
        """Its own plugs as a row of the yard."""
        return StationData(
            kind=StationKind.PLUGS,
            servers=self.chargers,
            server_mw=self.charger_mw,
            efficiency=self.charger_efficiency,
            strategy=self.charging,
            tariff=self.tariff,
        )

    @property
    def trips(self) -> RoundTrips:
        """Its jobs, if they come from statistics."""
        day_s = sum(end - begin for begin, end in shifts()[self.shift].seconds)
        return RoundTrips(
            self.jobs_per_day, day_s, self.km, self.km_cv, self.payload_t, self.work_h,
            self.speed_km_h,
        )  # fmt: skip

    def vehicle_names(self) -> list[tuple[str, VehicleGroup]]:
        """Return the name of every vehicle with its group; those of a sort are numbered on."""
        named: list[tuple[str, VehicleGroup]] = []
        counts: dict[str, int] = {}
        for group in self.vehicles:
            sort = f"{group.vehicle_class}-{group.powertrain}"
            first = counts.get(sort, 0)
            named += [(f"{sort}-{first + i + 1:03d}", group) for i in range(group.count)]
            counts[sort] = first + group.count
        return named

    def event_key(self) -> Mapping[str, Any] | None:
        """Return jobs, vehicles, plugs and drivers' shifts, with the rows of the classes."""
        if self.has_depot and self.depot.looks:
            return None
        apart = {"label", "position", "source", "confidence", "service"}
        return {
            **self.model_dump(mode="json", exclude=apart),
            "rows": [dict(group.row) for group in self.vehicles],
            "depot": self.depot.to_json(),
            "roster": shifts()[self.shift].model_dump(mode="json"),
        }

    def files(self) -> tuple[str, ...]:
        """Return its file of jobs."""
        return (self.jobs_file,) if self.jobs_file else ()

    def tariffs(self) -> tuple[str, ...]:
        """Return the tariff that control of its own plugs goes by."""
        return self.depot.tariffs if self.has_depot else ()

    def components(self, name: str) -> Mapping[str, ComponentSpec]:
        """Return its own plugs, and one demand a fuel that is burned under way."""
        found: dict[str, ComponentSpec] = {}
        if self.has_depot:
            found |= station_parts(f"{name}/depot", self.depot)
        for powertrain in sorted({g.powertrain for g in self.vehicles if g.count} & OUTSIDE):
            found[f"{name}/{powertrain}"] = Demand(
                bus=FUEL_OF[powertrain],
                meters=(f"{name}/{powertrain}/fuel",),
                use="fuel",
                activity="transport",
            )
        return found


@agent_kind("fleet")
class Fleet(ParkAgent):
    """A fleet: tells the yard its jobs, and keeps the books of what its vehicles did."""

    Spec = FleetSpec

    def start(self) -> None:
        """Draw all jobs of the span: they follow from calendar and luck alone."""
        spec: FleetSpec = self.spec
        world, yard = self.park, self.park.yard
        self.roster = Roster(shifts()[spec.shift], world.timeline, world.calendar)
        if spec.jobs == "statistics":
            group, home = yard.group(self.name), yard.home(self.name)
            jobs = spec.trips.jobs(self.stream("jobs"), self.roster.spans, group, home)
            yard.add(self.name, jobs)
        elif spec.jobs == "file":
            yard.add(self.name, self.park.job_files[self.name])

    def on_notice(self, notice: Notice) -> None:
        """Let vehicles off duty wait for the end of a call, if the fleet does that."""
        if self.spec.defers_charging:
            self.process(self._hold(notice))

    def _hold(self, notice: Notice) -> Process:
        yield self.wait(max(notice.begins - self.now, 0))
        self.log("defers charging", notice.share, "", notice.reason)
        self.park.yard.hold(self.name, notice.ends)

    def tally(self) -> Mapping[str, float]:
        """Return what the vehicles did."""
        return self.park.yard.fleet_tally(self.name)

    def close(self, tally: Mapping[str, float]) -> None:
        """Keep what the vehicles did."""
        self._did = tally

    def facts(self) -> Iterable[Fact]:
        """Return vehicles, what became of jobs, waiting, and what was moved, by powertrain."""
        return fleet_facts(self.name, self.spec.service, self._did)
