"""Minimum loads: nothing runs on what is not there, and no run beats its bound by them."""

from __future__ import annotations

import numpy as np
import pytest

from tests.peers.hydrogen_park import Given, converter
from tests.small import NO_PEAKS, context, electric, make, settled
from twin.dispatch.regret import ROUNDING, bound_of, score
from twin.primitives import Profile, Purpose, Sink, Source

DAYS, STEP = 1, 60
STEPS = 24


def park(*world, **more):
    parts = electric(
        battery=make("battery", energy_mwh=4.0, power_mw=1.0),
        world=Given(primitives=world), **more,
    )  # fmt: skip
    return settled(parts, context(DAYS, STEP, tariff=NO_PEAKS))


def done(plant, name):
    """Return what a column did, or what lacked on a bus."""
    for block in plant.network.blocks:
        known = block.column_index() | {
            f"lack {bus}": block.first_unserved + i for i, bus in enumerate(block.buses)
        }
        if name in known:
            return block.state.activity[:, known[name]]
    raise KeyError(name)


def above_the_bound(plant, by_carbon):
    bound = bound_of(plant.network, by_carbon)
    return (score(plant.network, by_carbon) - bound) / max(abs(bound), 1.0)


@pytest.mark.parametrize(("gas_mw", "runs_mw"), [(2.0, 0.0), (4.0, 3.6)])
def test_a_plant_below_its_minimum_does_not_run_on_fuel_that_lacks(gas_mw, runs_mw):
    """2 MW of gas make 1.8 of the 3 MW that the boiler must give: it is off, and all steam lacks.

    Steam that lacks is dearer than the gas for it, so it would pay to let gas lack instead.
    """
    plant = park(
        Source("gas", "natural_gas", Purpose.PURCHASE, limit=gas_mw, cost=100.0),
        Sink("steam", "steam_1mpa", Purpose.USE, fixed=6.0),
        boiler=make("boiler", fuel="natural_gas", capacity_mw=10.0, efficiency=0.9, min_load=0.3),
    )
    assert not done(plant, "lack natural_gas").any()
    assert done(plant, "boiler") == pytest.approx(runs_mw)
    assert done(plant, "lack steam_1mpa") == pytest.approx(6.0 - runs_mw)
    for by_carbon in (False, True):
        assert above_the_bound(plant, by_carbon) >= -ROUNDING


def test_two_plants_share_the_fuel_that_is_there():
    """Of two boilers with a minimum of 3 MW, 5 MW of gas let one run: no half of each."""
    boiler = {"fuel": "natural_gas", "capacity_mw": 10.0, "efficiency": 0.9, "min_load": 0.3}
    plant = park(
        Source("gas", "natural_gas", Purpose.PURCHASE, limit=5.0, cost=100.0),
        Sink("steam", "steam_1mpa", Purpose.USE, fixed=4.0),
        Sink("hot", "hot_water_95", Purpose.USE, fixed=4.0),
        one=make("boiler", **boiler),
        two=make("boiler", level="hot_water_95", **boiler),
    )
    both = np.array([done(plant, "one"), done(plant, "two")])
    assert not done(plant, "lack natural_gas").any()
    assert both.sum(axis=0) == pytest.approx(4.0)
    assert not both.min(axis=0).any()


def test_what_a_minimum_load_forces_in_may_be_over_at_its_ratio_of_the_hour():
    """2 MW of power bring 4 MW of heat here, not the 2 that they bring on the whole."""
    ratio = Profile(1.0, np.full(STEPS, 2.0))
    plant = park(
        Source("gas", "natural_gas", Purpose.PURCHASE, cost=100.0),
        Sink("hot", "hot_water_95", Purpose.USE, fixed=0.1),
        converter("chp", {"natural_gas": 2.5}, {"electricity": 1.0, "hot_water_95": ratio},
                  capacity=4.0, min_load=0.5),
        grid=make("grid_connection", tariff="test", import_mw=45.0),
    )  # fmt: skip
    assert done(plant, "chp") == pytest.approx(2.0)
    assert done(plant, "lack electricity").sum() > 50.0
    for by_carbon in (False, True):
        assert above_the_bound(plant, by_carbon) >= -ROUNDING
