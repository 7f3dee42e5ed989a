"""From hourly means to the timeline's intervals, so that every hourly mean stays what it was."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.timeline import Timeline
from twin.weather.sun import Place, Sun, sun_over
from twin.weather.weather import Weather

Floats = npt.NDArray[np.float64]

MARGIN_HOURS = 24  # hours known on either side of the span, so that its ends have neighbours


@dataclass(frozen=True, eq=False)
class Hourly:
    """Hourly means over the days of a timeline.

    Attributes
    ----------
    ghi_w_m2, dhi_w_m2 : array
        Shape (24 days,); ``dhi <= ghi``.
    temp_air_c, wind_speed_m_s, relative_humidity_pct, pressure_pa : array
        Shape (24 (days + 2),): one more day on either side.
    """

    ghi_w_m2: Floats
    dhi_w_m2: Floats
    temp_air_c: Floats
    wind_speed_m_s: Floats
    relative_humidity_pct: Floats
    pressure_pa: Floats


def smooth(
    means: Floats,
    parts: int,
    *,
    lower: float = -np.inf,
    upper: float = np.inf,
    cyclic: bool = False,
) -> Floats:
    """Cut cells into ``parts`` each along one continuous curve that keeps every cell's mean.

    Parameters
    ----------
    means : array
        Mean of every cell; shape (n,).
    parts : int
        Equal parts a cell.
    lower, upper : float
        Bounds of the result; a cell's curve is flattened towards its mean until it keeps them.
    cyclic : bool
        Whether the first cell follows the last.

    Returns
    -------
    array
        Mean of every part; shape (n * parts,).

    Notes
    -----
    Piecewise parabolic reconstruction: edge values by equation 1.9 and parabolas by equations
    1.5 to 1.7 of Colella & Woodward (1984), J. Comput. Phys. 54, 174-201,
    doi:10.1016/0021-9991(84)90143-8, integrated over the parts.
    """
    if parts == 1:
        return means
    m = np.pad(means, 2, mode="wrap" if cyclic else "edge")
    edges = (7.0 * (m[1:-2] + m[2:-1]) - (m[:-3] + m[3:])) / 12.0
    left, right = edges[:-1, None], edges[1:, None]
    bend = 6.0 * (means[:, None] - (left + right) / 2.0)
    x = np.arange(parts + 1) / parts
    x0, x1 = x[:-1], x[1:]
    curve = (
        left + (right - left + bend) * (x0 + x1) / 2.0 - bend * (x0 * x0 + x0 * x1 + x1 * x1) / 3.0
    )
    swing = curve - means[:, None]
    fine = means[:, None] + _within(swing, means, lower, upper) * swing
    return np.clip(fine, lower, upper).ravel()


def _within(swing: Floats, means: Floats, lower: float, upper: float) -> Floats:
    """Return the share of each cell's swing that keeps the bounds; shape (n, 1)."""
    if np.isinf(lower) and np.isinf(upper):
        return np.ones((len(means), 1))
    rise, fall = swing.max(axis=1), -swing.min(axis=1)
    share = np.minimum((upper - means) / np.maximum(rise, 1e-12), 1.0)
    share = np.minimum((means - lower) / np.maximum(fall, 1e-12), share)
    return np.asarray(np.maximum(share, 0.0)[:, None])


def irradiance(ghi: Floats, dhi: Floats, sun: Sun) -> tuple[Floats, Floats, Floats]:
    """Return GHI, DNI and DHI of every interval from the hourly means of GHI and DHI [W/m²].

    Clearness and diffuse share are constant within an hour, so irradiance follows the
    extraterrestrial horizontal; the beam closes with the sun at mid-interval:
    ``GHI = DHI + DNI cos(zenith)`` in every interval. An hour whose middle sees the sun but none
    of whose intervals does (or twilight in a file) keeps its mean as diffuse light.

    Parameters
    ----------
    ghi, dhi : array
        Hourly means; shape (n_hours,).
    sun : Sun
        The sun at mid-interval; shape (n_hours * parts,).
    """
    weight = sun.horizontal_w_m2.reshape(len(ghi), -1)
    mean = weight.mean(axis=1, keepdims=True)
    shape = np.divide(weight, mean, out=np.ones_like(weight), where=mean > 0.0)
    total = (ghi[:, None] * shape).ravel()
    diffuse = (dhi[:, None] * shape).ravel()
    up = sun.cos_zenith > 0.0
    beam = np.divide(total - diffuse, sun.cos_zenith, out=np.zeros_like(total), where=up)
    return total, beam, np.where(up, diffuse, total)


def assemble(place: Place, timeline: Timeline, hourly: Hourly, source: str) -> Weather:
    """Return the weather on the timeline's intervals from its hourly means."""
    parts = 60 // timeline.step_minutes
    margin = MARGIN_HOURS * parts
    ghi, dni, dhi = irradiance(hourly.ghi_w_m2, hourly.dhi_w_m2, sun_over(place, timeline))

    def fine(means: Floats, lower: float = -np.inf, upper: float = np.inf) -> Floats:
        return smooth(means, parts, lower=lower, upper=upper)[margin:-margin]

    return Weather(
        timeline=timeline,
        latitude_deg=place.latitude_deg,
        longitude_deg=place.longitude_deg,
        altitude_m=place.altitude_m,
        ghi_w_m2=ghi,
        dni_w_m2=dni,
        dhi_w_m2=dhi,
        temp_air_c=fine(hourly.temp_air_c),
        wind_speed_m_s=fine(hourly.wind_speed_m_s, lower=0.0),
        relative_humidity_pct=fine(hourly.relative_humidity_pct, lower=0.0, upper=100.0),
        pressure_pa=fine(hourly.pressure_pa, lower=0.0),
        source=source,
        utc_offset_hours=place.utc_offset_hours,
    )
