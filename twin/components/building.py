"""A building: one 5R1C zone with its electric load, hot water, heating and cooling."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, field_validator

from twin.components.base import ComponentSpec, Part, component
from twin.components.levels import HeatLevel
from twin.configs import read_entries
from twin.context import Context
from twin.primitives import Live, Profile, Purpose, Sink
from twin.thermo import carnot_cooling_cop, carnot_cop
from twin.timeline import Timeline
from twin.units import Quantity
from twin.weather.weather import Weather
from twin.zones import Zone

Floats = npt.NDArray[np.float64]

# ISO 13790:2008, table 12: heat capacity [J/(m2.K)] and effective mass area per floor area.
MASS = {
    "very_light": (80e3, 2.5),
    "light": (110e3, 2.5),
    "medium": (165e3, 2.5),
    "heavy": (260e3, 3.0),
    "very_heavy": (370e3, 3.5),
}
W_PER_PERSON = 75.0
WATER_HEATER_COP = 3.0


class BuildingType(BaseModel):
    """A row of ``configs/building_types.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    zh: str
    en: str
    u_wall: Annotated[float, Field(gt=0)]
    u_roof: Annotated[float, Field(gt=0)]
    u_window: Annotated[float, Field(gt=0)]
    shgc: Annotated[float, Field(ge=0, le=1)]
    window_ratio: Annotated[float, Field(ge=0, le=0.9)]
    storey_m: Annotated[float, Field(gt=2)]
    mass: Literal["very_light", "light", "medium", "heavy", "very_heavy"]
    infiltration_per_h: Annotated[float, Field(ge=0)]
    fresh_air_m3_per_h_person: Annotated[float, Field(ge=0)]
    people_per_m2: Annotated[float, Field(ge=0)]
    light_w_m2: Annotated[float, Field(ge=0)]
    equipment_w_m2: Annotated[float, Field(ge=0)]
    idle_share: Annotated[float, Field(ge=0, le=1)]
    hot_water_w_m2: Annotated[float, Field(ge=0)]
    heat_set_c: float
    cool_set_c: float
    heat_setback_c: float
    cool_setback_c: float
    workday: tuple[tuple[float, float], ...]
    day_off: tuple[tuple[float, float], ...]
    source: str
    confidence: str

    def steps_of(self, *, workday: bool) -> tuple[tuple[float, float], ...]:
        """Return the occupancy steps (from hour, share) of a kind of day."""
        return self.workday if workday else self.day_off


@lru_cache(maxsize=1)
def building_types() -> dict[str, BuildingType]:
    """Return all building types by id.

    Raises
    ------
    InputError
        If an entry is not valid.
    """
    return read_entries("building_types.yaml", BuildingType)


def standard_schedule(type_id: str, ctx: Context) -> Floats:
    """Return the type's usual occupancy over time; shape (n_steps,). Same type, same array."""
    kind, timeline = building_types()[type_id], ctx.timeline
    key = ("occupancy", type_id)
    if key not in ctx.weather.memo:
        hours = np.arange(timeline.steps_per_day) * timeline.step_hours
        days = {}
        for workday in (True, False):
            starts, shares = zip(*kind.steps_of(workday=workday), strict=True)
            place = np.searchsorted(starts, hours, side="right") - 1
            days[workday] = np.where(place >= 0, np.array(shares)[np.maximum(place, 0)], 0.0)
        year = [days[ctx.calendar.is_workday(date)] for date in timeline.dates]
        ctx.weather.memo[key] = np.concatenate(year)
    return ctx.weather.memo[key]


def machine(weather: Weather, fraction: float) -> tuple[Floats, Floats]:
    """Return electricity per heat supplied and per heat removed of an air-source machine.

    Condensing at 45 °C and evaporating 8 K below outdoors when heating; evaporating at 7 °C and
    condensing 12 K above outdoors when cooling; limits of 5 and 7 on the performance.
    """
    key, outdoor = ("machine", fraction), weather.temp_air_c
    if (*key, "heating") not in weather.memo:
        heating = carnot_cop(45.0, outdoor - 8.0, fraction, most=5.0)
        cooling = carnot_cooling_cop(outdoor + 12.0, 7.0, fraction, most=7.0)
        weather.memo[(*key, "heating")] = 1.0 / heating
        weather.memo[(*key, "cooling")] = 1.0 / cooling
    return weather.memo[(*key, "heating")], weather.memo[(*key, "cooling")]


