"""Settle one block of the network, interval by interval, exactly.

A block is a set of buses joined by columns. For every interval the bounds, costs and
coefficients are read from their profiles, the stores' room and their value are set, the linear
programme is solved from the warm basis, and minimum loads are repaired: a column between zero
and its minimum is put off or at its minimum, whichever is cheaper, the worst violator first.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from twin.kernels.basis import invert, start_basis
from twin.kernels.borrowed import borrowed
from twin.kernels.compiled import inlined, inner, kernel
from twin.kernels.simplex import solve

REFACTOR_EVERY = 96


class Problem(NamedTuple):
    """What a block is; amounts are per interval.

    ``*_row`` point into ``values``, -1 for a constant.
    """

    ap: np.ndarray  # (n+1,) first entry of each column
    ai: np.ndarray  # (nnz,) bus row of an entry
    coefficient: np.ndarray  # (nnz,) constant coefficient
    coefficient_row: np.ndarray  # (nnz,)
    cap: np.ndarray  # (n,) constant upper bound
    cap_row: np.ndarray  # (n,)
    cost: np.ndarray  # (n,) constant cost per unit, tie-breaker included
    cost_scale: np.ndarray  # (n,) times the cost's row, added to ``cost``
    cost_row: np.ndarray  # (n,)
    values: np.ndarray  # (rows, T) table of profiles
    minimum: np.ndarray  # (n,) minimum load
    charge: np.ndarray  # (s,) charging column of each store
    discharge: np.ndarray  # (s,) discharging column of each store
    capacity: np.ndarray  # (s,)
    charge_efficiency: np.ndarray  # (s,)
    discharge_efficiency: np.ndarray  # (s,)
    keep: np.ndarray  # (s,) share of the content kept over one interval
    tolerance: float  # how far a column may miss a bound


class State(NamedTuple):
    """What a block remembers and what it writes."""

    basis: np.ndarray  # (m,)
    pos: np.ndarray  # (n,)
    up: np.ndarray  # (n,)
    binv: np.ndarray  # (m, m)
    av: np.ndarray  # (nnz,) coefficients of the last interval
    limit: np.ndarray  # (n,) commanded share of the upper bound, 1 unless commanded
    activity: np.ndarray  # (T, n) result
    price: np.ndarray  # (T, m) dual price of each bus
    level: np.ndarray  # (s, T+1) content of each store
    value: np.ndarray  # (s, steps_per_day, grid) value of a unit in store by level
    floor: np.ndarray  # (s, T) lowest level the planner allows
    ceiling: np.ndarray  # (s, T) highest level the planner allows
    counts: np.ndarray  # (3,) intervals, simplex iterations, repairs


class Work(NamedTuple):
    """Scratch of one interval; nothing in it outlives the interval."""

    hi: np.ndarray  # (n,) upper bounds, less what is held
    c: np.ndarray  # (n,) costs
    x: np.ndarray  # (n,) activities, less what is held
    d: np.ndarray  # (n,)
    alpha: np.ndarray  # (n,)
    held: np.ndarray  # (n,) activity held by a minimum load
    rhs: np.ndarray  # (m,)
    y: np.ndarray  # (m,)
    xb: np.ndarray  # (m,)
    col: np.ndarray  # (m,)
    resid: np.ndarray  # (m,)
    sums: np.ndarray  # (m,)
    square: np.ndarray  # (m, m)


@inlined
def _coefficients(prob, state, k):
    """Read this interval's coefficients; report whether a basic column changed."""
    stale = False
    for j in range(prob.cap.shape[0]):
        for p in range(prob.ap[j], prob.ap[j + 1]):
            if prob.coefficient_row[p] >= 0:
                value = prob.coefficient[p] * prob.values[prob.coefficient_row[p], k]
                if value != state.av[p]:
                    state.av[p] = value
                    if state.pos[j] >= 0:
                        stale = True
    return stale


@inlined
def _bounds_and_costs(prob, state, work, k):
    for j in range(prob.cap.shape[0]):
        top = prob.cap[j] * state.limit[j]
        if prob.cap_row[j] >= 0:
            top *= prob.values[prob.cap_row[j], k]
        work.hi[j] = top
        work.held[j] = 0.0
        work.c[j] = prob.cost[j]
        if prob.cost_row[j] >= 0:
            work.c[j] += prob.cost_scale[j] * prob.values[prob.cost_row[j], k]


@inner
def _value_at(table, share, above):
    """Value of a unit just above or just below a filling of ``share`` (cells between nodes)."""
    cells = table.shape[0]
    place = share * cells
    cell = int(np.floor(place))
    if not above and place - cell < 1e-12:
        cell -= 1
    return table[min(max(cell, 0), cells - 1)]


@inlined
def _stores(prob, state, work, k, slot):
    """Room and value of every store; charging earns its value, discharging costs it."""
    for s in range(prob.capacity.shape[0]):
        kept = state.level[s, k] * prob.keep[s]
        top = min(prob.capacity[s], max(state.ceiling[s, k], 0.0))
        room = max(top - kept, 0.0) / prob.charge_efficiency[s]
        stock = max(kept - max(state.floor[s, k], 0.0), 0.0) * prob.discharge_efficiency[s]
        cj, dj = prob.charge[s], prob.discharge[s]
        work.hi[cj] = min(work.hi[cj], room)
        work.hi[dj] = min(work.hi[dj], stock)
        share = kept / prob.capacity[s] if prob.capacity[s] > 0.0 else 0.0
        above = _value_at(state.value[s, slot], share, True)
        below = _value_at(state.value[s, slot], share, False)
        work.c[cj] -= above * prob.charge_efficiency[s]
        work.c[dj] += below / prob.discharge_efficiency[s]


