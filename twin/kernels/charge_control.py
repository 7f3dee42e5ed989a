"""Set points of a station's plugs: departure first, then the strategy, never above the limits.

A look at a station takes three steps. Each vehicle says what it would draw by itself
(:mod:`twin.kernels.charge_wishes`, :mod:`twin.kernels.charge_trade`), at least what it must draw
now to be ready in time. If all could together draw more than the station may, what must be done now
follows from a plan for all, and the limit is shared (:mod:`twin.kernels.charge_share`): what must
be done, then whoever waits for work, then the rest by least slack.
"""

from __future__ import annotations

import numba as nb
import numpy as np

from twin.kernels.charge_look import NONE, observe, set_points
from twin.kernels.charge_share import share
from twin.kernels.charge_trade import runs_ahead, trade
from twin.kernels.charge_wishes import wish_cheaply, wish_evenly, wish_surplus
from twin.kernels.compiled import counting, kernel

UNCONTROLLED, BALANCED, TARIFF, SURPLUS, PEAK_LIMITED, V2G, COORDINATED = range(7)
_REALS, _INTS = nb.float64[::1], nb.int64[::1]
CONTROL_TYPE = nb.int64(  # of :func:`set_powers`, as the yard calls it
    nb.int64, nb.int64, nb.int64, _REALS, _REALS, _INTS, *[_REALS] * 6, *[nb.float64] * 4,
    *[_REALS] * 4, nb.int64, _REALS,
)  # fmt: skip
_SHARED_S = 900  # a limit that binds is shared anew at least so often, as batteries fill up


@kernel
def next_look(control, now, step_s):
    """Return the second at which a station must be looked at again if nothing happens before."""
    if control in (UNCONTROLLED, BALANCED):
        return NONE
    return (now // step_s + 1) * step_s


@counting
def _drawn(n, mw):
    """Return the sum of what is drawn, and of what is fed back [MW]."""
    drawn = fed = 0.0
    for i in range(n):
        drawn += max(mw[i], 0.0)
        fed += max(-mw[i], 0.0)
    return drawn, fed


@counting
def _keep_site(n, look, now, edge, budget_mw, could_mw, planned, out_mw):
    """Cut the set points to what the station may draw and feed; return when to look again."""
    _, fed = _drawn(n, out_mw)
    for i in range(n):
        if out_mw[i] < 0.0 and fed > budget_mw:
            out_mw[i] *= budget_mw / fed
    if could_mw <= budget_mw:
        return NONE
    horizon = min(edge - now, _SHARED_S)
    for i in range(n):
        if look.until[i] == NONE:
            planned = True
        else:
            horizon = min(horizon, look.until[i] - now)
    share(n, look, float(horizon), budget_mw, planned, out_mw)
    return now + horizon


@counting
def _wish_by_signals(
    control, n, look, now, k, edge, last, step_s, crowd, free, efficiency, wear,
    price, surplus, surplus_seen, value_seen,
    have, want, store, taper_from, taper_to, fill_mw, feed_mw, floor, out_mw,
):  # fmt: skip
    """Write the wishes of the rules that go by prices, surplus or values."""
    on_s = np.empty(n)
    signal = value_seen if control == COORDINATED else price
    if control == SURPLUS:
        wish_surplus(
            n, look, k, edge, last, step_s, price, surplus, surplus_seen, efficiency, crowd,
            on_s,
        )  # fmt: skip
    else:
        wish_cheaply(n, look, k, edge, last, step_s, signal, crowd, on_s)
    set_points(n, look, on_s, have, store, taper_from, taper_to, fill_mw, out_mw)
    # Where a limit may bind nobody feeds back: others may need the power when it is due.
    if control in (V2G, COORDINATED) and free:
        runs = runs_ahead(now, k, edge, last, step_s, signal, efficiency, wear)
        trade(
            n, look, runs, have, want, store, taper_from, taper_to, fill_mw, feed_mw, floor,
            out_mw,
        )  # fmt: skip


@kernel
def set_powers(
    control, now, n, have, want, depart_s, fill_mw, feed_mw, store, taper_from, taper_to, floor,
    efficiency, site_mw, limit_mw, wear, price, surplus, surplus_seen, value_seen, step_s, out_mw,
):  # fmt: skip
    """Write the set points of the ``n`` vehicles plugged in at one station.

    Parameters
    ----------
    control : int
        ``agents.yard.tables.Control``.
    now : int
        Second of the look.
    n : int
        Vehicles plugged in; the arrays that follow may be longer.
    have, want, store, floor : arrays
        Content, what it shall be at departure, capacity, and what must always stay in [MWh].
    depart_s : array of int
        When it leaves; NONE if as soon as it has what it wants.
    fill_mw, taper_from, taper_to : arrays
        What battery and plug together take (:func:`twin.kernels.charge_flow.behind_plug`).
    feed_mw : array
        Most it gives back through its plug [MW].
    efficiency : float
        Store's side over grid side, one way.
    site_mw, limit_mw : float
        What the station draws or feeds at most, and what ``PEAK_LIMITED`` and ``COORDINATED`` keep
        [MW, grid side].
    wear : float
        What feeding back must earn beyond losses [CNY/MWh of the store].
    price, surplus, surplus_seen, value_seen : arrays
        Signals, one value a step of ``step_s`` seconds.
    out_mw : array
        Written: set points at the store's side [MW], negative to feed back.

    Returns
    -------
    int
        Second at which it must be called again if nothing happens before; NONE if none.
    """
    steps = price.shape[0]
    k, edge = min(now // step_s, steps - 1), (now // step_s + 1) * step_s
    look = observe(
        now, n, have, want, depart_s, fill_mw, store, taper_from, taper_to, edge, steps * step_s
    )
    budget = site_mw * efficiency
    if control in (PEAK_LIMITED, COORDINATED):
        budget = min(budget, limit_mw * efficiency)
    could, _ = _drawn(n, look.most_mw)
    crowd = min(1.0, budget / could) if could > 0.0 else 1.0
    last, ever = now, 0.0  # whoever is full may have to take power again if it feeds back
    for i in range(n):
        last, out_mw[i] = max(last, look.until[i]), look.most_mw[i]
        ever += max(look.most_mw[i], fill_mw[i])
    if control == BALANCED:
        wish_evenly(n, look, have, want, store, taper_from, taper_to, fill_mw, out_mw)
        if _drawn(n, out_mw)[0] <= budget:
            could = 0.0  # what is even stays so: nobody will need more
    elif control not in (UNCONTROLLED, PEAK_LIMITED):
        _wish_by_signals(
            control, n, look, now, k, edge, last, step_s, crowd, ever <= budget, efficiency, wear,
            price, surplus, surplus_seen, value_seen,
            have, want, store, taper_from, taper_to, fill_mw, feed_mw, floor, out_mw,
        )  # fmt: skip
    planned = control not in (UNCONTROLLED, PEAK_LIMITED)
    shared = _keep_site(n, look, now, edge, budget, could, planned, out_mw)
    again = NONE if control == PEAK_LIMITED else next_look(control, now, step_s)
    return shared if again == NONE or (shared != NONE and shared < again) else again
