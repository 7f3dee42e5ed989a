"""Fleet: vehicles that do the day's jobs from one depot with shared plugs."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from agents.base import AgentSpec, ParkAgent, agent_kind
from agents.notices import Notice
from agents.shifts import Roster, shifts
from agents.stations import Plugs
from agents.vehicle import RESERVE_SOC, Job, Orders, Vehicle
from twin.clock import Process
from twin.components.base import ComponentSpec
from twin.components.metered import Demand
from twin.facts import Fact
from twin.timeline import SECONDS_PER_DAY
from twin.units import Hours, PowerMW, Quantity, Share
from twin.vehicles import (
    COLD_C,
    FUEL_OF,
    Consumption,
    Powertrain,
    VehicleClass,
    trip_energy_mwh,
    vehicle_classes,
)

LONG_TRIP_SIGMAS = 3.0


class VehicleGroup(BaseModel):
    """Equal vehicles of a fleet.

    Attributes
    ----------
    vehicle_class : str
        Id in ``vehicles.yaml``.
    powertrain : str
        ``diesel``, ``lng`` or ``battery``.
    count : int
        Number of vehicles.
    battery_kwh : float or None
        Battery; the class's usual one if not given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    vehicle_class: str
    powertrain: Powertrain
    count: Annotated[int, Field(ge=0, le=2000)]
    battery_kwh: Quantity("kWh", gt=0) | None = None  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _is_known(self) -> VehicleGroup:
        if self.vehicle_class not in vehicle_classes():
            known = ", ".join(vehicle_classes())
            raise ValueError(f"no vehicle class '{self.vehicle_class}'; there are: {known}")
        vehicle_classes()[self.vehicle_class].of(self.powertrain)
        return self

    @property
    def details(self) -> VehicleClass:
        """The class's row."""
        return vehicle_classes()[self.vehicle_class]

    @property
    def consumption(self) -> Consumption:
        """Consumption with this powertrain."""
        return self.details.of(self.powertrain)

    @property
    def battery_mwh(self) -> float:
        """Battery [MWh], 0 for engines."""
        return (self.battery_kwh or self.consumption.battery_kwh) / 1000.0


