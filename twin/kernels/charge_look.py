"""What a look at a station's plugged vehicles shows: what each lacks, and how long it has."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from twin.kernels.charge_flow import HOUR_S, even_mw, flow, most_mw, seconds_until
from twin.kernels.compiled import kernel

NONE = -1  # no departure known: as soon as possible


class Look(NamedTuple):
    """What is known of each plugged vehicle at a look; arrays of shape (n,).

    ``window_s`` is the time until departure, infinite if there is none; ``first_s`` the part of it
    in the present interval; ``need_s`` the time at full power until it has what it wants;
    ``must_s`` how much of that falls in the present interval at the latest.
    """

    most_mw: NDArray[np.float64]
    mean_mw: NDArray[np.float64]
    need_s: NDArray[np.float64]
    window_s: NDArray[np.float64]
    first_s: NDArray[np.float64]
    must_s: NDArray[np.float64]
    until: NDArray[np.int64]


@kernel
def observe(now, n, have, want, depart_s, fill_mw, store, taper_from, taper_to, edge, end_s):
    """Return the look at ``n`` vehicles; departures beyond the end of the signals are at it."""
    look = Look(
        np.zeros(n), np.zeros(n), np.zeros(n), np.empty(n), np.empty(n), np.zeros(n),
        np.empty(n, np.int64),
    )  # fmt: skip
    for i in range(n):
        leaves = min(depart_s[i], max(end_s, now + 1))
        asked = depart_s[i] != NONE and leaves > now
        look.until[i] = leaves if asked else NONE
        look.window_s[i] = leaves - now if asked else math.inf
        look.first_s[i] = min(edge - now, look.window_s[i])
        if have[i] >= min(want[i], store[i]):
            continue
        c, f, t, m = store[i], taper_from[i], taper_to[i], fill_mw[i]
        look.most_mw[i] = most_mw(have[i], c, f, t, m)
        look.need_s[i] = seconds_until(have[i], want[i], c, m, f, t, m)
        look.mean_mw[i] = (min(want[i], c) - have[i]) * HOUR_S / look.need_s[i]
        late = look.need_s[i] - (look.window_s[i] - look.first_s[i])
        look.must_s[i] = max(0.0, min(late, look.first_s[i]))
    return look


@kernel
def set_points(n, look, on_s, have, store, taper_from, taper_to, fill_mw, out_mw):
    """Write powers that give in the present interval what ``on_s`` at full power would."""
    for i in range(n):
        if on_s[i] <= 0.0:
            out_mw[i] = 0.0
        elif on_s[i] >= look.first_s[i] or on_s[i] >= look.need_s[i]:
            out_mw[i] = look.most_mw[i]
        else:
            c, f, t, m = store[i], taper_from[i], taper_to[i], fill_mw[i]
            goal = flow(have[i], c, m, f, t, m, on_s[i])
            out_mw[i] = even_mw(have[i], goal, c, f, t, m, look.first_s[i])
