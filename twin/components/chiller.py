"""Electric chiller: chilled water by a compressor; its condenser is cooled by air or by water."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from twin.components.base import ComponentSpec, Part, component
from twin.components.levels import level_temperature_c
from twin.context import Context
from twin.primitives import Converter, Port, Profile, Purpose
from twin.thermo import carnot_cooling_cop
from twin.units import PowerMW, Share
from twin.weather.moist import wet_bulb_c

Floats = npt.NDArray[np.float64]
CHILLED = "chilled_water_7"
CONDENSER_HEAT = "condenser_heat"
TO_AIR = f"{CONDENSER_HEAT}@~air"

# So that the performance at rating conditions (GB/T 18430.1: chilled water 7/12 °C; outdoor air
# 35 °C, or cooling water 30/35 °C) is that of machines on the market: 2.9-3.4 and 5.5-6.5.
FRACTION = {"air": 0.47, "water": 0.67}
EVAPORATOR_K = 2.0  # below the chilled water
AIR_CONDENSER_K = 12.0  # above the outdoor air
WATER_CONDENSER_K = 7.0  # above the water that comes from the tower: 5 K of warming and 2 K
COLDEST_CONDENSER_C = 25.0  # the compressor needs a head: colder weather helps no more


@component("chiller")
class Chiller(ComponentSpec):
    """A compression chiller for chilled water of 7 °C by a fraction of Carnot's efficiency.

    ``COP = carnot_fraction * T_evap / (T_cond - T_evap)``; evaporating at 5 °C; condensing 12 K
    above the outdoor air, or 7 K above the tower's water, which is ``tower_approach_k`` above the
    wet bulb; not below 25 °C. Air-cooled, its heat goes to the air (a row, rejected); water-cooled
    it is ``condenser_heat``, which a cooling tower must take.

    Attributes
    ----------
    capacity_mw : float
        Cold.
    condenser : str
        ``water`` or ``air``.
    carnot_fraction : float
        0.47 cooled by air, 0.67 by water if not given.
    tower_approach_k : float
        Water from the tower over the wet bulb (3-6 K).
    """

    capacity_mw: PowerMW
    condenser: Literal["water", "air"] = "water"
    carnot_fraction: Annotated[float, Field(gt=0.1, le=0.75)] | None = None
    tower_approach_k: Annotated[float, Field(ge=1, le=15)] = 4.0
    min_load: Share = 0.0
    om_cny_per_mwh: Annotated[float, Field(ge=0)] = 5.0

    def condensing_c(self, ctx: Context) -> Floats:
        """Return the condensing temperature over time [°C]; shape (n_steps,)."""
        if self.condenser == "air":
            free = ctx.weather.temp_air_c + AIR_CONDENSER_K
        else:
            free = wet_bulb_c(ctx.weather) + self.tower_approach_k + WATER_CONDENSER_K
        return np.maximum(free, COLDEST_CONDENSER_C)

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the chiller as a converter with cold as its activity."""
        fraction = self.carnot_fraction or FRACTION[self.condenser]
        hot = self.condensing_c(ctx)
        evaporating = level_temperature_c(CHILLED) - EVAPORATOR_K
        work = 1.0 / carnot_cooling_cop(hot, evaporating, fraction, most=np.inf)
        rejected = Profile(base=1.0 + work)
        tags = {"reservoir_c": f"{hot.min():.6g}"}
        if self.condenser == "water":
            warm = Port(CONDENSER_HEAT, rejected, Purpose.CONVERSION, tags=tags)
        else:
            warm = Port(TO_AIR, rejected, Purpose.REJECTED, tags=tags)
        yield Converter(
            name=name,
            inputs=(Port("electricity", Profile(base=work), Purpose.CONVERSION),),
            outputs=(Port(CHILLED, 1.0, Purpose.CONVERSION), warm),
            capacity=self.capacity_mw,
            min_load=self.min_load,
            cost=self.om_cny_per_mwh,
        )
