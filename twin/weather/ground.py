"""Temperature of undisturbed ground: the year's mean, and its swing damped and delayed by depth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from twin.errors import InputError
from twin.weather.weather import Weather

Floats = npt.NDArray[np.float64]

YEAR_D = 365.0
DIFFUSIVITY_M2_D = 0.05  # moist loam; 0.03 dry to 0.09 rock (Kusuda & Achenbach 1965)


class Surface(NamedTuple):
    """The year at the surface.

    Attributes
    ----------
    mean_c, swing_k : float
        Mean of the year; half of the difference between its warmest and coldest day.
    coldest_day : float
        Day of the year.
    """

    mean_c: float
    swing_k: float
    coldest_day: float = 20.0


def surface_of(weather: Weather) -> Surface:
    """Return the first harmonic of the air's temperature over the first 365 days.

    Raises
    ------
    InputError
        If the weather does not span a year.
    """
    days = weather.timeline.days
    if days < YEAR_D:
        raise InputError(
            f"the ground's year cannot be read from {days} days of weather (365 expected): "
            "give ground_mean_c and ground_swing_k"
        )
    daily = weather.temp_air_c.reshape(days, -1).mean(axis=1)[: int(YEAR_D)]
    angle = 2.0 * np.pi * _day_of_year(weather)[: int(YEAR_D)] / YEAR_D
    cosine, sine = (2.0 * float(np.mean(daily * f(angle))) for f in (np.cos, np.sin))
    coldest = (np.arctan2(-sine, -cosine) * YEAR_D / (2.0 * np.pi)) % YEAR_D
    return Surface(float(daily.mean()), float(np.hypot(cosine, sine)), float(coldest))


def ground_temperature_c(weather: Weather, depth_m: float, surface: Surface) -> Floats:
    """Return the ground's temperature at a depth [°C]; shape (n_steps,).

    Kusuda & Achenbach (1965), ASHRAE Transactions 71(1): with ``w = depth · sqrt(π / (365 a))``
    the swing is damped by ``exp(-w)`` and delayed by ``w · 365 / 2π`` days.
    """
    way = depth_m * np.sqrt(np.pi / (YEAR_D * DIFFUSIVITY_M2_D))
    angle = 2.0 * np.pi * (_day_of_year(weather) - surface.coldest_day) / YEAR_D - way
    daily = surface.mean_c - surface.swing_k * np.exp(-way) * np.cos(angle)
    return np.repeat(daily, weather.timeline.steps_per_day)


def _day_of_year(weather: Weather) -> Floats:
    days = [date.timetuple().tm_yday for date in weather.timeline.dates]
    return np.array(days, dtype=np.float64)
