"""Photovoltaics against pvlib's ModelChain, the geometry of a plane and the stations' yields."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pvlib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.components.skies import steady
from tests.small import context, make
from twin.components.pv import GROUND_MOUNT, ROOF_MOUNT, unit_output
from twin.streams import Streams
from twin.timeline import Timeline
from twin.weather import generate, station

NO_LIMIT = 0.5  # inverter twice the modules
DAYS = [dt.date(2025, 1, 6), dt.date(2025, 6, 20)]


def output(weather, tilt=10.0, azimuth=180.0, gamma=-0.0034, losses=0.14, ratio=NO_LIMIT,
           mount=ROOF_MOUNT):  # fmt: skip
    return unit_output(
        weather,
        make(
            "pv",
            capacity_mw=1.0,
            tilt_deg=tilt,
            azimuth_deg=azimuth,
            gamma_per_k=gamma,
            losses=losses,
            dc_ac_ratio=ratio,
            on_roof=mount == ROOF_MOUNT,
        ),
    )


def clear(timeline, dni=800.0, **values):
    """Return weather with beam alone wherever the sun stands above the horizon."""
    place = steady(timeline)
    cosine = np.maximum(np.cos(np.radians(place.sun["apparent_zenith"])), 0.0)
    beam = np.where(cosine > 0.0, dni, 0.0)
    return steady(timeline, dni_w_m2=beam, ghi_w_m2=beam * cosine, **values)


def sun_vector(weather):
    """Return the direction of the sun as (east, north, up)."""
    zenith, azimuth = (np.radians(weather.sun[k]) for k in ("apparent_zenith", "azimuth"))
    return np.array(
        [np.sin(zenith) * np.sin(azimuth), np.sin(zenith) * np.cos(azimuth), np.cos(zenith)]
    )


def share_of_diffuse(tilt_deg, *, ground):
    """Integrate the modifier over the part of sky or ground that a plane sees, by directions."""
    around, up = np.meshgrid(
        np.radians(np.arange(0.25, 360.0, 0.5)), np.radians(np.arange(-89.75, 90.0, 0.5))
    )
    slope = np.radians(tilt_deg)
    cosine = np.cos(up) * np.cos(around) * np.sin(slope) + np.sin(up) * np.cos(slope)
    seen = (cosine > 0.0) & ((up < 0.0) if ground else (up > 0.0))
    weight = np.where(seen, cosine * np.cos(up), 0.0)
    passed = pvlib.iam.physical(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))
    return float((weight * np.nan_to_num(passed)).sum() / weight.sum())


def reference_chain(weather, tilt, azimuth, mount):
    """Return pvlib's own chain: NREL SPA, Hay-Davies, SAPM cell, PVWatts DC [kW/kWp]."""
    system = pvlib.pvsystem.PVSystem(
        surface_tilt=tilt, surface_azimuth=azimuth,
        module_parameters={"pdc0": 1.0, "gamma_pdc": -0.0034},
        inverter_parameters={"pdc0": 100.0},
        temperature_model_parameters=(
            pvlib.temperature.TEMPERATURE_MODEL_PARAMETERS["sapm"][mount]
        ),
    )  # fmt: skip
    place = pvlib.location.Location(
        weather.latitude_deg, weather.longitude_deg, altitude=weather.altitude_m
    )
    chain = pvlib.modelchain.ModelChain(
        system, place, aoi_model="physical", spectral_model="no_loss", losses_model="no_loss",
        dc_model="pvwatts", ac_model="pvwatts", transposition_model="haydavies",
    )  # fmt: skip
    columns = {
        "ghi": weather.ghi_w_m2, "dni": weather.dni_w_m2, "dhi": weather.dhi_w_m2,
        "temp_air": weather.temp_air_c, "wind_speed": weather.wind_speed_m_s,
    }  # fmt: skip
    table = pd.DataFrame(columns, index=weather.mid_times)
    chain.prepare_inputs(table)
    plane = chain.results.total_irrad.fillna(0.0)
    modifier = pvlib.iam.physical(chain.results.aoi).fillna(0.0)
    table["effective_irradiance"] = (
        plane["poa_direct"] * modifier
        + plane["poa_sky_diffuse"] * share_of_diffuse(tilt, ground=False)
        + plane["poa_ground_diffuse"] * share_of_diffuse(tilt, ground=True)
    )
    table["poa_global"] = plane["poa_global"]
    chain.run_model_from_effective_irradiance(table)
    return chain.results.dc.fillna(0.0).to_numpy()


