"""Chance of a typical year: persistent normal scores, and the distributions they are turned into.

Scores belong to the days of a leap year, 1 January to 31 December, and the year closes on itself:
31 December is followed by 1 January. So the luck of a date depends on the seed, the station and
the date alone, never on where the span begins, how long it is, or its step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.streams import Streams
from twin.weather.normals import Station

Floats = npt.NDArray[np.float64]

LEAP_DAYS = 366
FEB_29 = 59  # its place in a leap year


def persistent(noise: Floats, phi: float) -> Floats:
    """Return a cyclic first-order autoregression of unit variance.

    Parameters
    ----------
    noise : array
        Independent standard normal numbers.
    phi : float
        Autocorrelation at lag one.

    Notes
    -----
    ``x[i] = phi x[i-1] + sqrt(1 - phi²) noise[i]`` (Box & Jenkins) with ``x[-1]`` the last value:
    a circulant system, solved in the frequency domain.
    """
    count = len(noise)
    lag = np.exp(-2j * np.pi * np.arange(count // 2 + 1) / count)
    spectrum = np.fft.rfft(noise) * np.sqrt(1.0 - phi * phi) / (1.0 - phi * lag)
    return np.asarray(np.fft.irfft(spectrum, count), dtype=np.float64)


def beta_quantile(share: Floats, mean: Floats, std: Floats, low: float, high: Floats) -> Floats:
    """Return quantiles of Beta distributions on [low, high] given by mean and deviation."""
    from scipy.special import betaincinv

    width = high - low
    centre = (mean - low) / width
    # A Beta's variance is below centre (1 - centre); near that limit it has only two values.
    variance = np.minimum((std / width) ** 2, 0.9 * centre * (1.0 - centre))
    size = centre * (1.0 - centre) / variance - 1.0
    quantile = betaincinv(centre * size, (1.0 - centre) * size, share)
    return np.asarray(low + width * quantile, dtype=np.float64)


def weibull_quantile(share: Floats, shape: Floats) -> Floats:
    """Return quantiles of Weibull distributions of mean one."""
    from scipy.special import gamma

    quantile = (-np.log1p(-share)) ** (1.0 / shape) / gamma(1.0 + 1.0 / shape)
    return np.asarray(quantile, dtype=np.float64)


def normal_share(score: Floats) -> Floats:
    """Return the standard normal distribution function, kept off 0 and 1."""
    from scipy.special import ndtr

    return np.clip(np.asarray(ndtr(score), dtype=np.float64), 1e-9, 1.0 - 1e-9)


@dataclass(frozen=True, eq=False)
class Draws:
    """Standard normal scores of a leap year.

    Attributes
    ----------
    clearness, temperature : array
        Persistent from day to day; shape (366,).
    temp_range : array
        Independent; shape (366,).
    cloud : array
        Independent, of the hours; shape (366, 24).
    wind : array
        Persistent from hour to hour; shape (366, 24).
    """

    clearness: Floats
    temperature: Floats
    temp_range: Floats
    cloud: Floats
    wind: Floats


def draw(station: Station, streams: Streams) -> Draws:
    """Return the scores of ``station`` under the base seed of ``streams``.

    Every stream is read from its beginning, so that asking twice gives the same year twice.
    """
    fresh = Streams(streams.seed)

    def noise(quantity: str, count: int) -> Floats:
        return fresh.get(f"weather/{station.id}/{quantity}").standard_normal(count)

    hours = LEAP_DAYS * 24
    keeps = station.persistence
    return Draws(
        clearness=persistent(noise("clearness", LEAP_DAYS), keeps.clearness_daily),
        temperature=persistent(noise("temperature", LEAP_DAYS), keeps.temp_daily),
        temp_range=noise("temperature range", LEAP_DAYS),
        cloud=noise("cloud", hours).reshape(LEAP_DAYS, 24),
        wind=persistent(noise("wind", hours), keeps.wind_hourly).reshape(LEAP_DAYS, 24),
    )
