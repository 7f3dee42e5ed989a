"""The mixing kernel against a dense solver, on any small network of buses."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.kernels.mixing import Flows, Mixed, mix

BUSES, SOURCES, TRANSFERS = 4, 5, 6
NONE = np.zeros(0)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_buses_that_feed_each_other_are_solved_exactly(seed):
    """Each bus by its own balance: inflow times share is what flows in, loops included."""
    rng = np.random.default_rng(seed)
    supply = rng.uniform(0.0, 9.0, (1, SOURCES)) * (rng.random(SOURCES) > 0.2)
    at = rng.integers(0, BUSES, SOURCES)
    ends = [rng.choice(BUSES, 2, replace=False) for _ in range(TRANSFERS)]
    frm, to = (np.array([pair[i] for pair in ends]) for i in (0, 1))
    moved = rng.uniform(0.0, 5.0, (1, TRANSFERS))
    feeds = [set(at[supply[0] > 0.0])]
    for _ in range(BUSES):  # only what a source can reach carries anything
        feeds.append(feeds[-1] | {b for a, b in zip(frm, to, strict=True) if a in feeds[-1]})
    moved[0, [a not in feeds[-1] for a in frm]] = 0.0
    flows = Flows(supply, at, moved, frm, to, np.zeros((1, 0)), np.zeros((1, 0)),
                  np.zeros(0, dtype=np.int64), NONE, NONE, NONE)  # fmt: skip
    mixed = Mixed(np.zeros((1, BUSES, SOURCES)), np.zeros((1, 0, SOURCES)),
                  np.zeros((0, SOURCES)), np.zeros((0, SOURCES)))  # fmt: skip
    mix(flows, mixed)
    left, right = np.zeros((BUSES, BUSES)), np.zeros((BUSES, SOURCES))
    for p, bus in enumerate(at):
        left[bus, bus] += supply[0, p]
        right[bus, p] += supply[0, p]
    for r, amount in enumerate(moved[0]):
        left[to[r], to[r]] += amount
        left[to[r], frm[r]] -= amount
    live = np.flatnonzero(left.diagonal() > 0.0)
    exact = np.zeros((BUSES, SOURCES))
    exact[live] = np.linalg.solve(left[np.ix_(live, live)], right[live])
    assert np.allclose(mixed.share[0], exact, atol=1e-9)
    assert np.allclose(mixed.share[0][live].sum(axis=1), 1.0, atol=1e-9)
