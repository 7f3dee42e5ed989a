"""What the yard writes: its log, the powers drawn and burned, and the services of stations."""

from __future__ import annotations

import numpy as np

from twin.kernels.compiled import called
from twin.kernels.yard_columns import (
    ASKED,
    AT,
    BEGAN,
    DRIVE,
    FORGOTTEN,
    GAVE,
    GOT,
    GROUP,
    HAVE,
    HOUR_S,
    LOGGED,
    RATE,
    RECORDED,
    SERVED,
    SINCE,
    STORE,
)


@called
def job(y, j, column):
    """Return an integer of a job (kept in 32 bits)."""
    return np.int64(y.ji[j, column])


@called
def number(y, j):
    """Return the number by which a job is known outside: in the order in which jobs were added."""
    return y.counts[FORGOTTEN] + j


@called
def have_now(y, v, now):
    """Return what is in a vehicle's store [MWh]."""
    return y.vf[v, HAVE] + y.vf[v, RATE] * (now - y.vi[v, SINCE]) / HOUR_S


@called
def tell(y, now, v, code, place, value):
    """Write a row of the log, if one is kept."""
    if y.step[1] == 0:
        return
    k = y.counts[LOGGED]
    y.counts[LOGGED] = k + 1
    row = y.log_i[k]
    row[0], row[1], row[2], row[3] = now, v, code, place
    y.log_f[k, 0] = value
    y.log_f[k, 1] = have_now(y, v, now) / y.vf[v, STORE] if v >= 0 else 0.0


@called
def write_power(y, now, channel):
    """Write the present power of a channel; the last of one second counts."""
    k = y.counts[RECORDED]
    y.counts[RECORDED] = k + 1
    y.draw_i[k, 0], y.draw_i[k, 1] = now, channel
    y.draw_f[k] = y.channel[channel, 0]


@called
def set_power(y, now, channel, mw):
    """Set the power of a channel [MW]."""
    if y.channel[channel, 0] != mw:
        y.channel[channel, 0] = mw
        write_power(y, now, channel)


@called
def add_power(y, now, channel, mw, takers):
    """Let ``takers`` more take part in a channel with ``mw`` together; without any it is still."""
    y.channel[channel, 1] += takers
    total = y.channel[channel, 0] + mw if y.channel[channel, 1] > 0.0 else 0.0
    set_power(y, now, channel, total)


@called
def burn(y, now, v, mw, takers):
    """Let a vehicle that is filled outside begin or cease to burn ``mw``."""
    group_channel = 2 * y.si.shape[0] + 4 * y.vi[v, GROUP] + y.vi[v, DRIVE]
    add_power(y, now, group_channel, mw, takers)


@called
def write_service(y, now, v, reneged):
    """Write a finished service, or a queue that was left."""
    k = y.counts[SERVED]
    y.counts[SERVED] = k + 1
    row = y.serve_i[k]
    row[0], row[1], row[2] = y.vi[v, AT], v, y.vi[v, ASKED]
    row[3], row[4], row[5] = y.vi[v, BEGAN], now, reneged
    y.serve_f[k, 0], y.serve_f[k, 1] = y.vf[v, GOT], y.vf[v, GAVE]
