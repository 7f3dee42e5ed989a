"""What the dispatch minimises, it has least of; what is paid stays the tariff's."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from tests.dispatch.worlds import Sizes, components, world
from tests.small import FUELS, NO_PEAKS, context, electric, make
from twin.dispatch.lookahead import Perfect
from twin.dispatch.objective import Emission
from twin.dispatch.regret import score
from twin.dispatch.settings import PRESETS, Dispatch
from twin.ledger import build_ledger
from twin.primitives import Purpose
from twin.spec import TwinSpec, assemble

CHOSEN = Sizes(5, 3, 60.0, 2.0, 3.0, 3.0, 5.0, peaks=False)
GRID_T_PER_MWH, HEAT_T_PER_GJ = 0.8325, 0.11
BOUGHT, SENT = "grid/import>electricity", "electricity@own>grid/export"


@functools.cache
def ledger(objective):
    """Return the year under perfect foresight, so that what is least is provably so."""
    emission = Emission(FUELS, GRID_T_PER_MWH, HEAT_T_PER_GJ)
    how = Dispatch.model_validate({"objective": objective})
    plant = assemble(TwinSpec(world(CHOSEN), components(CHOSEN), dispatch=how, emission=emission))
    plant.settle(plant.timeline.n_steps)
    plant.replan(Perfect(plant.network))
    found = build_ledger(plant.network)
    found.close()
    return found


def emitted(objective):
    """Return what fuel burned and power bought emit [tCO2]."""
    found = ledger(objective)
    fuel = sum(
        found.total(row.id) * FUELS.fuels[row.commodity].co2_t_per_mwh
        for row in found.select(Purpose.FUEL_USE)
    )
    return fuel + GRID_T_PER_MWH * found.total(BOUGHT)


def crossed(objective):
    """Return what was bought and sent out [MWh]."""
    return ledger(objective).total(BOUGHT) + ledger(objective).total(SENT)


def highest(objective):
    """Return the highest purchase of an hour [MWh]."""
    return float(ledger(objective).flow(BOUGHT).max())


def paid(objective):
    """Return what is paid for energy, less what is earned [CNY]."""
    found = ledger(objective)
    return sum(found.total_paid(row) for row in found.rows)


@pytest.mark.parametrize(
    ("objective", "measure", "others"),
    [
        ("carbon", emitted, ["cost", "self_consumption", "peak"]),
        ("self_consumption", crossed, ["cost"]),
        ("peak", highest, ["cost", "carbon", "self_consumption"]),
        ("cost", paid, ["carbon", "self_consumption", "peak"]),
    ],
)
def test_who_minimises_it_has_less_of_it(objective, measure, others):
    for other in others:
        assert measure(objective) < measure(other) * (1.0 - 1e-6), other


def test_own_power_is_kept_for_own_use():
    for row in (BOUGHT, SENT):
        assert ledger("self_consumption").total(row) <= ledger("cost").total(row) + 1e-6


@pytest.mark.parametrize("objective", PRESETS)
def test_what_is_paid_follows_the_tariff(objective):
    """300 CNY/MWh at 1.5 from 7:30 and from 18:00, at 0.5 from 2:00, and 150 for the network."""
    found, hours = ledger(objective), np.arange(24)
    price = np.full(24, 450.0)
    price[(hours >= 18) | (hours == 8)] = 600.0
    price[7] = 0.5 * (450.0 + 600.0)
    price[(hours >= 2) & (hours < 6)] = 300.0
    row = next(row for row in found.rows if row.id == BOUGHT)
    expected = found.flow(BOUGHT) * np.tile(price, CHOSEN.days)
    np.testing.assert_allclose(found.paid(row), expected, rtol=1e-12)
    sent = next(row for row in found.rows if row.id == SENT)
    np.testing.assert_allclose(found.paid(sent), -200.0 * found.flow(SENT), rtol=1e-12)


GAS_CNY_PER_MWH = 3.45 / 0.035611 * 3.6
GAS_T_PER_MWH = 0.0020369 / 0.035611 * 3.6
ENERGY_CNY = 450.0
TURN_CNY_PER_T = (ENERGY_CNY - GAS_CNY_PER_MWH) / GAS_T_PER_MWH  # 491.7


def steamed(price_cny_per_t, **emission):
    """Return a day of 3 MW of steam by gas or by electrodes, at 450 CNY/MWh and no losses."""
    tariff = NO_PEAKS.model_copy(update={"ratios": {"high": 1.0, "valley": 1.0}})
    boiler = {"capacity_mw": 5.0, "level": "steam_1mpa", "efficiency": 1.0, "om_cny_per_mwh": 0.0}
    parts = electric(
        gas=make("fuel_market", carriers=("natural_gas",)),
        flame=make("boiler", fuel="natural_gas", **boiler),
        electrode=make("boiler", fuel="electricity", **boiler),
        steam=make("demand", bus="steam_1mpa", rate="3 MW"),
        battery=make("battery", energy_mwh=1e-6, power_mw=1e-6),  # so that there is a regret
    )
    given = Emission(FUELS, GRID_T_PER_MWH, price_cny_per_t=price_cny_per_t, **emission)
    plant = assemble(TwinSpec(context(days=1, step=60, tariff=tariff), parts, emission=given))
    plant.settle(24)
    return plant


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_the_price_of_carbon_that_the_bill_has_decides(side):
    """Gas emits 0.206 t/MWh and is 101 CNY/MWh cheaper: worth it up to 492 CNY/t.

    Grid power emits more, but nobody bills the park for that.
    """
    plant = steamed(TURN_CNY_PER_T + 5.0 * side)
    burned = build_ledger(plant.network).total("natural_gas>flame")
    assert burned == pytest.approx(72.0 if side < 0.0 else 0.0)


def test_the_regret_is_told_in_the_same_money():
    """72 MWh of steam and 1,200 of load: every MWh of gas pays 0.206 t of carbon as well."""
    price = 0.5 * TURN_CNY_PER_T
    paid = 72.0 * (GAS_CNY_PER_MWH + price * GAS_T_PER_MWH)
    found = score(steamed(price).network, by_carbon=False)
    assert found - ENERGY_CNY * 1200.0 == pytest.approx(paid, rel=1e-3)


def test_fuel_whose_carbon_the_accounts_count_elsewhere_is_not_priced():
    """Activities are the accounts'; a boiler heats."""
    spared = steamed(TURN_CNY_PER_T + 5.0, unpriced=frozenset({"heating"}))
    assert build_ledger(spared.network).total("natural_gas>flame") == pytest.approx(72.0)
