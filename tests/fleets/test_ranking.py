"""Ranking, dominance, regret and sensitivity of strategies, on outcomes made by hand."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.fleets.outcome import Bill, CostLine, Service
from scenarios.fleets.ranking import cost_of, dominated, price_regret, rank, regret_by_criterion
from scenarios.fleets.sensitivity import Variant, crossing
from scenarios.fleets.settings import fleet_settings
from tests.fleets import hand

CRITERIA = ("cost_per_t_km", "carbon_park", "peak", "not_in_time", "space")


def names(outcomes):
    return [o.strategy for o in outcomes]


def test_the_cheapest_that_does_its_jobs_is_first():
    found = rank([hand.diesel(), hand.swap(), hand.plugs()], 0.97)
    assert names(found.ranked) == ["depot", "swap", "diesel"]
    assert found.failed == ()


def test_a_strategy_that_fails_its_jobs_cannot_win_on_cost():
    gift = hand.outcome("gift", [("energy", "electricity_price", 1.0)], done=900, late=100)
    found = rank([gift, hand.diesel(), hand.plugs()], 0.97)
    assert names(found.ranked) == ["depot", "diesel"]
    assert [f.outcome.strategy for f in found.failed] == ["gift"]
    assert "90.00%" in found.failed[0].reason("en")
    assert "100" in found.failed[0].reason("zh")
    whole = hand.comparison(gift, hand.diesel(), hand.plugs())
    assert "gift" not in whole.regret
    assert "gift" not in whole.price_regret.worst
    assert all(leader.strategy != "gift" for leader in whole.leaders)
    assert all("gift" not in better for better in whole.dominated.values())


@given(st.lists(st.tuples(st.integers(0, 1000), st.floats(1.0, 1e7)), min_size=1, max_size=6))
def test_nobody_below_the_level_is_ever_ranked(given_):
    outcomes = [
        hand.outcome(f"s{i}", [("energy", "", cny)], done=done, late=1000 - done)
        for i, (done, cny) in enumerate(given_)
    ]
    found = rank(outcomes, 0.97)
    assert all(o.service.level >= 0.97 for o in found.ranked)
    assert all(f.level < 0.97 for f in found.failed)
    assert len(found.ranked) + len(found.failed) == len(outcomes)
    costs = [cost_of(o, "t_km") for o in found.ranked]
    assert costs == sorted(costs)


def test_jobs_that_are_not_due_yet_count_in_no_share():
    assert Service(done=9, late=1, open=90).level == pytest.approx(0.9)
    assert Service(done=0, open=7).level is None
    assert Service(done=8, refused=1, left=1).level == pytest.approx(0.8)


def test_who_never_ended_a_job_cannot_win():
    """All jobs run beyond the span: nothing was due, and nothing was shown to be done."""
    idle = hand.outcome("idle", [("vehicle", "", 1.0)], done=0, late=0, km=0.0, t_km=0.0)
    idle = replace(idle, service=Service(done=0, open=31))
    found = rank([idle, hand.diesel()], 0.97)
    assert names(found.ranked) == ["diesel"]
    assert found.failed[0].level is None
    assert "no job was due within the span" in found.failed[0].reason("en")
    assert "31 单仍未结束" in found.failed[0].reason("zh")
    alone = hand.comparison(idle)
    assert alone.ranking.ranked == ()
    assert alone.to_json()["strategies"][0]["service"]["level"] is None
    json.dumps(alone.to_json(), allow_nan=False)


def test_where_nothing_drives_the_cost_of_a_year_ranks():
    """Forklifts work on the spot: no km, no t km, yet one strategy is cheaper."""
    still = [replace(o, bill=replace(o.bill, km=0.0, t_km=0.0))
             for o in (hand.diesel(), hand.plugs())]  # fmt: skip
    found = hand.comparison(*still)
    assert names(found.ranking.ranked) == ["depot", "diesel"]
    plain = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert plain["cost_unit"] == "CNY/a"
    assert [row["cost"] for row in plain["ranking"]] == [3.5e6, 4.0e6]
    assert plain["strategies"][0]["bill"]["cny_per_km"] is None
    assert found.price_regret.regret["diesel"]["today"] == pytest.approx(0.5e6)
    assert [bar.low for bar in found.bars if bar.driver == "diesel_price"] == [3.5e6]
    (even,) = (b for b in found.break_evens if b.driver == "diesel_price")
    assert even.factor == pytest.approx(0.75)


def test_who_did_no_work_beside_others_that_did_has_no_unit_cost_and_cannot_rank():
    none = hand.outcome("none", [("vehicle", "", 1.0)], km=0.0, t_km=0.0)
    found = hand.comparison(none, hand.diesel())
    assert names(found.ranking.ranked) == ["diesel"]
    assert found.cost(none) is None
    json.dumps(found.to_json(), allow_nan=False)


def test_dominated_is_who_is_worse_in_something_and_better_in_nothing():
    found = dominated([hand.plugs(), hand.swap(), hand.diesel()], CRITERIA)
    assert found == {"depot": (), "swap": ("depot",), "diesel": ()}


def test_equal_strategies_do_not_dominate_each_other():
    twin = replace(hand.plugs(), strategy="twin")
    assert dominated([hand.plugs(), twin], CRITERIA) == {"depot": (), "twin": ()}


def test_regret_by_criterion_is_zero_for_the_best_and_in_units_of_the_criterion():
    table = regret_by_criterion([hand.plugs(), hand.diesel()], CRITERIA)
    assert table["depot"]["cost_per_t_km"] == 0.0
    assert table["diesel"]["cost_per_t_km"] == pytest.approx(0.5e6 / 2e7)
    assert table["diesel"]["peak"] == 0.0
    assert table["depot"]["peak"] == pytest.approx(1.5)


def test_the_smallest_largest_regret_need_not_be_the_cheapest_today():
    bold = hand.outcome("bold", [("energy", "diesel_price", 3.0e6)])
    safe = hand.outcome("safe", [("vehicle", "", 3.1e6)])
    states = {"today": {}, "dear": {"diesel_price": 1.5}, "cheap": {"diesel_price": 0.98}}
    found = price_regret([bold, safe], states)
    assert found.choice == "safe"
    assert found.regret["bold"]["dear"] == pytest.approx(1.4e6 / 2e7)
    assert found.worst["safe"] == pytest.approx((3.1e6 - 2.94e6) / 2e7)


@given(
    st.floats(1e4, 1e7), st.floats(1e4, 1e7), st.floats(1e4, 1e7), st.floats(1e4, 1e7),
    st.floats(1e5, 1e7), st.floats(1e5, 1e7),
)  # fmt: skip
def test_at_the_break_even_price_both_cost_the_same(fixed, priced, other, other_priced, work, more):
    one = Bill((CostLine("vehicle", "", fixed), CostLine("energy", "p", priced)), 1.0, work)
    two = Bill((CostLine("vehicle", "", other), CostLine("energy", "p", other_priced)), 1.0, more)
    factor = crossing(one, two, "p")
    if factor is not None:
        costs = [bill.per_t_km({"p": factor}) for bill in (one, two)]
        parts = (fixed + priced * factor) / work + (other + other_priced * factor) / more
        slope = abs(priced / work - other_priced / more)
        lost = 1e-15 * parts * (priced / work + other_priced / more) / slope  # a small difference
        assert costs[0] == pytest.approx(costs[1], rel=1e-9, abs=10 * factor * lost)


def test_break_even_prices_say_the_price_and_the_side():
    found = hand.comparison(hand.diesel(), hand.plugs())
    (one,) = (b for b in found.break_evens if b.driver == "diesel_price")
    assert (one.strategy, one.is_cheaper_below) == ("depot", False)
    assert one.factor == pytest.approx(0.75)
    assert one.price == pytest.approx(0.75 * 8200.0)
    (other,) = (b for b in found.break_evens if b.driver == "electricity_price")
    assert other.is_cheaper_below
    assert other.factor == pytest.approx(1.3 / 0.8)


def test_a_place_hangs_on_the_assumption_that_need_move_least():
    found = hand.comparison(hand.diesel(), hand.plugs(), hand.swap())
    swap = found.hangs_on("depot")
    assert (swap.second, swap.driver) == ("swap", "swap_fee")
    assert swap.factor == pytest.approx(1.5 / 1.6)
    assert found.hangs_on("diesel") is None


def test_leaders_of_a_rerun_are_those_that_still_do_their_jobs():
    far = [
        Variant("km", "high", hand.plugs(done=900, late=100)),
        Variant("km", "high", hand.diesel()),
        Variant("km", "low", hand.plugs()),
        Variant("km", "low", hand.diesel()),
    ]
    found = hand.comparison(hand.diesel(), hand.plugs(), variants=far)
    ends = {(x.driver, x.end): x for x in found.leaders}
    assert ends["km", "high"].strategy == "diesel"
    assert ends["km", "high"].failed == ("depot",)
    assert ends["km", "low"].strategy == "depot"
    bar = next(b for b in found.bars if b.driver == "km" and b.strategy == "depot")
    assert bar.high_level == pytest.approx(0.9)


def test_a_fleet_that_moves_nothing_is_ranked_by_the_kilometre():
    found = hand.comparison(hand.diesel(t_km=0.0), hand.plugs(t_km=0.0))
    assert not found.per_t_km
    assert found.cost(found.ranking.ranked[0]) == pytest.approx(3.5)
    assert "cost_per_t_km" not in found.criteria


def test_all_is_plain_data():
    found = hand.comparison(hand.diesel(), hand.plugs(), hand.swap(late=80))
    plain = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert [row["strategy"] for row in plain["ranking"]] == ["depot", "diesel"]
    assert plain["failed"][0]["strategy"] == "swap"


def test_settings_hold_together():
    settings = fleet_settings()
    assert settings.reference == "diesel"
    assert 0.9 < settings.service_level.value < 1.0
    for driver in settings.drivers.values():
        assert driver.low < 1.0 < driver.high