@pytest.mark.parametrize("first", DAYS)
@pytest.mark.parametrize(
    ("tilt", "azimuth", "mount"),
    [(10.0, 180.0, ROOF_MOUNT), (15.0, 180.0, GROUND_MOUNT), (35.0, 105.0, GROUND_MOUNT)],
)
def test_power_is_that_of_pvlibs_own_chain(first, tilt, azimuth, mount):
    """Within 0.2 % of nameplate while the sun is above 5°, and of energy over the days."""
    weather = generate("kunming", Timeline(first, 5, 15), Streams(1))
    ours = output(weather, tilt, azimuth, losses=0.0, mount=mount)
    theirs = reference_chain(weather, tilt, azimuth, mount)
    high = weather.sun["zenith"] < 85.0
    assert np.abs(ours - theirs)[high].max() < 2e-3
    assert ours.sum() == pytest.approx(theirs.sum(), rel=2e-3)


def test_losses_are_one_factor_on_direct_current():
    weather = generate("nanchang", Timeline(DAYS[1], 2, 60), Streams(1))
    lossless = output(weather, losses=0.0)
    assert output(weather, losses=0.14) == pytest.approx(0.86 * lossless, rel=1e-12)


def test_no_sun_no_power():
    weather = generate("harbin", Timeline(DAYS[0], 5, 15), Streams(1))
    power, zenith = output(weather, tilt=36.0), weather.sun["zenith"]
    assert (power[zenith > 90.5] == 0.0).all()
    assert (power[zenith < 85.0] > 0.0).all()
    assert (output(steady(Timeline(DAYS[1], 1, 15))) == 0.0).all()


@pytest.mark.parametrize(
    ("mount", "a", "b", "rise_k"),
    [(ROOF_MOUNT, -2.98, -0.0471, 1.0), (GROUND_MOUNT, -3.47, -0.0594, 3.0)],
)
def test_power_falls_by_its_coefficient_above_25_degrees(mount, a, b, rise_k):
    """Cell by King et al. 2004: air + E·exp(a + b·wind) + rise·E/1000; then 1 + γ·(cell - 25)."""
    weather = clear(Timeline(DAYS[1], 1, 60), temp_air_c=32.0, wind_speed_m_s=3.0)
    plane = weather.plane(10.0, 180.0).total
    cell = 32.0 + plane * np.exp(a + 3.0 * b) + rise_k * plane / 1000.0
    warm, ideal = output(weather, mount=mount), output(weather, gamma=0.0, mount=mount)
    up = ideal > 0.05
    assert warm[up] / ideal[up] == pytest.approx(1.0 - 0.0034 * (cell[up] - 25.0), rel=1e-9)
    assert (warm < ideal)[up].all()


@settings(max_examples=30, deadline=None)
@given(st.floats(0.0, 90.0), st.floats(0.0, 359.0), st.sampled_from(DAYS))
def test_beam_on_any_plane_is_a_product_of_vectors(tilt, azimuth, first):
    """Without diffuse light the plane gets DNI times the cosine of the angle to its normal."""
    weather = clear(Timeline(first, 1, 60))
    slope, way = np.radians(tilt), np.radians(azimuth)
    normal = [np.sin(slope) * np.sin(way), np.sin(slope) * np.cos(way), np.cos(slope)]
    cosine = np.maximum(normal @ sun_vector(weather), 0.0)
    assert weather.plane(tilt, azimuth).beam == pytest.approx(
        weather.dni_w_m2 * cosine, abs=1e-6 * 800.0
    )
    power = output(weather, tilt, azimuth, ratio=1.15)
    assert power.min() >= 0.0
    assert power.max() <= 1.0 / 1.15


