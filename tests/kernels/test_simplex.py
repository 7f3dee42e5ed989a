"""The interval's linear programme against HiGHS, loops and degenerate cases included."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kernels.highs_reference import optimum
from twin.kernels.basis import invert, start_basis
from twin.kernels.simplex import scratch, solve


def pack(m, columns, cost, upper, unserved=1e4, surplus=1.0):
    """Return the arrays of a problem with unserved and surplus columns appended."""
    columns = [*columns, *[[(i, 1.0)] for i in range(m)], *[[(i, -1.0)] for i in range(m)]]
    ap, ai, av = [0], [], []
    for entries in columns:
        for row, value in entries:
            ai.append(row)
            av.append(value)
        ap.append(len(ai))
    cost = np.concatenate([cost, np.full(m, unserved), np.full(m, surplus)])
    upper = np.concatenate([upper, np.full(2 * m, 4096.0)])
    return np.array(ap), np.array(ai), np.array(av, dtype=float), cost, upper


def run(ap, ai, av, cost, upper, rhs, state=None):
    """Solve from the given warm state (or a cold one); return activities and state."""
    m, n = len(rhs), len(cost)
    if state is None:
        state = (
            np.zeros(m, dtype=np.int64), np.zeros(n, dtype=np.int64),
            np.zeros(n, dtype=np.bool_), np.zeros((m, m)),
        )  # fmt: skip
        start_basis(n - 2 * m, *state)
    arrays = scratch(m, n)
    iterations = solve(ap, ai, av, cost, upper, rhs, 1e-11, *state, *arrays)
    assert iterations >= 0
    return arrays[0], arrays[2], state


def residual(ap, ai, av, rhs, x):
    """Return the largest miss of A x = b."""
    left = np.array(rhs, dtype=float)
    for j in range(len(ap) - 1):
        for p in range(ap[j], ap[j + 1]):
            left[ai[p]] -= av[p] * x[j]
    return float(np.abs(left).max())


def random_case(rng):
    """Return a random network: sources, sinks, converters, loops, empty and tied columns."""
    m, n = int(rng.integers(1, 26)), int(rng.integers(1, 90))
    columns = []
    for _ in range(n):
        kind, i, k = rng.integers(4), int(rng.integers(m)), int(rng.integers(m))
        if kind == 0:
            columns.append([(i, 1.0)])
        elif kind == 1:
            columns.append([(i, -1.0)])
        else:  # a converter; i == k is a self-loop, and pairs of them make cycles
            entries = {i: -1.0}
            entries[k] = entries.get(k, 0.0) + float(rng.choice([0.4, 0.9, 1.0, 2.5]))
            if kind == 3:
                j = int(rng.integers(m))
                entries[j] = entries.get(j, 0.0) - float(rng.choice([0.01, 0.25]))
            columns.append(list(entries.items()))
    cost = np.round(rng.uniform(-5, 60, n)) * (rng.random(n) > 0.2)
    upper = np.round(rng.uniform(0, 30, n), 1) * (rng.random(n) > 0.25)
    rhs = np.round(rng.uniform(-5, 25, m), 1) * (rng.random(m) > 0.3)
    return pack(m, columns, cost, upper), rhs


def as_in_a_park(problem, rhs, rng):
    """Return the problem as a park's interval has it: no more lacks than is asked for, few limits.

    Supply is often short, and bounds that stand for "no limit" are large.
    """
    ap, ai, av, cost, upper = problem
    m, upper = len(rhs), upper.copy()
    free = len(cost) - 2 * m
    upper[:free][rng.random(free) < 0.4] = 2.0**20
    upper[:free][rng.random(free) < 0.3] = 0.0
    upper[free:] = np.concatenate([np.maximum(rhs, 0.0), np.full(m, 2.0**20)])
    return ap, ai, av, cost, upper


def test_agrees_with_highs_to_1e9_of_cost_on_1000_random_intervals():
    rng = np.random.default_rng(20250101)
    worst_cost = worst_balance = 0.0
    for number in range(1000):
        problem, rhs = random_case(rng)
        if number % 2:
            problem = as_in_a_park(problem, rhs, rng)
        x, _, _ = run(*problem, rhs)
        reference = optimum(*problem, rhs)
        worst_cost = max(worst_cost, abs(problem[3] @ x - reference) / max(1.0, abs(reference)))
        miss = residual(*problem[:3], rhs, x) / max(1.0, x.max())
        worst_balance = max(worst_balance, miss)
        assert (x >= 0).all()
        assert (x <= problem[4]).all()
    assert worst_cost <= 1e-9
    assert worst_balance <= 1e-12


@pytest.mark.parametrize("seed", range(24))
def test_warm_basis_gives_the_same_optimum_as_a_cold_one(seed):
    rng = np.random.default_rng(seed)
    (ap, ai, av, cost, upper), rhs = random_case(rng)
    state, free = None, len(cost) - 2 * len(rhs)  # unserved and surplus cost what they do
    for _ in range(300):
        now_cost, now_rhs = cost.copy(), rhs * rng.uniform(0, 2, len(rhs))
        now_upper = upper.copy()
        now_cost[:free] += rng.uniform(-3, 3, free)
        now_upper[:free] *= rng.uniform(0, 2, free)
        if seed % 2:
            now_upper = as_in_a_park((ap, ai, av, now_cost, now_upper), now_rhs, rng)[-1]
        warm, _, state = run(ap, ai, av, now_cost, now_upper, now_rhs, state)
        cold, _, _ = run(ap, ai, av, now_cost, now_upper, now_rhs)
        assert now_cost @ warm == pytest.approx(now_cost @ cold, rel=1e-10, abs=1e-9)


def test_scarcity_is_unserved_and_excess_is_surplus():
    problem = pack(
        2, [[(0, 1.0)], [(0, -1.0), (1, 0.9)]], np.array([10.0, 1.0]), np.array([5.0, 9.0])
    )
    x, _, _ = run(*problem, np.array([8.0, -2.0]))
    assert x[0] == 5.0  # all of the only source
    assert x[2] == pytest.approx(3.0)  # unserved on the first bus
    assert x[5] == pytest.approx(2.0)  # surplus on the second


def test_dual_price_is_the_cost_of_one_more_unit():
    problem = pack(1, [[(0, 1.0)], [(0, 1.0)]], np.array([10.0, 30.0]), np.array([5.0, 5.0]))
    _, price, _ = run(*problem, np.array([4.0]))
    assert price[0] == pytest.approx(10.0)
    _, price, _ = run(*problem, np.array([7.0]))
    assert price[0] == pytest.approx(30.0)


@given(seed=st.integers(0, 2**32 - 1), size=st.integers(1, 20))
@settings(max_examples=60, deadline=None)
def test_inverse_of_a_random_basis(seed, size):
    rng = np.random.default_rng(seed)
    dense = rng.normal(size=(size, size)) + 3.0 * np.eye(size)
    ap = np.arange(0, size * size + 1, size)
    ai, av = np.tile(np.arange(size), size), dense.T.ravel().copy()
    inverse, work = np.zeros((size, size)), np.zeros((size, size))
    assert invert(ap, ai, av, np.arange(size), inverse, work)
    np.testing.assert_allclose(inverse @ dense, np.eye(size), atol=1e-8)


def test_singular_basis_is_reported():
    ap, ai, av = np.array([0, 1, 2]), np.array([0, 0]), np.array([1.0, 2.0])
    assert not invert(ap, ai, av, np.array([0, 1]), np.zeros((2, 2)), np.zeros((2, 2)))
