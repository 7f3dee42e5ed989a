"""Meters: exact amounts, and no trace of where a year was cut into slices."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.meters import Meters
from twin.timeline import Timeline

records = st.lists(
    st.tuples(st.integers(0, 86_400 - 1), st.sampled_from([0.0, 0.1, 1.0 / 3.0, 2.5, 7.0])),
    max_size=60,
).map(lambda items: sorted(items, key=lambda item: item[0]))


def meters(step_minutes=15):
    return Meters(Timeline(dt.date(2025, 1, 1), 1, step_minutes), ("a",))


def exact_amount(items, end=86_400):
    """Return Σ rate·hours by hand; the last rate within a second wins."""
    last = dict(items)
    times = sorted(last)
    return sum(
        last[t] * ((times[i + 1] if i + 1 < len(times) else end) - t) / 3600.0
        for i, t in enumerate(times)
    )


@given(records)
@settings(max_examples=200, deadline=None)
def test_amount_is_exact_whatever_the_step(items):
    totals = []
    for step in (5, 15, 60):
        bank = meters(step)
        for second, rate in items:
            bank.set(second, 0, rate)
        mean = bank.settle(bank.timeline.n_steps)
        totals.append(mean.sum() * step / 60.0)
    assert totals == pytest.approx([exact_amount(items)] * 3, rel=1e-12, abs=1e-12)


@given(records, st.lists(st.integers(1, 96), max_size=20))
@settings(max_examples=200, deadline=None)
def test_slices_never_change_one_bit(items, cuts):
    whole, cut = meters(), meters()
    for second, rate in items:
        whole.set(second, 0, rate)
    expected = whole.settle(96)
    pending, found = list(items), []
    for edge in [*sorted(set(cuts)), 96]:
        while pending and pending[0][0] < edge * 900:
            cut.set(pending[0][0], 0, pending.pop(0)[1])
        found.append(cut.settle(edge))
    assert expected.tobytes() == np.concatenate(found, axis=1).tobytes()


def test_same_rate_again_is_ignored_and_last_within_a_second_wins():
    bank = meters()
    bank.set(0, 0, 1.0)
    bank.set(100, 0, 1.0)
    assert bank.n_records == 1
    bank.set(900, 0, 5.0)
    bank.set(900, 0, 2.0)
    assert bank.settle(2)[0, 1] == 2.0


def test_replayed_records_give_the_same_bytes():
    bank, again = meters(), meters()
    for second, rate in ((7, 0.1), (7, 0.3), (4_321, 1.7), (80_000, 0.0)):
        bank.set(second, 0, rate)
    again.replay(*bank.records())
    assert bank.settle(96).tobytes() == again.settle(96).tobytes()


@pytest.mark.parametrize("rate", [-1.0, float("nan"), float("inf")])
def test_impossible_rates_are_refused(rate):
    with pytest.raises(ValueError, match="not finite"):
        meters().set(0, 0, rate)


def test_the_past_cannot_be_written():
    bank = meters()
    bank.set(10, 0, 1.0)
    with pytest.raises(ValueError, match="past"):
        bank.set(9, 0, 2.0)


def test_means_are_floats_of_the_right_shape():
    mean = meters().settle(96)
    assert mean.shape == (1, 96)
    assert mean.dtype == np.float64
