"""Heat pumps: lift heat of air, ground, water or a colder level to a heat level by electricity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from twin.components.base import ComponentSpec, Part, component
from twin.components.levels import HeatLevel, level_temperature_c
from twin.context import Context
from twin.primitives import Converter, Port, Profile, Purpose
from twin.series import NumberOrSeries, SeriesRef
from twin.thermo import carnot_cop
from twin.units import PowerMW, Share, TemperatureC
from twin.weather.ground import Surface, ground_temperature_c, surface_of

Floats = npt.NDArray[np.float64]
HOTTEST_C = 160.0
AMBIENT = ("air", "ground", "water")
COLDEST_WATER_C, WARMEST_WATER_C = 0.0, 90.0


@component("heat_pump")
class HeatPump(ComponentSpec):
    """A compression heat pump by a fraction of Carnot's efficiency.

    ``COP = carnot_fraction * T_hot / (T_hot - T_cold)`` with the refrigerant ``approach_k``
    beyond the water or air on both sides; 0.45 for small machines and above 100 °C, 0.55 for
    large ones. Ground: Kusuda & Achenbach's year at a depth (twin/weather/ground.py).

    Attributes
    ----------
    source : str
        ``air``, ``ground``, ``water`` (of ``water_c``), or the heat level it draws from (a
        low-temperature loop fed by waste heat).
    level : str
        Heat level it feeds; at most 160 °C.
    approach_k : float
        Temperature difference on each heat exchanger.
    water_c : float or series
        Temperature of the source ``water`` (river, sewage, mine), 0 to 90 °C.
    ground_depth_m : float
        Depth of the source ``ground``: 1.5-3 m for flat collectors, from 10 m on the year's mean.
    ground_mean_c, ground_swing_k : float
        Year's mean at the surface and half its swing; from the weather if not given.
    """

    capacity_mw: PowerMW
    source: Literal["air", "ground", "water"] | HeatLevel = "air"
    level: HeatLevel = "hot_water_60"
    carnot_fraction: Annotated[float, Field(gt=0.1, le=0.75)] = 0.5
    approach_k: Annotated[float, Field(ge=0, le=20)] = 5.0
    min_load: Share = 0.0
    om_cny_per_mwh: Annotated[float, Field(ge=0)] = 8.0
    water_c: NumberOrSeries("degC") | None = None  # type: ignore[valid-type]
    ground_depth_m: Annotated[float, Field(ge=0.5, le=200)] = 3.0
    ground_mean_c: TemperatureC | None = None
    ground_swing_k: Annotated[float, Field(ge=0, le=40)] | None = None

    @model_validator(mode="after")
    def _lifts(self) -> Self:
        hot = level_temperature_c(self.level)
        if hot > HOTTEST_C:
            raise ValueError(f"{self.level} ({hot:g} °C) is beyond heat pumps (160 °C)")
        if self.source not in AMBIENT and level_temperature_c(self.source) >= hot:
            raise ValueError(f"source {self.source} is not colder than {self.level}")
        return self

    @model_validator(mode="after")
    def _source_is_told(self) -> Self:
        if (self.source == "water") != (self.water_c is not None):
            raise ValueError("water_c is the temperature of source 'water': give both or neither")
        ground = (self.ground_mean_c is not None, self.ground_swing_k is not None)
        if any(ground) and (self.source != "ground" or not all(ground)):
            raise ValueError(
                "ground_mean_c and ground_swing_k go together, with source 'ground' only"
            )
        return self

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the heat pump as a converter with heat as its activity."""
        hot = level_temperature_c(self.level) + self.approach_k
        if self.source in AMBIENT:
            inputs = self._from_ambient(hot, ctx)
        else:
            inputs = _from_level(self.source, hot, self.approach_k, self.carnot_fraction)
        yield Converter(
            name=name,
            inputs=inputs,
            outputs=(Port(self.level, 1.0, Purpose.CONVERSION),),
            capacity=self.capacity_mw,
            min_load=self.min_load,
            cost=self.om_cny_per_mwh,
        )

    def _from_ambient(self, hot_c: float, ctx: Context) -> tuple[Port, ...]:
        if self.source == "air":
            source_c, tags = ctx.weather.temp_air_c, {}
        else:
            source_c = self._ground_c(ctx) if self.source == "ground" else self._water_c(ctx)
            tags = {"reservoir_c": f"{source_c.max():.6g}"}
        cop = carnot_cop(hot_c, source_c - self.approach_k, self.carnot_fraction)
        return (Port("electricity", Profile(base=1.0 / cop), Purpose.CONVERSION, tags=tags),)

    def _ground_c(self, ctx: Context) -> Floats:
        if self.ground_mean_c is not None and self.ground_swing_k is not None:
            surface = Surface(self.ground_mean_c, self.ground_swing_k)
        else:
            surface = surface_of(ctx.weather)
        return ground_temperature_c(ctx.weather, self.ground_depth_m, surface)

    def _water_c(self, ctx: Context) -> Floats:
        if isinstance(self.water_c, SeriesRef):
            water = ctx.read_series(self.water_c, "degC")
        else:
            water = np.full(ctx.timeline.n_steps, self.water_c)
        for extreme in (float(water.min()), float(water.max())):
            if not COLDEST_WATER_C <= extreme <= WARMEST_WATER_C:
                raise ValueError(f"water_c: {extreme:g} °C; expected 0 to 90 °C")
        return water


