"""The heat levels of the park, the cascade from each to the next colder one, and its pipes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Annotated, Self

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from twin.commodities import catalogue, heat_levels
from twin.components.base import ComponentSpec, Part, component
from twin.context import Context
from twin.primitives import Converter, Port, Profile, Purpose, Sink
from twin.steam import (
    evaporation_kj_kg,
    steam_density_kg_m3,
    water_density_kg_m3,
    water_enthalpy_kj_kg,
)
from twin.units import PowerMW, Quantity

Floats = npt.NDArray[np.float64]
STEAM_FROM_C = 100.0
WATER_U, STEAM_U = 0.5, 1.0  # W/(m²·K) of pipe surface
WATER_M_S, STEAM_M_S = 1.5, 30.0  # economic speeds by which a diameter is chosen
PUMP_EFFICIENCY = 0.7
FEEDWATER_C = 104.0
W_PER_MW = 1e6


def _is_level(value: str) -> str:
    names = [level.id for level in heat_levels()]
    if value not in names:
        raise ValueError(f"'{value}' is not a heat level; there are: {', '.join(names)}")
    return value


HeatLevel = Annotated[str, AfterValidator(_is_level)]
Month = Annotated[int, Field(ge=1, le=12)]


def level_temperature_c(level: str) -> float:
    """Return the delivery temperature of a heat level or of chilled water [°C]."""
    return float(catalogue()[level].temperature_c or 0.0)


class Pipe(BaseModel):
    """The pipes of one level: what they lose, and what their pumps draw.

    ``Q = U · π · D · L · (T - T_air)``, for supply and return if it is water; all of it while the
    network is on. Pumps: ``V · p · 2L / 0.7`` at the design flow V, times ``flow_share``³.

    Attributes
    ----------
    level : str
    length_m : float
        Length of the route.
    design_mw : float
        Heat at the design flow, from which follow the diameter (1.5 m/s water, 30 m/s steam) and
        the pumps.
    diameter_m : float
        Outer diameter of the pipe; from the design flow if not given.
    u_w_m2k : float
        Transmittance of the insulated pipe over its surface; 0.5 for water (0.4-0.6 for
        preinsulated pipes), 1.0 for steam if not given.
    cooling_k : float
        Cooling of the water at its users (95/70, 60/40, 35/25 °C).
    gradient_pa_m : float
        Loss of pressure along water pipes (30-70 in mains), fittings included.
    flow_share : float
        Flow of the pumps over the design flow; 1 for a constant flow.
    months : tuple of int
        Months in which the network is on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    level: HeatLevel
    length_m: Quantity("m", ge=0, le=50_000)  # type: ignore[valid-type]
    design_mw: PowerMW = 0.0
    diameter_m: Quantity("m", gt=0, le=2) | None = None  # type: ignore[valid-type]
    u_w_m2k: Annotated[float, Field(gt=0, le=10)] | None = None
    cooling_k: Quantity("K", ge=2, le=60) = 20.0  # type: ignore[valid-type]
    gradient_pa_m: Annotated[float, Field(ge=0, le=500)] = 70.0
    flow_share: Annotated[float, Field(ge=0, le=1)] = 1.0
    months: tuple[Month, ...] = tuple(range(1, 13))

    @model_validator(mode="after")
    def _has_a_diameter(self) -> Self:
        if self.diameter_m is None and self.design_mw <= 0.0:
            raise ValueError("give diameter_m, or design_mw from which it follows")
        return self

    @property
    def is_steam(self) -> bool:
        """Whether the level is steam."""
        return self._supply_c >= STEAM_FROM_C

    @property
    def _supply_c(self) -> float:
        return level_temperature_c(self.level)

    @property
    def design_flow_m3_s(self) -> float:
        """Volume flow that carries the design heat: steam to condensate, or water cooling down."""
        hot = self._supply_c
        if self.is_steam:
            sensible = water_enthalpy_kj_kg(hot) - water_enthalpy_kj_kg(FEEDWATER_C)
            kg_s = float(self.design_mw) * 1e3 / (evaporation_kj_kg(hot) + sensible)
            return kg_s / steam_density_kg_m3(hot)
        cold = hot - float(self.cooling_k)
        kept = water_enthalpy_kj_kg(hot) - water_enthalpy_kj_kg(cold)
        return float(self.design_mw) * 1e3 / kept / water_density_kg_m3(hot)

    @property
    def diameter(self) -> float:
        """Diameter given, or that of the design flow at its economic speed [m]."""
        if self.diameter_m is not None:
            return float(self.diameter_m)
        speed = STEAM_M_S if self.is_steam else WATER_M_S
        return float(np.sqrt(4.0 * self.design_flow_m3_s / (np.pi * speed)))

    def loss_mw(self, air_c: Floats) -> Floats:
        """Return the heat lost while the pipes are warm [MW]."""
        u = self.u_w_m2k or (STEAM_U if self.is_steam else WATER_U)
        over = np.maximum(self._supply_c - air_c, 0.0)
        if not self.is_steam:
            over = over + np.maximum(self._supply_c - self.cooling_k - air_c, 0.0)
        return np.asarray(u * np.pi * self.diameter * self.length_m * over / W_PER_MW)

    @property
    def pump_mw(self) -> float:
        """Electricity of the pumps while the network is on [MW]; steam moves by itself."""
        if self.is_steam:
            return 0.0
        pressure_pa = self.gradient_pa_m * 2.0 * float(self.length_m)
        power_w = self.design_flow_m3_s * pressure_pa / PUMP_EFFICIENCY
        return power_w * float(self.flow_share**3) / W_PER_MW


