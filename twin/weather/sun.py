"""Where the sun stands over a place at the middle of every interval of a timeline."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from twin.timeline import Timeline

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]

UTC_OFFSET_HOURS = 8.0  # all of China keeps UTC+8, Urumqi too: its solar noon is near 14:10


@dataclass(frozen=True)
class Place:
    """A point on the earth and the civil clock kept there.

    Attributes
    ----------
    latitude_deg, longitude_deg : float
        Degrees north and east.
    altitude_m : float
        Height above sea level.
    utc_offset_hours : float
        Offset of the local civil clock.
    """

    latitude_deg: float
    longitude_deg: float
    altitude_m: float
    utc_offset_hours: float = UTC_OFFSET_HOURS

    @property
    def solar_minus_civil_hours(self) -> float:
        """Mean solar time minus civil time [h]."""
        return self.longitude_deg / 15.0 - self.utc_offset_hours


@dataclass(frozen=True, eq=False)
class Sun:
    """The sun at mid-interval; every array has shape (n_steps,) and is read-only.

    Attributes
    ----------
    times : pandas.DatetimeIndex
        Middle of every interval, with time zone.
    zenith_deg, apparent_zenith_deg, azimuth_deg : array
        True and refracted zenith angle; azimuth from north over east.
    extraterrestrial_w_m2 : array
        Extraterrestrial normal irradiance (Spencer 1971).
    horizontal_w_m2 : array
        Extraterrestrial irradiance on the horizontal, zero while the sun is down.
    cos_zenith : array
        Cosine of the true zenith angle, zero while the sun is down.
    """

    times: pd.DatetimeIndex
    zenith_deg: Floats
    apparent_zenith_deg: Floats
    azimuth_deg: Floats
    extraterrestrial_w_m2: Floats
    horizontal_w_m2: Floats
    cos_zenith: Floats


@lru_cache(maxsize=8)
def sun_over(place: Place, timeline: Timeline) -> Sun:
    """Return the sun over ``place``; computed once for all scenarios of one site and span.

    pvlib's ``ephemeris`` is within 0.02° of the NREL SPA while the sun is up and 13 times faster.
    Its Kepler iteration ends for all instants at once, so angles move by 1e-7 with the span.
    """
    import pandas as pd
    import pvlib

    half = np.timedelta64(timeline.step_seconds // 2, "s")
    zone = dt.timezone(dt.timedelta(hours=place.utc_offset_hours))
    times = pd.DatetimeIndex(timeline.labels + half).tz_localize(zone)
    position = pvlib.solarposition.get_solarposition(
        times,
        place.latitude_deg,
        place.longitude_deg,
        altitude=place.altitude_m,
        method="ephemeris",
    )
    normal = np.asarray(pvlib.irradiance.get_extra_radiation(times), dtype=np.float64)
    zenith, apparent, azimuth = (
        np.array(position[name], dtype=np.float64)
        for name in ("zenith", "apparent_zenith", "azimuth")
    )
    cosine = np.maximum(np.cos(np.radians(zenith)), 0.0)
    horizontal = normal * cosine
    for array in (zenith, apparent, azimuth, normal, horizontal, cosine):
        array.setflags(write=False)
    return Sun(times, zenith, apparent, azimuth, normal, horizontal, cosine)
