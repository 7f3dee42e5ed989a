"""Moist air: the temperature of a wet bulb, which is as cold as evaporating water can get."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twin.weather.air import saturation_pressure_hpa
from twin.weather.weather import Weather

Floats = npt.NDArray[np.float64]


def wet_bulb_c(weather: Weather) -> Floats:
    """Return the wet-bulb temperature [°C]; shape (n_steps,). Same weather, same array."""
    key = ("wet bulb",)
    if key not in weather.memo:
        weather.memo[key] = _wet_bulb(
            weather.temp_air_c, weather.relative_humidity_pct, weather.pressure_pa / 100.0
        )
    return weather.memo[key]


def _wet_bulb(air_c: Floats, humidity_pct: Floats, pressure_hpa: Floats) -> Floats:
    """Solve the psychrometer's equation by halving the interval below the air's temperature.

    ``e = e_s(T_w) - 6.53e-4·(1 + 9.44e-4·T_w)·p·(T - T_w)`` over water (WMO-No. 8, annex 4.B); the
    thin air of high places is in it by its pressure.
    """
    vapour_hpa = saturation_pressure_hpa(air_c) * humidity_pct / 100.0
    low, high = air_c - 40.0, air_c.copy()
    for _ in range(40):
        middle = 0.5 * (low + high)
        drying = 6.53e-4 * (1.0 + 9.44e-4 * middle) * pressure_hpa * (air_c - middle)
        too_wet = saturation_pressure_hpa(middle) - drying > vapour_hpa
        high, low = np.where(too_wet, middle, high), np.where(too_wet, low, middle)
    return np.asarray(0.5 * (low + high))
