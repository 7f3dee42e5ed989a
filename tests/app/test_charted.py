"""What charts are made of: rounding that adds up, thinning that keeps extremes and amounts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.catalogue import InputError
from scenarios.charted import reading, rounding, thinning
from scenarios.charted.rounding import UnbalancedError, balanced, decimals
from tests.app.stored import stored_run
from views.stored import records

AMOUNTS = st.floats(0.0, 4000.0, allow_nan=False, width=32)


@st.composite
def networks(draw):
    """Balanced flows: paths through five inner nodes, summed on their links."""
    flows = {}
    for _ in range(draw(st.integers(1, 14))):
        inner = sorted(draw(st.sets(st.sampled_from("abcde"), min_size=1)))
        path = [draw(st.sampled_from("xyz")), *inner, draw(st.sampled_from("pqr"))]
        amount = float(draw(AMOUNTS))
        for link in pairwise(path):
            flows[link] = flows.get(link, 0.0) + amount
    return list(flows), list(flows.values())


@settings(max_examples=120, deadline=None)
@given(networks(), st.sampled_from([0.01, 1.0, 10.0, 1000.0]))
def test_what_is_shown_adds_up_at_every_node(network, quantum):
    links, amounts = network
    shown = balanced(links, amounts, "abcde", quantum)
    for node in "abcde":
        into = sum(shown[i] for i, (_, target) in enumerate(links) if target == node)
        assert into == sum(shown[i] for i, (source, _) in enumerate(links) if source == node)
    slack = 1.0 + rounding.SLACK + 1e-6
    assert all(abs(s - a / quantum) <= slack for s, a in zip(shown, amounts, strict=True))
    assert (shown >= 0).all()


def test_rounding_is_the_usual_one_where_that_balances():
    links = [("x", "a"), ("a", "p"), ("a", "q")]
    assert balanced(links, [9.8, 4.9, 4.9], "a", 1.0).tolist() == [10, 5, 5]
    assert sorted(balanced(links, [10.0, 3.5, 6.5], "a", 1.0)[1:].tolist()) in ([3, 7], [4, 6])


def test_thirds_do_not_lose_a_digit():
    links = [("x", "a"), *(("a", str(n)) for n in range(3))]
    shown = balanced(links, [100.0, *[100.0 / 3.0] * 3], "a", 1.0)
    assert shown[0] == shown[1:].sum() == 100
    assert sorted(shown[1:].tolist()) == [33, 33, 34]


def test_a_dust_of_imbalance_is_no_obstacle_and_more_is_refused():
    links = [("x", "a"), ("a", "p")]
    assert balanced(links, [3.0000001, 2.9999999], "a", 1.0).tolist() == [3, 3]
    assert balanced(links, [2e-9, 0.0], "a", 1.0).tolist() == [0, 0]
    with pytest.raises(UnbalancedError):
        balanced(links, [10.0, 4.0], "a", 1.0)
    assert balanced([], [], "a", 1.0).tolist() == []


@pytest.mark.parametrize(
    ("largest", "shown"), [(1676.3, 1), (12345.0, 0), (3e7, 0), (0.0, 0), (4.2, 4), (1e-30, 9)]
)
def test_decimals_show_five_digits_of_the_largest(largest, shown):
    assert decimals(largest) == shown


SERIES = st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=400)


@settings(max_examples=60, deadline=None)
@given(SERIES, st.integers(1, 50))
def test_buckets_keep_extremes_and_amount(values, size):
    values = np.array(values)
    found = thinning.buckets(values, size)
    sizes = np.diff(np.append(np.arange(0, len(values), size), len(values)))
    assert found.low.min() == values.min()
    assert found.high.max() == values.max()
    assert found.mean @ sizes == pytest.approx(values.sum(), rel=1e-9, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 40_000), st.integers(0, 100))
def test_thinning_keeps_extremes_ends_and_order(count, seed):
    values = np.random.default_rng(seed).normal(size=count)
    kept = thinning.extremes(values)
    assert len(kept) <= thinning.MOST_POINTS
    assert {0, count - 1, values.argmin(), values.argmax()} <= set(kept.tolist())
    assert (np.diff(kept) > 0).all()


@pytest.mark.parametrize("count", [1, 24, 1600, 1601, 8760, 35040])
def test_the_area_below_a_duration_curve_is_the_energy(count):
    values = np.random.default_rng(count).gamma(2.0, 30.0, size=count)
    curve = thinning.duration(values, 0.25)
    assert curve.integral() == pytest.approx(values.sum() * 0.25, rel=1e-12)
    assert len(curve.values) <= thinning.MOST_POINTS
    assert curve.values[0] == values.max()
    assert curve.values[-1] == values.min()
    assert (np.diff(curve.values) <= 1e-9).all()
    assert curve.end_h == count * 0.25


def test_hours_of_a_day():
    assert thinning.by_hour(np.arange(96.0), 2)[1, 0] == 48.5


def test_a_part_of_a_year_is_that_part():
    run = stored_run()
    ids = [row.id for row in records.ledger_rows(run)][:5]
    whole = records.flows(run, ids)[1]
    assert reading.summed(run, [ids[:2], ids[2:], []])[0] == pytest.approx(whole[:2].sum(axis=0))
    for first, last in ((0, 96), (1100, 1200), (96 * 20, 96 * 21)):
        part = reading.summed(run, [[name] for name in ids], first, last)
        np.testing.assert_array_equal(part, whole[:, first:last])
        told = reading.amounts(run, first, last)
        assert [told[name] for name in ids] == pytest.approx(part.sum(axis=1))


def test_a_damaged_file_is_said(tmp_path):
    (tmp_path / "flows.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match="cannot be read"):
        reading.amounts(tmp_path)
