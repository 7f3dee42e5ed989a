"""How a station sets the power of its plugs."""

from __future__ import annotations

from twin.kernels.charge_flow import most_mw
from twin.kernels.compiled import called


@called
def set_powers(control, now, n, have, want, depart_s, fill_mw, feed_mw, store, taper_from, taper_to,
               floor, efficiency, site_mw, limit_mw, wear, price, surplus, surplus_seen,
               value_seen, step_s, out_mw):  # fmt: skip
    """Write the set point of each plugged vehicle [MW]: all it takes, as far as the site allows."""
    left = site_mw * efficiency
    for k in range(n):
        mw = most_mw(have[k], store[k], taper_from[k], taper_to[k], fill_mw[k])
        out_mw[k] = min(mw, left) if have[k] < want[k] else 0.0
        left -= out_mw[k]


@called
def next_look(control, now, step_s):
    """Return the next second at which powers are set anew although nothing happened, or none."""
    return -1
