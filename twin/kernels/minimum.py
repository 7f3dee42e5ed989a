"""Minimum loads, and stores that would take and give at once: mended after the programme.

A column between zero and its minimum is put off or at its minimum, whichever is cheaper, the
worst violator first. A plant in stretches of load, each a column, meets its minimum in the first
of them: while it runs, that stretch is filled.
"""

from __future__ import annotations

import numpy as np

from twin.kernels.basis import start_within
from twin.kernels.compiled import inner
from twin.kernels.simplex import solve_within
from twin.kernels.tiers import moved, shut


@inner
def _solve(prob, state, work):
    """Solve from the warm basis; from the basis of unserved columns if that fails.

    No more can lack on a bus than is asked for there: what lacks would otherwise pass through a
    converter as if it had been supplied. What a minimum load asks for may lack here, so that there
    is an optimum; such a try is refused afterwards. Where the surplus column
    has no capacity of its own (heat), no more can be over than is forced in: a plant cannot make
    power by dumping its heat.
    """
    m = state.basis.shape[0]
    for i in range(m):
        work.hi[prob.slack + i] = max(work.rhs[i], 0.0)
        if prob.cap[prob.slack + m + i] == 0.0:
            work.hi[prob.slack + m + i] = max(-work.rhs[i], 0.0)
    for attempt in range(2):
        if attempt == 1:
            start_within(prob.slack, state.basis, state.pos, state.up, state.binv)
        done = solve_within(
            prob.ap, prob.ai, state.av, work.c, work.hi, work.rhs, prob.tolerance,
            state.basis, state.pos, state.up, state.binv,
            work.x, work.d, work.y, work.alpha, work.xb, work.col, work.resid, work.sums,
        )  # fmt: skip
        if done >= 0:
            state.counts[1] += done
            return True
    return False


@inner
def _worst(prob, work):
    """Return the column that most misses 'off or at least its minimum', or a store doing both.

    A store comes back as its number and the way in which it does less; -1 for none.
    """
    worst, store, way, amount = -1, -1, 0, prob.tolerance
    for j in prob.bounded:
        low = prob.minimum[j]
        if work.held[j] == 0.0 and work.hi[j] > 0.0:
            carried = work.x[j] if prob.first[j] < 0 else work.x[prob.first[j]]
            miss = min(work.x[j], low - min(work.x[j], carried))
            if miss > amount:
                worst, amount = j, miss
    for s in range(prob.capacity.shape[0]):
        taken, given = moved(prob, work.x, s, 0), moved(prob, work.x, s, 1)
        if min(taken, given) > amount:
            store, way, amount = s, (0 if taken < given else 1), min(taken, given)
    return worst, store, way


@inner
def _cost(c, x, held):
    total = 0.0
    for j in range(c.shape[0]):
        total += c[j] * (x[j] + held[j])
    return total


@inner
def _passes_on(prob, state, work):
    """Return whether more lacks on a bus than is asked for there but for minimum loads held."""
    for i in range(work.rhs.shape[0]):
        lacking = work.x[prob.slack + i] - prob.tolerance
        if lacking <= 0.0:
            continue
        asked = work.rhs[i]
        for j in range(prob.slack):
            if work.held[j] != 0.0:
                for p in range(prob.ap[j], prob.ap[j + 1]):
                    if prob.ai[p] == i:
                        asked += state.av[p] * work.held[j]
        if lacking > max(asked, 0.0):
            return True
    return False


@inner
def _move(ap, ai, av, held, hi, rhs, j, amount):
    """Hold ``amount`` more of column ``j`` by moving it to the right-hand side."""
    held[j] += amount
    hi[j] -= amount
    for p in range(ap[j], ap[j + 1]):
        rhs[ai[p]] -= av[p] * amount


@inner
def _hold(prob, state, work, j, amount):
    """Hold ``amount`` more of column ``j`` and of the column that carries its minimum on."""
    _move(prob.ap, prob.ai, state.av, work.held, work.hi, work.rhs, j, amount)
    if prob.first[j] >= 0:
        first = prob.first[j]
        _move(prob.ap, prob.ai, state.av, work.held, work.hi, work.rhs, first, amount)


@inner
def solve_with_minimum_loads(prob, state, work):
    """Solve, then mend the worst violator of a minimum load (or a store doing both) until none.

    A violator is tried at its minimum and off, and stays where it is cheaper; at its minimum only
    if nothing lacks for that alone. One call of the solver serves all tries, which keeps the
    compiled code small.
    """
    plain, at_minimum, off, settled = 0, 1, 2, 3
    attempt, j, low, top, cost_on = plain, -1, 0.0, 0.0, np.inf
    for _ in range(8 * work.x.shape[0]):
        if not _solve(prob, state, work):
            return False
        if attempt == at_minimum:
            if not _passes_on(prob, state, work):
                cost_on = _cost(work.c, work.x, work.held)
            _hold(prob, state, work, j, -low)
            work.held[j] = 0.0
            work.hi[j] = 0.0
            attempt = off
            continue
        if attempt == off and cost_on < _cost(work.c, work.x, work.held):
            work.hi[j] = top
            _hold(prob, state, work, j, low)
            attempt = settled
            continue
        j, store, way = _worst(prob, work)
        if store >= 0:
            state.counts[2] += 1
            shut(prob, work.hi, store, way)
            attempt = settled
            continue
        if j < 0:
            return True
        state.counts[2] += 1
        low, top, cost_on = prob.minimum[j], work.hi[j], np.inf
        if 0.0 < low <= top:
            _hold(prob, state, work, j, low)
            attempt = at_minimum
        else:
            work.hi[j] = 0.0
            attempt = off
    return True
