"""Hourly temperature, humidity and wind of a typical calendar year from monthly normals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from twin.weather.draws import FEB_29, LEAP_DAYS, Draws, normal_share, weibull_quantile
from twin.weather.normals import Station
from twin.weather.resample import smooth

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
HOURS = np.arange(24)
DRIEST_PCT = 5.0
STRONGEST_WIND_M_S = 30.0
RANGE_SPREAD = 0.35  # deviation of a day's temperature range over its monthly mean


@dataclass(frozen=True, eq=False)
class Year:
    """The days of a calendar year.

    Attributes
    ----------
    draw_of_day : array
        Place of every day among the 366 of a leap year; shape (n_days,).
    month_of_day : array
        Calendar month less one; shape (n_days,).
    hats : array
        Weight of each month's middle in every day, by linear interpolation round the year; shape
        (n_days, 12).
    """

    draw_of_day: Ints
    month_of_day: Ints
    hats: Floats

    def monthly_means(self, daily: Floats) -> Floats:
        """Return the means of a daily quantity over the months; shape (12, ...)."""
        member = (self.month_of_day == np.arange(12)[:, None]).astype(np.float64)
        share = member / member.sum(axis=1, keepdims=True)
        return np.asarray(share @ daily)

    def curve(self, monthly: Floats) -> Floats:
        """Return the straight lines between mid-months that have these monthly means."""
        knots = np.linalg.solve(self.monthly_means(self.hats), monthly)
        return np.asarray(self.hats @ knots)


@lru_cache(maxsize=2)
def year_of(*, leap: bool) -> Year:
    """Return the calendar of a common or a leap year."""
    days = np.arange(LEAP_DAYS)
    draws = days if leap else np.delete(days, FEB_29)
    months = np.repeat(np.arange(12), DAYS_IN_MONTH)[draws]
    lengths = np.bincount(months)
    middles = np.cumsum(lengths) - lengths / 2.0
    around = np.concatenate((middles[-1:] - len(draws), middles, middles[:1] + len(draws)))
    at = np.arange(len(draws)) + 0.5
    hats = np.array([np.interp(at, around, hat[np.arange(-1, 13) % 12]) for hat in np.eye(12)]).T
    for array in (draws, months, hats):
        array.setflags(write=False)  # shared by all who ask
    return Year(draws, months, hats)


def temperature(station: Station, year: Year, draws: Draws) -> Floats:
    """Return hourly air temperature [°C]; shape (n_days, 24).

    Daily means are the normals' curve and a persistent anomaly, corrected so that every month
    has its mean; each day adds its range, the wider the clearer the day, in the shape of Erbs.
    """
    score = draws.temperature[year.draw_of_day]
    anomaly = _anomaly_std(station, year) * score
    means = station.monthly("temp_mean_c") - year.monthly_means(anomaly)
    daily = year.curve(means) + anomaly
    swing = smooth(_daily_range(station, year, draws), 24, lower=0.0, cyclic=True).reshape(-1, 24)
    shape = diurnal_shape(station.place.solar_minus_civil_hours)
    return smooth(daily, 24, cyclic=True).reshape(-1, 24) + swing * shape


def _anomaly_std(station: Station, year: Year) -> Floats:
    """Return the deviation of the daily anomaly [K]; shape (n_days,).

    Part of the spread of a month's daily means is the season's slope through it (uniform over a
    month: slope / sqrt 12); and what is left is the spread about the month's own mean, from which
    a persistent anomaly wanders less than about its own.
    """
    spread = station.monthly("temp_day_mean_std_k")
    mean = station.monthly("temp_mean_c")
    slope = (np.roll(mean, -1) - np.roll(mean, 1)) / 2.0
    phi = station.persistence.temp_daily
    wander = (1.0 + phi) / (1.0 - phi) / 30.4
    left = np.maximum(spread**2 - slope**2 / 12.0, (0.5 * spread) ** 2)
    return np.asarray(year.hats @ np.sqrt(left / (1.0 - min(wander, 0.5))))


def _daily_range(station: Station, year: Year, draws: Draws) -> Floats:
    """Return the days' temperature range [K], correlated with their clearness; shape (n_days,)."""
    mean = year.curve(station.monthly("temp_daily_range_k"))
    link = year.hats @ station.monthly("corr_clearness_range")
    sky = np.clip(draws.clearness[year.draw_of_day], -2.3, 2.3)
    own = draws.temp_range[year.draw_of_day]
    spread = RANGE_SPREAD * (link * sky + np.sqrt(1.0 - link**2) * own)
    return np.clip(mean * (1.0 + spread), 0.2 * mean, 2.2 * mean)


