"""What a unit in store is worth: a dynamic programme that merges staircases, without a grid.

The value of a content is concave, so it is a falling staircase of (worth, length). So is what one
interval offers. The best of both over an interval is the two staircases merged by worth (the
supremal convolution of concave functions), cut back to the contents that exist:

    V_t(l) = max_u  offer_t(u) + V_t+1(keep · l + u)
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np

from twin.kernels.borrowed import borrowed
from twin.kernels.compiled import counting, inner, kernel
from twin.kernels.kinds import CUBE, INTS, PLACES, TABLE, kind_of
from twin.kernels.merit import shaved_peak, staircase
from twin.kernels.offer import offer_of
from twin.kernels.step import PROBLEM, STATE
from twin.kernels.worth import SMALLEST_SCALE, add, leave_out, rescale, sample

PIECES = 256
MEMORY_DAYS = 7
HOLD_CNY = 1000.0


class Near(NamedTuple):
    """The columns beside each planned store, and scratch."""

    store: np.ndarray  # (q,) number of each planned store in the block
    purchase: np.ndarray  # (q,) what is bought on its bus from the grid; -1 if nothing is
    home: np.ndarray  # (q,) its bus
    wear: np.ndarray  # (q,) cost per unit moved [CNY/unit]
    start: np.ndarray  # (q + 1,) first neighbour of each
    column: np.ndarray  # neighbour's column
    entry: np.ndarray  # its entry on the bus
    through: np.ndarray  # transfer through which the neighbour is seen; -1 if it is on the bus
    penalty: np.ndarray  # of a purchase beyond the peak; 0 for none
    bought: np.ndarray  # (g,) every purchase from the grid
    bought_on: np.ndarray  # (g,) its bus
    left: np.ndarray  # (2, pieces) scratch
    right: np.ndarray
    worth: np.ndarray  # (PIECES,) the staircase
    length: np.ndarray  # (PIECES,)
    offer: np.ndarray  # (h, 2, pieces) what every interval offers
    pieces: np.ndarray  # (h, 2) its pieces, and how many of them charge
    charging: np.ndarray  # (h,) length of those that charge
    offset: np.ndarray  # (spd, m) what stores planned before give more than they did
    shift: np.ndarray  # (m,)


NEAR = kind_of(
    Near, store=INTS, purchase=INTS, home=INTS, start=INTS, column=PLACES, entry=PLACES,
    through=INTS, bought=INTS, bought_on=INTS, left=TABLE, right=TABLE, offer=CUBE,
    pieces=nb.int64[:, ::1], offset=TABLE,
)  # fmt: skip
VALUE_TYPE = nb.none(PROBLEM, STATE, NEAR, nb.int64, nb.int64)


@inner
def _ahead(k, total, spd):
    """Return the interval whose prices hold; beyond the span its last day is repeated."""
    return k if k < total else total - spd + k % spd


@inner
def _tariff_shift(prob, state, near, kl, kp):
    """Write by how much each bus's price moves because the tariff of its purchase does."""
    for g in range(near.bought.shape[0]):
        j = near.bought[g]
        near.shift[near.bought_on[g]] = 0.0
        if prob.cost_row[j] >= 0 and state.activity[kl, j] > 0.0:
            row = prob.cost_row[j]
            change = prob.values[row, kp] - prob.values[row, kl]
            near.shift[near.bought_on[g]] = prob.cost_scale[j] * change


@inner
def _offers(prob, state, near, q, first, spd, goal, t0, t1):
    """Write what the intervals from ``t0`` to ``t1`` of the horizon offer a store."""
    s, home = near.store[q], near.home[q]
    slot = t0 % spd
    for t in range(t0, t1):
        kl, kp = first - spd + slot, _ahead(first + t, state.activity.shape[0], spd)
        _tariff_shift(prob, state, near, kl, kp)
        n_left, n_right = staircase(
            prob, state, near, q, kl, kp, near.shift, goal, near.left, near.right
        )
        gave = state.activity[kl, prob.discharge[s]] - state.activity[kl, prob.charge[s]]
        off = near.offset[slot, home] - gave
        near.pieces[t, 0], near.charging[t], near.pieces[t, 1] = offer_of(
            prob, near, q, s, n_left, n_right, off, kl, near.offer[t]
        )
        slot = slot + 1 if slot + 1 < spd else 0


@inner
def _repeats(prob, near, q, first, spd, total):
    """Return whether tomorrow's prices beside a store are today's."""
    for i in range(near.start[q], near.start[q + 1]):
        row = prob.cost_row[near.column[i]]
        if row >= 0:
            for k in range(first, first + spd):
                later = _ahead(k + spd, total, spd)
                if prob.values[row, k] != prob.values[row, later]:
                    return False
    return True


@inner
def _backwards(prob, state, near, q, spd, days):
    """Merge the offers from the end of the horizon; write the worths of its first day."""
    s = near.store[q]
    worth, length, capacity, keep = near.worth, near.length, prob.capacity[s], prob.keep[s]
    worth[0], length[0] = 0.0, capacity
    first, last, scale = 0, 1, 1.0
    for t in range(near.offer.shape[0] - 1, -1, -1):
        if t < spd:
            sample(worth, length, first, last, scale, capacity, state.value[s, t])
        scale, total = rescale(worth, length, first, last, scale, capacity)
        scale *= max(keep, SMALLEST_SCALE)
        at = t if days > 1 or t < spd else t % spd
        count, charging = near.pieces[at, 0], near.charging[at] * scale
        for j in range(count):
            total += near.offer[at, 1, j] * scale
        first, last = add(worth, length, first, last, scale, near.offer[at], count)
        cheapest = total - charging - capacity * scale
        first, last = leave_out(length, first, last, charging, cheapest)


