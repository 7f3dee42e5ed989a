"""Electrolyser, hydrogen store and fuel cell: curve, minimum, water, heat and losses by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.accounts.given import FOSSIL, E, book_of, factors
from tests.components.skies import context_with, ledger_of, ref
from tests.small import context, electric, make
from twin.accounts.collect import Boundary, Collector
from twin.errors import InputError
from twin.facts import Facts

HOURS = 48.0
LHV = 100.0 / 3.0  # kWh/kg
CURVE = [(0.3, 50.0), (0.65, 51.3), (1.0, 53.0)]


def station(rate="4 MW", electrolyser=None, **more):
    """Return a park with a demand of hydrogen [MW unless told otherwise] and an electrolyser."""
    cell = {"power_mw": 20.0} | (electrolyser or {})
    return electric(
        works=make("water_works", capacity_m3_per_h=100.0),
        ely=make("electrolyser", **cell),
        need=make("demand", bus="hydrogen", rate=rate, activity="transport"),
    ) | more  # fmt: skip


def rates(ledger, *rows):
    return [ledger.total(row) / HOURS for row in rows]


def made(ledger):
    return sum(ledger.total(r.id) for r in ledger.select("conversion", commodities=("hydrogen",)))


@pytest.mark.parametrize(("load", "use"), CURVE)
def test_consumption_at_the_points_of_the_curve(load, use):
    """20 MW at load l make 20·l/use t/h; that much wanted, just this power is drawn."""
    wanted = 20.0 * load / use * LHV  # MW
    ledger = ledger_of(station(f"{wanted} MW"))
    assert ledger.total("electricity>ely") / HOURS == pytest.approx(20.0 * load, rel=1e-9)
    assert made(ledger) / HOURS == pytest.approx(wanted, rel=1e-9)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.31, 1.0).map(lambda load: round(load, 4)), st.sampled_from([0.0, 150.0]))
def test_between_the_points_hydrogen_over_power_is_a_straight_line(load, price):
    """Also where power costs nothing at all the segments fill in their order."""
    kg = np.interp(load, [0.0, *(p for p, _ in CURVE)], [0.0, *(p / use for p, use in CURVE)])
    wanted = 20.0 * kg * LHV
    grid = make("grid_connection", tariff="test", import_mw=500.0,
                energy_price_cny_per_mwh=price - 150.0)  # fmt: skip
    ledger = ledger_of(station(f"{wanted} MW", grid=grid), context(days=1))
    assert ledger.total("electricity>ely") / 24.0 == pytest.approx(20.0 * load, rel=1e-6)


def test_below_its_lowest_load_it_is_off_or_at_it():
    """A quarter of the lowest load is wanted half of the time, three quarters of it the rest."""
    lowest = 6.0 / 50.0 * LHV
    ctx = context_with({"need": [0.25 * lowest] * 96 + [2.0 * lowest] * 96})
    tank = make("hydrogen_store", capacity_mwh=200.0, rate_mw=20.0)
    parts = station(need=make("demand", bus="hydrogen", rate=ref("need")), tank=tank)
    power = ledger_of(parts, ctx).flow("electricity>ely") * 4.0
    assert ((power < 1e-9) | (power > 6.0 - 1e-9)).all()
    assert (power > 6.0).any()


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.floats(0.0, 12.0).map(lambda p: round(p, 3)), min_size=24, max_size=24),
    st.sampled_from([-300.0, 0.0, 150.0]),
)
def test_it_never_meets_its_minimum_by_making_nothing_of_the_power(wanted, price):
    """Off, or all of what it draws goes through its curve, the first stretch filled first."""
    grid = make("grid_connection", tariff="test", import_mw=500.0, energy_price_cny_per_mwh=price)
    parts = station(grid=grid, need=make("demand", bus="hydrogen", rate=ref("need")))
    ledger = ledger_of(parts, context_with({"need": [*wanted[:-1], 12.0]}, days=1, step=60))
    power = ledger.flow("electricity>ely")
    first = ledger.flow("electricity@ely>ely/load-1")
    stretches = sum(ledger.flow(f"electricity@ely>ely/load-{n}") for n in (1, 2, 3))
    assert ledger.total("electricity@ely>surplus") == 0.0
    assert stretches == pytest.approx(power, abs=1e-9)
    assert first == pytest.approx(np.where(power > 1e-9, 6.0, 0.0), abs=1e-9)


def test_a_minimum_that_is_never_asked_for_is_told_with_its_figure():
    """6 MW of 20 are 6/50 t/h = 4 MW of hydrogen; 3 MW are all that is ever taken."""
    with pytest.raises(InputError, match=r"at most 3 MW can ever be taken there.*ely/load-1 4 MW"):
        ledger_of(station("3 MW"))


def test_water_and_heat_by_hand():
    """At full load 20/53 t/h take 12 m³/t of water; 40 % of what is lost is hot water of 60 °C."""
    wanted = 20.0 / 53.0 * LHV
    warm = {"heat_share": 0.4, "level": "hot_water_60"}
    need = make("demand", bus="hot_water_60", rate="1 MW")
    ledger = ledger_of(station(f"{wanted} MW", warm, heat=need))
    water = sum(ledger.total(f"process_water>ely/load-{n}") for n in (1, 2, 3)) / HOURS
    assert water == pytest.approx(20.0 / 53.0 * 12.0)
    used, rejected = rates(ledger, "ely/heat>hot_water_60", "hot_water_60@ely>ely/rejected")
    assert used == pytest.approx(1.0)
    assert used + rejected == pytest.approx(0.4 * (20.0 - wanted))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"curve": [(0.3, 50.0), (0.9, 52.0)]}, "rise from above 0 to 1"),
        ({"curve": [(0.3, 55.0), (1.0, 50.0)]}, "must rise with load"),
        ({"curve": [(0.5, 38.0), (1.0, 50.0)]}, "39.4"),
        ({"heat_share": 0.5, "level": "hot_water_95"}, "at most 80 °C"),
        ({"technology": "pem", "heat_share": 0.5, "level": "hot_water_95"}, "at most 70 °C"),
    ],
)
def test_an_electrolyser_that_cannot_be_is_refused(fields, words):
    with pytest.raises(ValueError, match=words):
        make("electrolyser", power_mw=1.0, **fields)


def test_a_vessel_gives_what_lies_between_its_pressures():
    """900 kg at 45 bar; below 5 bar 100 kg stay: 800 kg are 26.667 MWh."""
    store = make("hydrogen_store", capacity_kg=900.0, rate_mw=5.0)
    assert store.usable_mwh == pytest.approx(0.8 * LHV)
    assert make("hydrogen_store", capacity_mwh=0.9, rate_mw=5.0).usable_mwh == pytest.approx(0.8)


def test_compression_lies_between_isothermal_work_and_the_figures_of_practice():
    """R·T·ln 45 = 1.30 kWh/kg at the least; practice 0.05-0.1 kWh/kWh to 35-50 bar."""
    isothermal = 4.124 * 298.15 * np.log(45.0) / 3600.0 / LHV
    many, usual = (
        make("hydrogen_store", capacity_kg=1.0, rate_mw=1.0, **fields).compression_mwh_per_mwh
        for fields in ({"stages": 6, "compressor_efficiency": 1.0}, {})
    )
    assert isothermal < many < 1.12 * isothermal
    assert 0.05 < usual < 0.1


def test_a_day_in_store_by_hand():
    """3 MWh come in hour 0 and go in hour 10; 1 % an hour leaks from what is left.

    Bought hydrogen, worth keeping: in hour 10 there are 3 · 0.99^10 = 2.7131 MWh.
    """
    ctx = context_with({"in": [3.0], "out": [0.0] * 10 + [3.0]}, days=1, step=60)
    tank = make("hydrogen_store", capacity_mwh=9.0, rate_mw=5.0, initial_share=0.0,
                standing_loss_per_h=0.01, value_cny_per_mwh=600.0)  # fmt: skip
    ledger = ledger_of(
        electric(
            tank=tank, pipe=make("supply", bus="hydrogen", available=ref("in")),
            need=make("demand", bus="hydrogen", rate=ref("out")),
        ),
        ctx,
    )  # fmt: skip
    assert ledger.total("hydrogen@tank>tank") == pytest.approx(3.0)
    assert ledger.flow("tank>hydrogen@tank")[10] == pytest.approx(3.0 * 0.99**10)
    assert ledger.total("tank>loss") == pytest.approx(3.0 * (1.0 - 0.99**10))
    assert ledger.total("electricity>tank/compressor") == pytest.approx(
        3.0 * tank.compression_mwh_per_mwh
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "one of the two"),
        ({"capacity_kg": 1.0, "capacity_mwh": 1.0}, "one of the two"),
        ({"capacity_kg": 1.0, "pressure_min_bar": 50.0}, "must be below"),
        ({"capacity_kg": 1.0, "inlet_bar": 45.0}, "inlet_bar"),
    ],
)
def test_a_store_that_cannot_be_is_refused(fields, words):
    with pytest.raises(ValueError, match=words):
        make("hydrogen_store", rate_mw=1.0, **fields)


def test_fuel_cell_by_hand():
    """2 MW of power take 4 MW of hydrogen and give 1.48 of heat: 1 is wanted, 0.48 rejected."""
    dear = make("grid_connection", tariff="test", import_mw=500.0, energy_price_cny_per_mwh=5000.0)
    ledger = ledger_of(
        electric(
            grid=dear, cell=make("fuel_cell", power_mw=2.0),
            pipe=make("supply", bus="hydrogen", available="9 MW"),
            heat=make("demand", bus="hot_water_60", rate="1 MW"),
        )
    )  # fmt: skip
    rows = ("hydrogen>cell", "cell>electricity", "cell/heat>hot_water_60",
            "hot_water_60@cell>cell/rejected")  # fmt: skip
    assert rates(ledger, *rows) == pytest.approx([4.0, 2.0, 1.0, 0.48])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"heat_efficiency": 0.5}, "1.00 of the hydrogen"),
        ({"level": "hot_water_95"}, "at most 80 °C"),
    ],
)
def test_a_cell_that_cannot_be_is_refused(fields, words):
    with pytest.raises(ValueError, match=words):
        make("fuel_cell", power_mw=1.0, **fields)


def test_a_park_that_makes_stores_and_uses_hydrogen_counts_its_power_once():
    """Energy and carbon are those of the power received, whatever becomes of the hydrogen."""
    parts = station(
        "2 MW", tank=make("hydrogen_store", capacity_mwh=30.0, rate_mw=10.0, initial_share=0.0,
                          standing_loss_per_h=0.001),
        cell=make("fuel_cell", power_mw=1.0),
    )  # fmt: skip
    ledger = ledger_of(parts)
    year = Collector(ledger, Facts(()), factors(), Boundary()).totals()
    assert {(f.carrier, f.activity) for f in year.fuels} == {("hydrogen", "converted")}
    received = ledger.total("grid/import>electricity")
    book = book_of(year)
    assert book.value("energy.total_equivalent_tce") == pytest.approx(received * E)
    assert book.value("carbon.park.total_t") == pytest.approx(received * FOSSIL)
