"""Differences of runs with the same seeds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scenarios.compare import compare_runs, difference
from scenarios.compare.groups import Group
from tests.compare.hand import group, member
from twin.errors import InputError

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=12)


def test_a_case_by_hand():
    """Differences 1, 2, 3: mean 2, s 1, t(0.975, 2) = 4.3027, so 2 ± 4.3027 / sqrt(3)."""
    found = difference({1: 10.0, 2: 20.0, 3: 30.0}, {3: 33.0, 1: 11.0, 2: 22.0})
    assert found.absolute == pytest.approx(2.0)
    assert found.relative == pytest.approx(0.1)
    assert found.standard_error == pytest.approx(1.0 / 3.0**0.5)
    assert found.low == pytest.approx(2.0 - 4.302652729911275 / 3.0**0.5)
    assert found.high == pytest.approx(2.0 + 4.302652729911275 / 3.0**0.5)
    assert (found.pairs, found.method) == (3, "paired")


@given(VALUES, st.sampled_from([0.8, 0.95, 0.99]))
def test_the_interval_is_that_of_student(changes, level):
    """Against the t distribution itself, not the test that the code calls."""
    base = {seed: 1000.0 + seed for seed in range(len(changes))}
    plan = {seed: base[seed] + change for seed, change in enumerate(changes)}
    found, exact = difference(base, plan, level), np.array([plan[s] - base[s] for s in base])
    error = exact.std(ddof=1) / len(exact) ** 0.5
    reach = stats.t.ppf(0.5 + level / 2.0, len(exact) - 1) * error
    assert found.absolute == pytest.approx(exact.mean())
    assert found.low == pytest.approx(exact.mean() - reach, rel=1e-6, abs=1e-6)
    assert found.high == pytest.approx(exact.mean() + reach, rel=1e-6, abs=1e-6)


def test_equal_differences_leave_no_doubt():
    found = difference({1: 1.0, 2: 2.0}, {1: 3.0, 2: 4.0})
    assert (found.low, found.absolute, found.high) == (2.0, 2.0, 2.0)


def test_one_pair_has_no_interval_and_no_value_no_difference():
    one = difference({1: 0.0}, {1: 5.0})
    assert (one.absolute, one.relative, one.low, one.pairs) == (5.0, None, None, 1)
    assert difference({1: None}, {1: 5.0}).method == "none"
    assert difference({1: None, 2: 4.0}, {1: 5.0, 2: 5.0}).pairs == 1


def test_without_common_seeds_the_means_are_compared_by_welch():
    found = difference({1: 1.0, 2: 2.0, 3: 4.0}, {4: 5.0, 5: 9.0})
    exact = stats.ttest_ind([5.0, 9.0], [1.0, 2.0, 4.0], equal_var=False).confidence_interval()
    assert (found.method, found.pairs) == ("unpaired", 0)
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high))


def test_missing_pairs_are_said_and_left_out():
    found = compare_runs([group("a", [(1, 100), (2, 110)]), group("b", [(2, 90), (3, 1)])])
    change = found.difference(found.plans[0], "carbon.park")
    assert (change.absolute, change.pairs) == (-20.0, 1)
    told = " ".join(en for _, en in found.cautions)
    assert "seeds 1 are in 'a' only" in told
    assert "seeds 3 are in 'b' only" in told
    lone = compare_runs([group("a", [(1, 100)]), group("b", [(2, 90)])])
    assert "no common seed" in lone.cautions[0][1]


def test_a_seed_twice_is_refused():
    with pytest.raises(InputError, match=r"'a': seed 1 stands twice"):
        group("a", [(1, 100), (1, 120)])


def test_a_group_is_one_scenario():
    other = member(2, 100, document={"label": "other"})
    with pytest.raises(InputError, match="not one scenario: they differ at label"):
        Group("a", (member(1, 100), other))


def test_spans_must_agree_and_steps_are_warned_of():
    day = {"start": "2025-01-01", "days": 30, "step_minutes": 60}
    with pytest.raises(InputError, match=r"365 days from 2025-01-01, 'b' 30 days"):
        compare_runs([group("a", [(1, 100)]), group("b", [(1, 90)], timeline=day)])
    fine = {"start": "2025-01-01", "days": 365, "step_minutes": 15}
    found = compare_runs(
        [group("a", [(1, 100)]), group("b", [(1, 90)], timeline=fine, version="2")]
    )
    told = [en for _, en in found.cautions]
    assert any("step differs (60, 15)" in text for text in told)
    assert any("version differs (1, 2)" in text for text in told)


def test_the_baseline_can_be_chosen():
    groups = [group("a", [(1, 100)]), group("b", [(1, 90)]), group("c", [(1, 95)])]
    found = compare_runs(groups, base="b")
    assert [g.name for g in found.groups] == ["b", "a", "c"]
    assert found.difference(found.plans[1], "carbon.park").absolute == 5.0
    with pytest.raises(InputError, match="no scenario 'd'"):
        compare_runs(groups, base="d")
    with pytest.raises(InputError, match="at least two"):
        compare_runs(groups[:1])
    with pytest.raises(InputError, match="confidence"):
        compare_runs(groups, confidence=95)


def test_a_carrier_that_one_lacks_is_zero_and_an_unknown_figure_is_not():
    found = compare_runs([group("a", [(1, 100)]), group("b", [(1, 90)])])
    assert found.mean(found.base, "energy.hydrogen_mwh") == 0.0
    assert found.mean(found.base, "green.annual_share") is None
    assert found.difference(found.plans[0], "green.annual_share").method == "none"