@component("heat_network")
class HeatNetwork(ComponentSpec):
    """Lets every level serve the next colder one (throttling, desuperheating, mixing).

    Attributes
    ----------
    levels : tuple of str
        Levels joined, in any order; all of the catalogue if empty.
    pipes : tuple of Pipe
        Pipes with losses and pumps, at most one entry a level; none lose anything if empty.
    """

    levels: tuple[HeatLevel, ...] = ()
    pipes: tuple[Pipe, ...] = ()

    @model_validator(mode="after")
    def _one_pipe_a_level(self) -> Self:
        named = [pipe.level for pipe in self.pipes]
        for level in named:
            if named.count(level) > 1:
                raise ValueError(f"pipes: {level} stands {named.count(level)} times, expected once")
        return self

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return one downward transfer for each pair of neighbouring levels, and the pipes."""
        chosen = [lv.id for lv in heat_levels() if not self.levels or lv.id in self.levels]
        for hot, cold in pairwise(chosen):
            yield Converter(
                name=f"{name}/{hot}-{cold}",
                inputs=(Port(hot, 1.0, Purpose.TRANSFER),),
                outputs=(Port(cold, 1.0, Purpose.TRANSFER),),
            )
        for pipe in self.pipes:
            yield from _pipe(f"{name}/{pipe.level}", pipe, ctx)


def _pipe(name: str, pipe: Pipe, ctx: Context) -> Iterator[Sink]:
    """Yield loss and pumps of one level's pipes; nothing for pipes without length."""
    if pipe.length_m <= 0.0:
        return
    months = np.array([date.month in pipe.months for date in ctx.timeline.dates], dtype=float)
    on = np.repeat(months, ctx.timeline.steps_per_day)
    loss = Profile(base=on * pipe.loss_mw(ctx.weather.temp_air_c))
    yield Sink(f"{name}-pipe-loss", pipe.level, Purpose.LOSS, fixed=loss, target="loss")
    if pipe.pump_mw > 0.0:
        pumps = Profile(scale=pipe.pump_mw, base=on)
        yield Sink(f"{name}-pumps", "electricity", Purpose.USE, fixed=pumps)
