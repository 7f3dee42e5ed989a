"""The grid connection's bill by hand, export of own generation, and the direct green line."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.components.skies import context_with, ledger_of, ref
from tests.small import TARIFF, context, electric, make
from twin.accounts.cost import Costs
from twin.calendars import Calendar
from twin.facts import Facts

MONTH_END = {"start": dt.date(2025, 3, 31)}


def bill(ledger):
    """Return the cost account of a ledger without carbon and contracts."""
    costs = Costs(ledger, Facts(()), {"test": TARIFF}, Calendar(ledger.timeline), 0.0)
    return {term.id.removeprefix("cost."): term for term in costs.terms(0.0)}


def values(ledger):
    return {name: term.value for name, term in bill(ledger).items()}


def test_two_days_by_hand():
    """50 MW through 7.5 high, 4 valley and 12.5 flat hours of a day at 300 CNY/MWh.

    Energy: 2 · 50 · 300 · (7.5 · 1.5 + 4 · 0.5 + 12.5) = 772,500; network: 2,400 MWh · 150 =
    360,000; demand: 50,000 kW · 36 · 2/31 of the month = 116,129.03.
    """
    got = values(ledger_of(electric()))
    assert got["grid_energy_cny"] == pytest.approx(772_500.0)
    assert got["grid_adders_cny"] == pytest.approx(360_000.0)
    assert got["demand_charge_cny"] == pytest.approx(1_800_000.0 * 2.0 / 31.0)
    assert got["total_cny"] == pytest.approx(1_132_500.0 + 1_800_000.0 * 2.0 / 31.0)


@pytest.mark.parametrize(
    ("first", "hours", "price"),
    [(3.0, 2.0, 150.0), (7.5, 1.5, 450.0), (10.0, 4.0, 300.0), (20.0, 4.0, 450.0)],
)
def test_each_period_has_its_price_and_the_network_the_same(first, hours, price):
    """8 MW in one period of the first day."""
    draw = [0.0] * int(first * 4) + [8.0] * int(hours * 4)
    load = make("demand", bus="electricity", rate=ref("draw"))
    got = values(ledger_of(electric(load=load), context_with({"draw": draw})))
    assert got["grid_energy_cny"] == pytest.approx(8.0 * hours * price)
    assert got["grid_adders_cny"] == pytest.approx(8.0 * hours * 150.0)


def test_coarse_steps_share_a_period_that_begins_inside_them():
    """One hour from 7:00 is half flat and half high: 8 · 300 · (0.5 + 0.75) = 3,000 CNY."""
    load = make("demand", bus="electricity", rate=ref("draw"))
    ctx = context_with({"draw": [0.0] * 7 + [8.0]}, step=60)
    assert values(ledger_of(electric(load=load), ctx))["grid_energy_cny"] == pytest.approx(3000.0)


def test_demand_charge_is_on_each_months_highest_quarter():
    """20 MW once on 31 March, 12 MW once on 1 April: 36 CNY/kW by a day in 31 and a day in 30."""
    draw = [2.0] * 40 + [20.0] + [1.0] * 55 + [5.0] * 50 + [12.0] + [5.0] * 45
    load = make("demand", bus="electricity", rate=ref("draw"))
    term = bill(ledger_of(electric(load=load), context_with({"draw": draw}, **MONTH_END)))[
        "demand_charge_cny"
    ]
    assert [part.amount for part in term.parts] == pytest.approx([20_000.0, 12_000.0])
    assert term.value == pytest.approx(36.0 * (20_000.0 / 31.0 + 12_000.0 / 30.0))


def test_a_price_given_replaces_the_energy_component_alone():
    """Constant 200 CNY/MWh, and a series of it: 480,000; network and demand stay."""
    for price in (200.0, ref("spot", "CNY/MWh")):
        grid = make("grid_connection", tariff="test", import_mw=500.0,
                    energy_price_cny_per_mwh=price)  # fmt: skip
        ctx = context_with({"spot": [150.0] * 96 + [250.0] * 96})
        got = values(ledger_of(electric(grid=grid), ctx))
        assert got["grid_energy_cny"] == pytest.approx(480_000.0)
        assert got["grid_adders_cny"] == pytest.approx(360_000.0)
        assert got["demand_charge_cny"] == pytest.approx(1_800_000.0 * 2.0 / 31.0)


def test_own_power_first_then_export_to_its_limit_then_nothing():
    """120 MW of sun over 50 of load: 40 exported at 200 CNY/MWh, 30 curtailed, nothing bought."""
    sun = make("supply", bus="electricity@own", available="120 MW", kind="own_generation")
    ledger = ledger_of(electric(sun=sun))
    got = values(ledger)
    assert ledger.total("electricity@own>grid/export") == pytest.approx(40.0 * 48)
    assert ledger.total("sun>curtailed") == pytest.approx(30.0 * 48)
    assert got["feed_in_cny"] == pytest.approx(-40.0 * 48 * 200.0)
    assert (got["grid_energy_cny"], got["demand_charge_cny"]) == (0.0, 0.0)


def test_buying_to_sell_is_impossible_however_well_it_pays():
    grid = make("grid_connection", tariff="test", import_mw=500.0, export_mw=40.0,
                feed_in_cny_per_mwh=5000.0)  # fmt: skip
    ledger = ledger_of(electric(grid=grid))
    assert ledger.total("electricity@own>grid/export") == 0.0


def green(wind_mw=30.0, **line):
    """Return a park of 50 MW fed by a plant outside on a line of its own."""
    fields = {"capacity_mw": 25.0, "loss": 0.02, "price_cny_per_mwh": 280.0} | line
    return electric(
        wire=make("direct_line", **fields),
        ridge=make("supply", bus="electricity@wire", available=f"{wind_mw} MW", kind="generation"),
    )


def test_direct_line_by_hand():
    """30 MW offered: 25 sent, 24.5 arrive at 280 CNY/MWh, 3 fed in, 2 curtailed; 25.5 bought.

    Line: 24.5 · 48 · 280 = 329,280 CNY. What the plants outside earn is not the park's.
    """
    ledger = ledger_of(green(feed_in_mw=3.0, feed_in_cny_per_mwh=150.0))
    mean = {
        row: ledger.total(row) / 48.0
        for row in ("electricity@wire>wire", "wire>electricity", "electricity@wire>wire/feed-in",
                    "ridge>curtailed", "grid/import>electricity")
    }  # fmt: skip
    assert list(mean.values()) == pytest.approx([25.0, 24.5, 3.0, 2.0, 25.5])
    got = values(ledger)
    assert got["direct_supply_cny"] == pytest.approx(329_280.0)
    assert got["feed_in_cny"] == 0.0
    assert got["demand_charge_cny"] == pytest.approx(25_500.0 * 36.0 * 2.0 / 31.0)
    arrives = next(r for r in ledger.rows if r.id == "wire>electricity")
    assert (arrives.purpose, arrives.origin) == ("direct_supply", "renewable")


def test_a_line_dearer_than_the_grid_stands_still_in_the_hours_it_is():
    """At 500 CNY/MWh it is cheaper than 600 in the 15 high hours of two days only."""
    ledger = ledger_of(green(price_cny_per_mwh=500.0))
    assert ledger.total("wire>electricity") == pytest.approx(24.5 * 15.0)


@pytest.mark.parametrize("origin", ["hydro", "nuclear"])
def test_origin_of_a_line_is_on_its_row(origin):
    ledger = ledger_of(green(origin=origin))
    assert next(r for r in ledger.rows if r.id == "wire>electricity").origin == origin


def test_a_tariff_the_park_does_not_know_is_refused_with_those_it_does():
    grid = make("grid_connection", tariff="mars", import_mw=1.0)
    with pytest.raises(ValueError, match=r"mars.*test"):
        list(grid.parts("grid", context()))
