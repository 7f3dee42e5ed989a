"""No dispatch beats its bound, perfect foresight meets it, and looking changes nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from tests.dispatch.worlds import Sizes, components, planners, settled, sizes, written
from tests.small import make
from twin.dispatch.lookahead import Perfect
from twin.dispatch.regret import NO_STORE, ROUNDING, UNSERVED, bound_of, regret_of, score

RICH = Sizes(3, 3, 60.0, 2.0, 3.0, 3.0, 5.0, peaks=True)


def share_above(plant, by_carbon):
    """Return how far a settled plant is above its bound, as a share of it; negative if below."""
    bound = bound_of(plant.network, by_carbon)
    return (score(plant.network, by_carbon) - bound) / max(abs(bound), 1.0)


@settings(max_examples=12)
@given(sizes())
def test_no_planner_beats_the_bound(chosen):
    plant = settled(chosen)
    for planner in planners(plant.timeline, chosen.seed).values():
        plant.replan(planner)
        for by_carbon in (False, True):
            assert share_above(plant, by_carbon) >= -ROUNDING


@settings(max_examples=12)
@given(sizes())
def test_perfect_foresight_has_no_regret(chosen):
    plant = settled(chosen)
    plant.replan(Perfect(plant.network))
    assert -ROUNDING <= share_above(plant, by_carbon=False) <= 1e-6


@settings(max_examples=8)
@given(sizes())
def test_without_stores_and_loads_that_can_choose_nothing_is_left_to_win(chosen):
    """Every purchase is then forced, its demand charge too."""
    plain = replace(chosen.without_stores, pump_mw=0.0, electrode_mw=0.0, peaks=True)
    plant = settled(plain)
    for planner in planners(plant.timeline, chosen.seed).values():
        plant.replan(planner)
        assert abs(share_above(plant, by_carbon=False)) <= 1e-9
        assert score(plant.network, by_carbon=False) > 0.0


@settings(max_examples=8)
@given(sizes())
def test_without_stores_loads_that_can_choose_may_miss_the_peak_and_little_else(chosen):
    """Only the peak joins intervals then; who foresees it exactly misses nothing."""
    plant = settled(replace(chosen.without_stores, peaks=True, pump_mw=3.0, electrode_mw=5.0))
    assert 0.0 <= share_above(plant, by_carbon=False) + ROUNDING <= 0.01
    plant.replan(Perfect(plant.network))
    assert abs(share_above(plant, by_carbon=False)) <= 1e-6
    free = settled(replace(chosen.without_stores, peaks=False))
    assert regret_of(free).cost.amount == 0.0


def test_no_flexibility_is_what_standing_still_costs():
    plant = settled(RICH)
    found = regret_of(plant).cost
    plant.replan(planners(plant.timeline)["still"])
    assert score(plant.network, by_carbon=False) == found.still
    for block in plant.network.blocks:
        moves = [*block.problem.charge, *block.problem.discharge]
        assert not block.state.activity[:, moves].any()


@pytest.mark.parametrize("name", ["rules", "persistence", "exact", "in error"])
def test_regret_leaves_the_plant_as_it_was(name):
    plant = settled(RICH)
    plant.replan(planners(plant.timeline)[name])
    planner, before = plant.planner, written(plant)
    assert regret_of(plant).cost.amount >= 0.0
    assert plant.planner is planner
    assert plant.settled == plant.timeline.n_steps
    assert written(plant) == before
    again = regret_of(plant)
    assert again == regret_of(plant)


def test_of_what_stores_win_nothing_is_said_where_there_are_none():
    """A heat pump and electrodes may miss a peak: that is no share of what stores win."""
    found = regret_of(settled(replace(RICH.without_stores, peaks=True)), bill_cny=1e6).cost
    assert found.unclear == NO_STORE
    assert found.share_of_flexibility is None
    assert found.to_json()["share_of_bill"] == found.amount / 1e6


def test_of_what_stores_win_nothing_is_said_where_they_alone_serve_a_demand():
    """At 14 MW of import a load of up to 22 MW needs sun and battery."""
    parts = components(RICH)
    parts["grid"] = make("grid_connection", tariff="test", import_mw=14.0)
    plant = settled(RICH, parts=parts)
    found = regret_of(plant).cost
    assert found.unclear == UNSERVED
    assert found.still > found.run
    assert found.share_of_flexibility is None
    assert found.share_of_total is None


def test_where_stores_are_and_all_is_served_their_share_is_told():
    found = regret_of(settled(RICH)).cost
    assert found.unclear == ""
    assert found.share_of_flexibility == pytest.approx(found.amount / (found.still - found.bound))
