"""What the dispatch minimises, it has least of; what is paid stays the tariff's."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from tests.dispatch.worlds import Sizes, components, world
from tests.small import FUELS
from twin.dispatch.lookahead import Perfect
from twin.dispatch.objective import Emission
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
