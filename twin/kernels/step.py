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

from twin.kernels.basis import invert_within, renew, start_within
from twin.kernels.borrowed import borrowed
from twin.kernels.compiled import inner, kernel
from twin.kernels.kinds import CUBE, FLAGS, INTS, PLACES, STARTS, TABLE, kind_of
from twin.kernels.minimum import solve_with_minimum_loads
from twin.kernels.tiers import cut_peaks, lay_out, moved

REFACTOR_EVERY = 96


class Problem(NamedTuple):
    """What a block is; amounts are per interval.

    ``*_row`` point into ``values``, -1 for a constant. After the live columns come one unserved
    and one surplus column per bus, then the further tiers of planned stores and of purchases.
    Numbers that only count from the front are unsigned: at every use of others numba asks whether
    they count from the end.
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
    varying: np.ndarray  # columns whose coefficients vary in time
    minimum: np.ndarray  # (n,) minimum load
    bounded: np.ndarray  # columns with a minimum load
    first: np.ndarray  # (n,) column that carries the minimum load on, -1 for none
    charge: np.ndarray  # (s,) charging column of each store
    discharge: np.ndarray  # (s,) discharging column of each store
    capacity: np.ndarray  # (s,)
    charge_efficiency: np.ndarray  # (s,)
    discharge_efficiency: np.ndarray  # (s,)
    keep: np.ndarray  # (s,) share of the content kept over one interval
    planned: np.ndarray  # (s,) whether a planner values the store
    more: np.ndarray  # (s, 2, tiers - 1) further columns of charging, of discharging
    peak_column: np.ndarray  # (p,) purchase under a demand charge
    peak_more: np.ndarray  # (p,) the same beyond the month's peak
    peak_penalty: np.ndarray  # (p,) what a unit beyond the peak costs besides
    slack: int  # first unserved column
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
    value: np.ndarray  # (s, steps_per_day, cells) worth of a unit in store by level
    target: np.ndarray  # (s, steps_per_day) level a plan wants at the end; below 0 for none
    lean: np.ndarray  # (s,) how much more a unit is worth below the target, and less above
    peak: np.ndarray  # (p,) highest purchase of an interval in this month
    peak_goal: np.ndarray  # (p,) purchase the planner accepts without the demand charge
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


PROBLEM = kind_of(
    Problem, ap=STARTS, ai=PLACES, coefficient_row=INTS, cap_row=INTS, cost_row=INTS, values=TABLE,
    varying=INTS, bounded=INTS, first=INTS, charge=PLACES, discharge=PLACES, planned=FLAGS,
    more=nb.int64[:, :, ::1], peak_column=INTS, peak_more=INTS, slack=nb.int64,
    tolerance=nb.float64,
)  # fmt: skip
STATE = kind_of(
    State, basis=PLACES, pos=INTS, up=FLAGS, binv=TABLE, activity=TABLE, price=TABLE, level=TABLE,
    value=CUBE, target=TABLE, counts=INTS,
)  # fmt: skip
WORK = kind_of(Work, square=TABLE)
SETTLE_TYPE = nb.int64(PROBLEM, STATE, WORK, TABLE, nb.int64, nb.int64, nb.int64)


@inner
def _coefficients(prob, state, work, k):
    """Read this interval's coefficients; report whether the basis must be inverted anew."""
    stale = False
    for j in prob.varying:
        changed = False
        for p in range(prob.ap[j], prob.ap[j + 1]):
            if prob.coefficient_row[p] >= 0:
                value = prob.coefficient[p] * prob.values[prob.coefficient_row[p], k]
                changed = changed or value != state.av[p]
                state.av[p] = value
        row = state.pos[j]
        if changed and row >= 0 and not stale:
            stale = not renew(prob.ap, prob.ai, state.av, state.binv, row, j, work.col)
    return stale


@inner
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


