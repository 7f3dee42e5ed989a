"""Shared by the tests of the weather: dates, a year of hours, and weather files made from it."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pytest

from twin.streams import Streams
from twin.timeline import Timeline
from twin.weather import generate

EPW_FIELDS = 35


@pytest.fixture(scope="session")
def first_of_march():
    return dt.date(2025, 3, 1)


@pytest.fixture(scope="session")
def common_year():
    """A common year of hours."""
    return Timeline.one_year(dt.date(2025, 1, 1), 60)


@pytest.fixture(scope="session")
def hours(common_year):
    """The year that the test files are written from: Kunming, hourly."""
    return generate("kunming", common_year, Streams(7))


def _starts(weather):
    return [weather.timeline.datetime_at(3600 * hour) for hour in range(weather.timeline.n_steps)]


def epw_text(weather, *, zone=8.0, dni_factor=1.0):
    """Write EPW: eight lines of header, hours 1 to 24 labelled by their end."""
    place = f"{weather.latitude_deg},{weather.longitude_deg},{zone},{weather.altitude_m}"
    lines = [
        f"LOCATION,Kunming,YN,CHN,TEST,567780,{place}",
        *(f"HEADER LINE {number}" for number in range(2, 8)),
        "DATA PERIODS,1,1,Data,Sunday, 1/ 1,12/31",
    ]
    for i, start in enumerate(_starts(weather)):
        fields = ["0"] * EPW_FIELDS
        fields[:6] = [start.year, start.month, start.day, start.hour + 1, 0, "?9?9"]
        fields[6] = f"{weather.temp_air_c[i]:.3f}"
        fields[8] = f"{weather.relative_humidity_pct[i]:.3f}"
        fields[9] = f"{weather.pressure_pa[i]:.0f}"
        fields[13] = f"{weather.ghi_w_m2[i]:.3f}"
        fields[14] = f"{weather.dni_w_m2[i] * dni_factor:.3f}"
        fields[15] = f"{weather.dhi_w_m2[i]:.3f}"
        fields[21] = f"{weather.wind_speed_m_s[i]:.3f}"
        lines.append(",".join(map(str, fields)))
    return "\n".join(lines) + "\n"


def tmy3_text(weather, *, leave_out=()):
    """Write TMY3: hours labelled 01:00 to 24:00 by their end, pressure in mbar."""
    columns = {
        "GHI (W/m^2)": weather.ghi_w_m2,
        "DNI (W/m^2)": weather.dni_w_m2,
        "DHI (W/m^2)": weather.dhi_w_m2,
        "Dry-bulb (C)": weather.temp_air_c,
        "RHum (%)": weather.relative_humidity_pct,
        "Pressure (mbar)": weather.pressure_pa / 100.0,
        "Wspd (m/s)": weather.wind_speed_m_s,
    }
    kept = {name: values for name, values in columns.items() if name not in leave_out}
    place = f"{weather.latitude_deg},{weather.longitude_deg},{weather.altitude_m}"
    lines = [
        f'567780,"KUNMING",YN,8.0,{place}',
        ",".join(["Date (MM/DD/YYYY)", "Time (HH:MM)", *kept]),
    ]
    for i, start in enumerate(_starts(weather)):
        stamp = f"{start:%m/%d/%Y},{start.hour + 1:02d}:00"
        lines.append(",".join([stamp, *(f"{values[i]:.4f}" for values in kept.values())]))
    return "\n".join(lines) + "\n"


def _in_utc(weather):
    """Return the stamps of a UTC year and the weather's arrays rolled onto them."""
    names = ("ghi", "dni", "dhi", "temp", "wind", "humidity", "pressure")
    arrays = (
        weather.ghi_w_m2,
        weather.dni_w_m2,
        weather.dhi_w_m2,
        weather.temp_air_c,
        weather.wind_speed_m_s,
        weather.relative_humidity_pct,
        weather.pressure_pa,
    )
    rolled = {name: np.roll(array, -8) for name, array in zip(names, arrays, strict=True)}
    return [f"{start:%Y%m%d:%H}10" for start in _starts(weather)], rolled


