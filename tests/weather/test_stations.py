"""All stations against what their own hourly files gave: yields, normals, degree days, wind."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pvlib
import pytest

from twin.streams import Streams
from twin.timeline import Timeline
from twin.weather import generate, station, station_names
from twin.weather.sun import sun_over

SEEDS = (0, 1, 2, 42)
OFF_ITS_SUN = "urumqi"
MOUNTS = pvlib.temperature.TEMPERATURE_MODEL_PARAMETERS["sapm"]
CURVE_M_S = [0, 2.5, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 20, 22, 25, 25.1]
CURVE = [0, 0, 0.012, 0.06, 0.13, 0.24, 0.385, 0.56, 0.74, 0.88, 0.965, 1, 1, 0.9, 0.8, 0]


def power(weather, tilt_deg, mount, split=None):
    """The reference chain of configs/climates/README.md, facing south [kW/kWp]."""
    zenith, azimuth = weather.sun["apparent_zenith"], weather.sun["azimuth"]
    ghi, dni, dhi = split or (weather.ghi_w_m2, weather.dni_w_m2, weather.dhi_w_m2)
    plane = pvlib.irradiance.get_total_irradiance(
        tilt_deg, 180, zenith, azimuth, dni, ghi, dhi,
        dni_extra=weather.extraterrestrial_w_m2, model="haydavies",
    )  # fmt: skip
    plane = {name: np.nan_to_num(np.asarray(values)) for name, values in plane.items()}
    beam = np.nan_to_num(pvlib.iam.physical(pvlib.irradiance.aoi(tilt_deg, 180, zenith, azimuth)))
    diffuse = pvlib.iam.marion_diffuse("physical", tilt_deg)
    effective = (
        plane["poa_direct"] * beam
        + plane["poa_sky_diffuse"] * diffuse["sky"]
        + plane["poa_ground_diffuse"] * np.nan_to_num(diffuse["ground"])
    )
    cell = pvlib.temperature.sapm_cell(
        plane["poa_global"], weather.temp_air_c, weather.wind_speed_m_s, **MOUNTS[mount]
    )
    return effective / 1000 * (1 - 0.0034 * (cell - 25)) * (1 - 0.14)


def yields(weather, reference, split=None):
    """Yields over those of the file: tilted rack and 10° roof."""
    step_h = weather.timeline.step_hours
    rack = power(weather, reference.tilt_deg, "open_rack_glass_glass", split).sum() * step_h
    roof = power(weather, 10, "close_mount_glass_glass", split).sum() * step_h
    return rack / reference.pv_tilt_kwh_kwp, roof / reference.pv_roof10_kwh_kwp


def monthly(weather, values):
    months = weather.timeline.month_of_step
    return np.array([values[months == month].mean() for month in range(1, 13)])


@pytest.fixture(scope="module", params=[(name, seed) for name in station_names() for seed in SEEDS])
def case(request, common_year):
    name, seed = request.param
    return station(name), generate(name, common_year, Streams(seed))


def test_yields_are_those_of_measured_weather(case):
    known, weather = case
    if known.id == OFF_ITS_SUN:
        pytest.skip("its file is off its sun: see the next test")
    assert yields(weather, known.reference) == pytest.approx((1.0, 1.0), abs=0.03)


@pytest.mark.parametrize("seed", SEEDS)
def test_urumqi_gives_its_files_yields_under_the_wrong_sun_and_more_under_its_own(
    seed, common_year
):
    known = station(OFF_ITS_SUN)
    weather = generate(OFF_ITS_SUN, common_year, Streams(seed))
    own = yields(weather, known.reference)
    assert min(own) > 1.05
    ghi = np.roll(weather.ghi_w_m2, -known.reference.irradiation_lead_h)
    split = pvlib.irradiance.erbs(ghi, weather.sun["zenith"], weather.mid_times)
    dni = np.minimum(np.asarray(split["dni"]), weather.extraterrestrial_w_m2)
    wrong = yields(weather, known.reference, (ghi, dni, np.asarray(split["dhi"])))
    assert wrong == pytest.approx((1.0, 1.0), abs=0.03)


def test_irradiation_of_year_and_months_is_the_normals(case):
    known, weather = case
    assert weather.ghi_w_m2.sum() / 1000 == pytest.approx(known.reference.ghi_kwh_m2, rel=0.005)
    months = monthly(weather, weather.ghi_w_m2) * 24 / 1000
    assert months == pytest.approx(known.monthly("ghi_kwh_m2_day"), rel=1e-6)


def test_monthly_means_of_the_air_are_the_normals(case):
    known, weather = case
    for values, name, tolerance in (
        (weather.temp_air_c, "temp_mean_c", 0.1),
        (weather.wind_speed_m_s, "wind_mean_m_s", 0.02),
        (weather.relative_humidity_pct, "relative_humidity_pct", 0.1),
    ):
        assert monthly(weather, values) == pytest.approx(known.monthly(name), abs=tolerance)


def test_degree_days_are_near_the_files(case):
    known, weather = case
    days = weather.temp_air_c.reshape(-1, 24).mean(axis=1)
    heating, cooling = np.maximum(18 - days, 0).sum(), np.maximum(days - 26, 0).sum()
    assert heating == pytest.approx(known.reference.hdd18_k_day, rel=0.05, abs=60)
    assert cooling == pytest.approx(known.reference.cdd26_k_day, rel=0.15, abs=40)


def test_a_turbine_yields_what_it_does_in_the_file(case):
    known, weather = case
    share = np.interp(weather.wind_speed_m_s * 10**0.2, CURVE_M_S, CURVE)
    assert share.mean() == pytest.approx(known.reference.wind_cf_hub100, abs=0.03)
    if known.id != OFF_ITS_SUN:
        both = np.corrcoef(power(weather, 10, "close_mount_glass_glass"), share)[0, 1]
        assert both == pytest.approx(known.reference.corr_pv_wind, abs=0.15)


@pytest.mark.parametrize("name", ["kunming", "nanchang"])
def test_a_quarter_hourly_year_yields_the_same(name):
    known = station(name)
    weather = generate(name, Timeline.one_year(dt.date(2025, 1, 1), 15), Streams(42))
    assert yields(weather, known.reference) == pytest.approx((1.0, 1.0), abs=0.03)


@pytest.mark.parametrize(("name", "solar_noon_h"), [("urumqi", 14.2), ("harbin", 11.6)])
def test_noon_is_where_the_sun_is_and_not_the_clock(name, solar_noon_h, common_year):
    sun = sun_over(station(name).place, common_year)
    day = sun.horizontal_w_m2.reshape(-1, 24).mean(axis=0)
    hours = np.arange(24) + 0.5
    assert day @ hours / day.sum() == pytest.approx(solar_noon_h, abs=0.1)
    weather = generate(name, common_year, Streams(0))
    warmest = weather.temp_air_c.reshape(-1, 24).mean(axis=0).argmax() + 0.5
    assert 2.0 < warmest - solar_noon_h < 4.5
