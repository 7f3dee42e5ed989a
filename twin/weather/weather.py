"""What the park's components know of the weather: one array a quantity, one value an interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from twin.timeline import Timeline
from twin.weather.sun import UTC_OFFSET_HOURS, Place, Sun, sun_over

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]

_PLANE = ("poa_direct", "poa_sky_diffuse", "poa_ground_diffuse")


class Plane(NamedTuple):
    """Irradiance on a tilted plane, by where it comes from [W/m²]; each of shape (n_steps,)."""

    beam: Floats
    sky: Floats
    ground: Floats

    @property
    def total(self) -> Floats:
        """Beam, sky and ground together [W/m²]."""
        return self.beam + self.sky + self.ground


@dataclass(frozen=True, eq=False)
class Weather:
    """Weather on a timeline; every array has shape (n_steps,).

    Attributes
    ----------
    timeline : Timeline
    latitude_deg, longitude_deg, altitude_m : float
    ghi_w_m2, dni_w_m2, dhi_w_m2 : array
        Global horizontal, direct normal and diffuse horizontal irradiance, interval means.
    temp_air_c : array
        Dry-bulb temperature at 2 m.
    wind_speed_m_s : array
        Wind speed at 10 m.
    relative_humidity_pct : array
    pressure_pa : array
        Station pressure.
    source : str
        Where it comes from, for the record.
    utc_offset_hours : float
        Offset of the local civil clock.
    """

    timeline: Timeline
    latitude_deg: float
    longitude_deg: float
    altitude_m: float
    ghi_w_m2: Floats
    dni_w_m2: Floats
    dhi_w_m2: Floats
    temp_air_c: Floats
    wind_speed_m_s: Floats
    relative_humidity_pct: Floats
    pressure_pa: Floats
    source: str = ""
    utc_offset_hours: float = UTC_OFFSET_HOURS

    @cached_property
    def _sun(self) -> Sun:
        place = Place(self.latitude_deg, self.longitude_deg, self.altitude_m, self.utc_offset_hours)
        return sun_over(place, self.timeline)

    @property
    def mid_times(self) -> pd.DatetimeIndex:
        """Middle of every interval, with time zone."""
        return self._sun.times

    @cached_property
    def sun(self) -> Mapping[str, Floats]:
        """Apparent zenith, zenith and azimuth of the sun at mid-interval [deg]."""
        return {
            "apparent_zenith": self._sun.apparent_zenith_deg,
            "zenith": self._sun.zenith_deg,
            "azimuth": self._sun.azimuth_deg,
        }

    @property
    def extraterrestrial_w_m2(self) -> Floats:
        """Extraterrestrial normal irradiance."""
        return self._sun.extraterrestrial_w_m2

    @cached_property
    def air_density_kg_m3(self) -> Floats:
        """Density of dry air at the station's pressure and temperature (ideal gas)."""
        return self.pressure_pa / (287.058 * (self.temp_air_c + 273.15))

    @cached_property
    def memo(self) -> dict[tuple[object, ...], Floats]:
        """Results of models of this weather, by their parameters; same plane, same array."""
        return {}

    def plane(self, tilt_deg: float, azimuth_deg: float) -> Plane:
        """Return the irradiance on a tilted plane by the Hay-Davies model."""
        import pvlib

        total = pvlib.irradiance.get_total_irradiance(
            tilt_deg,
            azimuth_deg,
            self.sun["apparent_zenith"],
            self.sun["azimuth"],
            self.dni_w_m2,
            self.ghi_w_m2,
            self.dhi_w_m2,
            dni_extra=self.extraterrestrial_w_m2,
            model="haydavies",
        )
        return Plane(*(np.nan_to_num(np.asarray(total[key], dtype=np.float64)) for key in _PLANE))