def _place_lines(weather):
    return [
        f"Latitude (decimal degrees): {weather.latitude_deg}",
        f"Longitude (decimal degrees): {weather.longitude_deg}",
        f"Elevation (m): {weather.altitude_m}",
    ]


def _tmy_rows(weather):
    stamps, of = _in_utc(weather)
    for i, stamp in enumerate(stamps):
        yield {
            "time(UTC)": stamp,
            "T2m": round(float(of["temp"][i]), 3),
            "RH": round(float(of["humidity"][i]), 3),
            "G(h)": round(float(of["ghi"][i]), 3),
            "Gb(n)": round(float(of["dni"][i]), 3),
            "Gd(h)": round(float(of["dhi"][i]), 3),
            "IR(h)": 300.0,
            "WS10m": round(float(of["wind"][i]), 3),
            "WD10m": 180.0,
            "SP": round(float(of["pressure"][i])),
        }


def pvgis_tmy_csv(weather):
    rows = list(_tmy_rows(weather))
    lines = [*_place_lines(weather), "month,year", *(f"{month},2015" for month in range(1, 13))]
    lines += [",".join(rows[0]), *(",".join(map(str, row.values())) for row in rows)]
    return "\r\n".join([*lines, "", "T2m: 2-m air temperature (degree Celsius)"]) + "\r\n"


def _inputs(weather):
    return {
        "location": {
            "latitude": weather.latitude_deg,
            "longitude": weather.longitude_deg,
            "elevation": weather.altitude_m,
        }
    }


def pvgis_tmy_json(weather):
    months = [{"month": month, "year": 2015} for month in range(1, 13)]
    outputs = {"months_selected": months, "tmy_hourly": list(_tmy_rows(weather))}
    return json.dumps({"inputs": _inputs(weather), "outputs": outputs, "meta": {"inputs": {}}})


def _hourly_rows(weather):
    stamps, of = _in_utc(weather)
    for i, stamp in enumerate(stamps):
        yield {
            "time": stamp,
            "Gb(i)": round(float(of["ghi"][i] - of["dhi"][i]), 3),
            "Gd(i)": round(float(of["dhi"][i]), 3),
            "Gr(i)": 0.0,
            "H_sun": 0.0,
            "T2m": round(float(of["temp"][i]), 3),
            "WS10m": round(float(of["wind"][i]), 3),
            "Int": 0.0,
        }


def pvgis_hourly_csv(weather, *, slope=0):
    rows = list(_hourly_rows(weather))
    lines = [*_place_lines(weather), "Radiation database:\tPVGIS-ERA5", "", ""]
    lines += [f"Slope: {slope} deg. ", "Azimuth: 0 deg. ", ""]
    lines += [",".join(rows[0]), *(",".join(map(str, row.values())) for row in rows)]
    return "\r\n".join([*lines, "", "Gb(i): Beam irradiance (W/m2)"]) + "\r\n"


def pvgis_hourly_json(weather, *, slope=0):
    inputs = _inputs(weather) | {"mounting_system": {"fixed": {"slope": {"value": slope}}}}
    outputs = {"hourly": list(_hourly_rows(weather))}
    return json.dumps({"inputs": inputs, "outputs": outputs, "meta": {"inputs": {}}})


WRITERS = {
    "epw": (epw_text, ".epw"),
    "tmy3": (tmy3_text, ".csv"),
    "pvgis tmy csv": (pvgis_tmy_csv, ".csv"),
    "pvgis tmy json": (pvgis_tmy_json, ".json"),
    "pvgis hourly csv": (pvgis_hourly_csv, ".csv"),
    "pvgis hourly json": (pvgis_hourly_json, ".json"),
}


@pytest.fixture(scope="session")
def writers():
    """The function that writes each format, and its suffix, by name."""
    return WRITERS


@pytest.fixture(scope="session")
def texts(hours):
    """The same year in every format, by name: text and suffix."""
    return {name: (write(hours), suffix) for name, (write, suffix) in WRITERS.items()}


@pytest.fixture
def weather_file(tmp_path, texts):
    """Write the year in one format, changed as asked; return the path."""

    def write(name, change=lambda text: text):
        text, suffix = texts[name]
        path = tmp_path / f"site{suffix}"
        path.write_text(change(text), encoding="utf-8", newline="")
        return path

    return write
