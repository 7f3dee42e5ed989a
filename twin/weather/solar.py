"""Hourly irradiance from monthly clearness: Beta days, autoregressive hours, Erbs split."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pvlib

from twin.errors import InputError
from twin.weather.draws import beta_quantile, normal_share
from twin.weather.normals import Station
from twin.weather.sun import Sun

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DARKEST_DAY = 0.03  # clearness under the thickest cloud
CLEAREST_DAY = 0.80
CLEAREST_HOUR = 0.88
HIGHEST_SCORE_SHIFT = 4.0
SUN_IS_UP_W_M2 = 5.0  # below this extraterrestrial horizontal the hour counts as night


@dataclass(frozen=True, eq=False)
class Months:
    """Whole calendar months, one after another.

    Attributes
    ----------
    month_of_day : array
        Calendar month less one, 0 to 11; shape (n_days,).
    index_of_day : array
        Which of the months in sequence; shape (n_days,).
    """

    month_of_day: Ints
    index_of_day: Ints

    @property
    def count(self) -> int:
        """Number of months."""
        return int(self.index_of_day[-1]) + 1

    def sums(self, daily: Floats) -> Floats:
        """Return the sum of a daily quantity over each month; shape (count,)."""
        sums = np.bincount(self.index_of_day, weights=daily, minlength=self.count)
        return sums.astype(np.float64)


def ghi_of_months(
    station: Station, sun: Sun, months: Months, score: Floats, cloud: Floats, ghi_scale: float
) -> Floats:
    """Return hourly global horizontal irradiance with the normals' energy in every month.

    Parameters
    ----------
    station : Station
    sun : Sun
        At mid-hour over the whole months.
    months : Months
    score : array
        Normal scores of the days' clearness; shape (n_days,).
    cloud : array
        Normal noise of the hours; shape (n_days, 24).
    ghi_scale : float
        Scales the normals' irradiation.

    Returns
    -------
    array
        [W/m²], shape (n_days, 24).
    """
    horizontal = sun.horizontal_w_m2.reshape(-1, 24)
    sine = sun.cos_zenith.reshape(-1, 24)
    per_day = station.monthly("ghi_kwh_m2_day")[months.month_of_day] * 1000.0 * ghi_scale
    wanted = months.sums(per_day)
    daily = _daily_clearness(station, months, score, horizontal.sum(axis=1), wanted)
    ghi = _hourly_clearness(daily, sine, horizontal, cloud) * horizontal
    # Caps may cost a little energy in the clearest days: the month as a whole pays it back.
    factor = wanted / months.sums(ghi.sum(axis=1))
    if np.any(np.abs(factor - 1.0) > 0.03):
        raise InputError(
            f"{station.id}: the irradiation wanted (scale {ghi_scale:g}) does not fit under a "
            f"clear sky or above the darkest; expected a scale nearer to 1"
        )
    return np.asarray(ghi * factor[months.index_of_day, None])


def _daily_clearness(
    station: Station, months: Months, score: Floats, horizontal: Floats, wanted: Floats
) -> Floats:
    """Return the days' clearness index; a month's scores are shifted until its energy fits.

    Shifting scores, instead of scaling clearness, keeps every day within the bounds of its Beta
    distribution. The shift is found by bisection.
    """
    month = months.month_of_day
    mean = station.monthly("clearness_mean")[month]
    std = station.monthly("clearness_daily_std")[month]
    high = np.maximum(station.monthly("clearness_max")[month], CLEAREST_DAY)

    def clearness(shift: Floats) -> Floats:
        share = normal_share(score + shift[months.index_of_day])
        return beta_quantile(share, mean, std, DARKEST_DAY, high)

    low_shift = np.full(months.count, -HIGHEST_SCORE_SHIFT)
    high_shift = -low_shift
    for _ in range(14):
        middle = (low_shift + high_shift) / 2.0
        short = months.sums(clearness(middle) * horizontal) < wanted
        low_shift = np.where(short, middle, low_shift)
        high_shift = np.where(short, high_shift, middle)
    return clearness((low_shift + high_shift) / 2.0)


def _hourly_clearness(daily: Floats, sine: Floats, horizontal: Floats, cloud: Floats) -> Floats:
    """Return the hours' clearness index, whose energy gives every day its clearness.

    Parameters
    ----------
    daily : array
        Clearness index of the days; shape (n_days,).
    sine : array
        Sine of the sun's elevation; shape (n_days, 24).
    horizontal : array
        Extraterrestrial horizontal irradiance [W/m²]; shape (n_days, 24).
    cloud : array
        Standard normal noise; shape (n_days, 24).

    Notes
    -----
    Time-dependent autoregressive Gaussian model (TAG) of Aguiar & Collares-Pereira (1992), Solar
    Energy 49(3), 167-174, doi:10.1016/0038-092X(92)90068-L: mean ``lambda + epsilon exp(-kappa /
    sin h)``, deviation and lag-one autocorrelation as there. The ceiling of an hour,
    ``0.88 exp(-0.05 / sin h)``, is our own round figure of a very clear sky.
    """
    k = daily[:, None]
    light = horizontal > SUN_IS_UP_W_M2
    height = np.maximum(sine, 0.05)
    base = -0.19 + 1.12 * k + 0.24 * np.exp(-8.0 * k)
    gain = 0.32 - 1.6 * (k - 0.5) ** 2
    fade = 0.19 + 2.27 * k**2 - 2.51 * k**3
    mean = base + gain * np.exp(-fade / height)
    std = 0.14 * np.exp(-20.0 * (k - 0.35) ** 2) * np.exp(3.0 * (k**2 - height))
    ceiling = np.where(light, CLEAREST_HOUR * np.exp(-0.05 / height), 0.0)
    noise = _hourly_noise(daily, cloud)
    hourly = np.clip(mean + np.minimum(std, 0.25) * noise, 0.01, ceiling)
    return _with_daily_energy(np.where(light, hourly, 0.0), ceiling, horizontal, daily)


def _hourly_noise(daily: Floats, cloud: Floats) -> Floats:
    """Return autoregressive noise through each day, with TAG's autocorrelation of its clearness."""
    phi = 0.38 + 0.06 * np.cos(7.4 * daily - 2.5)
    fresh = np.sqrt(1.0 - phi**2)
    noise = np.empty_like(cloud)
    noise[:, 0] = cloud[:, 0]
    for hour in range(1, 24):
        noise[:, hour] = phi * noise[:, hour - 1] + fresh * cloud[:, hour]
    return noise


def _with_daily_energy(
    hourly: Floats, ceiling: Floats, horizontal: Floats, daily: Floats
) -> Floats:
    """Return clearness scaled under its ceiling until each day has its energy."""
    wanted = daily * horizontal.sum(axis=1)
    for _ in range(5):
        energy = (hourly * horizontal).sum(axis=1)
        hourly = np.minimum(hourly * (wanted / energy)[:, None], ceiling)
    return hourly


def diffuse_by_erbs(ghi: Floats, sun: Sun) -> Floats:
    """Return the diffuse part of global horizontal irradiance [W/m²]; same shape as ``ghi``.

    Erbs, Klein & Duffie (1982), Solar Energy 28(4), 293-302, as in pvlib; all is diffuse while the
    sun is lower than 3°.
    """
    split = pvlib.irradiance.erbs(ghi.ravel(), sun.zenith_deg, sun.times)
    diffuse = np.asarray(split["dhi"], dtype=np.float64)
    return np.clip(diffuse, 0.0, ghi.ravel()).reshape(ghi.shape)
