"""What a unit in store is worth: a dynamic programme that merges staircases, without a grid.

The value of a content is concave, so it is a falling staircase of (worth, length). So is what one
interval offers. The best of both over an interval is the two staircases merged by worth (the
supremal convolution of concave functions), cut back to the contents that exist:

    V_t(l) = max_u  offer_t(u) + V_t+1(keep · l + u)
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from twin.kernels.borrowed import borrowed
from twin.kernels.compiled import inlined, inner, kernel
from twin.kernels.merit import shaved_peak, staircase
from twin.kernels.offer import offer_of

PIECES = 256
MEMORY_DAYS = 7


class Near(NamedTuple):
    """The columns beside each planned store, and scratch."""

    store: np.ndarray  # (q,) number of each planned store in the block
    purchase: np.ndarray  # (q,) what is bought on its bus from the grid; -1 if nothing is
    home: np.ndarray  # (q,) its bus
    wear: np.ndarray  # (q,) cost per unit moved [CNY/unit]
    start: np.ndarray  # (q + 1,) first neighbour of each
    column: np.ndarray  # neighbour's column
    entry: np.ndarray  # its entry on the bus
    penalty: np.ndarray  # of a purchase beyond the peak; 0 for none
    peak_home: np.ndarray  # (p,) bus of each purchase under a demand charge
    left: np.ndarray  # (2, pieces) scratch
    right: np.ndarray
    value: np.ndarray  # (2, 2, PIECES) the staircase, now and next
    offer: np.ndarray  # (2, PIECES)
    offset: np.ndarray  # (h, m) what stores planned before give more than they did
    table: np.ndarray  # (h, cells)
    shift: np.ndarray  # (m,)


@inlined
def _like(k, first, spd):
    """Return the like interval of yesterday."""
    return first - spd + (k - first) % spd


@inlined
def _ahead(k, total, spd):
    """Return the interval whose prices hold; beyond the span its last day is repeated."""
    return k if k < total else total - spd + k % spd


@inner
def _merge(value, count, offer, n, drop, keep_length, out):
    """Merge two staircases, leave out the first ``drop`` and keep ``keep_length``."""
    i, j, made, gone, total = 0, 0, 0, 0.0, 0.0
    while (i < count or j < n) and total < keep_length:
        if j >= n or (i < count and value[0, i] >= offer[0, j]):
            worth, length = value[0, i], value[1, i]
            i += 1
        else:
            worth, length = offer[0, j], offer[1, j]
            j += 1
        skipped = min(length, max(drop - gone, 0.0))
        gone += skipped
        length = min(length - skipped, keep_length - total)
        if length <= 0.0:
            continue
        total += length
        last = made - 1
        if made > 0 and (out[0, last] - worth < 1e-9 or made == out.shape[1]):
            whole = out[1, last] + length
            out[0, last] = (out[0, last] * out[1, last] + worth * length) / whole
            out[1, last] = whole
        else:
            out[0, made], out[1, made] = worth, length
            made += 1
    return made


@inner
def _sample(value, count, capacity, row):
    """Write the mean worth of every cell of the level."""
    width, i, left = capacity / row.shape[0], 0, value[1, 0] if count > 0 else 0.0
    for cell in range(row.shape[0]):
        room, total = width, 0.0
        while room > 1e-12 * width and i < count:
            part = min(room, left)
            total += part * value[0, i]
            room -= part
            left -= part
            if left <= 0.0:
                i += 1
                left = value[1, i] if i < count else 0.0
        row[cell] = total / width


@inlined
def _tariff_shift(prob, state, near, kl, kp):
    """Write by how much each bus's price moves because the tariff of its purchase does."""
    near.shift[:] = 0.0
    for p in range(prob.peak_column.shape[0]):
        j = prob.peak_column[p]
        if prob.cost_row[j] >= 0 and state.activity[kl, j] > 0.0:
            row = prob.cost_row[j]
            change = prob.values[row, kp] - prob.values[row, kl]
            near.shift[near.peak_home[p]] = prob.cost_scale[j] * change


