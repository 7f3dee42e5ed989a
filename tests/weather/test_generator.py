"""What every synthetic weather must be, whatever the station, span, step and seed."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.errors import InputError
from twin.streams import Streams
from twin.timeline import STEPS_ALLOWED, Timeline
from twin.weather import generate, station, station_names

NEW_YEAR = dt.date(2025, 1, 1)
ARRAYS = (
    "ghi_w_m2",
    "dni_w_m2",
    "dhi_w_m2",
    "temp_air_c",
    "wind_speed_m_s",
    "relative_humidity_pct",
    "pressure_pa",
)


def hourly(weather, name):
    return getattr(weather, name).reshape(weather.timeline.days * 24, -1).mean(axis=1)


def assert_same_weather(one, other, steps_of_one=slice(None), steps_of_other=slice(None)):
    for name in ARRAYS:
        np.testing.assert_allclose(
            getattr(one, name)[steps_of_one],
            getattr(other, name)[steps_of_other],
            rtol=1e-9,
            atol=2e-3 if name == "dni_w_m2" else 1e-4,  # the sun's iteration, see sun_over
            err_msg=name,
        )


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(station_names()),
    st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31)),
    st.integers(1, 40),
    st.sampled_from(STEPS_ALLOWED),
    st.integers(0, 2**32),
)
def test_any_weather_is_physical(name, start, days, step, seed):
    weather = generate(name, Timeline(start, days, step), Streams(seed))
    for array in ARRAYS:
        values = getattr(weather, array)
        assert values.shape == (weather.timeline.n_steps,)
        assert np.isfinite(values).all()
    cosine = np.maximum(np.cos(np.radians(weather.sun["zenith"])), 0.0)
    closed = weather.dhi_w_m2 + weather.dni_w_m2 * cosine
    assert np.abs(closed - weather.ghi_w_m2).max() < 1e-6
    night = weather.sun["zenith"] >= 90.0
    for array in ("ghi_w_m2", "dni_w_m2", "dhi_w_m2"):
        values = getattr(weather, array)
        assert values.min() >= 0.0
        assert (values[night] == 0.0).all()
    assert weather.ghi_w_m2.max() < 1250.0
    assert weather.dni_w_m2.max() < 1150.0
    assert -60.0 < weather.temp_air_c.min() <= weather.temp_air_c.max() < 55.0
    assert 0.0 <= weather.wind_speed_m_s.min() <= weather.wind_speed_m_s.max() <= 35.0
    assert weather.relative_humidity_pct.min() >= 3.0
    assert weather.relative_humidity_pct.max() <= 100.0
    assert 70_000.0 < weather.pressure_pa.min() <= weather.pressure_pa.max() < 104_000.0


@pytest.mark.parametrize("name", ["kunming", "urumqi"])
@pytest.mark.parametrize("step", STEPS_ALLOWED)
def test_hourly_means_do_not_depend_on_the_step(name, step):
    whole = generate(name, Timeline(NEW_YEAR, 365, 60), Streams(3))
    fine = generate(name, Timeline(NEW_YEAR, 365, step), Streams(3))
    for array in ("ghi_w_m2", "dhi_w_m2", *ARRAYS[3:]):
        np.testing.assert_allclose(
            hourly(fine, array), hourly(whole, array), rtol=1e-11, atol=1e-9, err_msg=array
        )
    # The beam closes with the sun of each interval, so its own mean may move a little.
    assert fine.dni_w_m2.mean() == pytest.approx(whole.dni_w_m2.mean(), rel=0.01)


def test_temperature_has_no_jumps_between_quarters():
    weather = generate("nanchang", Timeline(NEW_YEAR, 365, 15), Streams(3))
    assert np.abs(np.diff(weather.temp_air_c)).max() < 1.0


def test_the_same_seed_gives_the_same_bytes():
    timeline = Timeline(NEW_YEAR, 60, 15)
    one, other = (generate("kunming", timeline, Streams(5)) for _ in range(2))
    for name in ARRAYS:
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()


def test_asking_the_same_streams_twice_gives_the_same_bytes():
    timeline, streams = Timeline(NEW_YEAR, 60, 15), Streams(5)
    one, other = (generate("kunming", timeline, streams) for _ in range(2))
    for name in ARRAYS:
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()


def test_other_streams_change_nothing():
    timeline, busy = Timeline(NEW_YEAR, 60, 15), Streams(5)
    busy.get("enterprise/ceramics-2/breakdown").random(1000)
    busy.get("weather/nanchang/clearness").random(10)
    one, other = (generate("kunming", timeline, streams) for streams in (Streams(5), busy))
    for name in ARRAYS:
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()


def test_different_seeds_and_stations_have_different_luck():
    timeline = Timeline(NEW_YEAR, 365, 60)
    first, second = (generate("kunming", timeline, Streams(seed)) for seed in (1, 2))
    for name in ARRAYS[:6]:
        assert not np.allclose(getattr(first, name), getattr(second, name))
    day = [w.ghi_w_m2.reshape(-1, 24).sum(axis=1) for w in (first, second)]
    season = np.convolve(day[0] + day[1], np.ones(31) / 62, mode="same")
    assert abs(np.corrcoef(day[0] - season, day[1] - season)[0, 1]) < 0.2


def test_ten_days_are_those_of_the_year():
    ten = generate("kunming", Timeline(dt.date(2025, 6, 25), 10, 15), Streams(9))
    year = generate("kunming", Timeline(NEW_YEAR, 365, 15), Streams(9))
    first = (dt.date(2025, 6, 25) - NEW_YEAR).days * 96
    assert_same_weather(ten, year, slice(None), slice(first, first + 960))


def test_a_year_may_begin_anywhere():
    odd = generate("nanchang", Timeline.one_year(dt.date(2024, 10, 17), 60), Streams(9))
    year = generate("nanchang", Timeline(NEW_YEAR, 365, 60), Streams(9))
    skipped = (NEW_YEAR - dt.date(2024, 10, 17)).days * 24
    assert odd.timeline.days == 365
    assert_same_weather(odd, year, slice(skipped, None), slice(0, 8760 - skipped))


def test_a_leap_year_has_its_29_february_and_its_normals():
    leap = Timeline.one_year(dt.date(2028, 1, 1), 60)
    weather = generate("kunming", leap, Streams(4))
    assert leap.days == 366
    february = leap.month_of_step == 2
    assert february.sum() == 29 * 24
    assert weather.temp_air_c[february].mean() == pytest.approx(11.008, abs=0.1)
    assert weather.ghi_w_m2[february].sum() / 1000 == pytest.approx(29 * 4.759, rel=1e-6)


def test_the_luck_of_a_date_is_the_same_in_every_year():
    leap = generate("kunming", Timeline.one_year(dt.date(2028, 1, 1), 60), Streams(4))
    common = generate("kunming", Timeline(NEW_YEAR, 365, 60), Streams(4))
    autumn = slice(-90 * 24, None)
    days = [w.ghi_w_m2[autumn].reshape(-1, 24).sum(axis=1) for w in (leap, common)]
    assert np.corrcoef(*days)[0, 1] > 0.999


def test_scaled_irradiation_scales_every_month_and_still_closes():
    timeline = Timeline(NEW_YEAR, 365, 60)
    whole = generate("nanchang", timeline, Streams(4))
    less = generate("nanchang", timeline, Streams(4), ghi_scale=0.88)
    assert less.ghi_w_m2.sum() == pytest.approx(0.88 * whole.ghi_w_m2.sum(), rel=1e-6)
    assert less.dhi_w_m2.sum() / less.ghi_w_m2.sum() > whole.dhi_w_m2.sum() / whole.ghi_w_m2.sum()
    assert "0.88" in less.source


@pytest.mark.parametrize("scale", [-1.0, 0.1, 1.7, 2.5, float("nan")])
def test_irradiation_beyond_a_clear_sky_is_refused(scale):
    with pytest.raises(InputError, match="scale"):
        generate("kunming", Timeline(NEW_YEAR, 31, 60), Streams(0), ghi_scale=scale)


def test_humidity_runs_against_the_temperature_of_the_day():
    weather = generate("chengdu", Timeline(NEW_YEAR, 365, 60), Streams(0))
    temp = weather.temp_air_c.reshape(-1, 24)
    humidity = weather.relative_humidity_pct.reshape(-1, 24)
    swing = [w - w.mean(axis=1, keepdims=True) for w in (temp, humidity)]
    assert np.corrcoef(swing[0].ravel(), swing[1].ravel())[0, 1] < -0.8


def test_clear_days_have_the_wider_range():
    weather = generate("kunming", Timeline(NEW_YEAR, 365, 60), Streams(0))
    spread = np.ptp(weather.temp_air_c.reshape(-1, 24), axis=1)
    sun = weather.ghi_w_m2.reshape(-1, 24).sum(axis=1)
    months = weather.timeline.month_of_step[::24]
    links = [np.corrcoef(spread[months == m], sun[months == m])[0, 1] for m in range(1, 13)]
    asked = station("kunming").monthly("corr_clearness_range").mean()
    assert np.mean(links) == pytest.approx(asked, abs=0.2)


def test_where_it_comes_from_is_said():
    weather = generate("tianhe", Timeline(NEW_YEAR, 1, 60), Streams(17))
    for word in ("synthetic", "Wuhan", "seed 17", "climate.onebuilding.org"):
        assert word in weather.source
