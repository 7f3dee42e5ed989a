"""Cooling tower: gives condenser heat to the air, at the cost of water and of fans and pumps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from twin.components.base import ComponentSpec, Part, component
from twin.components.chiller import CONDENSER_HEAT, TO_AIR
from twin.context import Context
from twin.primitives import Converter, Port, Profile, Purpose
from twin.units import PowerMW, Quantity

Floats = npt.NDArray[np.float64]

# GB/T 50050, GB/T 50102: evaporated share of the circulating flow per kelvin of cooling, by dry
# bulb; held beyond both ends.
_DRY_BULB_C = (-10.0, 0.0, 10.0, 20.0, 30.0)
_EVAPORATED_PER_K = (0.0010, 0.0012, 0.0014, 0.0015, 0.0016)
WATER_KJ_PER_M3K = 4187.0  # density times heat capacity
M3K_PER_MWH = 3.6e6 / WATER_KJ_PER_M3K  # cubic metres of water cooled by 1 K per MWh
EVAPORATION_MWH_PER_M3 = 2430.0 * 1000.0 / 3.6e6  # heat of evaporation at 30 °C
SEA_LEVEL_KG_M3 = 1.204  # dry air at 20 °C and 101,325 Pa
KWH = 1e-3


def evaporated_m3_per_mwh(air_c: Floats | float) -> Floats:
    """Return the water that evaporates per heat rejected, ``E = k(T)·ΔT·Q_c`` [m³/MWh]."""
    return np.asarray(np.interp(air_c, _DRY_BULB_C, _EVAPORATED_PER_K) * M3K_PER_MWH)


def fan_factor(evaporated: Floats, density_ratio: Floats) -> Floats:
    """Return the fans' power per heat over that at sea level.

    The vapour that a cubic metre of air takes up does not depend on pressure, its sensible heat
    does: so for the same heat the flow is ``v = 1/(λ + (1 - λ)·r)`` times as large, where λ is
    the evaporated share of the heat and r the density over that at sea level; pressure drop goes
    with ``r·v²`` and power with ``r·v³``.
    """
    latent = np.minimum(evaporated * EVAPORATION_MWH_PER_M3, 1.0)
    flow = 1.0 / (latent + (1.0 - latent) * density_ratio)
    return np.asarray(density_ratio * flow**3)


@component("cooling_tower")
class CoolingTower(ComponentSpec):
    """An open tower that rejects the heat of water-cooled and absorption chillers.

    Evaporation ``E = k(T)·ΔT·Q_c``, drift ``D = d·Q_c``, blowdown ``B = E/(N - 1) - D``, makeup
    ``M = E·N/(N - 1)`` (GB/T 50050, GB/T 50102). Makeup is drawn from fresh or process water,
    blowdown is wastewater, the circulating flow counts as recirculated water (GB/T 7119).

    Attributes
    ----------
    capacity_mw : float
        Heat rejected.
    makeup : str
        ``process_water`` (which reclaimed water may serve) or ``fresh_water``.
    concentration_cycles : float
        N: salts in the circuit over those of the makeup (3-6).
    drift_share : float
        Of the circulating flow (0.001-0.01 %).
    range_k : float
        Cooling of the circulating water.
    fan_mwh_per_mwh : float
        Electricity of fans per heat rejected, at sea level (0.0126 is the most that ASHRAE 90.1
        allows axial fans).
    pump_kwh_per_m3 : float
        Electricity of the pumps per circulating water.
    """

    capacity_mw: PowerMW
    makeup: Literal["process_water", "fresh_water"] = "process_water"
    concentration_cycles: Annotated[float, Field(ge=1.5, le=10)] = 4.0
    drift_share: Annotated[float, Field(ge=0, le=1e-4)] = 5e-5
    range_k: Quantity("K", ge=2, le=20) = 5.0  # type: ignore[valid-type]
    fan_mwh_per_mwh: Annotated[float, Field(ge=0, le=0.1)] = 0.0125
    pump_kwh_per_m3: Annotated[float, Field(ge=0, le=1)] = 0.08
    om_cny_per_mwh: Annotated[float, Field(ge=0)] = 0.5

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the tower as a converter with rejected heat as its activity."""
        circulating = M3K_PER_MWH / self.range_k
        evaporated = evaporated_m3_per_mwh(ctx.weather.temp_air_c)
        waste = evaporated / (self.concentration_cycles - 1.0)
        ratio = ctx.weather.air_density_kg_m3 / SEA_LEVEL_KG_M3
        electricity = (
            self.fan_mwh_per_mwh * fan_factor(evaporated, ratio)
            + self.pump_kwh_per_m3 * KWH * circulating
        )
        yield Converter(
            name=name,
            inputs=(
                Port(CONDENSER_HEAT, 1.0, Purpose.TRANSFER),  # a tower may stand unused
                Port("electricity", Profile(base=electricity), Purpose.CONVERSION),
                Port(self.makeup, Profile(base=evaporated + waste), Purpose.USE),
                Port("recirculated_water@~circuit", circulating, Purpose.WATER_RECIRCULATED),
            ),
            outputs=(
                Port(
                    "wastewater",
                    Profile(base=waste - self.drift_share * circulating),
                    Purpose.WASTEWATER,
                ),
                Port(TO_AIR, 1.0, Purpose.REJECTED),
            ),
            capacity=self.capacity_mw,
            cost=self.om_cny_per_mwh,
        )