class FleetSpec(AgentSpec):
    """Vehicles that serve one kind of job.

    Attributes
    ----------
    jobs_per_day : float
        Mean number of round trips a working day.
    km, km_cv : float
        One-way distance and its coefficient of variation.
    vehicles : tuple of VehicleGroup
        What the fleet consists of.
    payload_t : float
        Load out; the way back is empty.
    work_h : float
        Handling (or hours of work) per job.
    speed_km_h : float
        Mean speed under way.
    shift : str
        Shift calendar of the drivers.
    service : str
        ``goods``, ``staff`` or ``public`` (refuse, patrol), as the transport indicators ask.
    chargers, charger_mw, charger_efficiency : int, float, float
        Plugs of the depot, power into the battery of each, and efficiency from the grid side.
    opportunity_target, overnight_target : float
        State of charge up to which a vehicle charges between jobs, and after its shift.
    defers_charging : bool
        Vehicles done for the day plug in only when a call to reduce load is over; who charges
        already, or between jobs, goes on.
    """

    kind: Literal["fleet"] = "fleet"
    vehicles: Annotated[tuple[VehicleGroup, ...], Field(min_length=1)]
    service: Literal["goods", "staff", "public"] = "goods"
    jobs_per_day: Annotated[float, Field(ge=0, le=20000)]
    km: Quantity("km", ge=0, le=1000)  # type: ignore[valid-type]
    km_cv: Share = 0.3
    payload_t: Quantity("t", ge=0, le=80) = 0.0  # type: ignore[valid-type]
    work_h: Hours = 0.5
    speed_km_h: Annotated[float, Field(gt=1, le=120)] = 35.0
    shift: str = "two_shift"
    chargers: Annotated[int, Field(ge=0, le=500)] = 0
    charger_mw: PowerMW = 0.12
    charger_efficiency: Annotated[float, Field(gt=0, le=1)] = 0.95
    opportunity_target: Annotated[float, Field(gt=0, le=1)] = 0.8
    overnight_target: Annotated[float, Field(gt=0, le=1)] = 0.9
    defers_charging: bool = False

    @field_validator("shift")
    @classmethod
    def _shift_is_known(cls, value: str) -> str:
        if value not in shifts():
            raise ValueError(f"no shift calendar '{value}'; there are: {', '.join(shifts())}")
        return value

    @model_validator(mode="after")
    def _can_do_its_jobs(self) -> FleetSpec:
        electric = [g for g in self.vehicles if g.powertrain == "battery" and g.count]
        if electric and (self.chargers == 0 or self.charger_mw == 0.0):
            raise ValueError("battery vehicles need chargers and a charger_mw above zero")
        for group in electric:
            far = self.km * (1.0 + LONG_TRIP_SIGMAS * self.km_cv)
            need = trip_energy_mwh(group.consumption, far, far, self.payload_t, self.work_h) * 1.35
            if need > (self.opportunity_target - RESERVE_SOC) * group.battery_mwh:
                raise ValueError(
                    f"a long trip of {far:.0f} km needs {need * 1000:.0f} kWh, more than the "
                    f"usable battery of {group.vehicle_class}"
                )
        return self

    def vehicle_names(self) -> list[tuple[str, VehicleGroup]]:
        """Return the name of every vehicle with its group."""
        return [
            (f"{group.vehicle_class}-{group.powertrain}-{i + 1:03d}", group)
            for group in self.vehicles
            for i in range(group.count)
        ]

    def event_key(self) -> Mapping[str, Any]:
        """Return jobs, vehicles, plugs and drivers' shifts, with the rows of the classes."""
        apart = {"label", "position", "source", "confidence", "service", "charger_efficiency"}
        return {
            **self.model_dump(mode="json", exclude=apart),
            "classes": [group.details.model_dump(mode="json") for group in self.vehicles],
            "roster": shifts()[self.shift].model_dump(mode="json"),
        }

    def components(self, name: str) -> Mapping[str, ComponentSpec]:
        """Return one demand a carrier: charging behind the plugs, fuels burned under way."""
        found: dict[str, ComponentSpec] = {}
        for powertrain in sorted({group.powertrain for group in self.vehicles}):
            electric = powertrain == "battery"
            what = "charge" if electric else "fuel"
            names = [v for v, group in self.vehicle_names() if group.powertrain == powertrain]
            if not names:
                continue
            found[f"{name}/{powertrain}"] = Demand(
                bus=FUEL_OF[powertrain],
                meters=tuple(f"{name}/{vehicle}/{what}" for vehicle in names),
                efficiency=self.charger_efficiency if electric else 1.0,
                use="use" if electric else "fuel",
                activity="transport",
            )
        return found


