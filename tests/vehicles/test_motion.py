"""What moving takes: weather, gradient, road and speed against closed forms and bounds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.vehicles import (
    POWERTRAINS,
    Leg,
    climate_factor,
    climate_factors,
    mass_t,
    powertrains,
    road_factor,
    vehicle_classes,
)

TRACTOR = vehicle_classes()["tractor_49t"]


def test_weather_of_buses_is_that_of_its_source():
    """+14 % at -10..14 °C and +9 % at 20..29 °C against 15..19 °C, within 4 points."""
    cold, hot, mild = (climate_factors("battery", range(a, b + 1)).mean()
                       for a, b in ((-10, 14), (20, 29), (15, 19)))  # fmt: skip
    assert cold / mild == pytest.approx(1.14, abs=0.04)
    assert hot / mild == pytest.approx(1.09, abs=0.04)


def test_weather_is_of_batteries_and_less_of_fuel_cells():
    days = np.array([-40.0, -10.0, 5.0, 17.0, 35.0])
    battery, cell = climate_factors("battery", days), climate_factors("fuel_cell", days)
    assert battery.tolist() == [climate_factor("battery", t) for t in days]
    assert battery[0] == 1.35  # bounded
    assert (cell <= battery).all()
    assert (cell[:3] < battery[:3]).all()
    assert (climate_factors("diesel", days) == 1.0).all()


def test_a_level_paved_way_at_usual_speed_is_as_it_is():
    for name, body in vehicle_classes().items():
        for powertrain in body.powertrains:
            if body.of(powertrain).per_km:
                legs = [Leg(3.0, 0.0), Leg(2.0, 1.0)]
                assert road_factor(name, powertrain, legs) == pytest.approx(1.0, rel=1e-12)


def test_a_rise_takes_its_potential_energy_over_the_efficiency():
    """m g h at the wheel: 10 km at 2 % with 30 t, by hand."""
    mass = mass_t(TRACTOR, "battery") + 30.0
    lift_kwh = mass * 9.81 * 200.0 / 3600.0
    level = 10.0 * (0.95 + 0.018 * 30.0)
    found = road_factor("tractor_49t", "battery", [Leg(10.0, 30.0, 0.02)])
    assert found == pytest.approx(1.0 + lift_kwh / powertrains()["battery"].efficiency / level)


def test_speed_changes_the_air_and_nothing_else():
    """½ ρ c_d A (v² - v0²), by hand: 80 km/h in place of 50."""
    air_kwh = 0.5e-3 * 1.2 * 6.5 * (80.0**2 - 50.0**2) / 3.6**2 / 3.6
    found = road_factor("tractor_49t", "diesel", [Leg(1.0, 0.0, speed_km_h=80.0)])
    assert found == pytest.approx(1.0 + air_kwh / 0.35 / (10.2 / 3.6))


def test_a_stop_takes_its_kinetic_energy_less_what_comes_back():
    """½ m v² (1/0.85 - 0.60) twice a km at 50 km/h with 30 t, by hand."""
    mass = mass_t(TRACTOR, "battery") + 30.0
    stop_kwh = 0.5 * mass * (50.0 / 3.6) ** 2 / 3600.0 * (1.0 / 0.85 - 0.60)
    found = road_factor("tractor_49t", "battery", [Leg(4.0, 30.0, stops_per_km=2.0)])
    assert found == pytest.approx(1.0 + 2.0 * stop_kwh / (0.95 + 0.018 * 30.0))
    slow = Leg(1.0, 30.0, speed_km_h=20.0, stops_per_km=5.0)
    diesel, battery = (road_factor("tractor_49t", p, [slow]) for p in ("diesel", "battery"))
    assert diesel > battery > 1.0  # stop and go is where batteries gain most


def test_rough_roads_take_more():
    paved, gravel, earth = (road_factor("tipper_31t", "battery", [Leg(1.0, 10.0, road=road)])
                            for road in ("paved", "gravel", "earth"))  # fmt: skip
    assert paved < gravel < earth


def test_what_comes_back_downhill_is_bounded():
    """Up and down the same hill, a battery takes more than level, an engine more than that."""
    hill = [Leg(5.0, 20.0, 0.05), Leg(5.0, 20.0, -0.05)]
    factors = [road_factor("tractor_49t", p, hill) for p in ("battery", "fuel_cell", "diesel")]
    assert factors == sorted(factors)
    assert factors[0] > 1.0
    loaded_down = [Leg(5.0, 33.0, -0.10), Leg(5.0, 0.0, 0.10)]
    assert road_factor("tractor_49t", "battery", loaded_down) == 0.2  # the bound of a job


def test_recovered_energy_is_less_than_what_the_hill_gave():
    down = road_factor("tractor_49t", "battery", [Leg(10.0, 30.0, -0.03), Leg(30.0, 0.0)])
    level = 10.0 * (0.95 + 0.018 * 30.0) + 30.0 * 0.95
    won = (1.0 - down) * level
    height_kwh = (mass_t(TRACTOR, "battery") + 30.0) * 9.81 * 300.0 / 3600.0
    assert 0.0 < won < height_kwh / powertrains()["battery"].efficiency


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(POWERTRAINS),
    st.lists(
        st.tuples(st.floats(0.1, 50.0), st.floats(0.0, 33.0), st.floats(-0.15, 0.15),
                  st.floats(5.0, 100.0), st.sampled_from(["paved", "gravel", "earth"])),
        min_size=1, max_size=5,
    ),
)  # fmt: skip
def test_a_way_and_its_way_back_take_at_least_the_level_rolling(powertrain, legs):
    """No perpetual motion: there and back with equal load and speed costs no less than level."""
    there = [Leg(km, load, s, None, road) for km, load, s, _, road in legs]
    back = [leg._replace(gradient=-leg.gradient) for leg in there]
    assert road_factor("tractor_49t", powertrain, there + back) >= 1.0 - 1e-12
    timed = [Leg(*leg) for leg in legs]
    assert road_factor("tractor_49t", powertrain, timed) >= 0.2


@pytest.mark.parametrize(
    ("leg", "told"),
    [
        (Leg(1.0, 0.0, 0.3), "gradient: 0.3"),
        (Leg(1.0, 0.0, speed_km_h=200.0), "speed_km_h: 200"),
        (Leg(-1.0, 0.0), "km -1"),
        (Leg(1.0, 0.0, stops_per_km=50.0), "stops_per_km: 50"),
        (Leg(1.0, 0.0, road="ice"), "no 'ice'"),
        (Leg(0.0, 0.0), "some length"),
    ],
)
def test_ways_out_of_range_are_refused(leg, told):
    with pytest.raises(ValueError, match=told):
        road_factor("tractor_49t", "battery", [leg])
