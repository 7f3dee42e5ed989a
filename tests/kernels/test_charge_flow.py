"""Charging along a curve against a fine Euler sum, and its inverses."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.kernels.charge_flow import behind_plug, even_mw, flow, most_mw, seconds_until

shares = st.floats(0.0, 1.0)
batteries = st.tuples(
    st.floats(0.02, 1.0), st.floats(0.3, 1.0), st.floats(0.05, 1.0), st.floats(0.02, 0.5)
)  # store, taper_from, taper_to, fill_mw


@pytest.mark.parametrize("mw", [0.03, 0.07, 0.12, 0.5])
def test_flow_is_the_limit_of_small_steps(mw):
    have, dt = 0.30, 0.05
    for _ in range(int(2 * 3600 / dt)):
        have += min(mw, most_mw(have, 0.5, 0.8, 0.25, 0.12)) * dt / 3600
    assert flow(0.30, 0.5, mw, 0.8, 0.25, 0.12, 2 * 3600.0) == pytest.approx(have, rel=2e-6)


@given(batteries, shares, st.floats(0.001, 0.6), st.floats(0, 2e4), st.floats(0, 2e4))
def test_flow_does_not_depend_on_where_it_is_cut(battery, share, mw, first, second):
    store, begin, end, fill = battery
    whole = flow(share * store, store, mw, begin, end, fill, first + second)
    cut = flow(share * store, store, mw, begin, end, fill, first)
    assert flow(cut, store, mw, begin, end, fill, second) == pytest.approx(whole, rel=1e-11)


@given(batteries, shares, shares, st.floats(0.001, 0.6))
def test_seconds_until_is_the_inverse_of_flow_and_ends_when_full(battery, share, goal, mw):
    store, begin, end, fill = battery
    have, want = share * store, max(share, goal) * store
    seconds = seconds_until(have, want, store, mw, begin, end, fill)
    assert math.isfinite(seconds)
    assert flow(have, store, mw, begin, end, fill, seconds) == pytest.approx(want, rel=1e-9)
    full = seconds_until(have, store, store, mw, begin, end, fill)
    assert math.isfinite(full)
    assert full >= seconds


@given(batteries, shares, shares, st.floats(1.0, 50.0))
def test_even_power_arrives_on_time(battery, share, goal, slack):
    store, begin, end, fill = battery
    have, want = share * store, max(share, goal) * store
    seconds = slack * max(1.0, seconds_until(have, want, store, fill, begin, end, fill))
    mw = even_mw(have, want, store, begin, end, fill, seconds)
    assert mw <= most_mw(have, store, begin, end, fill) * (1 + 1e-12)
    assert flow(have, store, mw, begin, end, fill, seconds) == pytest.approx(want, rel=1e-9)


@given(batteries, st.floats(0.01, 0.6), shares)
def test_a_plug_cuts_the_curve(battery, plug, share):
    store, begin, end, fill = battery
    mw, start, last = behind_plug(fill, begin, end, plug)
    cut = most_mw(share * store, store, start, last, mw)
    assert cut == pytest.approx(
        min(plug, most_mw(share * store, store, begin, end, fill)), rel=1e-9
    )


def test_feeding_back_is_a_straight_line():
    assert flow(0.4, 0.5, -0.1, 0.8, 0.25, 0.12, 3600.0) == pytest.approx(0.3)
    assert np.isinf(seconds_until(0.1, 0.2, 0.5, 0.0, 0.8, 0.25, 0.12))
