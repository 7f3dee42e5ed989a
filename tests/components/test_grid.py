"""The grid connection's bill by hand, export of own generation, and the direct green line."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.components.skies import context_with, ledger_of, ref
from tests.small import TARIFF, context, electric, make, settled
from twin.accounts.connection import connection_terms
from twin.accounts.cost import Costs
from twin.calendars import Calendar
from twin.dispatch.lookahead import Perfect
from twin.facts import Facts
from twin.ledger import build_ledger

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


@pytest.mark.parametrize("planner", ["rules", "perfect"])
@pytest.mark.parametrize("feed_in", [0.0, 150.0, 5000.0])
def test_the_park_comes_before_the_grid_whatever_feeding_in_pays(feed_in, planner):
    """22 MW offered, 25 could be sent and 10 fed in: the park takes all 22, 21.56 arrive.

    So the park buys 28.44 MW and its bill knows no feed-in; nothing is curtailed or fed in.
    """
    plant = settled(green(22.0, feed_in_mw=10.0, feed_in_cny_per_mwh=feed_in))
    if planner == "perfect":
        plant.replan(Perfect(plant.network))
    ledger = build_ledger(plant.network)
    assert ledger.total("wire>electricity") == pytest.approx(22.0 * 0.98 * 48.0)
    assert ledger.total("electricity@wire>wire/feed-in") == 0.0
    assert connections(ledger)["direct.wire.feed_in_income_cny"].value == 0.0


@pytest.mark.parametrize("feed_in", [0.0, 150.0])
def test_what_is_over_is_fed_in_to_the_account_of_the_plants_owner(feed_in):
    """30 MW offered: 25 sent, 3 fed in before 2 are curtailed, for 3 · 48 h at the price."""
    ledger = ledger_of(green(feed_in_mw=3.0, feed_in_cny_per_mwh=feed_in))
    assert ledger.total("electricity@wire>wire/feed-in") == pytest.approx(3.0 * 48.0)
    assert ledger.total("ridge>curtailed") == pytest.approx(2.0 * 48.0)
    income = connections(ledger)["direct.wire.feed_in_income_cny"]
    assert income.value == pytest.approx(3.0 * 48.0 * feed_in)
    assert values(ledger) == values(ledger_of(green()))


def test_what_a_plant_outside_costs_its_owner_is_no_cost_of_the_park():
    """The line asks 280 CNY/MWh; that the plant costs its owner 700 changes no flow, no bill."""
    parts = green()
    parts["ridge"] = make("supply", bus="electricity@wire", available="30 MW", kind="generation",
                          price=700.0)  # fmt: skip
    ledger = ledger_of(parts)
    assert ledger.total("wire>electricity") == pytest.approx(24.5 * 48.0)
    assert values(ledger) == values(ledger_of(green()))


def test_a_line_dearer_than_the_grid_stands_still_in_the_hours_it_is():
    """At 500 CNY/MWh it is cheaper than 600 in the 15 high hours of two days only."""
    ledger = ledger_of(green(price_cny_per_mwh=500.0))
    assert ledger.total("wire>electricity") == pytest.approx(24.5 * 15.0)


@pytest.mark.parametrize("origin", ["hydro", "nuclear"])
def test_origin_of_a_line_is_on_its_row(origin):
    ledger = ledger_of(green(origin=origin))
    assert next(r for r in ledger.rows if r.id == "wire>electricity").origin == origin


def test_charges_on_direct_supply_stand_apart_by_hand():
    """24.5 MW arrive for 48 h: 15 CNY/MWh of network; 30 MW charged at 25 CNY/kW·month.

    17,640 and 30,000 · 25 · 2/31; the price stays 280 and the dispatch sees 295.
    """
    charged = {"network_charge_cny_per_mwh": 15.0, "system_charge_cny_per_kw_month": 25.0}
    got = values(ledger_of(green(charged_mw=30.0, **charged)))
    plain = values(ledger_of(green()))
    assert got["direct_supply_cny"] == pytest.approx(24.5 * 48 * 280.0)
    assert got["direct_charges_cny"] == pytest.approx(24.5 * 48 * 15.0 + 750_000.0 * 2.0 / 31.0)
    assert got["total_cny"] - plain["total_cny"] == pytest.approx(got["direct_charges_cny"])
    assert plain["direct_charges_cny"] == 0.0


@pytest.mark.parametrize("price", [280.0, ref("price", "CNY/MWh")])
def test_a_line_stands_still_where_its_charges_make_it_dearer_than_the_grid(price):
    """280 + 220 is cheaper than 600 in the 15 high hours of two days only."""
    ctx = context_with({"price": [280.0] * 192})
    ledger = ledger_of(green(price_cny_per_mwh=price, network_charge_cny_per_mwh=220.0), ctx)
    assert ledger.total("wire>electricity") == pytest.approx(24.5 * 15.0)
    assert values(ledger)["direct_supply_cny"] == pytest.approx(24.5 * 15.0 * 280.0)


def test_capacity_is_charged_also_when_nothing_comes():
    got = values(ledger_of(green(wind_mw=0.0, system_charge_cny_per_kw_month=31.0)))
    assert got["direct_supply_cny"] == 0.0
    assert got["direct_charges_cny"] == pytest.approx(25_000.0 * 2.0)


def connections(ledger):
    return {term.id: term for term in connection_terms(ledger)}


def test_what_a_line_brings_to_its_users_interval_by_interval():
    """24.5 MW arrive; the mill draws 10 MW on the first day and 40 on the second: 10 + 24.5."""
    draw = [10.0] * 96 + [40.0] * 96
    parts = green(users=["mill"], feed_in_mw=3.0, feed_in_cny_per_mwh=150.0)
    parts["mill"] = make("demand", bus="electricity", rate=ref("draw"))
    ledger = ledger_of(parts, context_with({"draw": draw}), owners={"mill": "mill", "load": "x"})
    got = {name.removeprefix("direct.wire."): t.value for name, t in connections(ledger).items()}
    assert got["to_users_mwh"] == pytest.approx(24.0 * (10.0 + 24.5))
    assert got["beyond_users_mwh"] == pytest.approx(24.0 * 14.5)
    assert got["share_of_use"] == pytest.approx((10.0 + 24.5) / 50.0)
    assert got["available_mwh"] == pytest.approx(48.0 * 30.0)
    assert got["self_use_share"] == pytest.approx(25.0 / 30.0)
    assert got["feed_in_share"] == pytest.approx(3.0 / 30.0)


def test_a_line_without_names_serves_all():
    got = connections(ledger_of(green()))
    assert got["direct.wire.share_of_use"].value == pytest.approx(24.5 / 50.0)
    assert got["direct.wire.beyond_users_mwh"].value == 0.0
    idle = connections(ledger_of(green(wind_mw=0.0)))
    assert idle["direct.wire.self_use_share"].missing


@pytest.mark.parametrize(
    ("limits", "which", "limit"),
    [
        ({}, "line", 60.0),
        ({"contract_mw": 40.0, "transformer_mw": 45.0}, "contract", 40.0),
        ({"contract_mw": 50.0, "transformer_mw": 45.0}, "transformer", 45.0),
    ],
)
def test_the_smallest_limit_binds_and_is_named(limits, which, limit):
    """50 MW are wanted: above the limit they are unserved, all 48 hours."""
    grid = make("grid_connection", tariff="test", import_mw=60.0, **limits)
    ledger = ledger_of(electric(grid=grid))
    got = connections(ledger)
    assert got["grid.grid.limit_mw"].value == limit
    assert which in got["grid.grid.limit_mw"].formula
    assert got["grid.grid.peak_mw"].value == pytest.approx(min(limit, 50.0))
    assert got["grid.grid.hours_at_limit"].value == (48.0 if limit < 50.0 else 0.0)
    assert ledger.total("unserved>electricity") == pytest.approx(48.0 * max(50.0 - limit, 0.0))
    (row,) = ledger.select("grid_import")
    assert row.tags["limited_by"] == which


def test_a_transformer_limits_exports_too():
    sun = make("supply", bus="electricity@own", available="120 MW", kind="own_generation")
    grid = make("grid_connection", tariff="test", import_mw=500.0, export_mw=40.0,
                transformer_mw=25.0, feed_in_cny_per_mwh=200.0)  # fmt: skip
    ledger = ledger_of(electric(sun=sun, grid=grid))
    assert ledger.total("electricity@own>grid/export") == pytest.approx(25.0 * 48)


def test_a_tariff_the_park_does_not_know_is_refused_with_those_it_does():
    grid = make("grid_connection", tariff="mars", import_mw=1.0)
    with pytest.raises(ValueError, match=r"mars.*test"):
        list(grid.parts("grid", context()))
