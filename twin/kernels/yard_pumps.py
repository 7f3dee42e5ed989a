"""Pumps that share a bank: it gives what is asked while it lasts, then what refills it.

The bank is refilled at a constant flow until it is full; that flow is what the station draws.
"""

from __future__ import annotations

from twin.kernels.compiled import called
from twin.kernels.yard_columns import (
    BANK,
    BANK_HAVE,
    BANK_RATE,
    EFFICIENCY,
    FILL,
    FILLING,
    FREE,
    HAVE,
    HOUR_S,
    LOOK_AT,
    NONE,
    PIECE_END,
    RATE,
    REFILL,
    SERVER_MW,
    SERVERS,
    SLIVER,
    SLOT,
    STATE,
    STATION_SINCE,
    WANT,
)
from twin.kernels.yard_heap import look, wake
from twin.kernels.yard_power import FAR, set_piece, settle, stop_filling, whole
from twin.kernels.yard_records import set_power


@called
def asked_mw(y, now, s):
    """Return how many are at the pumps, and what they take together when nothing is short [MW]."""
    n, total, first = 0, 0.0, y.si[s, SLOT]
    for k in range(first, first + y.si[s, SERVERS]):
        v = y.plugs[k]
        if v < 0 or y.vi[v, STATE] != FILLING:
            continue
        settle(y, now, v)
        if y.vf[v, HAVE] >= y.vf[v, WANT] - SLIVER:
            stop_filling(y, now, v)
            wake(y, v, FREE, now)
            continue
        y.who[n] = v
        n += 1
        total += min(y.vf[v, FILL], y.sf[s, SERVER_MW])
    return n, total


@called
def settle_bank(y, now, s):
    """Book what has flowed into and out of the bank."""
    content = y.sf[s, BANK_HAVE] + y.sf[s, BANK_RATE] * (now - y.si[s, STATION_SINCE]) / HOUR_S
    y.sf[s, BANK_HAVE] = min(max(content, 0.0), y.sf[s, BANK])
    y.si[s, STATION_SINCE] = now


@called
def bank_state(y, s, total):
    """Return the share of what is asked that the bank gives, its refill [MW], and how long."""
    bank, have, refill = y.sf[s, BANK], y.sf[s, BANK_HAVE], y.sf[s, REFILL]
    if bank == float("inf") or refill == float("inf"):
        return 1.0, total, FAR
    short = total - refill
    if short > 0.0:
        lasts = have / short * HOUR_S
        if lasts < 1.0:
            return refill / total, refill, FAR
        return 1.0, refill, int(lasts)
    room = bank - have
    if room <= SLIVER:
        return 1.0, total, FAR
    if short == 0.0:
        return 1.0, refill, FAR
    return 1.0, refill, whole(room / -short * HOUR_S)


@called
def look_at_pumps(y, now, s):
    """Set the flow of each pump and what refills the bank."""
    settle_bank(y, now, s)
    n, total = asked_mw(y, now, s)
    share, refill, lasts = bank_state(y, s, total)
    until = now + lasts
    for k in range(n):
        v = y.who[k]
        mw = share * min(y.vf[v, FILL], y.sf[s, SERVER_MW])
        if mw > 0.0:
            until = min(until, now + whole((y.vf[v, WANT] - y.vf[v, HAVE]) / mw * HOUR_S))
    drawn = 0.0
    for k in range(n):
        v = y.who[k]
        mw = share * min(y.vf[v, FILL], y.sf[s, SERVER_MW])
        if mw > 0.0:
            goal = min(y.vf[v, WANT], y.vf[v, HAVE] + mw * (until - now) / HOUR_S)
            set_piece(y, now, v, goal, until)
        else:
            y.vf[v, RATE], y.vi[v, PIECE_END] = 0.0, NONE
        drawn += y.vf[v, RATE]
    room = y.sf[s, BANK] - y.sf[s, BANK_HAVE]
    if until < FAR and room < float("inf"):  # full at a whole second, not in the midst of one
        refill = min(refill, drawn + room * HOUR_S / (until - now))
    y.sf[s, BANK_RATE] = refill - drawn if y.sf[s, BANK] < float("inf") else 0.0
    if y.sf[s, BANK] == float("inf"):
        refill = drawn
    set_power(y, now, 2 * s, refill / y.sf[s, EFFICIENCY])
    y.si[s, LOOK_AT] = NONE
    if until < FAR:
        look(y, s, until)
