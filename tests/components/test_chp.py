"""Combined heat and power: fixed ratio by hand, the extraction region by its vertices, balance."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.accounts.given import FOSSIL, TCE, E, book_of, factors
from tests.components.skies import ledger_of
from tests.small import context, electric, make
from twin.accounts.collect import Boundary, Collector
from twin.facts import Facts

HOURS = 48.0
LEVEL = "hot_water_95"
MARKET = make("fuel_market", carriers=("natural_gas", "raw_coal", "biomass"))
TURBINE = {"prime_mover": "steam_turbine", "fuel": "raw_coal", "mode": "extraction",
           "electric_efficiency": 0.32, "power_mw": 20.0, "power_loss": 0.15,
           "back_pressure_ratio": 0.35}  # fmt: skip


def parted(heat_mw, chp, load="50 MW", **more):
    """Return a park with a demand of heat, a plant, and a dear boiler beside it."""
    boiler = make("boiler", fuel="natural_gas", capacity_mw=200.0, level=LEVEL, efficiency=0.5)
    base = electric(
        need=make("demand", bus=LEVEL, rate=f"{heat_mw} MW"), market=MARKET, boiler=boiler,
        chp=make("chp", **chp), load=make("demand", bus="electricity", rate=load),
    )  # fmt: skip
    return base | more


def rates(ledger, *rows):
    return [ledger.total(row) / HOURS for row in rows]


def region(ledger):
    """Return power, heat and fuel of an extraction turbine [MW]."""
    condensing, power, heat, fuel = rates(
        ledger, "chp/condensing>electricity", "chp/extraction>electricity",
        f"chp/extraction>{LEVEL}", "raw_coal>chp/steam",
    )  # fmt: skip
    return condensing + power, heat, fuel


def test_power_follows_heat_at_a_fixed_ratio():
    """6 MW of heat at 0.43: 13.9535 MW of gas, at 0.42 5.8605 MW of power."""
    ledger = ledger_of(parted(6.0, {"power_mw": 10.0}))
    fuel, power, heat = rates(ledger, "natural_gas>chp", "chp>electricity", f"chp>{LEVEL}")
    assert (fuel, power, heat) == pytest.approx((6.0 / 0.43, 6.0 * 0.42 / 0.43, 6.0))
    assert fuel - power - heat == pytest.approx(0.15 * fuel)  # stack and radiation, derived


@pytest.mark.parametrize("price", [100.0, 5000.0])
def test_heat_led_never_runs_for_power_alone(price):
    """Whatever power costs, 2 MW of heat are all that is made, and nothing is dumped."""
    grid = make("grid_connection", tariff="test", import_mw=500.0, energy_price_cny_per_mwh=price)
    ledger = ledger_of(parted(2.0, {"power_mw": 10.0}, grid=grid))
    made, dumped = rates(ledger, f"chp>{LEVEL}", f"{LEVEL}>surplus")
    assert made <= 2.0 + 1e-9
    assert dumped == pytest.approx(0.0, abs=1e-9)
    assert (price < 1000.0) or made == pytest.approx(2.0)


def test_power_led_rejects_what_nobody_wants_in_sight():
    """10 MW of power at 5,000 CNY/MWh bring 10.238 MW of heat: 2 are wanted, 8.238 rejected."""
    grid = make("grid_connection", tariff="test", import_mw=500.0, energy_price_cny_per_mwh=5000.0)
    ledger = ledger_of(parted(2.0, {"power_mw": 10.0, "mode": "power_led"}, grid=grid))
    fuel, power, heat, lost = rates(
        ledger, "natural_gas>chp", "chp>electricity", f"chp/heat>{LEVEL}",
        f"{LEVEL}@chp>chp/rejected",
    )  # fmt: skip
    assert (power, heat, lost) == pytest.approx((10.0, 2.0, 10.0 * 0.43 / 0.42 - 2.0))
    assert 0.85 * fuel == pytest.approx(power + heat + lost)
    row = next(r for r in ledger.rows if r.id == f"{LEVEL}@chp>chp/rejected")
    assert row.purpose == "rejected"


@pytest.mark.parametrize(
    ("heat_mw", "power_price", "vertex"),
    [
        (0.0, 5000.0, (20.0, 0.0)),  # condensing, all open
        (60.0, 3000.0, (14.0, 40.0)),  # P_max - c_v Q meets c_b Q at Q = 20 / 0.5 = 40
        (24.0, 3000.0, (16.4, 24.0)),  # on the upper edge: 20 - 0.15 · 24
        (24.0, -140.0, (8.4, 24.0)),  # on the lower edge: 0.35 · 24
        (0.0, -140.0, (0.0, 0.0)),  # off
    ],
)
def test_extraction_reaches_every_vertex_and_edge_of_its_region(heat_mw, power_price, vertex):
    """F = (P + 0.15 Q) / 0.32 on all of them."""
    grid = make("grid_connection", tariff="test", import_mw=500.0,
                energy_price_cny_per_mwh=power_price)  # fmt: skip
    power, heat, fuel = region(ledger_of(parted(heat_mw, TURBINE, grid=grid)))
    assert (power, heat) == pytest.approx(vertex, abs=1e-7)
    assert fuel == pytest.approx((power + 0.15 * heat) / 0.32, abs=1e-7)


@settings(max_examples=15, deadline=None)
@given(
    st.floats(0.0, 80.0).map(lambda mw: round(mw, 3)), st.floats(-140.0, 3000.0),
    st.floats(0.1, 0.3), st.floats(0.35, 0.8),
    st.sampled_from([None, 5.0, 15.0]),
)  # fmt: skip
def test_extraction_never_leaves_its_region_and_never_makes_energy(need, price, loss, ratio, most):
    fields = TURBINE | {
        "electric_efficiency": 0.3,
        "power_loss": loss,
        "back_pressure_ratio": ratio,
        "heat_mw": most,
    }
    if most is None:
        fields.pop("heat_mw")
    grid = make("grid_connection", tariff="test", import_mw=500.0, energy_price_cny_per_mwh=price)
    power, heat, fuel = region(ledger_of(parted(need, fields, grid=grid), context(days=1)))
    assert power <= 20.0 - loss * heat + 1e-7
    assert power >= ratio * heat - 1e-7
    assert power + heat <= 0.95 * fuel + 1e-7
    assert most is None or heat * 2.0 <= most + 1e-7  # rates are over two days, the run over one


def test_a_park_with_a_plant_counts_its_fuel_and_the_grid_and_nothing_else():
    """Energy and carbon of a run: gas burned at its factors, power received at its own."""
    ledger = ledger_of(parted(6.0, {"power_mw": 10.0, "mode": "power_led"}))
    year = Collector(ledger, Facts(()), factors(), Boundary()).totals()
    book = book_of(year)
    gas = sum(ledger.total(row) for row in ("natural_gas>chp", "natural_gas>boiler"))
    received = ledger.total("grid/import>electricity")
    assert {f.activity for f in year.fuels} == {"heating", "power"}
    assert ledger.total("chp>electricity") > 0.0
    assert book.value("energy.total_equivalent_tce") == pytest.approx(gas / TCE + received * E)
    assert book.value("carbon.park.total_t") == pytest.approx(gas * 0.20592 + received * FOSSIL)
    assert book.value("electricity.used_mwh") == pytest.approx(50.0 * HOURS)


def test_below_its_minimum_it_is_off_or_at_the_minimum():
    """0.5 MW of heat is a twelfth of what 60 % load of 10 MW gives: off, the boiler serves."""
    ledger = ledger_of(parted(0.5, {"power_mw": 10.0, "min_load": 0.6}))
    made = ledger.flow("chp>electricity") * 4.0
    assert (((made > 5.999) & (made < 10.001)) | (made < 1e-9)).all()


def test_power_of_a_plant_is_never_exported():
    """5 MW of load, 40 MW of plant, exports at 5,000 CNY/MWh: not a MWh leaves."""
    grid = make("grid_connection", tariff="test", import_mw=500.0, export_mw=100.0,
                feed_in_cny_per_mwh=5000.0)  # fmt: skip
    chp = {"power_mw": 40.0, "mode": "power_led"}
    ledger = ledger_of(parted(30.0, chp, load="5 MW", grid=grid))
    assert ledger.total("electricity@own>grid/export") == 0.0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"fuel": "raw_coal"}, "gas_engine does not burn raw_coal"),
        ({"mode": "extraction", "electric_efficiency": 0.3}, "needs a steam turbine"),
        ({"prime_mover": "steam_turbine", "fuel": "raw_coal", "mode": "extraction"},
         "needs electric_efficiency"),
        ({"electric_efficiency": 0.6, "heat_efficiency": 0.5}, "1.10 of the fuel"),
        ({"power_loss": 0.2}, "power_loss has no meaning in mode heat_led"),
        ({**TURBINE, "electric_efficiency": 0.45, "power_loss": 0.1}, "of the fuel"),
    ],
)  # fmt: skip
def test_a_plant_that_cannot_be_is_refused(fields, words):
    with pytest.raises(ValueError, match=words):
        make("chp", **({"power_mw": 10.0} | fields))
