"""Settle one block of the network, interval by interval, exactly.

A block is a set of buses joined by columns. For every interval the bounds, costs and
coefficients are read from their profiles, the stores' room and their value are set, the linear
programme is solved from the warm basis, and minimum loads are repaired: a column between zero
and its minimum is put off or at its minimum, whichever is cheaper, the worst violator first.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np

from twin.kernels.simplex import invert, solve, start_basis

REFACTOR_EVERY = 96


class Problem(NamedTuple):
    """What a block is; amounts are per interval.

    ``*_row`` point into the tables of profiles, -1 for a constant.
    """

    ap: np.ndarray  # (n+1,) first entry of each column
    ai: np.ndarray  # (nnz,) bus row of an entry
    coefficient: np.ndarray  # (nnz,) constant coefficient
    coefficient_row: np.ndarray  # (nnz,)
    coefficients: np.ndarray  # (n_coefficient_profiles, T)
    cap: np.ndarray  # (n,) constant upper bound
    cap_row: np.ndarray  # (n,)
    caps: np.ndarray  # (n_cap_profiles, T), per unit of ``cap``
    cost: np.ndarray  # (n,) constant cost per unit, tie-breaker included
    cost_row: np.ndarray  # (n,)
    costs: np.ndarray  # (n_cost_profiles, T), added to ``cost``
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


@nb.njit(cache=True)
def _coefficients(prob, state, k, changed):
    """Read this interval's coefficients; report whether a basic column changed."""
    stale = False
    for j in range(prob.cap.shape[0]):
        for p in range(prob.ap[j], prob.ap[j + 1]):
            if prob.coefficient_row[p] >= 0:
                value = prob.coefficient[p] * prob.coefficients[prob.coefficient_row[p], k]
                if value != state.av[p]:
                    state.av[p] = value
                    if state.pos[j] >= 0:
                        stale = True
    return stale or changed


@nb.njit(cache=True)
def _bounds_and_costs(prob, state, k, hi, c):
    for j in range(hi.shape[0]):
        top = prob.cap[j] * state.limit[j]
        if prob.cap_row[j] >= 0:
            top *= prob.caps[prob.cap_row[j], k]
        hi[j] = top
        c[j] = prob.cost[j]
        if prob.cost_row[j] >= 0:
            c[j] += prob.costs[prob.cost_row[j], k]


@nb.njit(cache=True)
def _value_at(table, share, above):
    """Value of a unit just above or just below a filling of ``share`` (cells between nodes)."""
    cells = table.shape[0]
    place = share * cells
    cell = int(np.floor(place))
    if not above and place - cell < 1e-12:
        cell -= 1
    return table[min(max(cell, 0), cells - 1)]


@nb.njit(cache=True)
def _stores(prob, state, k, slot, hi, c):
    """Room and value of every store; charging earns its value, discharging costs it."""
    for s in range(prob.capacity.shape[0]):
        kept = state.level[s, k] * prob.keep[s]
        top = min(prob.capacity[s], max(state.ceiling[s, k], 0.0))
        room = max(top - kept, 0.0) / prob.charge_efficiency[s]
        stock = max(kept - max(state.floor[s, k], 0.0), 0.0) * prob.discharge_efficiency[s]
        cj, dj = prob.charge[s], prob.discharge[s]
        hi[cj] = min(hi[cj], room)
        hi[dj] = min(hi[dj], stock)
        share = kept / prob.capacity[s] if prob.capacity[s] > 0.0 else 0.0
        above = _value_at(state.value[s, slot], share, True)
        below = _value_at(state.value[s, slot], share, False)
        c[cj] -= above * prob.charge_efficiency[s]
        c[dj] += below / prob.discharge_efficiency[s]


@nb.njit(cache=True)
def _solve(prob, state, c, hi, b, x, d, y, alpha, xb, col, resid, scratch, first_slack):
    """Solve from the warm basis; from the basis of unserved columns if that fails."""
    for attempt in range(2):
        if attempt == 1:
            start_basis(first_slack, state.basis, state.pos, state.up, state.binv)
        done = solve(
            prob.ap, prob.ai, state.av, c, hi, b, prob.tolerance,
            state.basis, state.pos, state.up, state.binv, x, d, y, alpha, xb, col, resid,
        )  # fmt: skip
        if done >= 0:
            state.counts[1] += done
            return True
    return False


