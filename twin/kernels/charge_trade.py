"""Buying and feeding back: what a battery that must be full at departure does now.

With a value λ of a stored MWh it buys where power costs less than λ (losses counted), and feeds
back where that earns more than λ (losses and wear counted). The right λ is the least with which it
is full before it has run empty: exact for a store with limits on power and content and with known
prices, since λ is constant until the first limit binds.
"""

from __future__ import annotations

import numpy as np

from twin.kernels.ascending import ascending
from twin.kernels.charge_flow import HOUR_S, even_mw, flow, most_mw
from twin.kernels.charge_look import NONE
from twin.kernels.compiled import kernel


@kernel
def runs_ahead(now, k, edge, last, step_s, signal):
    """Return ends [s after now] and prices of the runs of equal signal from now to ``last``."""
    steps = max(0, min((last - edge + step_s - 1) // step_s, signal.shape[0] - 1 - k))
    ends, prices = np.empty(steps + 1), np.empty(steps + 1)
    ends[0], prices[0], count = edge - now, signal[k], 0
    for j in range(1, steps + 1):
        if signal[k + j] != prices[count]:
            count += 1
            prices[count] = signal[k + j]
        ends[count] = edge - now + j * step_s
    return ends[: count + 1], prices[: count + 1]


@kernel
def candidates(prices, efficiency, wear):
    """Return the values of a stored MWh at which some run changes its mind, ascending."""
    count = prices.shape[0]
    found = np.empty(2 * count)
    for i in range(count):
        found[i] = prices[i] / efficiency
        found[count + i] = prices[i] * efficiency - wear
    ascending(found)
    return found


@kernel
def short_of(value, strict, room, gap, buy_mw, sell_mw, window_s, ends, prices, efficiency, wear):
    """Return what is missing [MWh] before the battery is full for the first time.

    Parameters
    ----------
    value, strict : float, bool
        It buys below ``value`` and feeds back above; at ``value`` itself it buys, or, if
        ``strict``, feeds back.
    room, gap : float
        What it holds above its floor, and what it lacks to be full [MWh].
    buy_mw, sell_mw : float
        Powers on the store's side.
    """
    content, missing, begin = 0.0, 0.0, 0.0
    for r in range(ends.shape[0]):
        end = min(ends[r], window_s)
        if end <= begin:
            break
        cost, gain = prices[r] / efficiency, prices[r] * efficiency - wear
        hours = (end - begin) / HOUR_S
        if cost < value or (cost == value and not strict):
            content += buy_mw * hours
        elif gain > value or (gain == value and strict):
            content -= sell_mw * hours
        missing = max(missing, -room - content)
        if content + missing >= gap:
            return missing
        begin = end
    return max(missing, gap - content)


@kernel
def trade_mwh(
    room, gap, buy_mw, sell_mw, window_s, first_s, ends, prices, values, efficiency, wear
):
    """Return what flows into the battery until ``first_s`` [MWh], negative if it feeds back."""
    low, high = 0, values.shape[0] - 1
    while low < high:
        middle = (low + high) // 2
        missing = short_of(
            values[middle], False, room, gap, buy_mw, sell_mw, window_s, ends, prices, efficiency,
            wear,
        )  # fmt: skip
        if missing > 0.0:
            low = middle + 1
        else:
            high = middle
    value = values[low]
    missing = short_of(
        value, True, room, gap, buy_mw, sell_mw, window_s, ends, prices, efficiency, wear
    )
    cost, gain = prices[0] / efficiency, prices[0] * efficiency - wear
    hours = min(first_s, window_s) / HOUR_S
    run = min(ends[0], window_s) / HOUR_S
    if cost < value:
        return min(buy_mw * hours, gap)
    if cost == value:
        return min(missing, buy_mw * hours, gap)
    if gain > value:
        return -min(sell_mw * hours, room)
    if gain == value:
        return -min(max(0.0, sell_mw * run - missing), sell_mw * hours, room)
    return 0.0


@kernel
def trade(
    n, look, now, k, edge, last, step_s, signal, efficiency, wear,
    have, want, store, taper_from, taper_to, fill_mw, feed_mw, floor, out_mw,
):  # fmt: skip
    """Write set points of all that can feed back: what pays beyond losses and wear.

    Nobody feeds back what could not be charged again before departure at the power it takes now.
    """
    ends, prices = runs_ahead(now, k, edge, last, step_s, signal)
    values = candidates(prices, efficiency, wear)
    for i in range(n):
        c, f, t, m = store[i], taper_from[i], taper_to[i], fill_mw[i]
        sell = min(feed_mw[i], m)
        if look.until[i] == NONE or sell <= 0.0 or look.must_s[i] >= look.first_s[i]:
            continue
        takes = most_mw(have[i], c, f, t, m)
        buy = look.mean_mw[i] if look.need_s[i] > 0.0 else takes
        room, gap = max(0.0, have[i] - floor[i]), max(0.0, min(want[i], c) - have[i])
        mwh = trade_mwh(
            room, gap, buy, sell, look.window_s[i], look.first_s[i], ends, prices, values,
            efficiency, wear,
        )  # fmt: skip
        must = look.must_s[i]
        if mwh < 0.0 and must == 0.0:
            back_s = look.window_s[i] - look.first_s[i] - look.need_s[i]
            out_mw[i] = -min(-mwh * HOUR_S, takes * back_s) / look.first_s[i]
            continue
        goal = max(have[i] + max(mwh, 0.0), flow(have[i], c, m, f, t, m, must))
        out_mw[i] = min(look.most_mw[i], even_mw(have[i], goal, c, f, t, m, look.first_s[i]))
