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


LATE = [(7, 1, 0.5), (900, 1, 2.0), (900, 1, 1.5), (4_000, 2, 3.0), (50_000, 1, 0.0)]


def columns(rows):
    return tuple(np.array([row[i] for row in rows], t) for i, t in enumerate("qqd"))


def late_meters():
    return Meters(Timeline(dt.date(2025, 1, 1), 1, 15), ("early", "late", "later"))


@given(st.sets(st.integers(1, 95), max_size=6), st.booleans())
def test_late_records_are_the_same_wherever_they_are_cut(edges, early_first):
    """A feeder gives what lies before the second asked for; another meter is set meanwhile."""

    def settled(cuts):
        bank, pending = late_meters(), list(LATE)

        def feed(until):
            mine = [row for row in pending if row[0] < until]
            del pending[: len(mine)]
            bank.add(*columns(mine))

        bank.fed_by(feed)
        if early_first:
            bank.set(0, 0, 1.0)
        parts = []
        for edge in cuts:
            if not early_first and edge == 96:
                bank.set(86_000, 0, 9.0)
            parts.append(bank.settle(edge))
        return np.concatenate(parts, axis=1).tobytes(), [c.tobytes() for c in bank.records()]

    assert settled([*sorted(edges), 96]) == settled([96])


def test_late_records_are_among_the_others_in_time_order():
    bank = late_meters()
    bank.set(500, 0, 1.0)
    bank.set(40_000, 0, 2.0)
    bank.add(*columns(LATE))
    bank.set(41_000, 0, 0.0)
    found, *_ = bank.records()
    assert found.tolist() == sorted([500, 40_000, 41_000, *(row[0] for row in LATE)])
    assert bank.settle(96)[1, 2] == 1.5


@pytest.mark.parametrize(("seconds", "rate"), [([5, 4], 1.0), ([4, 5], -1.0), ([4, 5], np.nan)])
def test_late_records_that_cannot_be_are_refused(seconds, rate):
    with pytest.raises(ValueError, match=r"order|not finite"):
        late_meters().add(np.array(seconds), np.array([1, 1]), np.array([1.0, rate]))


def test_late_records_never_change_what_is_folded():
    bank = late_meters()
    bank.settle(2)
    with pytest.raises(ValueError, match="order"):
        bank.add(np.array([1_799]), np.array([1]), np.array([1.0]))
