"""A synthetic year of weather from a station's monthly normals.

What is kept, for every seed: each month's irradiation, mean temperature, mean humidity and mean
wind. What is not modelled: fronts that link temperature, cloud and wind over days, clearer
mornings than afternoons, and one year differing from the next (use seeds and ``ghi_scale``).
"""

from __future__ import annotations

import calendar
import datetime as dt

import numpy as np
import numpy.typing as npt
import pvlib

from twin.errors import InputError
from twin.streams import Streams
from twin.timeline import Timeline
from twin.weather.air import relative_humidity, temperature, wind_speed, year_of
from twin.weather.draws import Draws, draw
from twin.weather.normals import Station
from twin.weather.normals import station as station_called
from twin.weather.resample import Hourly, assemble
from twin.weather.solar import Months, diffuse_by_erbs, ghi_of_months
from twin.weather.sun import sun_over
from twin.weather.weather import Weather

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

A_LEAP_YEAR = 2024


def generate(
    station: str, timeline: Timeline, streams: Streams, *, ghi_scale: float = 1.0
) -> Weather:
    """Return a synthetic year of weather.

    The weather of a date depends on station, seed and date alone: not on where the span begins,
    nor on its length; and its hourly means not on the step. The luck of 3 March is the same in
    every year, so that years compared on a pathway differ by what was done in them.

    Parameters
    ----------
    station : str
        Id of a climate station (``kunming``).
    timeline : Timeline
    streams : Streams
        Of which only the base seed and the streams ``weather/<station>/...`` are used.
    ghi_scale : float
        Scales the normals' irradiation, for stations known to be too bright.

    Raises
    ------
    InputError
        If there is no such station, or the scaled irradiation is beyond a clear sky.
    """
    if not 0.3 <= ghi_scale <= 2.0:
        raise InputError(f"ghi_scale of {ghi_scale:g}; expected 0.3 to 2, usually 0.85 to 1.1")
    known = station_called(station)
    draws = draw(known, streams)
    ghi, dhi = _irradiance(known, timeline, draws, ghi_scale)
    temp, wind, humidity = _air(known, timeline, draws)
    hourly = Hourly(
        ghi_w_m2=ghi,
        dhi_w_m2=dhi,
        temp_air_c=temp,
        wind_speed_m_s=wind,
        relative_humidity_pct=humidity,
        pressure_pa=np.full(temp.shape, pvlib.atmosphere.alt2pres(known.altitude_m)),
    )
    scaled = "" if ghi_scale == 1.0 else f", irradiation times {ghi_scale:g}"
    return assemble(
        known.place,
        timeline,
        hourly,
        f"synthetic from the monthly normals of {known.en}, seed {streams.seed}{scaled}; "
        f"{known.source}",
    )


def _leap_index(date: dt.date) -> int:
    """Return the place of a date among the 366 days of a leap year."""
    return (dt.date(A_LEAP_YEAR, date.month, date.day) - dt.date(A_LEAP_YEAR, 1, 1)).days


def _irradiance(
    station: Station, timeline: Timeline, draws: Draws, ghi_scale: float
) -> tuple[Floats, Floats]:
    """Return hourly GHI and DHI over the span [W/m²], made by whole months around it."""
    last = timeline.dates[-1]
    first_day = timeline.start.replace(day=1)
    next_month = (last.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    whole = Timeline(first_day, (next_month - first_day).days, 60)
    number = np.array([date.year * 12 + date.month - 1 for date in whole.dates], dtype=np.int64)
    months = Months(month_of_day=number % 12, index_of_day=number - number[0])
    pick = np.array([_leap_index(date) for date in whole.dates], dtype=np.int64)
    sun = sun_over(station.place, whole)
    ghi = ghi_of_months(station, sun, months, draws.clearness[pick], draws.cloud[pick], ghi_scale)
    dhi = diffuse_by_erbs(ghi, sun)
    offset = (timeline.start - first_day).days
    days = slice(offset, offset + timeline.days)
    return ghi[days].ravel(), dhi[days].ravel()


def _air(station: Station, timeline: Timeline, draws: Draws) -> tuple[Floats, Floats, Floats]:
    """Return hourly temperature, wind and humidity over the span and a day on either side."""
    before = timeline.start - dt.timedelta(days=1)
    dates = [before + dt.timedelta(days=day) for day in range(timeline.days + 2)]
    leap = np.array([calendar.isleap(date.year) for date in dates])
    found = np.empty((3, len(dates), 24))
    for is_leap in np.unique(leap):
        year = year_of(leap=bool(is_leap))
        temp = temperature(station, year, draws)
        columns = temp, wind_speed(station, year, draws), relative_humidity(station, year, temp)
        here = np.flatnonzero(leap == is_leap)
        rows = np.searchsorted(year.draw_of_day, [_leap_index(dates[day]) for day in here])
        found[:, here] = np.stack(columns)[:, rows]
    temp, wind, humidity = found.reshape(3, -1)
    return temp, wind, humidity