@inner
def _walk(near, q, s, prob, state, h, first, spd, goal):
    """Follow a store's worths through the horizon and note what it gives more than it did."""
    level = state.level[s, first]
    cells = near.table.shape[1]
    for t in range(h):
        k = first + t
        kl, kp = _like(k, first, spd), _ahead(k, state.activity.shape[0], spd)
        _tariff_shift(prob, state, near, kl, kp)
        n_left, n_right = staircase(
            prob, state, near, q, kl, kp, near.shift, goal, near.left, near.right
        )
        gave = state.activity[kl, prob.discharge[s]] - state.activity[kl, prob.charge[s]]
        off = near.offset[t, near.home[q]] - gave
        n, _, n_charging = offer_of(prob, near, q, s, n_left, n_right, off, kl)
        kept = level * prob.keep[s]
        after, width = kept, prob.capacity[s] / cells
        for i in range(n_charging - 1, -1, -1):
            worth = near.table[t, min(int(after / width), cells - 1)]
            if worth > near.offer[0, i]:
                after = min(after + near.offer[1, i], prob.capacity[s])
        if after == kept:
            for i in range(n_charging, n):
                worth = near.table[t, min(max(int(after / width - 1e-9), 0), cells - 1)]
                if worth < near.offer[0, i]:
                    after = max(after - near.offer[1, i], 0.0)
        change = after - kept
        if change > 0.0:
            near.offset[t, near.home[q]] -= change / prob.charge_efficiency[s]
        else:
            near.offset[t, near.home[q]] -= change * prob.discharge_efficiency[s]
        near.offset[t, near.home[q]] -= gave
        level = after


@inner
def _goal(prob, state, near, first, spd):
    """Return the month's peak to keep: what is reached, or could have been kept last week."""
    goal, days = 0.0, min(first // spd, MEMORY_DAYS)
    for p in range(prob.peak_column.shape[0]):
        bus, moved = near.peak_home[p], np.zeros(days * spd)
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
def _first_day(prob, state, near, q, s, h):
    """Value a store by the tariff alone: nothing is known of demand, so all may be bought.

    Returns whether there is a tariff to go by.
    """
    j = near.purchase[q]
    if j < 0:
        return False
    now, count = 0, 1
    near.value[0, 0, 0], near.value[0, 1, 0] = 0.0, prob.capacity[s]
    for t in range(h - 1, -1, -1):
        _sample(near.value[now], count, prob.capacity[s], near.table[t])
        cost = prob.cost[j]
        if prob.cost_row[j] >= 0:
            k = min(t, state.activity.shape[0] - 1)
            cost += prob.cost_scale[j] * prob.values[prob.cost_row[j], k]
        near.left[0, 0], near.left[1, 0] = cost, 1e9
        near.right[0, 0], near.right[1, 0] = cost, 1e9
        n, charging, _ = offer_of(prob, near, q, s, 1, 1, 0.0, t)
        count = _merge(near.value[now], count, near.offer, n, charging, prob.capacity[s],
                       near.value[1 - now])  # fmt: skip
        now = 1 - now
    return True


@kernel
def value_first_day(prob, state, near, spd):
    """Write the worth of stores for the first day, of which only the tariff is known.

    Returns
    -------
    array of bool
        Which stores have a tariff to go by.
    """
    prob, state, near = borrowed(prob), borrowed(state), borrowed(near)
    known = np.zeros(near.store.shape[0], dtype=np.bool_)
    for q in range(near.store.shape[0]):
        s = near.store[q]
        known[q] = _first_day(prob, state, near, q, s, near.table.shape[0])
        if known[q]:
            state.value[s] = near.table[:spd]
    return known


@kernel
def value_stores(prob, state, near, first, spd):
    """Write the worth of every planned store for the day that begins at ``first``.

    Parameters
    ----------
    prob : Problem
    state : State
        ``value`` and ``peak_goal`` are written.
    near : Near
    first : int
        First interval of the day; the day before is settled.
    spd : int
        Intervals per day.
    """
    prob, state, near = borrowed(prob), borrowed(state), borrowed(near)
    h = near.table.shape[0]
    goal = _goal(prob, state, near, first, spd)
    near.offset[:, :] = 0.0
    for q in range(near.store.shape[0]):
        s = near.store[q]
        now, count = 0, 1
        near.value[0, 0, 0], near.value[0, 1, 0] = 0.0, prob.capacity[s]
        for t in range(h - 1, -1, -1):
            _sample(near.value[now], count, prob.capacity[s], near.table[t])
            k = first + t
            kl, kp = _like(k, first, spd), _ahead(k, state.activity.shape[0], spd)
            _tariff_shift(prob, state, near, kl, kp)
            n_left, n_right = staircase(
                prob, state, near, q, kl, kp, near.shift, goal, near.left, near.right
            )
            gave = state.activity[kl, prob.discharge[s]] - state.activity[kl, prob.charge[s]]
            off = near.offset[t, near.home[q]] - gave
            n, charging, _ = offer_of(prob, near, q, s, n_left, n_right, off, kl)
            for i in range(count):
                near.value[now, 0, i] *= prob.keep[s]
                near.value[now, 1, i] /= prob.keep[s]
            count = _merge(near.value[now], count, near.offer, n, charging, prob.capacity[s],
                           near.value[1 - now])  # fmt: skip
            now = 1 - now
        state.value[s] = near.table[:spd]
        if q + 1 < near.store.shape[0]:
            _walk(near, q, s, prob, state, h, first, spd, goal)
