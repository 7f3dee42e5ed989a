"""Textbook formulas and published figures for estimates; nothing here calls the model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from scenarios.park_file import LoadedPark
from twin.components.pv import Pv

HOURS = 8760.0
KELVIN = 273.15
GJ = 1.0 / 3.6  # MWh
FOSSIL_POWER = 0.8325  # tCO2/MWh, annex 4
GAS_CO2 = 57.2 * 3.6e-3  # tCO2/MWh, 57.2 t/TJ
GAS_BOILER = 0.90
HYDROGEN_KWH_KG = 33.33  # lower heating value
LEVEL_C = {"steam_1mpa": 184.0, "steam_05mpa": 159.0, "hot_water_60": 60.0, "low_temp_35": 35.0}
CLIMATES = Path(__file__).parents[2] / "configs" / "climates"


@lru_cache
def climate(station: str) -> Any:
    """Return the normals and reference yields of a station."""
    return yaml.safe_load((CLIMATES / f"{station}.yaml").read_text(encoding="utf-8"))


def reference(park: LoadedPark, name: str) -> float:
    """Return a published figure of the park's station."""
    return float(climate(park.spec.climate.station)["reference"][name])


def of_kind(park: LoadedPark, kind: str) -> dict[str, Any]:
    """Return the agents of a kind."""
    return {name: spec for name, (found, spec) in park.agents.items() if found == kind}


def planned(park: LoadedPark, field: str, key: str = "", only: Sequence[str] = ()) -> float:
    """Return intensity times planned output, summed over enterprises (of some archetypes)."""
    total = 0.0
    for spec in of_kind(park, "enterprise").values():
        if not only or spec.archetype in only:
            value = getattr(spec.plant, field)
            total += spec.output_per_year * float(value.get(key, 0.0) if key else value)
    return total


def waste_heat_mwh(park: LoadedPark, least_c: float, most_c: float) -> float:
    """Return the waste heat of enterprises between two temperatures [MWh]."""
    total = 0.0
    for spec in of_kind(park, "enterprise").values():
        found = spec.plant.waste_heat
        if found is not None and least_c <= found.temperature_c <= most_c:
            total += found.gj * GJ * spec.output_per_year
    return total


def free_roof_m2(park: LoadedPark) -> float:
    """Return usable roof less what lies on it at 175 Wp/m², roofs with 500 m² left."""
    covered: dict[str, float] = {}
    for spec in of_kind(park, "asset").values():
        if isinstance(spec.component, Pv):
            covered[spec.belongs_to] = spec.component.capacity_mw / 175e-6
    free = []
    for kind in ("enterprise", "building"):
        for name, spec in of_kind(park, kind).items():
            gross = spec.roof_m2 or (spec.floor_m2 / spec.storeys if kind == "building" else 0.0)
            free.append(gross * spec.usable_roof_share - covered.get(name, 0.0))
    return sum(m2 for m2 in free if m2 >= 500.0)


def wind_mwh_per_mw(park: LoadedPark, factor: float = 1.0) -> float:
    """Return the yield of a 3 MW turbine with a rotor of 131 m at 120 m.

    Weibull wind month by month, Hellman exponent 0.2; ``P = min(rated, ½ ρ A c_p v³)`` with
    ``c_p = 0.43`` at the machine, 3 to 25 m/s, 12 % losses.
    """
    data = climate(park.spec.climate.station)
    rho = 1.225 * math.exp(-float(data["altitude_m"]) / 8400.0)
    area, rated = math.pi * 131.0**2 / 4.0, 3.0
    months = zip(data["months"]["wind_mean_m_s"], data["months"]["wind_weibull_k"], strict=True)
    total = 0.0
    for mean, k in months:
        at_hub = mean * (120.0 / 10.0) ** 0.2 * factor
        scale = at_hub / math.gamma(1.0 + 1.0 / k)
        for n in range(250):
            v = 0.05 + n * 0.1
            chance = k / scale * (v / scale) ** (k - 1.0) * math.exp(-((v / scale) ** k)) * 0.1
            if v >= 3.0:
                power = min(rated, 0.5e-6 * rho * area * 0.43 * v**3)
                total += chance * power / rated / 12.0
    return total * HOURS * 0.88


def heating_cop(cold_c: float, hot_c: float, fraction: float) -> float:
    """Return a share of Carnot's with 5 K on both exchangers."""
    hot, cold = hot_c + 5.0 + KELVIN, cold_c - 5.0 + KELVIN
    return fraction * hot / (hot - cold)


def wet_bulbs_c(park: LoadedPark) -> list[float]:
    """Return the wet bulb of each month from mean air and humidity, after Stull (2011)."""
    months = climate(park.spec.climate.station)["months"]
    pairs = zip(months["temp_mean_c"], months["relative_humidity_pct"], strict=True)
    return [_stull(t, rh) for t, rh in pairs]


def _stull(t: float, rh: float) -> float:
    return (
        t * math.atan(0.151977 * math.sqrt(rh + 8.313659))
        + math.atan(t + rh)
        - math.atan(rh - 1.676331)
        + 0.00391838 * rh**1.5 * math.atan(0.023101 * rh)
        - 4.686035
    )


def gas_for(heat_mwh: float, efficiency: float = GAS_BOILER) -> float:
    """Return the gas a boiler burns for heat [MWh]."""
    return heat_mwh / efficiency
