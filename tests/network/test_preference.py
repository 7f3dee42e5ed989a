"""The coolest sufficient source goes first, at no cost that anybody is ever charged."""

from __future__ import annotations

import pytest

from tests.components.skies import ledger_of
from tests.small import electric, make
from twin.network.compile import compile_primitives
from twin.network.preference import QUALITY, TIE_BREAKER, quality_cost, tie_breaker
from twin.spec import TwinSpec, parts_of

HOURS = 48.0
NAMES = [f"{letter}-{number}" for letter in "amz" for number in range(4)]


def flows(ledger, *rows):
    return [ledger.total(row) / HOURS for row in rows]


def cascade(hot, cool, warm="6 MW", steam="0 MW"):
    """Return heat bought at one price as steam and as water of 60 °C; names as given."""
    return electric(
        net=make("heat_network"),
        warm=make("demand", bus="hot_water_60", rate=warm),
        steam=make("demand", bus="steam_1mpa", rate=steam),
    ) | {
        hot: make("heat_supply", level="steam_1mpa", capacity_mw=10.0),
        cool: make("heat_supply", level="hot_water_60", capacity_mw=4.0),
    }


@pytest.mark.parametrize("name", NAMES)
def test_of_two_sources_of_equal_cost_the_cool_one_is_used_first(name):
    """Whatever their names: 6 MW wanted at 60 °C take all 4 MW of warm water, then 2 of steam."""
    hot, cool = f"hot-{name}", f"{name}-cool"
    got = flows(ledger_of(cascade(hot, cool)), f"{cool}>hot_water_60", f"{hot}>steam_1mpa")
    assert got == pytest.approx([4.0, 2.0])


def test_the_hot_source_is_left_for_who_needs_it():
    got = ledger_of(cascade("hot", "cool", warm="7 MW", steam="7 MW"))
    assert flows(got, "cool>hot_water_60", "hot>steam_1mpa") == pytest.approx([4.0, 10.0])
    assert got.total("unserved>steam_1mpa") == pytest.approx(0.0, abs=1e-9)


def test_a_hot_source_that_is_cheaper_is_still_used_first():
    """Preference decides between equals only: a cent a MWh is more."""
    pumps = {
        "hot": make("boiler", fuel="electricity", capacity_mw=10.0, om_cny_per_mwh=5.0),
        "cool": make("boiler", fuel="electricity", capacity_mw=10.0, level="hot_water_60",
                     om_cny_per_mwh=5.01),
    }  # fmt: skip
    need = make("demand", bus="hot_water_60", rate="6 MW")
    ledger = ledger_of(electric(net=make("heat_network"), need=need, **pumps))
    assert flows(ledger, "hot>steam_1mpa", "cool>hot_water_60") == pytest.approx([6.0, 0.0])


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a"), ("x9", "x8"), ("one", "two")])
def test_of_two_waste_heats_the_cooler_is_used_first(names):
    """5 MW each of 320 and of 80 °C, 4 MW wanted at 60 °C: all of it from the cooler."""
    parts = electric(need=make("demand", bus="hot_water_60", rate="4 MW"))
    for name, temperature in zip(names, (320.0, 80.0), strict=True):
        parts[f"line-{name}"] = make(
            "production_line", meter="out", product=name, unit="t", electricity_mwh=0.1,
            waste_heat={"mwh": 0.5, "temperature_c": temperature}, waste_heat_bus=name,
        )  # fmt: skip
        parts[f"exchanger-{name}"] = make(
            "waste_heat_recovery", source=name, capacity_mw=5.0, level="hot_water_60"
        )
    ledger = ledger_of(parts, rates={"out": 10.0})
    got = flows(ledger, *(f"exchanger-{name}>hot_water_60" for name in names))
    assert got == pytest.approx([0.0, 4.0])


def test_it_is_in_no_price():
    """What rows are paid for is what they cost; the preference is on columns alone."""
    ledger = ledger_of(cascade("hot", "cool"))
    for row in ledger.rows:
        if row.id in {"hot>steam_1mpa", "cool>hot_water_60"}:
            assert ledger.total_paid(row) == pytest.approx(ledger.total(row.id) * 75.0 * 3.6)


def test_its_size_lies_between_ties_and_prices():
    """Above the tie-breakers of ten columns for any two levels, below a hundredth of a yuan."""
    items, _ = parts_of(TwinSpec(_ctx(), cascade("hot", "cool")))
    columns = {c.name: c for c in compile_primitives(items).columns}
    hot, cool = quality_cost(columns["hot"]), quality_cost(columns["cool"])
    assert hot == pytest.approx(QUALITY * (1.0 - 298.15 / 457.15))
    assert cool == pytest.approx(QUALITY * (1.0 - 298.15 / 333.15))
    assert 10.0 * TIE_BREAKER < hot - cool < 0.01
    assert quality_cost(columns["net/steam_1mpa-steam_05mpa"]) == 0.0
    assert 0.0 <= tie_breaker("hot") < TIE_BREAKER


def _ctx():
    from tests.small import context

    return context()