@component("building")
class Building(ComponentSpec):
    """One building of a known type.

    Heating and cooling by an air-source machine (Carnot fraction 0.42) unless a heat level of
    the park is named; hot water by a heat pump of COP 3 or from the same level.

    Attributes
    ----------
    type_id : str
        Id in ``building_types.yaml``.
    floor_m2 : float
    storeys : int
    attendance_meter, relax_meter : str
        Meters of an agent: attendance against the type's usual hours, relaxed set points [K].
    heating : str
        ``electric``, ``none`` or a heat level of the park.
    cooling : str
        ``electric``, ``none``, or ``chilled_water_7`` from the park's chillers.
    built_on : date or None
        Nothing is used in it before; it always stood if not given.
    """

    type_id: str
    floor_m2: Quantity("m^2", gt=0)  # type: ignore[valid-type]
    storeys: Annotated[int, Field(ge=1, le=60)] = 4
    attendance_meter: str = ""
    relax_meter: str = ""
    heating: Literal["electric", "none"] | HeatLevel = "electric"
    cooling: Literal["electric", "none", "chilled_water_7"] = "electric"
    carnot_fraction: Annotated[float, Field(gt=0.1, le=0.7)] = 0.42
    built_on: dt.date | None = None

    @field_validator("type_id")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value not in building_types():
            raise ValueError(
                f"no building type '{value}'; there are: {', '.join(building_types())}"
            )
        return value

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the zone and the demands that follow from it."""
        kind = building_types()[self.type_id]
        zone = self._zone(name, kind, ctx)
        yield zone
        yield self._plug_load(name, kind, zone)
        yield from self._climate(name, zone)
        yield from self._hot_water(name, kind, zone)

    def _plug_load(self, name: str, kind: BuildingType, zone: Zone) -> Sink:
        full_mw = (kind.light_w_m2 + kind.equipment_w_m2) * self.floor_m2 / 1e6
        return Sink(
            name=f"{name}/lights-and-equipment",
            bus="electricity",
            purpose=Purpose.USE,
            fixed=Profile(scale=full_mw, base=zone.series.in_use),
            target=name,
        )

    def _climate(self, name: str, zone: Zone) -> Iterable[Sink]:
        if self.heating == "electric":
            yield _hvac(f"{name}/heating", "electricity", zone.series.heating_drive_mw, name)
        elif self.heating != "none":
            yield _hvac(f"{name}/heating", self.heating, zone.series.heating_mw, name)
        if self.cooling == "electric":
            yield _hvac(f"{name}/cooling", "electricity", zone.series.cooling_drive_mw, name)
        elif self.cooling != "none":
            yield _hvac(f"{name}/cooling", self.cooling, zone.series.cooling_mw, name)

    def _hot_water(self, name: str, kind: BuildingType, zone: Zone) -> Iterable[Sink]:
        full_mw = kind.hot_water_w_m2 * self.floor_m2 / 1e6
        if full_mw == 0.0:
            return
        on_level = self.heating not in {"electric", "none"}
        yield Sink(
            name=f"{name}/hot-water",
            bus=self.heating if on_level else "electricity",
            purpose=Purpose.USE,
            fixed=Profile(
                full_mw if on_level else full_mw / WATER_HEATER_COP, zone.series.occupancy
            ),
            target=name,
        )

    def _stands_from(self, timeline: Timeline) -> int:
        if self.built_on is None:
            return 0
        return max((self.built_on - timeline.start).days, 0) * timeline.steps_per_day

    def _zone(self, name: str, kind: BuildingType, ctx: Context) -> Zone:
        footprint = self.floor_m2 / self.storeys
        wall = 4.0 * footprint**0.5 * kind.storey_m * self.storeys
        capacity, ratio = MASS[kind.mass]
        people = kind.people_per_m2
        heating_per_unit, cooling_per_unit = machine(ctx.weather, self.carnot_fraction)
        return Zone(
            name=name,
            timeline=ctx.timeline,
            floor_m2=self.floor_m2,
            volume_m3=self.floor_m2 * kind.storey_m,
            wall_m2=wall * (1.0 - kind.window_ratio),
            roof_m2=footprint,
            window_m2=wall * kind.window_ratio,
            u_wall=kind.u_wall,
            u_roof=kind.u_roof,
            u_window=kind.u_window,
            shgc=kind.shgc,
            capacity_j_per_m2k=capacity,
            mass_ratio=ratio,
            infiltration_per_h=kind.infiltration_per_h,
            fresh_air_m3_per_h=kind.fresh_air_m3_per_h_person * people * self.floor_m2,
            gains_w_m2=kind.light_w_m2 + kind.equipment_w_m2,
            people_w_m2=people * W_PER_PERSON,
            idle_share=kind.idle_share,
            heat_set_c=kind.heat_set_c,
            cool_set_c=kind.cool_set_c,
            heat_setback_c=kind.heat_setback_c,
            cool_setback_c=kind.cool_setback_c,
            heat_max_w=0.0 if self.heating == "none" else 90.0 * self.floor_m2,
            cool_max_w=0.0 if self.cooling == "none" else 120.0 * self.floor_m2,
            schedule=standard_schedule(self.type_id, ctx),
            attendance_meter=self.attendance_meter,
            relax_meter=self.relax_meter,
            stands_from=self._stands_from(ctx.timeline),
            heating_per_unit=heating_per_unit,
            cooling_per_unit=cooling_per_unit,
        )


def _hvac(name: str, bus: str, power_mw: Live, owner: str) -> Sink:
    return Sink(
        name=name,
        bus=bus,
        purpose=Purpose.USE,
        fixed=Profile(base=power_mw),
        target=owner,
    )
