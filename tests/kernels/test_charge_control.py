"""Every strategy: ready at departure, limits kept, and what each of them is for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.yard.tables import Control
from tests.kernels.plugs import Plugs, Stay

HOUR = 3600
ALL = list(Control)
DAY = np.r_[np.full(8, 300.0), np.full(8, 1000.0), np.full(8, 600.0)]


def signals(seed: int, days: int = 4) -> dict[str, np.ndarray]:
    luck = np.random.default_rng(seed)
    n = 24 * days
    return {
        "price": luck.integers(1, 6, n) * 200.0,
        "surplus": luck.uniform(0, 0.3, n) * (luck.random(n) < 0.4),
        "seen": luck.uniform(0, 0.3, n) * (luck.random(n) < 0.4),
        "value": luck.uniform(100, 1000, n),
    }


@st.composite
def stays(draw, taper=True, count=6):
    made = []
    for _ in range(draw(st.integers(1, count))):
        arrive = draw(st.integers(0, 30 * HOUR))
        depart = arrive + draw(st.integers(600, 40 * HOUR))
        have = draw(st.floats(0.05, 0.45))
        want = draw(st.floats(have, 0.5))
        begin = draw(st.sampled_from([0.6, 0.8])) if taper else 1.0
        feed = draw(st.sampled_from([0.0, 0.1]))
        made.append(Stay(arrive, depart, have, want, taper_from=begin, feed_mw=feed))
    return made


def could_reach(stay: Stay) -> float:
    from twin.kernels.charge_flow import flow

    full = flow(stay.have, stay.store, stay.fill_mw, stay.taper_from, stay.taper_to,
                stay.fill_mw, float(stay.depart_s - stay.arrive_s))  # fmt: skip
    return min(full, stay.want)


@pytest.mark.parametrize("control", ALL)
@given(found=stays(), seed=st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_whoever_can_be_ready_is(control, found, seed):
    left = Plugs(control, **signals(seed), wear=50.0).run(found)
    for stay, content in zip(found, left, strict=True):
        assert content >= could_reach(stay) - 1e-9
        assert content <= stay.want + 1e-9
