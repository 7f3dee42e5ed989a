"""The 5R1C zone in states that can be worked by hand: steady, insulated, floating, idle."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.components.skies import ledger_of, steady, still
from tests.small import context, electric, make
from twin.kernels.zones import Drive, advance
from twin.timeline import Timeline
from twin.zones import Zone, ZoneModel, _constants

WEEKS = Timeline(dt.date(2025, 1, 1), 56, 60)
CAPACITY = 165e3  # medium construction, J/(m²·K)

# 1,000 m² of floor: 800 m² of wall at 0.5, 500 m² of roof at 0.4, 200 m² of glazing at 2.
H_WINDOW, H_OPAQUE = 400.0, 600.0
H_AIR = 1200.0 * 0.5 * 3500.0 / 3600.0  # half a change an hour of 3,500 m³: 583.3 W/K
H_INSIDE = 3.45 * 4.5 * 1000.0  # from the air to all surfaces
SERIES = H_AIR + 1.0 / (1.0 / H_INSIDE + 1.0 / (H_WINDOW + H_OPAQUE))  # 1,522.8 W/K


def zone(timeline=WEEKS, **more):
    n = timeline.n_steps
    fields = {
        "name": "z", "timeline": timeline, "floor_m2": 1000.0, "volume_m3": 3500.0,
        "wall_m2": 800.0, "roof_m2": 500.0, "window_m2": 200.0, "u_wall": 0.5, "u_roof": 0.4,
        "u_window": 2.0, "shgc": 0.4, "capacity_j_per_m2k": CAPACITY, "mass_ratio": 2.5,
        "infiltration_per_h": 0.5, "fresh_air_m3_per_h": 0.0, "gains_w_m2": 0.0,
        "people_w_m2": 0.0, "idle_share": 0.0, "heat_set_c": 20.0, "cool_set_c": 26.0,
        "heat_setback_c": 8.0, "cool_setback_c": 40.0, "heat_max_w": 1e6, "cool_max_w": 1e6,
        "schedule": np.ones(n), "heating_per_unit": np.full(n, 0.25),
        "cooling_per_unit": np.full(n, 0.2),
    }  # fmt: skip
    return Zone(**(fields | more))


def powers(one, weather):
    """Return heating and cooling [W] of a zone by the model of the plant."""
    n = weather.timeline.n_steps
    lives = [getattr(one.series, field.name) for field in dataclasses.fields(one.series)]
    for live in lives:
        live.array = np.zeros(n)
    ZoneModel((one,), weather).settle(np.zeros((0, n)), 0, n)
    return one.series.heating_mw.array * 1e6, one.series.cooling_mw.array * 1e6


def floating(one, outdoor, gains=0.0, mass=20.0):
    """Return the air temperature of a zone without heating and cooling."""
    n = len(outdoor)
    flow = np.full((1, n), H_AIR)
    drive = Drive(np.asarray(outdoor, float), np.zeros((1, n)), flow, np.full((1, n), gains),
                  np.full((1, n), -99.0), np.full((1, n), 99.0))  # fmt: skip
    air, unused = np.zeros((1, n)), np.zeros((1, n))
    advance(_constants((one,)), drive, np.array([mass]), 3600.0, unused, unused.copy(), air)
    return air[0]


def heating_by_nodes(outdoor, inside, gains_w):
    """Solve the three nodes of ISO 13790 in a steady state for the power at the air [W].

    Half of the gains go to the air; of the rest A_m/A_t = 2.5/4.5 to the mass, and to the surface
    what is left after H_window / (9.1 · A_t) of it, which the standard lets go.
    """
    h_ms = 9.1 * 2500.0
    h_em = 1.0 / (1.0 / H_OPAQUE - 1.0 / h_ms)
    to_mass = 2.5 / 4.5
    to_surface = 1.0 - to_mass - H_WINDOW / (9.1 * 4500.0)
    # unknowns: power, surface, mass
    matrix = np.array([
        [1.0, H_INSIDE, 0.0],
        [0.0, -(H_INSIDE + H_WINDOW + h_ms), h_ms],
        [0.0, h_ms, -(h_ms + h_em)],
    ])  # fmt: skip
    right = np.array([
        (H_INSIDE + H_AIR) * inside - H_AIR * outdoor - 0.5 * gains_w,
        -H_WINDOW * outdoor - H_INSIDE * inside - to_surface * 0.5 * gains_w,
        -h_em * outdoor - to_mass * 0.5 * gains_w,
    ])  # fmt: skip
    return np.linalg.solve(matrix, right)[0]


def test_steady_heating_is_conductance_times_difference():
    """0 °C outside, 20 °C inside: 20 · 1,522.8 W."""
    heating, cooling = powers(zone(), steady(WEEKS, temp_air_c=0.0))
    assert pytest.approx(1522.82, abs=0.01) == SERIES
    assert heating[-1] == pytest.approx(20.0 * SERIES, rel=1e-6)
    assert cooling.max() == 0.0


def test_steady_cooling_is_the_same_the_other_way():
    heating, cooling = powers(zone(), steady(WEEKS, temp_air_c=36.0))
    assert cooling[-1] == pytest.approx(10.0 * SERIES, rel=1e-6)
    assert heating.max() == 0.0


@pytest.mark.parametrize("gains", [0.0, 5.0, 12.0])
def test_gains_are_taken_off_by_the_nodes_they_reach(gains):
    one = zone(gains_w_m2=gains)
    heating, _ = powers(one, steady(WEEKS, temp_air_c=-5.0))
    expected = heating_by_nodes(-5.0, 20.0, gains * 1000.0)
    assert heating[-1] == pytest.approx(expected, rel=1e-6)
    saved = 25.0 * SERIES - heating[-1]
    assert saved == pytest.approx(gains * 1000.0, rel=0.07, abs=1e-6)


def test_thin_air_carries_less_heat():
    """At 80 % of the pressure ventilation takes 80 %."""
    thin = steady(WEEKS, temp_air_c=0.0, pressure_pa=0.8 * 101_325.0)
    heating, _ = powers(zone(), thin)
    assert heating[-1] == pytest.approx(20.0 * (SERIES - 0.2 * H_AIR), rel=1e-6)


def test_fresh_air_comes_with_people_and_people_warm():
    """0.4 of the people bring 0.4 · 2,000 m³/h (266.7 W/K) and 0.4 · 8 W/m²."""
    one = zone(schedule=np.full(WEEKS.n_steps, 0.4), fresh_air_m3_per_h=2000.0, people_w_m2=8.0)
    heating, _ = powers(one, steady(WEEKS, temp_air_c=0.0))
    expected = heating_by_nodes(0.0, 20.0, 3200.0) + 20.0 * 1200.0 * 800.0 / 3600.0
    assert heating[-1] == pytest.approx(expected, rel=1e-6)


def test_sun_through_the_glass_is_a_gain():
    """Diffuse light of 100 W/m² from a uniform sky: 50 on a façade, and 0.25 · 50 off the ground.

    200 m² · 0.4 · 62.5 W/m² are 5 kW; all of it goes to surface and mass, as 10 kW of inner gains
    of which the air got nothing would.
    """
    night = steady(WEEKS, temp_air_c=0.0, ghi_w_m2=100.0, dhi_w_m2=100.0)
    heating, _ = powers(zone(), night)
    split = heating_by_nodes(0.0, 20.0, 10_000.0) + 5000.0
    assert heating[-1] == pytest.approx(split, rel=1e-4)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["u_wall", "u_roof", "u_window", "infiltration_per_h"]),
    st.floats(1.05, 3.0),
    st.floats(-25.0, 15.0),
)
def test_better_insulation_never_costs_heat(field, factor, outdoor):
    span = Timeline(dt.date(2025, 1, 1), 4, 60)
    swing = 6.0 * np.sin(2.0 * np.pi * np.arange(96) / 24.0)
    weather = steady(span, temp_air_c=outdoor + swing)
    good = zone(span)
    poor = dataclasses.replace(zone(span), **{field: factor * getattr(good, field)})
    assert powers(good, weather)[0].sum() < powers(poor, weather)[0].sum()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(-30.0, 45.0), min_size=24, max_size=72), st.floats(10.0, 30.0))
def test_without_gains_a_free_zone_stays_between_what_surrounds_it(outdoor, mass):
    air = floating(zone(), outdoor, mass=mass)
    assert air.min() >= min(*outdoor, mass) - 1e-9
    assert air.max() <= max(*outdoor, mass) + 1e-9


def test_a_free_zone_comes_to_rest_where_the_gains_leave():
    """The air at which no power is needed, found from the three nodes by two points of a line."""
    rest = floating(zone(), np.full(WEEKS.n_steps, 5.0), gains=15_000.0)[-1]
    assert heating_by_nodes(5.0, rest, 15_000.0) == pytest.approx(0.0, abs=1e-3)
    assert 5.0 < rest < 5.0 + 15_000.0 / H_AIR


def test_a_free_zone_cools_by_its_time_constant():
    """165 MJ/K over 616 W/K straight to the outside and 923 W/K by way of the surfaces: 29.8 h."""
    decay = floating(zone(), np.zeros(120), mass=20.0)
    hours = 24.0 / np.log(decay[24] / decay[48])
    h_ms = 9.1 * 2500.0
    inner = H_WINDOW + 1.0 / (1.0 / H_AIR + 1.0 / H_INSIDE)
    h_em = 1.0 / (1.0 / H_OPAQUE - 1.0 / h_ms)
    constant = CAPACITY * 1000.0 / (h_em + 1.0 / (1.0 / inner + 1.0 / h_ms)) / 3600.0
    assert constant == pytest.approx(29.8, abs=0.1)
    assert hours == pytest.approx(constant, rel=1e-3)


@pytest.mark.parametrize("outdoor", [20.5, 23.0, 25.5])
def test_nothing_runs_between_the_set_points(outdoor):
    heating, cooling = powers(zone(), steady(WEEKS, temp_air_c=outdoor))
    assert heating[-500:].max() == 0.0
    assert cooling[-500:].max() == 0.0


def test_machines_give_no_more_than_they_can():
    one = zone(heat_max_w=10_000.0)
    heating, _ = powers(one, steady(WEEKS, temp_air_c=0.0))
    assert heating[-1] == 10_000.0
    hot = zone(cool_max_w=0.0)
    assert powers(hot, steady(WEEKS, temp_air_c=40.0))[1].max() == 0.0


def test_an_empty_building_is_kept_at_its_setback():
    """10 °C outside is warmer than 8 °C: no heat; people back, 10 · 1,522.8 W in the end."""
    there = np.zeros(WEEKS.n_steps)
    there[28 * 24 :] = 1.0
    heating, _ = powers(zone(schedule=there), steady(WEEKS, temp_air_c=10.0))
    assert heating[: 28 * 24].max() == 0.0
    assert heating[28 * 24] > heating[-1]
    assert heating[-1] == pytest.approx(10.0 * SERIES, rel=1e-6)


def test_a_hall_that_is_never_cooled_does_not_begin_with_heat_for_nothing():
    """Between set points of 12 and 60 °C, in frost, it begins at 12 °C and not half way."""
    one = zone(heat_set_c=12.0, heat_setback_c=12.0, cool_set_c=60.0, cool_setback_c=60.0)
    heating, _ = powers(one, steady(WEEKS, temp_air_c=-5.0))
    assert heating[-1] == pytest.approx(17.0 * SERIES, rel=1e-6)
    assert heating[0] > 0.5 * heating[-1]
    assert heating[:72].sum() > 0.8 * heating[-72:].sum()


def test_power_of_machines_by_carnot():
    """0 °C: 0.42 · 318.15 / 53 = 2.52119; 35 °C: 0.42 · 280.15 / 40 = 2.94158; limits 5 and 7."""
    for outdoor, row, cop in (
        (0.0, "heating", 2.521189), (35.0, "cooling", 2.941575), (14.0, "heating", 3.426231),
    ):  # fmt: skip
        ctx = context(days=14, weather=still(temp_air_c=outdoor))
        level = "hot_water_60" if row == "heating" else "electric"
        on_water = ledger_of(office(heating=level), ctx)
        on_power = ledger_of(office(), ctx)
        power = on_power.total(f"electricity>office/{row}")
        heat = (
            on_water.total("hot_water_60>office/heating") if row == "heating"
            else _cooling_mwh(ctx)
        )  # fmt: skip
        assert heat / power == pytest.approx(cop, rel=1e-5)


def office(**more):
    building = make("building", type_id="office_code", floor_m2=5000, storeys=5, **more)
    heat = make("heat_supply", level="hot_water_60", capacity_mw=50.0)
    return electric(office=building) | ({"heat": heat} if "heating" in more else {})


def _cooling_mwh(ctx):
    (first, *_) = make("building", type_id="office_code", floor_m2=5000, storeys=5).parts("o", ctx)
    return powers(first, ctx.weather)[1].sum() / 1e6 * ctx.timeline.step_hours


def test_lights_and_hot_water_follow_the_usual_hours():
    """Office to code on a Monday: 23 W/m² · (0.1 + 0.9 · share), hot water 0.3 W/m² · share / 3."""
    ctx = context(weather=still(temp_air_c=22.0))  # 3 March 2025 is a Monday
    ledger = ledger_of(office(), ctx)
    lights = ledger.flow("electricity>office/lights-and-equipment") * 4.0
    water = ledger.flow("electricity>office/hot-water") * 4.0
    for hour, share in ((3.0, 0.0), (8.5, 0.5), (10.0, 0.95), (12.5, 0.7), (19.25, 0.08)):
        k = int(hour * 4)
        assert lights[k] == pytest.approx(0.115 * (0.1 + 0.9 * share))
        assert water[k] == pytest.approx(0.0015 * share / 3.0, abs=1e-12)


def test_geometry_of_a_building_by_hand():
    """5,000 m² on five storeys of 3.9 m: 1,000 m² of roof, 4 · 31.62 · 19.5 = 2,466.6 m² of façade.

    Of that 40 % is glazed.
    """
    ctx = context(weather=still())
    (first, *_) = make("building", type_id="office_code", floor_m2=5000, storeys=5).parts("o", ctx)
    assert first.roof_m2 == pytest.approx(1000.0)
    assert first.window_m2 == pytest.approx(0.4 * 2466.577, rel=1e-6)
    assert first.wall_m2 + first.window_m2 == pytest.approx(2466.577, rel=1e-6)
    assert first.volume_m3 == pytest.approx(19_500.0)
    assert first.fresh_air_m3_per_h == pytest.approx(15_000.0)  # 500 people at 30 m³/h
