"""How vehicles at one station share what it may draw, so that whoever can be ready in time is.

Work is counted in seconds at full power. Seen backwards from the last departure all vehicles have
the same deadline, now; then the one with most work left goes first and equals share (the level
algorithm of Muntz and Coffman, doi:10.1109/T-C.1970.222988, for divisible capacity). What
this latest of all plans leaves to the present is what must be done at once, and no more.
"""

from __future__ import annotations

import math

import numpy as np

from twin.kernels.ascending import ascending
from twin.kernels.charge_look import NONE
from twin.kernels.compiled import kernel

_ROUNDS = 80
_CLOSE = 1e-12
_GROUPS = 16  # departures told apart; more are taken together, at the earliest of each group


@kernel
def level(n, key, low, high, weight, budget, x):
    """Write x = clip(key - θ, low, high) with the least θ >= 0 that keeps Σ weight · x <= budget.

    The sum falls in straight pieces, so steps along the present piece, kept between the bounds
    found so far, end after as many pieces as lie between. If even ``low`` is more than the budget,
    ``low`` is written.
    """
    below, above = 0.0, 0.0
    for i in range(n):
        above = max(above, key[i] - low[i])
    theta = 0.0
    for _ in range(_ROUNDS):
        total = slope = 0.0
        for i in range(n):
            x[i] = max(low[i], min(high[i], key[i] - theta))
            total += weight[i] * x[i]
            if low[i] < x[i] < high[i] or (x[i] == high[i] and x[i] == key[i] - theta):
                slope += weight[i]
        over = total - budget
        if over <= 0.0 and (theta == 0.0 or over >= -_CLOSE * budget):
            return
        if over > 0.0:
            below = theta
        else:
            above = theta
        if above - below <= _CLOSE * above:
            break
        theta += (over + 0.5 * _CLOSE * budget) / slope if slope > 0.0 else math.inf
        if not below < theta < above:
            theta = 0.5 * (below + above)
    for i in range(n):
        x[i] = max(low[i], min(high[i], key[i] - above))


@kernel
def _deadlines(n, window_s, horizon_s):
    """Return 0, the horizon, and the distinct ends of windows beyond it, ascending."""
    ends = window_s[:n].copy()
    ascending(ends)
    group = (n + _GROUPS - 1) // _GROUPS
    found = np.empty(n + 2)
    found[0], found[1] = 0.0, horizon_s
    count, last = 2, -group
    for i in range(n):
        if ends[i] > found[count - 1] and i - last >= group:
            found[count] = ends[i]
            count += 1
            last = i
    return found[:count]


@kernel
def must_now(n, need_s, window_s, mean_mw, most_mw, horizon_s, budget_mw, now_s):
    """Write the seconds of the horizon for which each must charge at full power.

    Parameters
    ----------
    n : int
    need_s : array, shape (>= n,)
        Time at full power that is missing [s]; 0 for whoever is not to be counted.
    window_s : array
        Time until departure [s].
    mean_mw, most_mw : arrays
        Power over that time on average, and at present.
    horizon_s : float
        How long the present lasts; no departure is earlier.
    budget_mw : float
        What all may draw together.
    now_s : array
        Written.

    Returns
    -------
    bool
        Whether all can be ready in time.
    """
    rest, low, high = need_s[:n].copy(), np.zeros(n), np.empty(n)
    ends = _deadlines(n, window_s, horizon_s)
    for e in range(ends.shape[0] - 1, 0, -1):
        length = ends[e] - ends[e - 1]
        for i in range(n):
            high[i] = min(rest[i], length) if window_s[i] >= ends[e] else 0.0
        weight = mean_mw if e > 1 else most_mw
        level(n, rest, low, high, weight, budget_mw * length, now_s)
        for i in range(n):
            rest[i] -= now_s[i]
    ready = True
    for i in range(n):
        ready = ready and rest[i] <= 1e-6 * (1.0 + need_s[i])
    return ready


@kernel
def _plan(n, look, horizon_s, budget_mw, now_s):
    """Write what each must charge within the horizon [s at full power]; return if all get ready."""
    need, window = np.zeros(n), np.full(n, horizon_s)
    for i in range(n):
        if look.until[i] != NONE:
            need[i] = min(look.need_s[i], look.window_s[i])
            window[i] = look.window_s[i]
    return must_now(n, need, window, look.mean_mw, look.most_mw, horizon_s, budget_mw, now_s)


@kernel
def _least_slack(n, look, horizon_s, budget_mw, now_s, out_mw):
    """Give the budget to what must be done, then to the rest of the wishes by least slack."""
    key, high, x, longest = np.zeros(n), np.zeros(n), np.zeros(n), 0.0
    for i in range(n):
        if look.until[i] != NONE and look.most_mw[i] > 0.0:
            key[i] = look.need_s[i] - look.window_s[i]
            longest = min(longest, key[i])
            high[i] = max(now_s[i], max(out_mw[i], 0.0) / look.most_mw[i] * horizon_s)
    for i in range(n):
        key[i] += horizon_s - longest
    level(n, key, now_s, high, look.most_mw, budget_mw * horizon_s, x)
    for i in range(n):
        if look.until[i] != NONE and (x[i] > 0.0 or out_mw[i] > 0.0):
            out_mw[i] = look.most_mw[i] * x[i] / horizon_s


@kernel
def share(n, look, horizon_s, budget_mw, planned, out_mw):
    """Cut the wishes ``out_mw`` to a budget: what must be done, who waits for work, then slack."""
    now_s = np.zeros(n)
    if planned:
        _plan(n, look, horizon_s, budget_mw, now_s)
    firm = waiting = 0.0
    for i in range(n):
        firm += look.most_mw[i] * now_s[i] / horizon_s
        if look.until[i] == NONE:
            waiting += out_mw[i]
    cut = min(1.0, max(0.0, budget_mw - firm) / waiting) if waiting > 0.0 else 1.0
    for i in range(n):
        if look.until[i] == NONE:
            out_mw[i] *= cut
    _least_slack(n, look, horizon_s, budget_mw - cut * waiting, now_s, out_mw)