@inner
def _walk(prob, state, near, q, first, spd):
    """Follow a store's worths through the day and note what it gives more than it did."""
    s, home, cells = near.store[q], near.home[q], state.value.shape[2]
    level, width = state.level[s, first], prob.capacity[s] / cells
    for t in range(spd):
        kept = level * prob.keep[s]
        after = kept
        for i in range(near.pieces[t, 1] - 1, -1, -1):
            worth = state.value[s, t, min(int(after / width), cells - 1)]
            if worth > near.offer[t, 0, i]:
                after = min(after + near.offer[t, 1, i], prob.capacity[s])
        if after == kept:
            for i in range(near.pieces[t, 1], near.pieces[t, 0]):
                worth = state.value[s, t, min(max(int(after / width - 1e-9), 0), cells - 1)]
                if worth < near.offer[t, 0, i]:
                    after = max(after - near.offer[t, 1, i], 0.0)
        change = after - kept
        given = -change * prob.discharge_efficiency[s]
        if change > 0.0:
            given = -change / prob.charge_efficiency[s]
        kl = first - spd + t
        gave = state.activity[kl, prob.discharge[s]] - state.activity[kl, prob.charge[s]]
        near.offset[t, home] += given - gave
        level = after


@counting
def _goal(prob, state, near, first, spd):
    """Return the month's peak to keep: what is reached, or could have been kept last week."""
    goal, days = 0.0, min(first // spd, MEMORY_DAYS)
    for p in range(prob.peak_column.shape[0]):
        bus, moved = prob.ai[prob.ap[prob.peak_column[p]]], np.zeros(days * spd)
        energy, power_in, power_out, eta_in, eta_out = 0.0, 0.0, 0.0, 1.0, 1.0
        for q in range(near.store.shape[0]):
            if near.home[q] == bus:
                s = near.store[q]
                for t in range(days * spd):
                    moved[t] += state.activity[first - days * spd + t, prob.discharge[s]]
                    moved[t] -= state.activity[first - days * spd + t, prob.charge[s]]
                energy += prob.capacity[s]
                power_in += prob.cap[prob.charge[s]]
                power_out += prob.cap[prob.discharge[s]]
                eta_in, eta_out = prob.charge_efficiency[s], prob.discharge_efficiency[s]
        bought = state.activity[first - days * spd : first, prob.peak_column[p]]
        reached = shaved_peak(bought, moved, power_in, power_out, energy, eta_in, eta_out)
        state.peak_goal[p] = max(state.peak[p], reached)
        goal = max(goal, state.peak_goal[p])
    return goal


@inner
def _by_tariff(prob, near, q, total, spd):
    """Write offers of the first day, of which only the tariff is known: all may be bought.

    Returns whether there is a tariff to go by; not if a purchase too large would cost a demand
    charge, since what is bought besides is not known.
    """
    j, s = near.purchase[q], near.store[q]
    if j < 0:
        return False
    for p in range(prob.peak_column.shape[0]):
        if prob.peak_column[p] == j:
            return False
    for t in range(near.offer.shape[0]):
        k = _ahead(t, total, spd)
        cost = prob.cost[j]
        if prob.cost_row[j] >= 0:
            cost += prob.cost_scale[j] * prob.values[prob.cost_row[j], k]
        near.left[0, 0], near.left[1, 0] = cost, 1e9
        near.right[0, 0], near.right[1, 0] = cost, 1e9
        near.pieces[t, 0], near.charging[t], near.pieces[t, 1] = offer_of(
            prob, near, q, s, 1, 1, 0.0, k, near.offer[t]
        )
    return True


@inner
def _first_day(prob, state, near, spd):
    """Write the worths for the first day, of which only the tariff is known.

    Without a tariff to go by a store stays as it is, unless something would lack.
    """
    for q in range(near.store.shape[0]):
        s = near.store[q]
        if _by_tariff(prob, near, q, state.activity.shape[0], spd):
            _backwards(prob, state, near, q, spd, 2)
            continue
        state.lean[s] = HOLD_CNY
        for t in range(spd):
            state.target[s, t] = state.level[s, 0]
            for cell in range(state.value.shape[2]):
                state.value[s, t, cell] = 0.0


@kernel
def value_stores(prob, state, near, first, spd):
    """Write the worth of every planned store for the day that begins at ``first``.

    Parameters
    ----------
    prob : Problem
    state : State
        ``value``, ``target``, ``lean`` and ``peak_goal`` are written.
    near : Near
    first : int
        First interval of the day; the day before is settled.
    spd : int
        Intervals per day.
    """
    prob, state, near = borrowed(prob), borrowed(state), borrowed(near)
    for s in near.store:
        state.lean[s] = 0.0
        for t in range(spd):
            state.target[s, t] = -1.0
    if first < spd:
        _first_day(prob, state, near, spd)
        return
    total = state.activity.shape[0]
    goal = _goal(prob, state, near, first, spd)
    near.offset[:, :] = 0.0
    for q in range(near.store.shape[0]):
        days = 1 if _repeats(prob, near, q, first, spd, total) else 2
        _offers(prob, state, near, q, first, spd, goal, 0, days * spd)
        _backwards(prob, state, near, q, spd, days)
        if q + 1 < near.store.shape[0]:
            _walk(prob, state, near, q, first, spd)
