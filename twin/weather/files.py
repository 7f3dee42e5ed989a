"""Weather from a file: EPW, TMY3 or PVGIS, laid onto a timeline by month, day and hour."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pvlib

from twin.errors import InputError, Problem
from twin.timeline import Timeline
from twin.weather.air import DRIEST_PCT, saturation_pressure_hpa
from twin.weather.checks import clock_problems, problems_of, slot_of
from twin.weather.formats import HOURS_A_YEAR, Table, read_table
from twin.weather.resample import Hourly, assemble
from twin.weather.solar import diffuse_by_erbs
from twin.weather.sun import UTC_OFFSET_HOURS, Place, Sun, sun_over
from twin.weather.weather import Weather

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Columns = dict[str, Floats]

CLOSURE_TOLERANCE = 0.03
BRIGHTEST_BEAM = 0.9  # of the extraterrestrial; clear mountain air reaches about 0.85
COMMON_YEAR = Timeline(dt.date(2025, 1, 1), 365, 60)


def read_weather_file(
    path: Path | str, timeline: Timeline, *, utc_offset_hours: float = UTC_OFFSET_HOURS
) -> Weather:
    """Return the weather of a file on the timeline.

    The file's year is laid onto the timeline by month, day and hour (29 February repeats the
    28th); of several years the timeline's own is taken, or else the last whole one. Hours are
    moved from the file's zone to the park's clock. The sun is that of the timeline's dates at
    mid-interval; PVGIS's moments within the hour (often ten past) are taken for its mean.

    Parameters
    ----------
    path : Path or str
        EPW (.epw), TMY3 (.csv), PVGIS typical year or hourly radiation (.csv, .json).
    timeline : Timeline
    utc_offset_hours : float
        Offset of the park's civil clock.

    Raises
    ------
    InputError
        With every problem found, if the file is unreadable, incomplete or impossible.

    Notes
    -----
    Direct and diffuse irradiance that miss the global by more than 3 % over the year are
    replaced: the global is split again by Erbs, and ``Weather.source`` says so.
    """
    file = Path(path)
    table = _one_year(read_table(file), timeline.start.year)
    problems = problems_of(table, str(file))
    shift = utc_offset_hours - table.utc_offset_hours
    if not float(shift).is_integer():
        message = f"the zone is {shift:g} h off the park's clock; expected whole hours"
        zone = f"{table.utc_offset_hours:g}"
        problems.append(Problem(message, "utc_offset_hours", zone, str(file)))
    if problems:
        raise InputError(problems)
    place = Place(table.latitude_deg, table.longitude_deg, table.altitude_m, utc_offset_hours)
    columns = _by_hour_of_year(table, int(shift))
    sun = sun_over(place, COMMON_YEAR)
    ghi = columns["ghi_w_m2"]
    late = clock_problems(ghi, sun.horizontal_w_m2, table.utc_offset_hours, str(file))
    if late:
        raise InputError(late)
    notes = [*_complete_split(columns, sun), *_complete_air(columns, place)]
    source = "; ".join([f"{table.kind} file {file.name}", *notes])
    return assemble(place, timeline, _on_dates(columns, place, timeline), source)


def _one_year(table: Table, year: int) -> Table:
    """Return one year of a table of several: that of the timeline, or else the last whole one."""
    years = np.asarray(table.starts.year, dtype=np.int64)
    if len(years) <= HOURS_A_YEAR + 24:
        return table
    names, counts = np.unique(years, return_counts=True)
    whole = names[counts >= HOURS_A_YEAR]
    if not len(whole):
        return table
    taken = year if year in whole else int(whole[-1])
    keep = years == taken
    return dataclasses.replace(
        table,
        kind=f"{table.kind} of {taken},",
        starts=table.starts[keep],
        columns={name: values[keep] for name, values in table.columns.items()},
    )


def _by_hour_of_year(table: Table, shift_h: int) -> Columns:
    """Return the columns by hour of a common year on the park's clock; shape (8760,) each."""
    slot = slot_of(table.starts)
    keep = slot >= 0
    order = np.argsort(slot[keep])
    return {name: np.roll(values[keep][order], shift_h) for name, values in table.columns.items()}


