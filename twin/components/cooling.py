"""What a condenser is cooled with: air or a tower, and the water that a tower needs."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from twin.context import Context

Floats = npt.NDArray[np.float64]
Cooling = Literal["air", "tower"]

# Evaporation of a tower per heat rejected, at 20 °C: 0.36 m3/GJ (GB/T 50102, K-m).
EVAPORATION_M3_PER_MWH = 0.36 * 3.6


def wet_bulb_c(temp_air_c: Floats, humidity_pct: Floats) -> Floats:
    """Return the wet-bulb temperature [°C] from air temperature and relative humidity.

    Stull 2011, doi 10.1175/JAMC-D-11-0143.1: fitted for 5 to 99 % and -20 to 50 °C at sea level,
    within 1 K; thinner air is cooler by less than that.
    """
    rh = np.clip(humidity_pct, 5.0, 99.0)
    return np.asarray(
        temp_air_c * np.arctan(0.151977 * np.sqrt(rh + 8.313659))
        + np.arctan(temp_air_c + rh)
        - np.arctan(rh - 1.676331)
        + 0.00391838 * rh**1.5 * np.arctan(0.023101 * rh)
        - 4.686035
    )


def cooling_c(cooling: Cooling, approach_k: float, ctx: Context) -> Floats:
    """Return the temperature at which heat is given off [°C]: air or wet bulb, and the approach."""
    weather = ctx.weather
    if cooling == "air":
        return np.asarray(weather.temp_air_c + approach_k)
    return wet_bulb_c(weather.temp_air_c, weather.relative_humidity_pct) + approach_k


def makeup_m3_per_mwh(concentration: float) -> float:
    """Return a tower's make-up per heat rejected: evaporation and blowdown, ``E N / (N - 1)``."""
    return EVAPORATION_M3_PER_MWH * concentration / (concentration - 1.0)
