"""Which measure caused what, on quantities that are known by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.compare.attribution import COST
from scenarios.compare.decompose import sets_needed, take_apart
from scenarios.compare.flows import FlowKey
from scenarios.compare.pictures import _measured
from scenarios.compare.plot_waterfall import Bar, Waterfall
from tests.compare.hand import attribution

CHANGES = st.lists(st.floats(-1e5, 1e5), min_size=1, max_size=5)


@given(CHANGES)
def test_measures_that_do_not_interact_are_told_the_same_all_three_ways(changes):
    shares = take_apart(
        len(changes), lambda chosen: 50.0 + sum(changes[i] for i in sorted(chosen)), shapley=True
    )
    for way in (shares.sequential, shares.leave_one_out, shares.shapley):
        assert way == pytest.approx(changes, abs=1e-6)
    assert shares.residual == pytest.approx(0.0, abs=1e-6)
    assert shares.total == pytest.approx(sum(changes), abs=1e-6)


@given(CHANGES, st.floats(-1e4, 1e4))
def test_the_residual_is_the_interaction(changes, together):
    """With a term for every pair that meets, each left out loses all its pairs."""
    count = len(changes)

    def value(chosen):
        pairs = len(chosen) * (len(chosen) - 1) // 2
        return sum(changes[i] for i in sorted(chosen)) + together * pairs

    shares = take_apart(count, value, shapley=True)
    pairs = count * (count - 1) // 2
    assert shares.sequential_residual == pytest.approx(0.0, abs=1e-6)
    assert shares.residual == pytest.approx(-together * pairs, rel=1e-9, abs=1e-5)
    exact = [change + together * (count - 1) / 2 for change in changes]
    assert shares.shapley == pytest.approx(exact, rel=1e-9, abs=1e-5)
    assert sum(shares.shapley) == pytest.approx(shares.total, rel=1e-9, abs=1e-5)


def test_two_measures_that_compete():
    """Alone -30 and -20, together -40: in sequence -30 and -10, left out -20 and -10, rest -10."""
    tonnes = {(): 100.0, (0,): 70.0, (1,): 80.0, (0, 1): 60.0}
    shares = take_apart(2, lambda s: tonnes[tuple(sorted(s))], shapley=True)
    assert shares.sequential == (-30.0, -10.0)
    assert shares.leave_one_out == (-20.0, -10.0)
    assert shares.residual == -10.0
    assert shares.shapley == (-25.0, -15.0)


def test_every_set_is_run_once():
    sets = list(sets_needed(4, shapley=False))
    assert len(sets) == len(set(sets)) == 8
    assert len(list(sets_needed(4, shapley=True))) == 16
    assert len(list(sets_needed(1, shapley=False))) == 2


def test_a_measure_that_others_need_is_not_left_out_but_said():
    found = attribution(lambda s: None if s == {1} else 100.0 - 10.0 * len(s), lambda s: 0.0)
    shares = found.shares("carbon.park")
    assert shares.leave_one_out == (None, -10.0)
    assert shares.residual == -10.0
    assert found.left_out_reason(0) == "it needs another"
    assert any("cannot be left out: it needs another" in en for _, en in found.cautions)
    assert found.flow_changes(0) is None
    assert found.to_json()["measures"][0]["not_left_out"] == "it needs another"


def test_an_order_that_is_not_possible_is_said_and_what_it_hides_is_shown():
    found = attribution(lambda s: None if s == {0} else 100.0 - 10.0 * len(s), lambda s: 0.0)
    shares = found.shares("carbon.park")
    assert shares.sequential == (None, None)
    assert shares.sequential_residual == -20.0
    assert shares.leave_one_out == (-10.0, None)
    assert any("give another order: it needs another" in en for _, en in found.cautions)
    for fall in _measured(found, "park", "en"):
        assert fall.bars[-1].label == "interaction residual"
        assert fall.edges[-1] == fall.last[1] == 80.0


def test_the_curve_has_tonnes_and_cost_by_the_year_cheapest_first():
    cost = {(): 0.0, (0,): 900.0, (1,): 100.0, (0, 1): 1000.0}
    found = attribution(
        lambda s: 100.0 - 30.0 * (0 in s) - 20.0 * (1 in s), lambda s: cost[tuple(sorted(s))]
    )
    assert found.shares(COST).leave_one_out == (900.0, 100.0)
    curve = found.curve("park")
    assert [(s.measure, s.abated_t, s.cny_per_t) for s in curve] == [(1, 20, 5.0), (0, 30, 30.0)]
    assert [s.measure for s in found.curve("park", "sequential")] == [0, 1]
    assert found.curve("location")[0].abated_t == 10.0


def test_a_measure_that_abates_nothing_has_no_cost_a_tonne_and_stands_last():
    found = attribution(lambda s: 100.0 + 5.0 * (0 in s) - 20.0 * (1 in s), lambda s: 1.0 * len(s))
    assert [s.cny_per_t for s in found.curve()] == [0.05, None]


def test_on_paper_is_what_moves_nothing_and_changes_a_claim():
    gas = FlowKey("fuel_use", "natural_gas", "boiler", "", "MWh")
    found = attribution(
        lambda s: 100.0 - 40.0 * (0 in s) - 10.0 * (1 in s), lambda s: 0.0,
        flows=lambda s: {gas: 50.0 - 10.0 * (1 in s)},
    )  # fmt: skip
    assert found.on_paper == (True, False)
    recorded = attribution(lambda s: 100.0, lambda s: 0.0, flows=lambda s: {gas: 50.0})
    assert recorded.on_paper == (False, False)
    offset = attribution(
        lambda s: 100.0, lambda s: 0.0, flows=lambda s: {gas: 50.0},
        offset=lambda s: 7.0 * (1 in s),
    )  # fmt: skip
    assert offset.on_paper == (False, True)


@pytest.mark.parametrize("ledger", ["park", "location", "residual"])
def test_both_waterfalls_reach_the_plan_exactly(ledger):
    tonnes = {(): 100.0, (0,): 70.0, (1,): 80.0, (0, 1): 60.0}
    found = attribution(lambda s: tonnes[tuple(sorted(s))], lambda s: 0.0)
    for fall in _measured(found, ledger, "en"):
        assert fall.edges[-1] == pytest.approx(fall.last[1], rel=1e-12)
    assert fall.bars[-1].label == "interaction residual"
    assert fall.bars[-1].change != 0.0


def test_a_waterfall_that_does_not_add_up_is_refused():
    with pytest.raises(ValueError, match="reaches 8"):
        Waterfall("", ("a", 10.0), (Bar("x", -2.0),), ("b", 7.0))


def test_physical_changes_are_biggest_first_in_their_units():
    gas = FlowKey("fuel_use", "natural_gas", "boiler", "", "MWh")
    water = FlowKey("use", "fresh_water", "works", "", "m3")
    found = attribution(
        lambda s: 100.0, lambda s: 0.0,
        flows=lambda s: {gas: 100.0 - 1.0 * (0 in s), water: 10.0 - 5.0 * (0 in s)},
    )  # fmt: skip
    changes = found.flow_changes(0)
    assert [(c.commodity, c.change, c.unit) for c in changes] == [
        ("fresh_water", -5.0, "m3"), ("natural_gas", -1.0, "MWh"),
    ]  # fmt: skip
    assert found.flow_changes(1) == ()