@inner
def _stores(prob, state, work, k, slot):
    """Room and worth of every store; charging earns its worth, discharging costs it."""
    for s in range(prob.capacity.shape[0]):
        kept = state.level[s, k] * prob.keep[s]
        cj, dj = prob.charge[s], prob.discharge[s]
        room = max(prob.capacity[s] - kept, 0.0) / prob.charge_efficiency[s]
        work.hi[cj] = min(work.hi[cj], room)
        work.hi[dj] = min(work.hi[dj], kept * prob.discharge_efficiency[s])
        for j in (cj, dj):  # dust: less than the programme can tell from nothing
            if work.hi[j] < prob.tolerance:
                work.hi[j] = 0.0
        if prob.planned[s] and prob.capacity[s] > 0.0:
            up = work.hi[cj] * prob.charge_efficiency[s]
            down = work.hi[dj] / prob.discharge_efficiency[s]
            lay_out(prob, state, work.hi, work.c, s, slot, kept, up, down)
            continue
        share = kept / prob.capacity[s] if prob.capacity[s] > 0.0 else 0.0
        above = _value_at(state.value[s, slot], share, True)
        below = _value_at(state.value[s, slot], share, False)
        work.c[cj] -= above * prob.charge_efficiency[s]
        work.c[dj] += below / prob.discharge_efficiency[s]


@inner
def _record(prob, state, work, k):
    """Write the interval's result and move the stores."""
    state.counts[0] += 1
    for j in range(state.activity.shape[1]):
        state.activity[k, j] = work.x[j] + work.held[j]
    for s in range(prob.capacity.shape[0]):
        state.activity[k, prob.charge[s]] = moved(prob, work.x, s, 0)
        state.activity[k, prob.discharge[s]] = moved(prob, work.x, s, 1)
    for p in range(prob.peak_column.shape[0]):
        bought = state.activity[k, prob.peak_column[p]] + work.x[prob.peak_more[p]]
        state.activity[k, prob.peak_column[p]] = bought
        state.peak[p] = max(state.peak[p], bought)
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
    m = state.basis.shape[0]
    for k in range(k0, k1):
        stale = _coefficients(prob, state, work, k)
        if (stale or k % REFACTOR_EVERY == 0) and not invert_within(
            prob.ap, prob.ai, state.av, state.basis, state.binv, work.square
        ):
            start_within(prob.slack, state.basis, state.pos, state.up, state.binv)
        _bounds_and_costs(prob, state, work, k)
        _stores(prob, state, work, k, k % steps_per_day)
        cut_peaks(prob, state, work.hi, work.c)
        for i in range(m):
            work.rhs[i] = b[k, i]
        if not solve_with_minimum_loads(prob, state, work):
            return k
        _record(prob, state, work, k)
    return -1


def work_arrays(m: int, n: int) -> Work:
    """Return scratch for ``m`` buses and ``n`` columns."""
    sizes = (n, n, n, n, n, n, m, m, m, m, m, m, (m, m))
    return Work._make(np.zeros(size) for size in sizes)


def state_arrays(prob: Problem, m: int, n: int, steps: int, values: tuple[int, int]) -> State:
    """Return the state of ``m`` buses and ``n`` columns; ``values`` are steps a day and cells."""
    stores, peaks = len(prob.charge), len(prob.peak_column)
    return State(
        basis=np.zeros(m, dtype=np.uint32),
        pos=np.zeros(n, dtype=np.int64),
        up=np.zeros(n, dtype=np.bool_),
        binv=np.zeros((m, m)),
        av=prob.coefficient.copy(),
        limit=np.ones(n),
        activity=np.zeros((steps, prob.slack + 2 * m)),
        price=np.zeros((steps, m)),
        level=np.zeros((stores, steps + 1)),
        value=np.zeros((stores, *values)),
        target=np.zeros((stores, values[0])),
        lean=np.zeros(stores),
        peak=np.zeros(peaks),
        peak_goal=np.zeros(peaks),
        counts=np.zeros(3, dtype=np.int64),
    )
