"""What each vehicle would draw by itself, given when it must be ready and what power will cost.

All in seconds at full power. Every look ranks the present interval among those ahead: what is
cheaper and still ahead is summed up once for all vehicles, and each reads it off at its own
departure.
"""

from __future__ import annotations

import numpy as np

from twin.kernels.charge_flow import even_mw
from twin.kernels.charge_look import NONE
from twin.kernels.compiled import inlined, kernel


@inlined
def seconds_ahead(sums, edge, until, step_s):
    """Return the seconds counted from ``edge`` to ``until``, an interval cut in proportion."""
    if until <= edge:
        return 0.0
    whole = min((until - edge) // step_s, sums.shape[0] - 1)
    total = sums[whole] * step_s
    if whole < sums.shape[0] - 1:
        total += (sums[whole + 1] - sums[whole]) * (until - edge - whole * step_s)
    return total


@kernel
def cheaper_ahead(k, edge, last, step_s, signal):
    """Return running sums of the steps after ``k`` with a signal below the present one."""
    steps = max(0, min((last - edge + step_s - 1) // step_s, signal.shape[0] - 1 - k))
    sums = np.zeros(steps + 1)
    for j in range(steps):
        sums[j + 1] = sums[j] + (1.0 if signal[k + 1 + j] < signal[k] else 0.0)
    return sums


@kernel
def surplus_ahead(k, edge, last, step_s, price, surplus_seen, draw_mw):
    """Return running sums of the steps after ``k``: share that surplus fills, and cheaper rest.

    ``draw_mw`` is what all would draw together on the grid side. The rest of an interval, which
    would be bought, counts where it costs no more than now: what must be bought is bought late.
    """
    steps = max(0, min((last - edge + step_s - 1) // step_s, price.shape[0] - 1 - k))
    sunny, rest = np.zeros(steps + 1), np.zeros(steps + 1)
    for j in range(steps):
        share = min(1.0, max(0.0, surplus_seen[k + 1 + j]) / draw_mw) if draw_mw > 0.0 else 0.0
        sunny[j + 1] = sunny[j] + share
        rest[j + 1] = rest[j] + (1.0 - share if price[k + 1 + j] <= price[k] else 0.0)
    return sunny, rest


@kernel
def wish_evenly(n, look, have, want, store, taper_from, taper_to, fill_mw, out_mw):
    """Write the powers that just reach what is wanted at departure."""
    for i in range(n):
        out_mw[i] = look.most_mw[i]
        if look.until[i] != NONE and look.need_s[i] < look.window_s[i]:
            out_mw[i] = even_mw(
                have[i], want[i], store[i], taper_from[i], taper_to[i], fill_mw[i],
                look.window_s[i],
            )  # fmt: skip


@kernel
def wish_cheaply(n, look, k, edge, last, step_s, signal, crowd, on_s):
    """Write the seconds at full power that no cheaper interval ahead can take."""
    sums = cheaper_ahead(k, edge, last, step_s, signal)
    for i in range(n):
        on_s[i] = look.first_s[i]
        if look.until[i] != NONE:
            ahead = crowd * seconds_ahead(sums, edge, look.until[i], step_s)
            on_s[i] = max(look.must_s[i], min(look.need_s[i] - ahead, look.first_s[i]))


@kernel
def wish_surplus(
    n, look, k, edge, last, step_s, price, surplus, surplus_seen, efficiency, crowd, on_s
):
    """Write the seconds at full power from present surplus, and what surplus ahead cannot give.

    Present surplus goes to what must be charged anyway, and then to all in equal shares of what
    they could take beside.
    """
    firm_mw = all_mw = 0.0
    for i in range(n):
        on_s[i] = look.first_s[i] if look.until[i] == NONE else look.must_s[i]
        share = 1.0 if look.until[i] == NONE else on_s[i] / look.first_s[i]
        firm_mw += look.most_mw[i] * share
        all_mw += look.most_mw[i]
    share = 0.0
    if all_mw > firm_mw:
        share = max(0.0, min(1.0, (surplus[k] * efficiency - firm_mw) / (all_mw - firm_mw)))
    sunny, rest = surplus_ahead(k, edge, last, step_s, price, surplus_seen, all_mw / efficiency)
    for i in range(n):
        if look.until[i] == NONE:
            continue
        on_s[i] += share * (look.first_s[i] - on_s[i])
        ahead = seconds_ahead(sunny, edge, look.until[i], step_s)
        ahead += seconds_ahead(rest, edge, look.until[i], step_s)
        buy = look.need_s[i] - on_s[i] - crowd * ahead
        on_s[i] += max(0.0, min(buy, look.first_s[i] - on_s[i]))