@inlined
def _solve(prob, state, work):
    """Solve from the warm basis; from the basis of unserved columns if that fails.

    No more can lack on a bus than is asked for there, held minimum loads included: what lacks
    would otherwise pass through a converter as if it had been supplied.
    """
    first_slack = prob.cap.shape[0] - 2 * state.basis.shape[0]
    for i in range(state.basis.shape[0]):
        work.hi[first_slack + i] = max(work.rhs[i], 0.0)
    for attempt in range(2):
        if attempt == 1:
            start_basis(first_slack, state.basis, state.pos, state.up, state.binv)
        done = solve(
            prob.ap, prob.ai, state.av, work.c, work.hi, work.rhs, prob.tolerance,
            state.basis, state.pos, state.up, state.binv,
            work.x, work.d, work.y, work.alpha, work.xb, work.col, work.resid, work.sums,
        )  # fmt: skip
        if done >= 0:
            state.counts[1] += done
            return True
    return False


@inlined
def _worst(prob, work):
    """Return the column that most misses 'off or at least its minimum', or a store doing both."""
    worst, amount = -1, prob.tolerance
    for j in range(work.x.shape[0]):
        low = prob.minimum[j]
        if low > 0.0 and work.held[j] == 0.0 and work.hi[j] > 0.0 and work.x[j] < low:
            miss = min(work.x[j], low - work.x[j])
            if miss > amount:
                worst, amount = j, miss
    for s in range(prob.capacity.shape[0]):
        cj, dj = prob.charge[s], prob.discharge[s]
        both = min(work.x[cj], work.x[dj])
        if both > amount:
            worst, amount = (cj if work.x[cj] < work.x[dj] else dj), both
    return worst


@inner
def _cost(c, x, held):
    total = 0.0
    for j in range(c.shape[0]):
        total += c[j] * (x[j] + held[j])
    return total


@inner
def _hold(ap, ai, av, held, hi, rhs, j, amount):
    """Hold ``amount`` more of column ``j`` by moving it to the right-hand side."""
    held[j] += amount
    hi[j] -= amount
    for p in range(ap[j], ap[j + 1]):
        rhs[ai[p]] -= av[p] * amount


@inlined
def _solve_with_minimum_loads(prob, state, work):
    """Solve, then mend the worst violator of a minimum load (or a store doing both) until none.

    A violator is tried at its minimum and off, and stays where it is cheaper. One call of the
    solver serves all tries, which keeps the compiled code small.
    """
    plain, at_minimum, off, settled = 0, 1, 2, 3
    attempt, j, low, top, cost_on = plain, -1, 0.0, 0.0, np.inf
    for _ in range(8 * work.x.shape[0]):
        if not _solve(prob, state, work):
            return False
        if attempt == at_minimum:
            cost_on = _cost(work.c, work.x, work.held)
            _hold(prob.ap, prob.ai, state.av, work.held, work.hi, work.rhs, j, -low)
            work.held[j] = 0.0
            work.hi[j] = 0.0
            attempt = off
            continue
        if attempt == off and cost_on < _cost(work.c, work.x, work.held):
            work.hi[j] = top
            _hold(prob.ap, prob.ai, state.av, work.held, work.hi, work.rhs, j, low)
            attempt = settled
            continue
        j = _worst(prob, work)
        if j < 0:
            return True
        state.counts[2] += 1
        low, top, cost_on = prob.minimum[j], work.hi[j], np.inf
        if 0.0 < low <= top:
            _hold(prob.ap, prob.ai, state.av, work.held, work.hi, work.rhs, j, low)
            attempt = at_minimum
        else:
            work.hi[j] = 0.0
            attempt = off
    return True


@inlined
def _record(prob, state, work, k):
    """Write the interval's result and move the stores."""
    state.counts[0] += 1
    for j in range(work.x.shape[0]):
        state.activity[k, j] = work.x[j] + work.held[j]
    for i in range(work.y.shape[0]):
        state.price[k, i] = work.y[i]
    for s in range(prob.capacity.shape[0]):
        level = state.level[s, k] * prob.keep[s]
        level += prob.charge_efficiency[s] * state.activity[k, prob.charge[s]]
        level -= state.activity[k, prob.discharge[s]] / prob.discharge_efficiency[s]
        state.level[s, k + 1] = min(max(level, 0.0), prob.capacity[s])


@kernel
def settle(prob, state, work, b, k0, k1, steps_per_day):
    """Settle intervals ``k0`` to ``k1`` of one block.

    Parameters
    ----------
    prob : Problem
    state : State
        Updated.
    work : Work
    b : array, shape (T, m)
        Fixed demand less fixed supply of every bus, per interval.
    k0, k1 : int
    steps_per_day : int

    Returns
    -------
    int
        -1, or the interval in which no optimum was found.
    """
    prob, state, work = borrowed(prob), borrowed(state), borrowed(work)
    m, n = state.basis.shape[0], prob.cap.shape[0]
    for k in range(k0, k1):
        stale = _coefficients(prob, state, k)
        if (stale or k % REFACTOR_EVERY == 0) and not invert(
            prob.ap, prob.ai, state.av, state.basis, state.binv, work.square
        ):
            start_basis(n - 2 * m, state.basis, state.pos, state.up, state.binv)
        _bounds_and_costs(prob, state, work, k)
        _stores(prob, state, work, k, k % steps_per_day)
        for i in range(m):
            work.rhs[i] = b[k, i]
        if not _solve_with_minimum_loads(prob, state, work):
            return k
        _record(prob, state, work, k)
    return -1


def work_arrays(m: int, n: int) -> Work:
    """Return scratch for ``m`` buses and ``n`` columns."""
    sizes = (n, n, n, n, n, n, m, m, m, m, m, m, (m, m))
    return Work._make(np.zeros(size) for size in sizes)
