"""Where power is dear the plan's worths stand, with and without a demand charge."""

from __future__ import annotations

import numpy as np
import pytest

from tests.components.skies import context_with, ref
from tests.small import FUELS, NO_PEAKS, electric, make
from twin.dispatch.lookahead import Perfect
from twin.dispatch.objective import Emission
from twin.dispatch.regret import bound_of, score
from twin.dispatch.settings import Dispatch
from twin.ledger import build_ledger
from twin.spec import TwinSpec, assemble

CHARGED = NO_PEAKS.model_copy(update={"demand_cny_per_kw_month": 36.0})
CHEAP, MIDDLE, DEAR = 1800.0, 2500.0, 3500.0
DAY, EVENING = slice(8, 18), slice(18, 20)


def prices(level=1.0):
    """Return two days of prices with an evening of two hours [CNY/MWh]."""
    price = np.full(24, CHEAP)
    price[DAY], price[EVENING] = MIDDLE, DEAR
    return level * np.tile(price, 2)


def settled(price, tariff, load, dispatch=None, emission=None):
    """Return two days with a battery of 8 MWh and 4 MW that wears nothing and gives back 0.81."""
    ctx = context_with({"load": load, "price": price}, days=2, step=60, tariff=tariff)
    battery = {"energy_mwh": 8.0, "power_mw": 4.0, "soc_min": 0.0, "soc_max": 1.0,
               "round_trip_efficiency": 0.81, "wear_cny_per_mwh": 0.0, "standing_loss_per_h": 0.0,
               "initial_share": 0.0}  # fmt: skip
    how = dispatch or Dispatch()
    found = assemble(TwinSpec(ctx, electric(
        grid=make("grid_connection", tariff="test", import_mw=100.0,
                  energy_price_cny_per_mwh=ref("price")),
        load=make("demand", bus="electricity", rate=ref("load")),
        battery=make("battery", **battery),
    ), dispatch=how, emission=emission))  # fmt: skip
    found.settle(48)
    found.replan(Perfect(found.network))
    return found


def bought(plant):
    return build_ledger(plant.network).flow("grid/import>electricity")


def test_a_battery_uses_a_spread_however_dear_power_is():
    """8 MWh from the night serve 7.2 MWh of the evening: 8.889 MWh bought for them.

    A day wins 7.2 · 3500 - 8.889 · 1800 CNY (and 150 CNY/MWh of the tariff's adders).
    """
    plant = settled(prices(), NO_PEAKS, np.full(48, 10.0))
    flow = bought(plant)
    for day in (0, 24):
        assert flow[day + 18 : day + 20].sum() == pytest.approx(20.0 - 7.2)
        np.testing.assert_allclose(flow[day + 8 : day + 18], 10.0)
    assert flow.sum() == pytest.approx(480.0 + 2.0 * (8.0 / 0.9 - 7.2))


@pytest.mark.parametrize("tariff", [NO_PEAKS, CHARGED])
@pytest.mark.parametrize("level", [1.0, 2.0])
def test_perfect_foresight_meets_its_bound_where_power_is_dear(tariff, level):
    """Up to 7,150 CNY/MWh, with a load whose peak in the evening is worth cutting, or without."""
    load = np.full(48, 10.0)
    load[EVENING] = load[24 + EVENING.start : 24 + EVENING.stop] = 14.0
    network = settled(prices(level), tariff, load).network
    assert score(network, by_carbon=False) == pytest.approx(bound_of(network, by_carbon=False))


def test_a_price_on_carbon_that_makes_power_dear_is_followed():
    """At 2000 CNY/t and 0.9 t/MWh power costs 1800 CNY/MWh more than is paid for it."""
    price = np.tile(np.repeat([100.0, 900.0], 12), 2)
    plant = settled(price, NO_PEAKS, np.full(48, 10.0), Dispatch(objective="carbon"),
                    Emission(FUELS, 0.9))  # fmt: skip
    network = plant.network
    assert score(network, by_carbon=False) == pytest.approx(bound_of(network, by_carbon=False))
