"""What the park's components know of the weather: one array a quantity, one value an interval."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
import pvlib

from twin.timeline import Timeline

Floats = npt.NDArray[np.float64]

UTC_OFFSET_HOURS = 8  # all of China keeps UTC+8


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
    def mid_times(self) -> pd.DatetimeIndex:
        """Middle of every interval, with time zone."""
        half = np.timedelta64(self.timeline.step_seconds // 2, "s")
        zone = dt.timezone(dt.timedelta(hours=self.utc_offset_hours))
        return pd.DatetimeIndex(self.timeline.labels + half).tz_localize(zone)

    @cached_property
    def sun(self) -> Mapping[str, Floats]:
        """Apparent zenith, zenith and azimuth of the sun at mid-interval [deg]."""
        position = pvlib.solarposition.get_solarposition(
            self.mid_times,
            self.latitude_deg,
            self.longitude_deg,
            altitude=self.altitude_m,
            temperature=float(self.temp_air_c.mean()),
        )
        return {
            name: position[name].to_numpy(dtype=np.float64)
            for name in ("apparent_zenith", "zenith", "azimuth")
        }

    @cached_property
    def extraterrestrial_w_m2(self) -> Floats:
        """Extraterrestrial normal irradiance."""
        return np.asarray(
            pvlib.irradiance.get_extra_radiation(self.mid_times).to_numpy(), dtype=np.float64
        )

    @cached_property
    def air_density_kg_m3(self) -> Floats:
        """Density of dry air at the station's pressure and temperature (ideal gas)."""
        return self.pressure_pa / (287.058 * (self.temp_air_c + 273.15))

    def on_plane(self, tilt_deg: float, azimuth_deg: float, albedo: float = 0.2) -> Floats:
        """Return the global irradiance on a tilted plane by the Hay-Davies model [W/m²]."""
        total = pvlib.irradiance.get_total_irradiance(
            tilt_deg,
            azimuth_deg,
            self.sun["apparent_zenith"],
            self.sun["azimuth"],
            self.dni_w_m2,
            self.ghi_w_m2,
            self.dhi_w_m2,
            dni_extra=self.extraterrestrial_w_m2,
            albedo=albedo,
            model="haydavies",
        )
        return np.nan_to_num(np.asarray(total["poa_global"], dtype=np.float64))
