"""The waste-heat boiler: what a hot gas holds above its stack and its pinch, and no more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.components.skies import ledger_of, still
from tests.small import context, electric, make, plant
from twin.errors import InputError

HOURS = 48.0


def furnace(temperature_c=420.0):
    return make(
        "production_line", meter="out", product="x", unit="t", electricity_mwh=0.1,
        waste_heat={"mwh": 1.0, "temperature_c": temperature_c}, waste_heat_bus="works",
    )  # fmt: skip


def boiler(**fields):
    given_ = {"source": "works", "capacity_mw": 20.0, "level": "steam_05mpa", "gas_c": 420.0}
    return make("waste_heat_boiler", **(given_ | fields))


def park(recovery, level="steam_05mpa", gas=420.0):
    return electric(
        line=furnace(gas),
        recovery=recovery,
        backup=make("boiler", fuel="electricity", capacity_mw=40.0, level=level),
        need=make("demand", bus=level, rate="20 MW"),
    )


def delivered(recovery, level="steam_05mpa", gas=420.0, air=15.0):
    """Return what is delivered of 10 MW offered."""
    ctx = context(weather=still(temp_air_c=air))
    ledger = ledger_of(park(recovery, level, gas), ctx, rates={"out": 10.0})
    assert ledger.total("waste_heat@works>recovery") == pytest.approx(10.0 * HOURS)
    return ledger.total(f"recovery>{level}") / HOURS


@pytest.mark.parametrize(
    ("fields", "share"),
    [
        ({}, (420 - 165) / (420 - 15)),
        ({"stack_c": 150.0}, (420 - 150) / (420 - 15)),
        ({"sulphur": False}, (420 - 120) / (420 - 15)),
        ({"sulphur": False, "stack_c": 110.0, "level": "hot_water_95"}, (420 - 110) / (420 - 15)),
    ],
)
def test_a_hot_gas_gives_what_it_holds_above_the_stack(fields, share):
    level = fields.get("level", "steam_05mpa")
    got = delivered(boiler(**fields, effectiveness=0.75), level)
    if level == "steam_05mpa" and share > 0.66:
        assert got < 10.0 * 0.75 * share  # here the pinch comes first, see below
    else:
        assert got == pytest.approx(10.0 * 0.75 * share)


def test_a_cooler_gas_gives_what_it_holds_above_the_pinch():
    """275 °C to 184 °C with 25 K: 66 K above, preheating beside: 66 · (2000 + 345) / 2000 = 77 K.

    The stack of 165 °C would allow 110 K.
    """
    got = delivered(boiler(level="steam_1mpa", gas_c=275.0), "steam_1mpa", 275.0)
    assert got == pytest.approx(10.0 * 0.75 * 77.4 / 260.0, rel=5e-3)


def test_colder_air_outside_lets_the_same_gas_hold_more_of_what_cannot_be_used():
    warm, cold = (delivered(boiler(), air=air) for air in (30.0, -10.0))
    assert warm / cold == pytest.approx((420 + 10) / (420 - 30))


@given(st.floats(250.0, 900.0), st.floats(-30.0, 40.0), st.booleans())
def test_never_more_than_the_gas_holds(gas_c, air_c, sulphur):
    spec = boiler(gas_c=gas_c, sulphur=sulphur)
    share = float(spec.usable_share(np.array([air_c]))[0])
    assert 0.0 < share <= (gas_c - spec.stack) / (gas_c - air_c) + 1e-12


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"stack_c": 120.0}, "with sulphur: expected 150 to 180"),
        ({"stack_c": 150.0, "sulphur": False}, "without sulphur: expected 110 to 130"),
        ({"gas_c": 180.0}, "above 184 °C"),
        ({"effectiveness": 0.95}, "effectiveness"),
        ({"pinch_k": 5.0}, "pinch_k"),
    ],
)
def test_a_boiler_that_cannot_be_is_refused(fields, word):
    with pytest.raises(ValueError, match=word):
        boiler(**fields)


def test_a_boiler_must_know_its_gas():
    with pytest.raises(InputError, match=r"gas_c is 420 °C.*comes at 350 °C"):
        plant(park(boiler(), gas=350.0), context(weather=still()))


@pytest.mark.parametrize(
    ("kind", "usual", "wrong"),
    [("gas_gas", 40.0, 20.0), ("gas_liquid", 25.0, 5.0), ("liquid", 7.5, 20.0),
     ("evaporator", 5.0, 30.0)],
)  # fmt: skip
def test_pinch_by_kind_of_exchanger(kind, usual, wrong):
    fields = {"source": "works", "capacity_mw": 1.0, "level": "hot_water_60", "exchanger": kind}
    assert make("waste_heat_recovery", **fields).pinch == usual
    with pytest.raises(ValueError, match=f"pinch_k {wrong:g} K of a {kind}"):
        make("waste_heat_recovery", **fields, pinch_k=wrong)


def test_without_a_kind_the_pinch_is_as_before():
    fields = {"source": "works", "capacity_mw": 1.0, "level": "hot_water_60"}
    assert make("waste_heat_recovery", **fields).pinch == 5.0
    assert make("waste_heat_recovery", **fields, pinch_k=33.0).pinch == 33.0