@component("industrial_heat_pump")
class IndustrialHeatPump(ComponentSpec):
    """A high-temperature machine on a source of heat of its own, for 80 to 160 °C.

    Same formula as ``heat_pump``. Machines on the market deliver up to 160 °C and lift by 40 to
    95 K (Arpagaus et al. 2018, Energy 152, doi 10.1016/j.energy.2018.03.166); their fraction of
    Carnot is 0.45 to 0.55.

    Attributes
    ----------
    source, level : str
        Heat level it draws from and the one it feeds (80 to 160 °C).
    max_lift_k : float
        Largest difference between the two levels that the machine can make.
    approach_k : float
        Temperature difference on each heat exchanger (5 K for an evaporator).
    """

    capacity_mw: PowerMW
    source: HeatLevel
    level: HeatLevel
    carnot_fraction: Annotated[float, Field(ge=0.45, le=0.55)] = 0.5
    approach_k: Annotated[float, Field(ge=0, le=20)] = 5.0
    max_lift_k: Annotated[float, Field(gt=0, le=130)] = 95.0
    min_load: Share = 0.0
    om_cny_per_mwh: Annotated[float, Field(ge=0)] = 12.0

    @model_validator(mode="after")
    def _within_the_machine(self) -> Self:
        hot, cold = level_temperature_c(self.level), level_temperature_c(self.source)
        if not 80.0 <= hot <= HOTTEST_C:
            raise ValueError(f"{self.level} ({hot:g} °C): the machine delivers 80 to 160 °C")
        if cold >= hot:
            raise ValueError(f"source {self.source} is not colder than {self.level}")
        if hot - cold > self.max_lift_k:
            raise ValueError(
                f"from {self.source} to {self.level} is a lift of {hot - cold:g} K; the machine "
                f"lifts at most {self.max_lift_k:g} K"
            )
        return self

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return the machine as a converter with heat as its activity."""
        hot = level_temperature_c(self.level) + self.approach_k
        yield Converter(
            name=name,
            inputs=_from_level(self.source, hot, self.approach_k, self.carnot_fraction),
            outputs=(Port(self.level, 1.0, Purpose.CONVERSION),),
            capacity=self.capacity_mw,
            min_load=self.min_load,
            cost=self.om_cny_per_mwh,
        )


def _from_level(source: str, hot_c: float, approach_k: float, fraction: float) -> tuple[Port, ...]:
    """Return electricity and heat of the source per heat delivered; the two make one."""
    cold_c = level_temperature_c(source) - approach_k
    cop = float(np.asarray(carnot_cop(hot_c, cold_c, fraction)))
    return (
        Port("electricity", 1.0 / cop, Purpose.CONVERSION),
        Port(source, 1.0 - 1.0 / cop, Purpose.CONVERSION),
    )
