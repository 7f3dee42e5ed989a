"""The month's peak and what it costs, against figures worked by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tests.components.skies import context_with, ref
from tests.small import NO_PEAKS, electric, make
from twin.dispatch.forecast import Forecast
from twin.dispatch.lookahead import Perfect, Rolling
from twin.ledger import build_ledger
from twin.spec import TwinSpec, assemble

ENERGY_CNY, CHARGE_CNY_PER_MW_MONTH = 450.0, 36_000.0
FLAT = NO_PEAKS.model_copy(
    update={"ratios": {"high": 1.0, "valley": 1.0}, "demand_cny_per_kw_month": 36.0}
)
BLOCK = slice(12, 16)  # four hours at noon


def settled(load, start=dt.date(2025, 3, 3), tariff=FLAT, **battery):
    """Return two days of a load under a flat price, with a battery of 8 MWh that wears nothing."""
    fields = {"energy_mwh": 8.0, "power_mw": 5.0, "soc_min": 0.0, "soc_max": 1.0,
              "round_trip_efficiency": 0.81, "wear_cny_per_mwh": 0.0, "standing_loss_per_h": 0.0,
              "initial_share": 0.0} | battery  # fmt: skip
    ctx = context_with({"load": load}, days=2, step=60, start=start, tariff=tariff)
    parts = electric(
        grid=make("grid_connection", tariff="test", import_mw=100.0),
        load=make("demand", bus="electricity", rate=ref("load")),
        battery=make("battery", **fields),
    )
    plant = assemble(TwinSpec(ctx, parts))
    plant.settle(plant.timeline.n_steps)
    return plant


def blocks(first, second, base=10.0):
    """Return a load of ``base`` with a block at noon of each day [MW]."""
    load = np.full(48, base)
    load[BLOCK], load[24 + BLOCK.start : 24 + BLOCK.stop] = first, second
    return load


def bought(plant):
    return build_ledger(plant.network).flow("grid/import>electricity")


def test_the_peak_under_perfect_foresight_is_the_closed_form():
    """A battery of 8 MWh gives 8 · 0.9 = 7.2 MWh over four hours: 20 - 1.8 = 18.2 MW are left."""
    plant = settled(blocks(20.0, 20.0))
    plan = Perfect(plant.network)
    plant.replan(plan)
    flow, peak = bought(plant), 20.0 - 8.0 * 0.9 / 4.0
    assert flow.max() == pytest.approx(peak, rel=1e-6)
    for day in (0, 24):
        np.testing.assert_allclose(flow[day + 12 : day + 16], peak, rtol=1e-6)


def test_power_may_be_what_limits():
    """At 1 MW of power only 1 MW can be cut, whatever is in store."""
    plant = settled(blocks(20.0, 20.0), power_mw=1.0)
    plant.replan(Perfect(plant.network))
    assert bought(plant).max() == pytest.approx(19.0, rel=1e-6)


def test_a_partial_month_pays_its_days():
    """Two days of March pay 2/31 of the month's charge, and the energy, loss included.

    The battery goes through 7.2 MWh out, so 7.2 / 0.81 in, on each day.
    """
    plan = Perfect(settled(blocks(20.0, 20.0)).network)
    energy = ENERGY_CNY * (blocks(20.0, 20.0).sum() + 2.0 * 7.2 * (1.0 / 0.81 - 1.0))
    charge = CHARGE_CNY_PER_MW_MONTH * 18.2 * 2.0 / 31.0
    assert plan.cost == pytest.approx(energy + charge, rel=1e-6)


def test_two_months_pay_a_peak_each():
    """On 31 March and 1 April, with 20 and 16 MW at noon and nothing in store to cut them."""
    load = blocks(20.0, 16.0)
    plan = Perfect(settled(load, start=dt.date(2025, 3, 31), energy_mwh=1e-9).network)
    charge = CHARGE_CNY_PER_MW_MONTH * (20.0 / 31.0 + 16.0 / 30.0)
    assert plan.cost == pytest.approx(ENERGY_CNY * load.sum() + charge, rel=1e-6)


def test_a_peak_is_paid_once_in_its_month():
    """20 MW on the first day and 16 on the second pay 20, not 36."""
    load = blocks(20.0, 16.0)
    plan = Perfect(settled(load, energy_mwh=1e-9).network)
    charge = CHARGE_CNY_PER_MW_MONTH * 20.0 * 2.0 / 31.0
    assert plan.cost == pytest.approx(ENERGY_CNY * load.sum() + charge, rel=1e-6)


SPREAD = FLAT.model_copy(update={"ratios": {"high": 1.5, "valley": 0.5}})


@pytest.mark.parametrize("tariff", [FLAT, SPREAD])
def test_what_was_reached_before_is_free_for_the_rest_of_the_month(tariff):
    """30 MW for a night hour on the first day cannot be cut; below it the battery just saves.

    On the second day it charges in the valley up to its power, beyond the day's own highest load
    (20 MW at noon need no cutting), if the price has a spread; and it never goes above 30 MW less
    what it gave then.
    """
    load = blocks(10.0, 10.0)
    load[0] = 30.0
    plant = settled(load, tariff=tariff)
    plant.replan(Rolling(Forecast(plant.timeline, exact=True)))
    flow = bought(plant)
    assert flow[0] == flow.max() == pytest.approx(30.0)
    night = flow[24 + 2 : 24 + 6]
    assert (night.max() > 11.0) == (tariff is SPREAD)
    sharp = settled(blocks(10.0, 10.0), tariff=tariff)
    sharp.replan(Rolling(Forecast(sharp.timeline, exact=True)))
    assert bought(sharp).max() <= night.max() + 1e-6 or tariff is FLAT


def steam_park(load, **fields):
    """Return a park with steam of 6 MW by gas or, cheaper by the energy price alone, electrodes."""
    days = len(load) // 24
    series = {"load": load, "steam": np.full(len(load), 6.0)}
    ctx = context_with(series, days=days, step=60, tariff=FLAT, **fields)
    return assemble(TwinSpec(ctx, electric(
        grid=make("grid_connection", tariff="test", import_mw=100.0),
        load=make("demand", bus="electricity", rate=ref("load")),
        gas=make("fuel_market", carriers=("natural_gas",)),
        boiler=make("boiler", fuel="natural_gas", capacity_mw=12.0, level="steam_1mpa",
                    efficiency=0.5),
        electrode=make("boiler", fuel="electricity", capacity_mw=12.0, level="steam_1mpa",
                       efficiency=1.0),
        steam=make("demand", bus="steam_1mpa", rate=ref("steam")),
    )))  # fmt: skip


def test_without_stores_rules_keeps_flexible_load_off_the_peak_it_knows():
    """The first day nothing is known and all steam is electric: 10 + 6 MW.

    The second day asks for 14 MW at noon: 20 MW would be a new peak, so 2 MW are electric and the
    rest comes from gas.
    """
    found = steam_park(blocks(10.0, 14.0))
    found.settle(48)
    flow = bought(found)
    np.testing.assert_allclose(flow[:24], 16.0)
    np.testing.assert_allclose(flow[24 + 12 : 24 + 16], 16.0)
    np.testing.assert_allclose(flow[24:36], 16.0)


def test_without_stores_rolling_does_not_take_a_sunday_for_the_month():
    """Saturday is settled by rules: 16 MW. Sunday, the last day of a month, asks for less.

    Monday is like Sunday to a forecast by persistence, but the month has seen a peak of 16 MW.
    """
    load = np.repeat([10.0, 4.0, 10.0], 24)
    found = steam_park(load, start=dt.date(2025, 3, 30))
    found.settle(72)
    found.replan(Rolling(Forecast(found.timeline)))
    np.testing.assert_allclose(bought(found), load + 6.0)
