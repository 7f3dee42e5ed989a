"""Hydrogen in store is worth what it saves: an electrolyser under a tariff, by hand."""

from __future__ import annotations

import pytest

from scenarios.build import Options
from scenarios.park_file import load_park_text
from scenarios.run import run_park
from tests.small import make

COMPRESSION = make("hydrogen_store", capacity_mwh=1.0, rate_mw=1.0).compression_mwh_per_mwh
IMPORT = "grid/import>electricity"

PARK = """
format: 1
label: {zh: 氢, en: Hydrogen}
region: yunnan
start: 2025-03-03
days: 6
step_minutes: 60
seed: 1
agents: {}
tariffs:
  yunnan:
    energy_cny_per_mwh: 100
    ratios: {high: 2, valley: 0.5}
    adders_cny_per_mwh: {network: 50}
    demand_cny_per_kw_month: 0
prices: {hydrogen: 60}
components:
  grid: {type: grid_connection, tariff: yunnan, import_mw: 50}
  works: {type: water_works, capacity_m3_per_h: 500}
  need: {type: demand, bus: hydrogen, rate: 1.5}
  maker: {type: electrolyser, power_mw: 10, curve: [[0.1, 50], [1.0, 50]]}
  tank: {type: hydrogen_store, capacity_mwh: 100, rate_mw: 10, initial_share: 0}
"""


def ran(planner, **tank):
    """Return six days under a planner; valley power costs 100, the rest 150 to 250 CNY/MWh."""
    changes = {f"components.tank.{key}": value for key, value in tank.items()}
    return run_park(load_park_text(PARK, changes=changes), Options(dispatch=planner, regret=True))


def paid(result):
    """Return what power cost [CNY]."""
    ledger = result.ledger
    return ledger.total_paid(next(row for row in ledger.rows if row.id == IMPORT))


def test_perfect_foresight_makes_hydrogen_in_the_valley_by_hand():
    """216 MWh at 1.5 MWh of power each, in the valley but for the first two hours (150 CNY/MWh).

    10 MW fill 5.2 MW beside the demand, so 8 hours of valley are enough for every day. All that is
    used in the other 16 hours of a day, the first two apart, is compressed: 94 h of 1.5 MW.
    """
    result = ran("perfect")
    power = 216.0 * 1.5 + 94.0 * 1.5 * COMPRESSION
    assert paid(result) == pytest.approx(100.0 * power + 50.0 * 2.0 * 1.5 * 1.5, rel=1e-3)
    assert result.regret.cost.share == pytest.approx(0.0, abs=1e-5)
    assert result.regret.left_out == ()


def test_standing_still_has_a_regret_that_is_what_the_store_can_win():
    """Without it the demand is met as it comes: 8 hours at 100, 8 at 150, 8 at 250 CNY/MWh."""
    found = ran("perfect").regret.cost
    as_it_comes = 6.0 * 8.0 * 2.25 * (100.0 + 150.0 + 250.0)
    with_store = 100.0 * (324.0 + 141.0 * COMPRESSION) + 50.0 * 4.5
    assert found.still - found.bound == pytest.approx(as_it_comes - with_store, rel=1e-2)


def test_rules_wins_most_of_it():
    assert ran("rules").regret.cost.share < 0.15


def test_a_fixed_worth_is_said_and_costs():
    """Worth 600 CNY/MWh whatever power costs: filled at any hour, and never used."""
    found = ran("perfect", value_cny_per_mwh=600.0)
    assert found.regret.left_out == ("tank",)
    assert paid(found) > 1.5 * paid(ran("perfect"))