def test_planes_to_the_east_and_west_work_before_and_after_noon():
    """At 105° E under UTC+8 the sun culminates near 13:00 of the clock."""
    weather = clear(Timeline(dt.date(2025, 4, 15), 1, 15))
    before = weather.timeline.hour_of_step < 13.0
    east, west = (output(weather, 40.0, azimuth) for azimuth in (90.0, 270.0))
    assert east[before].sum() > 1.5 * west[before].sum()
    assert west[~before].sum() > 1.5 * east[~before].sum()
    assert east.sum() == pytest.approx(west.sum(), rel=0.02)


def test_a_steep_plane_to_the_south_pays_in_winter_and_costs_in_summer():
    winter, summer = (clear(Timeline(first, 1, 15)) for first in DAYS)
    assert output(winter, 40.0).sum() > 1.2 * output(winter, 0.0).sum()
    assert output(summer, 40.0).sum() < 0.9 * output(summer, 0.0).sum()
    assert output(winter, 40.0, azimuth=0.0).sum() < 0.6 * output(winter, 0.0).sum()


def test_the_inverter_clips_and_leaves_the_rest_alone():
    weather = clear(Timeline(DAYS[1], 2, 15), dni=950.0)
    whole, clipped = output(weather), output(weather, ratio=1.6)
    assert whole.max() > 0.7
    assert clipped.max() == pytest.approx(0.625)  # 1 / 1.6
    above = whole > 0.625
    assert above.sum() > 20
    assert (clipped[above] == clipped.max()).all()
    assert (clipped[~above] == whole[~above]).all()


@pytest.mark.parametrize(
    ("years", "left"), [(0, 1.0), (0.5, 0.995), (1, 0.99), (3, 0.99 * 0.996**2), (25, 0.8992)]
)
def test_a_plant_ages_by_one_percent_and_then_by_four_tenths_a_year(years, left):
    """0.99 · 0.996²⁴ = 0.8992 after 25 years."""
    weather = clear(Timeline(DAYS[1], 2, 15))
    ctx = context(weather=lambda _: weather, start=DAYS[1])
    plants = [make("pv", capacity_mw=20.0, age_years=age, dc_ac_ratio=0.5) for age in (years, 0.0)]
    aged, new = (part.limit for plant in plants for part in plant.parts("pv", ctx))
    lit = new.base > 0.0
    assert lit.any()
    assert aged.scale * aged.base[lit] == pytest.approx(20.0 * left * new.base[lit], rel=1e-4)


def test_an_aged_plant_still_fills_its_inverter():
    weather = clear(Timeline(DAYS[1], 2, 15), dni=950.0)
    ctx = context(weather=lambda _: weather, start=DAYS[1])
    (part,) = make("pv", capacity_mw=1.0, age_years=10.0, dc_ac_ratio=1.6).parts("pv", ctx)
    assert part.limit.base.max() == pytest.approx(0.625)


def test_roof_covered_follows_from_the_nameplate_unless_given():
    """1.75 MWp at 175 W/m² cover a hectare; a plant on the ground covers no roof."""
    assert make("pv", capacity_mw=1.75).facts() == pytest.approx({"roof_covered_m2": 10_000.0})
    assert make("pv", capacity_mw=1.75, roof_area_m2=9e3).facts() == {"roof_covered_m2": 9e3}
    assert make("pv", capacity_mw=1.75, on_roof=False).facts() == {}


@pytest.mark.parametrize("name", ["kunming", "nanchang", "harbin"])
def test_a_plant_yields_in_a_year_what_the_station_says(name):
    """Both planes within 3 % of the station's reference, and little lost at a usual inverter."""
    known = station(name).reference
    weather = generate(name, Timeline.one_year(dt.date(2025, 1, 1), 60), Streams(11))
    ctx = context(days=365, step=60, start=dt.date(2025, 1, 1), weather=lambda _: weather)
    for fields, yearly in (
        ({"tilt_deg": 10.0}, known.pv_roof10_kwh_kwp),
        ({"tilt_deg": known.tilt_deg, "on_roof": False}, known.pv_tilt_kwh_kwp),
    ):
        for ratio, most in ((NO_LIMIT, 1.03), (1.15, 1.03)):
            (part,) = make("pv", capacity_mw=1.0, dc_ac_ratio=ratio, **fields).parts("pv", ctx)
            assert 0.97 < part.limit.base.sum() / yearly < most
