"""The cascade by a textbook's example, by its own laws, and against the dispatch of a network."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.components.skies import ledger_of
from tests.small import context, electric, make
from twin.accounts.collect import Boundary
from twin.accounts.heat_cascade import HeatByTemperature
from twin.commodities import heat_levels
from twin.components.levels import level_temperature_c
from twin.pinch import Stream, cascade

# Kemp (2007), Pinch Analysis and Process Integration, 2nd ed., table 2.2: four streams, kW.
KEMP = (
    Stream(20.0, 135.0, 2.0 * 115.0, gives=False),
    Stream(170.0, 60.0, 3.0 * 110.0, gives=True),
    Stream(80.0, 140.0, 4.0 * 60.0, gives=False),
    Stream(150.0, 30.0, 1.5 * 120.0, gives=True),
)


def test_the_four_stream_example_of_the_textbook():
    """With 10 K: hot utility 20 kW, cold utility 60 kW, pinch at 85 °C (90 hot, 80 cold)."""
    found = cascade(KEMP, 10.0)
    assert found.hot_utility == pytest.approx([20.0])
    assert found.cold_utility == pytest.approx([60.0])
    assert found.pinch_c() == pytest.approx(85.0)


def test_the_textbooks_cascade_point_by_point():
    """Shifted 165, 145, 140, 85, 55, 25: 20, 80, 82.5, 0, 75, 60 kW fall."""
    curve = cascade(KEMP, 10.0).grand_composite()
    expected = [(165, 20), (145, 80), (140, 82.5), (85, 0), (55, 75), (25, 60)]
    assert np.array(curve) == pytest.approx(np.array(expected, dtype=float), abs=1e-9)


def test_a_smaller_difference_needs_less_and_none_at_all_below_a_threshold():
    """4.5 kW less a kelvin (both hot streams): 11 kW at 8 K; at 5 K nothing, and no pinch."""
    assert cascade(KEMP, 8.0).hot_utility == pytest.approx([11.0])
    none = cascade(KEMP, 5.0)
    assert none.hot_utility == pytest.approx([0.0])
    assert none.cold_utility == pytest.approx([40.0])
    assert none.pinch_c() is None


def test_heat_at_one_temperature_jumps():
    """8 at 100 °C over 5 at 60 and 6 at 90 °C: 10 K are enough for 6, 2 fall, 3 must come."""
    streams = (
        Stream(100.0, 100.0, 8.0, gives=True),
        Stream(90.0, 90.0, 6.0, gives=False),
        Stream(60.0, 60.0, 5.0, gives=False),
    )
    assert cascade(streams, 10.0).hot_utility == pytest.approx([3.0])
    assert cascade(streams, 11.0).hot_utility == pytest.approx([6.0])


def test_a_series_is_a_cascade_an_interval():
    heat = np.array([0.0, 3.0, 9.0])
    streams = (Stream(80.0, 80.0, heat, gives=True), Stream(60.0, 60.0, 5.0, gives=False))
    found = cascade(streams, 5.0)
    assert found.hot_utility == pytest.approx([5.0, 2.0, 0.0])
    assert found.cold_utility == pytest.approx([0.0, 0.0, 4.0])


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Stream(50.0, 90.0, 1.0, gives=True),
        lambda: Stream(90.0, 50.0, 1.0, gives=False),
        lambda: Stream(90.0, 50.0, -1.0, gives=True),
        lambda: cascade((), 10.0),
        lambda: cascade(KEMP, -1.0),
    ],
)
def test_a_cascade_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"cannot run|expected"):
        wrong()


streams = st.lists(
    st.builds(
        lambda a, b, heat: Stream(a, b, heat, gives=a >= b),
        st.floats(0.0, 300.0), st.floats(0.0, 300.0), st.floats(0.0, 50.0),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


@given(streams, st.floats(0.0, 40.0))
def test_heat_is_kept_and_nothing_falls_upward(drawn, difference):
    found = cascade(drawn, difference)
    net = sum(s.heat if s.gives else -s.heat for s in drawn)
    assert (found.cold_utility - found.hot_utility)[0] == pytest.approx(net, abs=1e-6)
    assert found.falling.min() >= -1e-9
    wider = cascade(drawn, difference + 5.0)
    assert wider.hot_utility[0] >= found.hot_utility[0] - 1e-9


LEVELS = [level.id for level in heat_levels()]
amounts = st.integers(1, 900).map(lambda n: n / 100.0)


def site(sources, demands):
    """Return a park with every exchanger that can be, 5 K and no loss, and a boiler a level."""
    parts = electric()
    for number, (temperature, mw) in enumerate(sources):
        parts[f"line-{number}"] = make(
            "production_line", meter="out", product=f"p{number}", unit="t", electricity_mwh=0.1,
            waste_heat={"mwh": mw, "temperature_c": temperature}, waste_heat_bus=f"w{number}",
        )  # fmt: skip
    for level, mw in demands.items():
        parts[f"need-{level}"] = make("demand", bus=level, rate=mw)
        parts[f"boiler-{level}"] = make("boiler", fuel="electricity", capacity_mw=99.0, level=level)
        for number, (temperature, _) in enumerate(sources):
            if temperature - 5.0 >= level_temperature_c(level):
                parts[f"exchanger-{number}-{level}"] = make(
                    "waste_heat_recovery", source=f"w{number}", capacity_mw=99.0, level=level,
                    effectiveness=1.0, pump_mwh_per_mwh=0.0,
                )  # fmt: skip
    return parts


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(36, 400).map(float), amounts), min_size=1, max_size=5),
    st.dictionaries(st.sampled_from(LEVELS), amounts, min_size=1),
)
def test_the_dispatch_makes_no_more_heat_than_the_pinch_says(sources, demands):
    """Free choice of exchangers: what boilers make is the hot utility, what is rejected the cold.

    The account reads the same from the ledger.
    """
    ledger = ledger_of(site(sources, demands), context(days=1, step=60), rates={"out": 1.0})
    boilers = sum(ledger.total(f"boiler-{level}>{level}") for level in demands)
    given_ = [Stream(t, t, mw, gives=True) for t, mw in sources]
    taken = [Stream(level_temperature_c(lv), level_temperature_c(lv), mw, gives=False)
             for lv, mw in demands.items()]  # fmt: skip
    found = cascade([*given_, *taken], 5.0)
    assert boilers == pytest.approx(24.0 * found.hot_utility[0], abs=1e-6)
    terms = {t.id: t.value for t in HeatByTemperature(ledger, Boundary()).terms()}
    assert terms["heat.least_made_mwh"] == pytest.approx(boilers, abs=1e-6)
    assert terms["heat.from_electricity_mwh"] == pytest.approx(boilers, abs=1e-6)
    rejected = sum(ledger.total(f"line-{n}/waste-heat>rejected") for n, _
                   in enumerate(sources))  # fmt: skip
    assert terms["heat.least_rejected_mwh"] == pytest.approx(rejected, abs=1e-6)
    assert terms["heat.demand_mwh"] == pytest.approx(24.0 * sum(demands.values()), abs=1e-6)


def test_the_account_tells_heat_by_who_makes_it():
    """2 MW of waste heat at 100 °C, 3 MW at 60 °C and 1 MW of steam: 1.1 MW and 1 MW are made."""
    parts = site([(100.0, 2.0)], {"hot_water_60": 3.0})
    parts |= {
        "market": make("fuel_market", carriers=("natural_gas",)),
        "gas": make("boiler", fuel="natural_gas", capacity_mw=9.0, level="steam_1mpa"),
        "steam": make("demand", bus="steam_1mpa", rate=1.0),
        "exchanger-0-hot_water_60": make(
            "waste_heat_recovery", source="w0", capacity_mw=9.0, level="hot_water_60"
        ),
    }
    ledger = ledger_of(parts, context(days=1, step=60), rates={"out": 1.0})
    terms = {t.id: t.value / 24.0 for t in HeatByTemperature(ledger, Boundary()).terms()}
    assert terms["heat.demand_mwh"] == pytest.approx(4.0)
    assert terms["heat.from_fuel_mwh"] == pytest.approx(1.0)
    assert terms["heat.from_waste_heat_mwh"] == pytest.approx(1.9)
    assert terms["heat.from_electricity_mwh"] == pytest.approx(1.1)
    assert terms["heat.least_made_mwh"] == pytest.approx(2.0)  # without the exchanger's loss