@nb.njit(cache=True)
def _worst(prob, x, hi, shift):
    """Return the column that most misses 'off or at least its minimum', or a store doing both."""
    worst, amount = -1, prob.tolerance
    for j in range(x.shape[0]):
        low = prob.minimum[j]
        if low > 0.0 and shift[j] == 0.0 and hi[j] > 0.0 and x[j] < low:
            miss = min(x[j], low - x[j])
            if miss > amount:
                worst, amount = j, miss
    for s in range(prob.capacity.shape[0]):
        cj, dj = prob.charge[s], prob.discharge[s]
        both = min(x[cj], x[dj])
        if both > amount:
            worst, amount = (cj if x[cj] < x[dj] else dj), both
    return worst


@nb.njit(cache=True)
def _cost(c, x, shift):
    total = 0.0
    for j in range(c.shape[0]):
        total += c[j] * (x[j] + shift[j])
    return total


@nb.njit(cache=True)
def _hold(prob, state, j, amount, hi, b, shift):
    """Hold column ``j`` at or above ``amount`` by moving that much to the right-hand side."""
    shift[j] += amount
    hi[j] -= amount
    for p in range(prob.ap[j], prob.ap[j + 1]):
        b[prob.ai[p]] -= state.av[p] * amount


@nb.njit(cache=True)
def settle(prob, state, b, k0, k1, steps_per_day):
    """Settle intervals ``k0`` to ``k1`` of one block.

    Parameters
    ----------
    prob : Problem
    state : State
        Updated.
    b : array, shape (T, m)
        Fixed demand less fixed supply of every bus, per interval.
    k0, k1 : int
    steps_per_day : int

    Returns
    -------
    int
        -1, or the interval in which no optimum was found.
    """
    m, n = state.basis.shape[0], prob.cap.shape[0]
    first_slack = n - 2 * m
    hi, c, x, d, alpha, shift = (
        np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n),
    )  # fmt: skip
    y, xb, col, resid, rhs = np.zeros(m), np.zeros(m), np.zeros(m), np.zeros(m), np.zeros(m)
    scratch = np.zeros((m, m))
    for k in range(k0, k1):
        if _coefficients(prob, state, k, k % REFACTOR_EVERY == 0):
            if not invert(prob.ap, prob.ai, state.av, state.basis, state.binv, scratch):
                start_basis(first_slack, state.basis, state.pos, state.up, state.binv)
        _bounds_and_costs(prob, state, k, hi, c)
        _stores(prob, state, k, k % steps_per_day, hi, c)
        shift[:] = 0.0
        rhs[:] = b[k]
        if not _solve(prob, state, c, hi, rhs, x, d, y, alpha, xb, col, resid, scratch, first_slack):
            return k
        for _ in range(2 * n):
            j = _worst(prob, x, hi, shift)
            if j < 0:
                break
            state.counts[2] += 1
            low, top = prob.minimum[j], hi[j]
            can_hold = low > 0.0 and top >= low
            cost_on = np.inf
            if can_hold:
                _hold(prob, state, j, low, hi, rhs, shift)
                if not _solve(
                    prob, state, c, hi, rhs, x, d, y, alpha, xb, col, resid, scratch, first_slack
                ):
                    return k
                cost_on = _cost(c, x, shift)
                _hold(prob, state, j, -low, hi, rhs, shift)
                shift[j] = 0.0
            hi[j] = 0.0
            if not _solve(
                prob, state, c, hi, rhs, x, d, y, alpha, xb, col, resid, scratch, first_slack
            ):
                return k
            if cost_on < _cost(c, x, shift):
                hi[j] = top
                _hold(prob, state, j, low, hi, rhs, shift)
                if not _solve(
                    prob, state, c, hi, rhs, x, d, y, alpha, xb, col, resid, scratch, first_slack
                ):
                    return k
        state.counts[0] += 1
        for j in range(n):
            state.activity[k, j] = x[j] + shift[j]
        for i in range(m):
            state.price[k, i] = y[i]
        for s in range(prob.capacity.shape[0]):
            level = state.level[s, k] * prob.keep[s]
            level += prob.charge_efficiency[s] * state.activity[k, prob.charge[s]]
            level -= state.activity[k, prob.discharge[s]] / prob.discharge_efficiency[s]
            state.level[s, k + 1] = min(max(level, 0.0), prob.capacity[s])
    return -1
