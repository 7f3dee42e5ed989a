"""Buying and feeding back: what a battery that must be full at departure does now.

With a value λ of a stored MWh it buys where power costs less than λ (losses counted), and feeds
back where that earns more than λ (losses and wear counted). The right λ is the least with which it
is full before it has run empty: exact for a store with limits on power and content and with known
prices, since λ is constant until the first limit binds.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from twin.kernels.ascending import ascending
from twin.kernels.borrowed import borrowed
from twin.kernels.charge_flow import HOUR_S, even_mw, flow, most_mw
from twin.kernels.charge_look import NONE
from twin.kernels.compiled import kernel


class Runs(NamedTuple):
    """The runs of equal price ahead; arrays of shape (n,), and (2 n,) for ``value``.

    ``end_s`` counts from now. ``cost`` and ``gain`` are those of a MWh of the store, bought with
    losses, and fed back less losses and wear; ``value`` has all of them, ascending: the values of
    a stored MWh at which some run changes its mind.
    """

    end_s: NDArray[np.float64]
    cost: NDArray[np.float64]
    gain: NDArray[np.float64]
    value: NDArray[np.float64]


@kernel
def runs_ahead(now, k, edge, last, step_s, signal, efficiency, wear):
    """Return the runs of equal signal from now to ``last``."""
    steps = max(0, min((last - edge + step_s - 1) // step_s, signal.shape[0] - 1 - k))
    end_s, price, count = np.empty(steps + 1), np.empty(steps + 1), 0
    end_s[0], price[0] = edge - now, signal[k]
    for j in range(1, steps + 1):
        if signal[k + j] != price[count]:
            count += 1
            price[count] = signal[k + j]
        end_s[count] = edge - now + j * step_s
    count += 1
    cost, gain, value = np.empty(count), np.empty(count), np.empty(2 * count)
    for r in range(count):
        cost[r] = value[r] = price[r] / efficiency
        gain[r] = value[count + r] = price[r] * efficiency - wear
    ascending(value)
    return Runs(end_s[:count], cost, gain, value)


@kernel
def short_of(runs, value, strict, room, gap, buy_mw, sell_mw, window_s):
    """Return what is missing [MWh] before the battery is full for the first time.

    Parameters
    ----------
    runs : Runs
    value, strict : float, bool
        It buys below ``value`` and feeds back above; at ``value`` itself it buys, or, if
        ``strict``, feeds back.
    room, gap : float
        What it holds above its floor, and what it lacks to be full [MWh].
    buy_mw, sell_mw : float
        Powers on the store's side.
    window_s : float
        Time until departure [s].
    """
    content, missing, begin, highest = 0.0, 0.0, 0.0, -math.inf
    for r in range(runs.cost.shape[0]):
        end = min(runs.end_s[r], window_s)
        if end <= begin:
            break
        hours = (end - begin) / HOUR_S
        if runs.cost[r] < value or (runs.cost[r] == value and not strict):
            content += buy_mw * hours
        elif runs.gain[r] > value or (runs.gain[r] == value and strict):
            content -= sell_mw * hours
        below = -room - content
        if below >= gap - highest:  # with less it would have been full before
            return gap - highest
        missing, highest = max(missing, below), max(highest, content)
        if highest + missing >= gap:
            return missing
        begin = end
    return max(missing, min(gap - content, gap - highest))


@kernel
def trade_mwh(runs, room, gap, buy_mw, sell_mw, window_s, first_s):
    """Return what flows into the battery until ``first_s`` [MWh], negative if it feeds back."""
    low, high, strict = 0, runs.value.shape[0] - 1, False
    while low < high:
        middle = (low + high) // 2
        missing = short_of(runs, runs.value[middle], strict, room, gap, buy_mw, sell_mw, window_s)
        if missing > 0.0:
            low = middle + 1
        else:
            high = middle
    value, strict = runs.value[low], True
    missing = short_of(runs, value, strict, room, gap, buy_mw, sell_mw, window_s)
    hours = min(first_s, window_s) / HOUR_S
    if runs.cost[0] < value:
        return min(buy_mw * hours, gap)
    if runs.cost[0] == value:
        return min(missing, buy_mw * hours, gap)
    if runs.gain[0] > value:
        return -min(sell_mw * hours, room)
    if runs.gain[0] == value:
        spare = sell_mw * min(runs.end_s[0], window_s) / HOUR_S - missing
        return -min(max(0.0, spare), sell_mw * hours, room)
    return 0.0


@kernel
def can_pay(runs, window_s):
    """Return whether some interval before departure earns more than some other costs."""
    best, least, r = runs.gain[0], runs.cost[0], 1
    while r < runs.cost.shape[0] and runs.end_s[r - 1] < window_s:
        best, least = max(best, runs.gain[r]), min(least, runs.cost[r])
        r += 1
    return best > least


@kernel
def trade(n, look, held, have, want, store, taper_from, taper_to, fill_mw, feed_mw, floor, out_mw):
    """Write set points of all that can feed back: what pays beyond losses and wear.

    Nobody feeds back what could not be charged again before departure at the power it takes now.
    """
    runs = borrowed(held)
    for i in range(n):
        c, f, t, m = store[i], taper_from[i], taper_to[i], fill_mw[i]
        sell, first_s = feed_mw[i], look.first_s[i]
        if look.until[i] == NONE or sell <= 0.0 or look.must_s[i] >= first_s:
            continue
        if not can_pay(runs, look.window_s[i]):
            continue
        takes = most_mw(have[i], c, f, t, m)
        buy = look.mean_mw[i] if look.need_s[i] > 0.0 else takes
        room, gap = max(0.0, have[i] - floor[i]), max(0.0, min(want[i], c) - have[i])
        mwh = trade_mwh(runs, room, gap, buy, sell, look.window_s[i], first_s)
        if mwh < 0.0 and look.must_s[i] == 0.0:
            back_s = look.window_s[i] - first_s - look.need_s[i]
            out_mw[i] = -min(-mwh * HOUR_S, takes * back_s) / first_s
            continue
        goal = max(have[i] + max(mwh, 0.0), flow(have[i], c, m, f, t, m, look.must_s[i]))
        out_mw[i] = min(look.most_mw[i], even_mw(have[i], goal, c, f, t, m, first_s))
