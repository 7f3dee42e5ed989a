"""Heat pump: lifts ambient heat, or a colder level, to a heat level with electricity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from twin.components.base import ComponentSpec, Part, component
from twin.components.levels import HeatLevel, level_temperature_c
from twin.context import Context
from twin.primitives import Converter, Port, Profile, Purpose
from twin.thermo import carnot_cop
from twin.units import PowerMW, Share


@component("heat_pump")
class HeatPump(ComponentSpec):
    """A compression heat pump by a fraction of Carnot's efficiency.

    ``COP = carnot_fraction * T_hot / (T_hot - T_cold)`` with the refrigerant ``approach_k``
    beyond the water or air on both sides; 0.45 for small machines and above 100 °C, 0.55 for
    large ones.

    Attributes
    ----------
    source : str
        ``air`` or the heat level it draws from (a low-temperature loop fed by waste heat).
    level : str
        Heat level it feeds; at most 160 °C.
    approach_k : float
        Temperature difference on each heat exchanger.
    """

    capacity_mw: PowerMW
    source: Literal["air"] | HeatLevel = "air"
    level: HeatLevel = "hot_water_60"
    carnot_fraction: Annotated[float, Field(gt=0.1, le=0.75)] = 0.5
    approach_k: Annotated[float, Field(ge=0, le=20)] = 5.0
    min_load: Share = 0.0
    om_cny_per_mwh: Annotated[float, Field(ge=0)] = 8.0

    @model_validator(mode="after")
    def _lifts(self) -> Self:
        hot = level_temperature_c(self.level)
        if hot > 160.0:
            raise ValueError(f"{self.level} ({hot:g} °C) is beyond heat pumps (160 °C)")
        if self.source != "air" and level_temperature_c(self.source) >= hot:
            raise ValueError(f"source {self.source} is not colder than {self.level}")
        return self

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the heat pump as a converter with heat as its activity."""
        hot = level_temperature_c(self.level) + self.approach_k
        if self.source == "air":
            cold = ctx.weather.temp_air_c - self.approach_k
            cop = carnot_cop(hot, cold, self.carnot_fraction)
            inputs = [Port("electricity", Profile(base=1.0 / cop), Purpose.CONVERSION)]
        else:
            cold_c = level_temperature_c(self.source) - self.approach_k
            one = float(np.asarray(carnot_cop(hot, cold_c, self.carnot_fraction)))
            inputs = [
                Port("electricity", 1.0 / one, Purpose.CONVERSION),
                Port(self.source, 1.0 - 1.0 / one, Purpose.CONVERSION),
            ]
        yield Converter(
            name=name,
            inputs=tuple(inputs),
            outputs=(Port(self.level, 1.0, Purpose.CONVERSION),),
            capacity=self.capacity_mw,
            min_load=self.min_load,
            cost=self.om_cny_per_mwh,
        )
