"""What flows into a battery: a set point, and a curve above which it takes less and less.

A battery takes ``fill_mw`` up to a share ``taper_from`` of its store; from there the most it takes
falls linearly to ``taper_to · fill_mw`` when full. With a set point of its own the power is the
smaller of the two. On the falling part dE/dt = k (E∞ - E), so

    E(t) = E∞ - (E∞ - E₀) exp(-k t),   k = fill (1 - to) / ((1 - from) store),
    E∞ = store (from + (1 - from) / (1 - to)),

which is exact at any time and has no step. Energies in MWh, powers in MW on the store's side.
"""

from __future__ import annotations

import math

from twin.kernels.compiled import part

HOUR_S = 3600.0
_FLAT = 1.0 - 1e-6  # a curve that ends above this is not told from a flat one
_ROUNDS = 40  # Newton converges from its safe side in fewer than ten


@part
def most_mw(have, store, taper_from, taper_to, fill_mw):
    """Return the most a battery takes at content ``have`` [MW]."""
    share = min(have / store, 1.0)
    if share <= taper_from or taper_from >= _FLAT or taper_to >= _FLAT:
        return fill_mw
    return fill_mw * (1.0 - (1.0 - taper_to) * (share - taper_from) / (1.0 - taper_from))


@part
def behind_plug(fill_mw, taper_from, taper_to, plug_mw):
    """Return fill_mw, taper_from and taper_to of a battery behind a plug that gives ``plug_mw``.

    The smaller of a plug's power and a falling line is a falling line that begins later.
    """
    if plug_mw >= fill_mw:
        return fill_mw, taper_from, taper_to
    if taper_from >= _FLAT or taper_to >= _FLAT or plug_mw <= taper_to * fill_mw:
        return plug_mw, 1.0, 1.0
    fallen = (1.0 - plug_mw / fill_mw) / (1.0 - taper_to)
    return plug_mw, taper_from + fallen * (1.0 - taper_from), taper_to * fill_mw / plug_mw


@part
def _line(store, taper_from, taper_to, fill_mw):
    """Return k [1/h] and E∞ [MWh] of the falling part; k is 0 if nothing falls."""
    if taper_from >= _FLAT or taper_to >= _FLAT:
        return 0.0, store
    k = fill_mw * (1.0 - taper_to) / ((1.0 - taper_from) * store)
    return k, store * (taper_from + (1.0 - taper_from) / (1.0 - taper_to))


@part
def flow(have, store, mw, taper_from, taper_to, fill_mw, seconds):
    """Return the content [MWh] after ``seconds`` at set point ``mw``; below zero it feeds back."""
    hours = seconds / HOUR_S
    if mw <= 0.0:
        return max(0.0, have + mw * hours)
    if have >= store:
        return have
    p = min(mw, fill_mw)
    k, above = _line(store, taper_from, taper_to, fill_mw)
    knee = store if k == 0.0 else above - p / k
    straight = (knee - have) / p
    if k == 0.0 or hours <= straight:
        return min(store, have + p * hours)
    start = max(have, knee)
    rest = hours - max(straight, 0.0)
    return min(store, above - (above - start) * math.exp(-k * rest))


@part
def seconds_until(have, want, store, mw, taper_from, taper_to, fill_mw):
    """Return the seconds from ``have`` to ``want`` [MWh] at set point ``mw``; inf if never."""
    want = min(want, store)
    if want <= have:
        return 0.0
    p = min(mw, fill_mw)
    if p <= 0.0:
        return math.inf
    k, above = _line(store, taper_from, taper_to, fill_mw)
    knee = store if k == 0.0 else min(store, above - p / k)
    hours = max(min(want, knee) - have, 0.0) / p
    if want > knee and k > 0.0:
        gap = above - want
        if gap <= 0.0:
            return math.inf
        hours += math.log((above - max(have, knee)) / gap) / k
    return hours * HOUR_S


@part
def even_mw(have, want, store, taper_from, taper_to, fill_mw, seconds):
    """Return the set point [MW] that leads from ``have`` to ``want`` in just ``seconds``.

    Where the curve is met on the way, t(p) = (E∞ - have) / p - 1/k + ln(p / p_want) / k. In x = 1/p
    this is convex, so Newton's method from above stays above and ends.
    """
    want = min(want, store)
    if want <= have or seconds <= 0.0:
        return 0.0 if want <= have else fill_mw
    hours = seconds / HOUR_S
    p = (want - have) / hours
    end = most_mw(want, store, taper_from, taper_to, fill_mw)
    if p <= end:
        return p
    k, above = _line(store, taper_from, taper_to, fill_mw)
    top = most_mw(have, store, taper_from, taper_to, fill_mw)
    if k == 0.0 or end <= 0.0:
        return top
    x = 1.0 / end
    for _ in range(_ROUNDS):
        over = (above - have) * x - (1.0 + math.log(x * end)) / k - hours
        slope = (above - have) - 1.0 / (k * x)
        if slope <= 0.0:
            return top
        better = x - over / slope
        if not better < x * (1.0 - 1e-15):
            break
        x = better
        if x <= 1.0 / top:
            return top
    return min(top, 1.0 / x)