def _complete_split(columns: Columns, sun: Sun) -> list[str]:
    """Drop a diffuse column that does not close with the global one; say what was done."""
    if "dhi_w_m2" not in columns:
        return ["no diffuse irradiance in the file: global irradiance split by Erbs"]
    total = float(columns["ghi_w_m2"].sum())
    if "dni_w_m2" not in columns or total <= 0.0:
        return []
    parts = float(columns["dni_w_m2"] @ sun.cos_zenith + columns["dhi_w_m2"].sum())
    miss = parts / total - 1.0
    if abs(miss) <= CLOSURE_TOLERANCE:
        return []
    del columns["dhi_w_m2"]
    return [f"DNI and DHI miss GHI by {miss:+.1%} over the year: split again from GHI by Erbs"]


def _complete_air(columns: Columns, place: Place) -> list[str]:
    """Fill in humidity and pressure that the file has not; say what was done.

    Vapour pressure from the day's lowest temperature: FAO Irrigation and Drainage Paper 56 (1998),
    equation 48. Pressure from altitude: the standard atmosphere, as in pvlib.
    """
    notes = []
    temp = columns["temp_air_c"].reshape(-1, 24)
    if "relative_humidity_pct" not in columns:
        vapour = saturation_pressure_hpa(temp.min(axis=1, keepdims=True))
        humidity = 100.0 * vapour / saturation_pressure_hpa(temp)
        columns["relative_humidity_pct"] = humidity.ravel()
        notes.append("no humidity in the file: from the day's lowest temperature (FAO-56)")
    if "pressure_pa" not in columns:
        standard = pvlib.atmosphere.alt2pres(place.altitude_m)
        columns["pressure_pa"] = np.full(temp.size, standard)
        notes.append("no pressure in the file: standard atmosphere at the altitude")
    humidity = columns["relative_humidity_pct"]
    columns["relative_humidity_pct"] = np.clip(humidity, DRIEST_PCT, 100.0)
    return notes


def _on_dates(columns: Mapping[str, Floats], place: Place, timeline: Timeline) -> Hourly:
    """Lay the hours of a common year onto the timeline's dates."""
    before = timeline.start - dt.timedelta(days=1)
    dates = [before + dt.timedelta(days=day) for day in range(timeline.days + 2)]
    rows = np.array([_day_of_common_year(date) for date in dates])
    around = {name: values.reshape(-1, 24)[rows].ravel() for name, values in columns.items()}
    within = slice(24, -24)
    ghi = around["ghi_w_m2"][within]
    sun = sun_over(place, Timeline(timeline.start, timeline.days, 60))
    if "dhi_w_m2" in around:
        dhi = np.minimum(around["dhi_w_m2"][within], ghi)
    else:
        dhi = diffuse_by_erbs(ghi, sun)
    # In the hour of sunrise the sun at mid-hour is lower than when most of the light came.
    dhi = np.maximum(dhi, ghi - BRIGHTEST_BEAM * sun.horizontal_w_m2)
    return Hourly(
        ghi_w_m2=ghi,
        dhi_w_m2=dhi,
        temp_air_c=around["temp_air_c"],
        wind_speed_m_s=around["wind_speed_m_s"],
        relative_humidity_pct=around["relative_humidity_pct"],
        pressure_pa=around["pressure_pa"],
    )


def _day_of_common_year(date: dt.date) -> int:
    """Return the day of a common year, 0 to 364; 29 February is the 28th again."""
    day = 28 if (date.month, date.day) == (2, 29) else date.day
    return (dt.date(COMMON_YEAR.start.year, date.month, day) - COMMON_YEAR.start).days
