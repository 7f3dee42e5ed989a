"""The same year written in every format and read back, onto spans, steps and clocks."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest

from twin.streams import Streams
from twin.timeline import Timeline
from twin.weather import generate, read_weather_file

FORMATS = (
    "epw",
    "tmy3",
    "pvgis tmy csv",
    "pvgis tmy json",
    "pvgis hourly csv",
    "pvgis hourly json",
)
AS_ROUNDED = 2e-3


def is_closed(weather):
    cosine = np.maximum(np.cos(np.radians(weather.sun["zenith"])), 0.0)
    closed = weather.dhi_w_m2 + weather.dni_w_m2 * cosine
    return np.abs(closed - weather.ghi_w_m2).max() < 1e-6


@pytest.mark.parametrize("name", FORMATS)
def test_a_year_comes_back_from_every_format(name, weather_file, hours, common_year):
    weather = read_weather_file(weather_file(name), common_year)
    for array in ("ghi_w_m2", "dhi_w_m2", "temp_air_c", "wind_speed_m_s"):
        np.testing.assert_allclose(
            getattr(weather, array), getattr(hours, array), atol=AS_ROUNDED, err_msg=array
        )
    assert np.abs(weather.dni_w_m2 - hours.dni_w_m2).max() < 0.1
    assert weather.latitude_deg == pytest.approx(hours.latitude_deg)
    assert weather.altitude_m == pytest.approx(hours.altitude_m)
    assert is_closed(weather)
    assert "site" in weather.source


@pytest.mark.parametrize("name", ["epw", "tmy3", "pvgis tmy csv", "pvgis tmy json"])
def test_humidity_and_pressure_come_back_where_the_format_has_them(
    name, weather_file, hours, common_year
):
    weather = read_weather_file(weather_file(name), common_year)
    assert weather.relative_humidity_pct == pytest.approx(hours.relative_humidity_pct, abs=0.01)
    assert weather.pressure_pa == pytest.approx(hours.pressure_pa, abs=1.0)


def test_humidity_and_pressure_that_a_file_has_not_are_estimated_and_said(
    weather_file, hours, common_year
):
    weather = read_weather_file(weather_file("pvgis hourly csv"), common_year)
    assert "FAO-56" in weather.source
    assert "standard atmosphere" in weather.source
    assert weather.pressure_pa == pytest.approx(hours.pressure_pa, rel=1e-6)
    assert 30.0 < weather.relative_humidity_pct.mean() < 95.0


def test_quarters_of_a_file_are_those_of_the_generator(weather_file):
    timeline = Timeline(dt.date(2025, 5, 1), 31, 15)
    weather = read_weather_file(weather_file("epw"), timeline)
    made = generate("kunming", timeline, Streams(7))
    for array in ("ghi_w_m2", "temp_air_c", "relative_humidity_pct", "wind_speed_m_s"):
        assert getattr(weather, array) == pytest.approx(getattr(made, array), abs=0.01)
    assert is_closed(weather)


def test_29_february_repeats_the_28th(weather_file):
    leap = Timeline.one_year(dt.date(2024, 1, 1), 60)
    weather = read_weather_file(weather_file("epw"), leap)
    day = weather.temp_air_c.reshape(-1, 24)
    assert len(day) == 366
    assert day[59].tolist() == day[58].tolist()
    assert day[60].tolist() != day[58].tolist()


def test_the_29_february_of_a_leap_years_file_is_left_out(tmp_path, writers, common_year):
    leap = generate("kunming", Timeline.one_year(dt.date(2024, 1, 1), 60), Streams(7))
    path = tmp_path / "amy.epw"
    path.write_text(writers["epw"][0](leap), encoding="utf-8")
    day = read_weather_file(path, common_year).temp_air_c.reshape(-1, 24)
    kept = np.delete(leap.temp_air_c.reshape(-1, 24), 59, axis=0)
    assert day == pytest.approx(kept, abs=AS_ROUNDED)


def test_any_span_takes_its_dates(weather_file, hours):
    span = Timeline(dt.date(2031, 12, 30), 4, 60)
    weather = read_weather_file(weather_file("tmy3"), span)
    day = hours.temp_air_c.reshape(-1, 24)
    expected = day[[363, 364, 0, 1]].ravel()
    assert weather.temp_air_c == pytest.approx(expected, abs=AS_ROUNDED)


def test_hours_move_to_the_parks_clock(weather_file, hours, common_year):
    weather = read_weather_file(weather_file("epw"), common_year, utc_offset_hours=9)
    assert weather.utc_offset_hours == 9
    assert weather.temp_air_c[1:] == pytest.approx(hours.temp_air_c[:-1], abs=AS_ROUNDED)
    assert weather.ghi_w_m2.sum() == pytest.approx(hours.ghi_w_m2.sum(), rel=1e-5)


def test_of_several_years_the_timelines_own_is_taken(tmp_path, writers, common_year):
    lines = []
    for year, seed in ((2023, 1), (2025, 2), (2026, 3)):
        span = Timeline(dt.date(year, 1, 1), 365, 60)
        text = writers["pvgis hourly csv"][0](generate("kunming", span, Streams(seed)))
        rows = [line for line in text.split("\r\n") if line[:3] == "202"]
        head = text.split("\r\n20")[0].split("\r\n")
        lines = [*(lines or head), *rows]
    path = tmp_path / "years.csv"
    path.write_text("\r\n".join([*lines, "", "x: y", ""]), encoding="utf-8", newline="")
    own = read_weather_file(path, common_year)
    wanted = generate("kunming", common_year, Streams(2))
    assert own.temp_air_c == pytest.approx(wanted.temp_air_c, abs=AS_ROUNDED)
    assert "of 2025" in own.source
    other = read_weather_file(path, Timeline(dt.date(2040, 1, 1), 365, 60))
    assert "of 2026" in other.source


def test_a_split_that_does_not_close_is_made_again_and_said(tmp_path, writers, hours, common_year):
    path = tmp_path / "bright.epw"
    path.write_text(writers["epw"][0](hours, dni_factor=1.5), encoding="utf-8")
    weather = read_weather_file(path, common_year)
    assert "Erbs" in weather.source
    assert "+" in weather.source
    assert is_closed(weather)
    assert weather.dhi_w_m2.sum() == pytest.approx(hours.dhi_w_m2.sum(), rel=0.01)


@pytest.mark.parametrize("step", [15, 60])
def test_light_of_the_hour_of_sunrise_is_no_beam_brighter_than_the_suns(
    step, tmp_path, writers, hours
):
    cosine = np.cos(np.radians(hours.sun["zenith"]))
    rising = (cosine > 0.0) & (cosine < 0.03)  # sun at the horizon at mid-hour, up at its end
    ghi = np.where(rising, 80.0, hours.ghi_w_m2)
    dhi = np.where(rising, 10.0, hours.dhi_w_m2)
    path = tmp_path / "sunrise.epw"
    changed = dataclasses.replace(hours, ghi_w_m2=ghi, dhi_w_m2=dhi)
    path.write_text(writers["epw"][0](changed), encoding="utf-8")
    weather = read_weather_file(path, Timeline(dt.date(2026, 1, 1), 365, step))
    assert rising.any()
    assert (weather.dni_w_m2 < 0.95 * weather.extraterrestrial_w_m2).all()
    assert is_closed(weather)


def test_a_split_that_closes_is_kept_and_nothing_said(weather_file, common_year):
    assert "Erbs" not in read_weather_file(weather_file("epw"), common_year).source


def test_a_file_without_a_split_gets_one(tmp_path, writers, hours, common_year):
    text = writers["tmy3"][0](hours, leave_out=("DNI (W/m^2)", "DHI (W/m^2)"))
    path = tmp_path / "global.csv"
    path.write_text(text, encoding="utf-8")
    weather = read_weather_file(path, common_year)
    assert "split by Erbs" in weather.source
    assert weather.dhi_w_m2 == pytest.approx(hours.dhi_w_m2, abs=0.1)