def diurnal_shape(solar_minus_civil_hours: float) -> Floats:
    """Return the course of temperature through a day, of zero mean and unit range; shape (24,).

    Erbs, Klein & Beckman (1983), ASHRAE Journal 25(6), 60-65: four harmonics, warmest at about
    15:30 solar time.
    """
    solar = HOURS + 0.5 + solar_minus_civil_hours
    angle = 2.0 * np.pi * (solar - 1.0) / 24.0
    shape = (
        0.4632 * np.cos(angle - 3.805)
        + 0.0984 * np.cos(2.0 * angle - 0.360)
        + 0.0168 * np.cos(3.0 * angle - 0.822)
        + 0.0138 * np.cos(4.0 * angle - 3.513)
    )
    shape -= shape.mean()
    return np.asarray(shape / np.ptp(shape))


def saturation_pressure_hpa(temp_c: Floats) -> Floats:
    """Return the vapour pressure at saturation over water [hPa] (Magnus; WMO-No. 8, annex 4.B)."""
    return np.asarray(6.112 * np.exp(17.62 * temp_c / (243.12 + temp_c)))


def relative_humidity(station: Station, year: Year, temp_c: Floats) -> Floats:
    """Return hourly relative humidity [%] with the normals' monthly means; shape (n_days, 24).

    Each day's air keeps its vapour while it warms and cools, so humidity runs against
    temperature; saturated air stays at 100 %.
    """
    mean_c = temp_c.mean(axis=1, keepdims=True)
    ratio = saturation_pressure_hpa(mean_c) / saturation_pressure_hpa(temp_c)
    wanted = station.monthly("relative_humidity_pct")
    level = wanted.copy()
    for _ in range(20):
        humidity = np.clip(level[year.month_of_day, None] * ratio, DRIEST_PCT, 100.0)
        level *= wanted / year.monthly_means(humidity.mean(axis=1))
    return np.asarray(humidity)


def wind_speed(station: Station, year: Year, draws: Draws) -> Floats:
    """Return hourly wind speed at 10 m [m/s] with the normals' monthly means; shape (n_days, 24).

    A persistent Weibull speed times the month's mean day. That day is ``exp(a cos)`` round its
    windiest hour: a cosine when flat, and never negative when steep.
    """
    from scipy.special import i0e

    peak = _steepness(station.monthly("wind_diurnal_ratio"))
    hour_angle = (HOURS - station.monthly("wind_hour_of_max")[:, None]) * (2.0 * np.pi / 24.0)
    course = np.exp(peak[:, None] * (np.cos(hour_angle) - 1.0)) / i0e(peak)[:, None]
    shape = _shape_without_course(station.monthly("wind_weibull_k"), course)
    month = year.month_of_day
    link = station.persistence.wind_with_clearness
    score = np.sqrt(1.0 - link**2) * draws.wind + link * draws.clearness[:, None]
    share = normal_share(score[year.draw_of_day])
    speed = weibull_quantile(share, shape[month, None]) * course[month]
    means = station.monthly("wind_mean_m_s")
    level = means / year.monthly_means(speed.mean(axis=1))
    return np.asarray(np.minimum(speed * level[month, None], STRONGEST_WIND_M_S))


def _steepness(ratio: Floats) -> Floats:
    """Return ``a`` for which ``exp(a cos)`` has this ratio of peak to mean, ``1 / i0e(a)``."""
    from scipy.special import i0e

    table = np.linspace(0.0, 6.0, 601)
    return np.interp(ratio, 1.0 / i0e(table), table)


def _shape_without_course(k: Floats, course: Floats) -> Floats:
    """Return the Weibull shape of the speed that remains when the mean day is divided out.

    Squared variations of independent factors combine as ``1 + V = (1 + V1)(1 + V2)``; the shape
    follows from the variation by Justus et al. (1978), ``k = V^-0.543``.
    """
    from scipy.special import gamma

    whole = gamma(1.0 + 2.0 / k) / gamma(1.0 + 1.0 / k) ** 2
    rest = whole / (course**2).mean(axis=1) - 1.0
    return np.asarray(np.clip(np.maximum(rest, 0.04) ** -0.543, 0.6, 6.0))
