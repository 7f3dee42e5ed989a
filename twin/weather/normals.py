"""Climate stations: monthly normals and the persistence of a typical year, one file a station.

The files are ``configs/climates/<station>.yaml``; plug-in folders may bring further ones.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from twin.configs import config_file, config_names, read_config
from twin.errors import InputError, Problem
from twin.weather.sun import UTC_OFFSET_HOURS, Place

Floats = npt.NDArray[np.float64]

KIND = "climates"


Twelve = Annotated[tuple[float, ...], Field(min_length=12, max_length=12)]


def _within(low: float, high: float) -> AfterValidator:
    """Return the check that all twelve values lie within bounds."""

    def check(values: tuple[float, ...]) -> tuple[float, ...]:
        outside = [
            f"{value:g} in month {month}"
            for month, value in enumerate(values, start=1)
            if not low <= value <= high
        ]
        if outside:
            raise ValueError(f"expected {low:g} to {high:g}, got {', '.join(outside)}")
        return values

    return AfterValidator(check)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Months(_Strict):
    """Twelve monthly values of each quantity, January first.

    Attributes
    ----------
    temp_mean_c, temp_daily_range_k, temp_day_mean_std_k
        Mean, mean daily range and standard deviation of the daily means within the month.
    relative_humidity_pct
        Mean relative humidity.
    ghi_kwh_m2_day
        Mean daily sum of global horizontal irradiation [kWh/(m² d)].
    clearness_mean, clearness_daily_std, clearness_max
        Daily clearness index (global over extraterrestrial): mean, standard deviation, maximum.
    corr_clearness_range
        Correlation of the daily clearness index with the daily temperature range.
    wind_mean_m_s, wind_weibull_k
        Mean hourly wind speed at 10 m and its Weibull shape.
    wind_hour_of_max, wind_diurnal_ratio
        Clock hour (start) of the windiest hour of the mean day, and that hour over the mean.
    """

    temp_mean_c: Annotated[Twelve, _within(-50, 45)]
    temp_daily_range_k: Annotated[Twelve, _within(0.5, 35)]
    temp_day_mean_std_k: Annotated[Twelve, _within(0, 20)]
    relative_humidity_pct: Annotated[Twelve, _within(5, 99)]
    ghi_kwh_m2_day: Annotated[Twelve, _within(0.05, 10)]
    clearness_mean: Annotated[Twelve, _within(0.1, 0.78)]
    clearness_daily_std: Annotated[Twelve, _within(0.01, 0.35)]
    clearness_max: Annotated[Twelve, _within(0.2, 0.9)]
    corr_clearness_range: Annotated[Twelve, _within(-1, 1)]
    wind_mean_m_s: Annotated[Twelve, _within(0.1, 20)]
    wind_weibull_k: Annotated[Twelve, _within(0.5, 6)]
    wind_hour_of_max: Annotated[Twelve, _within(0, 23)]
    wind_diurnal_ratio: Annotated[Twelve, _within(1, 4)]


class Persistence(_Strict):
    """How weather holds on, and what goes with what.

    Attributes
    ----------
    temp_daily, clearness_daily, wind_hourly : float
        Lag-one autocorrelations of daily mean temperature, daily clearness and hourly wind.
    wind_with_clearness : float
        Correlation of the wind's normal score with that of the day's clearness, below zero where
        cloudy days are windy; fitted so that photovoltaic and wind power correlate as in the file.
    """

    temp_daily: Annotated[float, Field(ge=0, lt=0.99)]
    clearness_daily: Annotated[float, Field(ge=0, lt=0.99)]
    wind_hourly: Annotated[float, Field(ge=0, lt=0.99)]
    wind_with_clearness: Annotated[float, Field(ge=-0.9, le=0.9)] = 0.0


class Reference(_Strict):
    """What the station's hourly file itself gives over the year, to validate against.

    Photovoltaic yields are of the file's global irradiance split by Erbs, see
    ``configs/climates/README.md`` for the chain. ``irradiation_lead_h`` is by how much the file's
    irradiation came before the sun that the yields were computed with.
    """

    ghi_kwh_m2: float
    tilt_deg: float
    pv_tilt_kwh_kwp: float
    pv_roof10_kwh_kwp: float
    pv_flat_kwh_kwp: float
    temp_mean_c: float
    temp_p1_c: float
    temp_p99_c: float
    hdd18_k_day: float
    cdd26_k_day: float
    cdh26_k_h: float
    wind_cf_hub100: float
    corr_pv_wind: float
    irradiation_lead_h: int = 0


class Station(_Strict):
    """A climate station and the statistics of its typical year."""

    id: str
    zh: str
    en: str
    latitude_deg: Annotated[float, Field(gt=-66, lt=66)]  # a day must have a sunrise
    longitude_deg: Annotated[float, Field(ge=-180, le=180)]
    altitude_m: Annotated[float, Field(ge=-400, le=6000)]
    utc_offset_hours: Annotated[float, Field(ge=-12, le=14)] = UTC_OFFSET_HOURS
    source: str
    confidence: str
    persistence: Persistence
    months: Months
    reference: Reference | None = None

    @property
    def place(self) -> Place:
        """Where it stands and which clock it keeps."""
        return Place(self.latitude_deg, self.longitude_deg, self.altitude_m, self.utc_offset_hours)

    def monthly(self, name: str) -> Floats:
        """Return one quantity of :class:`Months`; shape (12,)."""
        return np.array(getattr(self.months, name), dtype=np.float64)


def station_names() -> tuple[str, ...]:
    """Return the sorted ids of all stations."""
    return config_names(KIND)


def station(name: str) -> Station:
    """Return the station called ``name``.

    Raises
    ------
    InputError
        If there is none (the message lists those there are), or its file is not valid.
    """
    path = config_file(KIND, name)
    try:
        return Station.model_validate({"id": name, **read_config(path)})
    except ValidationError as error:
        raise InputError(
            Problem(
                message=item["msg"],
                path=".".join(map(str, item["loc"])),
                value=str(item["input"]),
                file=str(path),
            )
            for item in error.errors()
        ) from error
