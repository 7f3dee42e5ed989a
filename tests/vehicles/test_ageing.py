"""Ageing: by hand, against the stationary battery, and life as its inverse."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.components.battery import Battery
from twin.vehicles import arrhenius, health_after, life_years, powertrains, wear_cny_per_mwh

USUAL = powertrains()["battery"].ageing


def law(**changes):
    return USUAL.model_copy(update=changes)


@pytest.mark.parametrize("calendar_law", ["linear", "sqrt_time"])
@pytest.mark.parametrize(("years", "cycles"), [(0.0, 0.0), (4.0, 1000.0), (9.0, 2500.0)])
def test_at_25_degrees_it_is_the_stationary_battery(calendar_law, years, cycles):
    figures = {"calendar_fade_per_year": 0.0175, "cycle_fade_per_full_cycle": 0.2 / 7000.0}
    mine = law(calendar_law=calendar_law, **figures)
    other = Battery(energy_mwh=1.0, power_mw=1.0, calendar_law=calendar_law,
                    age_years=years, age_full_cycles=cycles, **figures)  # fmt: skip
    assert health_after(mine, years, cycles) == pytest.approx(other.health, rel=1e-14)


def test_calendar_ageing_doubles_per_ten_to_twelve_kelvin():
    assert arrhenius(USUAL, [25.0]) == 1.0
    for step in (10.0, 12.0):
        assert arrhenius(USUAL, [25.0 + step]) == pytest.approx(2.0, rel=0.12)
    assert arrhenius(USUAL, [15.0, 35.0]) > 1.0  # the mean of rates, not the rate of the mean


def test_life_by_hand():
    """20 % at 1.75 % a year and 300 cycles of 0.005 %: 0.2 / (0.0175 + 0.015) years."""
    assert life_years(USUAL, 300.0) == pytest.approx(0.2 / 0.0325)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["linear", "sqrt_time"]), st.floats(0.0, 800.0), st.floats(-10.0, 40.0))
def test_at_the_end_of_its_life_what_is_left_is_the_end(calendar_law, cycles, degrees):
    ageing = law(calendar_law=calendar_law)
    years = life_years(ageing, cycles, [degrees])
    assert health_after(ageing, years, years * cycles, [degrees]) == pytest.approx(0.8, rel=1e-9)


def test_what_never_fades_lasts_for_ever():
    assert life_years(law(calendar_fade_per_year=0.0), 0.0) == math.inf


def test_wear_of_a_mwh_by_hand():
    """4,000 full cycles for 900 CNY/kWh: 900,000 / 4,000 a MWh."""
    assert wear_cny_per_mwh(USUAL, 900.0) == pytest.approx(225.0)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: health_after(USUAL, 30.0, 0.0), "at least 0.6"),
        (lambda: health_after(USUAL, -1.0, 0.0), "at least 0"),
        (lambda: arrhenius(USUAL, []), "expected some"),
        (lambda: arrhenius(USUAL, [80.0]), "60 °C"),
        (lambda: wear_cny_per_mwh(USUAL, -1.0), "store_cny_per_kwh: -1"),
        (lambda: life_years(USUAL, -1.0), "cycles_per_year: -1"),
    ],
)
def test_what_is_outside_the_laws_is_refused(call, told):
    with pytest.raises(ValueError, match=told):
        call()