@agent_kind("fleet")
class Fleet(ParkAgent):
    """A fleet and its depot: hands out the day's jobs and owns the plugs."""

    Spec = FleetSpec

    def start(self) -> None:
        """Make the vehicles and start the dispatcher."""
        spec: FleetSpec = self.spec
        self.vehicles = [Vehicle(self, name, group) for name, group in spec.vehicle_names()]
        self.plugs = Plugs(self.park.clock, spec.chargers, self.kind)
        world = self.park
        self.roster = Roster(shifts()[spec.shift], world.timeline, world.calendar)
        self._left: list[Job] = []
        self._notices: list[Notice] = []
        self._daily_c = self._mean_temperatures()
        for vehicle in self.vehicles:
            self.process(vehicle.live())
        self.process(self._dispatch())

    def temperature_c(self) -> float:
        """Return today's mean outdoor temperature; comfortable where a park has no weather."""
        day = min(self.now // SECONDS_PER_DAY, len(self._daily_c) - 1)
        return self._daily_c[day]

    def on_notice(self, notice: Notice) -> None:
        """Remember a call, if charging waits for its end."""
        if self.spec.defers_charging:
            self._notices.append(notice)

    def hold_off(self) -> Process:
        """Wait until no call is under way."""
        while under_way := [n.ends for n in self._notices if n.begins <= self.now < n.ends]:
            self.log("defers charging", float(len(under_way)))
            yield self.wait(max(under_way) - self.now)

    def carry_over(self, jobs: Iterable[Job]) -> None:
        """Take back jobs that did not fit into the shift; they come first next time."""
        self._left.extend(jobs)

    def _dispatch(self) -> Process:
        for begin, end in self.roster.spans:
            if begin > self.now:
                yield self.wait(begin - self.now)
            jobs, self._left = [*self._left, *self._new_jobs(end - begin)], []
            self._hand_out(jobs, [v for v in self.vehicles if v.at_home], end)

    def _new_jobs(self, span_s: int) -> list[Job]:
        """Draw the jobs of one shift: how many, and how far each."""
        spec: FleetSpec = self.spec
        luck = self.stream("jobs")
        count = int(luck.poisson(spec.jobs_per_day * span_s / self._day_s))
        spread = luck.standard_normal(count).clip(-LONG_TRIP_SIGMAS, LONG_TRIP_SIGMAS)
        km = np.maximum(spec.km * (1.0 + spec.km_cv * spread), 0.1 * spec.km)
        return [Job(d, spec.payload_t, spec.work_h) for d in km.tolist()]

    @cached_property
    def _day_s(self) -> int:
        """Working seconds of a day of the shift calendar."""
        return sum(end - begin for begin, end in shifts()[self.spec.shift].seconds)

    def _hand_out(self, jobs: list[Job], free: list[Vehicle], end: int) -> None:
        """Give each job to the vehicle that will be free first; ties by name."""
        if not free:
            self._left.extend(jobs)
            return
        queue = [(0.0, vehicle.name) for vehicle in free]
        heapq.heapify(queue)
        by_name = {vehicle.name: vehicle for vehicle in free}
        given: dict[str, list[Job]] = {name: [] for name in by_name}
        for job in jobs:
            load, name = queue[0]
            given[name].append(job)
            heapq.heapreplace(queue, (load + by_name[name].duration_h(job), name))
        for name in sorted(given):
            if given[name] or by_name[name].wants_power:
                by_name[name].send(Orders(tuple(given[name]), end))

    def _mean_temperatures(self) -> list[float]:
        climate, timeline = self.park.climate, self.park.timeline
        if climate is None:
            return [COLD_C] * timeline.days
        return climate.temp_air_c.reshape(timeline.days, -1).mean(axis=1).tolist()

    def tally(self) -> Mapping[str, float]:
        """Return what the vehicles did, by powertrain."""
        told: dict[str, float] = {}
        for powertrain in self._powertrains():
            mine = [v for v in self.vehicles if v.powertrain == powertrain]
            told[f"{powertrain}/vehicles"] = float(len(mine))
            told[f"{powertrain}/jobs_done"] = float(sum(v.done for v in mine))
            told[f"{powertrain}/jobs_carried_over"] = float(sum(v.carried_over for v in mine))
            told[f"{powertrain}/moved_t"] = float(sum(v.moved_t for v in mine))
            told[f"{powertrain}/moved_tkm"] = float(sum(v.moved_tkm for v in mine))
        return told

    def close(self, tally: Mapping[str, float]) -> None:
        """Keep what the vehicles did."""
        self._did = tally

    def _powertrains(self) -> list[Powertrain]:
        return sorted({group.powertrain for group in self.spec.vehicles})

    def facts(self) -> Iterable[Fact]:
        """Return vehicles, and what was moved, by powertrain."""
        for powertrain in self._powertrains():
            note = f"{self.spec.service}/{powertrain}"
            for key in ("vehicles", "jobs_done", "jobs_carried_over"):
                yield Fact(self.name, key, self._did[f"{powertrain}/{key}"], "", None, note)
            if self.spec.service == "goods":
                for key in ("moved_t", "moved_tkm"):
                    moved, unit = self._did[f"{powertrain}/{key}"], key.removeprefix("moved_")
                    yield Fact(self.name, key, moved, unit, None, powertrain)
