"""What flows at plugs, in pieces of constant power that end where a vehicle or an interval ends.

A piece's power is the mean of the exact curve (:mod:`twin.kernels.charge_flow`) over it, so that
what is drawn is a list of constant powers and still the content at the end of each piece is exact.
Where the curve falls, pieces end with the settlement intervals. Plugs that share nothing know
nothing of each other: one event for a flat charge. All others are looked at together.
"""

from __future__ import annotations

import math

from twin.kernels.charge_control import set_powers
from twin.kernels.charge_flow import behind_plug, flow, seconds_until
from twin.kernels.compiled import called, counting
from twin.kernels.yard_columns import (
    AT,
    CONTROL,
    E_PIECE,
    EFFICIENCY,
    END,
    FED,
    FEED,
    FILL,
    FILLED,
    FILLING,
    FLOOR,
    FREE,
    GAVE,
    GOAL,
    GOT,
    HAVE,
    HOUR_S,
    KNEE,
    LIMIT_MW,
    LOOK_AT,
    NODE,
    NONE,
    PIECE_END,
    QUEUE,
    RATE,
    SERVER_MW,
    SERVERS,
    SINCE,
    SITE_MW,
    SLIVER,
    SLOT,
    STATE,
    STORE,
    TOGETHER,
    UNTIL,
    V2G,
    WANT,
    WEAR,
)
from twin.kernels.yard_heap import look, push, wake
from twin.kernels.yard_needs import reserve
from twin.kernels.yard_queue import departure, end_service
from twin.kernels.yard_records import add_power, set_power

(B_HAVE, B_WANT, B_FILL, B_FEED, B_STORE, B_KNEE, B_END, B_FLOOR, B_OUT, BUFFERS) = range(10)
FAR = 1 << 40
DUST_S = 1e-6  # what rounding leaves of a second


@called
def whole(seconds):
    """Return seconds as a whole number of at least 1, upwards; far away if never."""
    return max(1, math.ceil(seconds - DUST_S)) if seconds < 1e12 else FAR


@called
def settle(y, now, v):
    """Book what has flowed into a vehicle, or out of it, since it was last looked at."""
    since = y.vi[v, SINCE]
    y.vi[v, SINCE] = now
    rate = y.vf[v, RATE]
    if rate == 0.0 or now == since:
        return
    moved = rate * (now - since) / HOUR_S
    if now == y.vi[v, PIECE_END]:
        moved = y.vf[v, GOAL] - y.vf[v, HAVE]
        y.vf[v, HAVE] = y.vf[v, GOAL]
    else:
        y.vf[v, HAVE] += moved
    if rate > 0.0:
        y.vf[v, FILLED] += moved
        y.vf[v, GOT] += moved
    else:
        y.vf[v, FED] -= moved
        y.vf[v, GAVE] -= moved


@called
def set_piece(y, now, v, goal, until):
    """Let a vehicle's content go evenly to ``goal`` until a second."""
    y.vf[v, GOAL] = goal
    y.vi[v, PIECE_END] = until
    y.vf[v, RATE] = (goal - y.vf[v, HAVE]) * HOUR_S / (until - now)


@called
def piece_alone(y, now, v):
    """Go on with a vehicle at a plug that shares nothing, or end its service."""
    s = y.vi[v, AT]
    before, efficiency = y.vf[v, RATE], y.sf[s, EFFICIENCY]
    settle(y, now, v)
    have, want, store = y.vf[v, HAVE], y.vf[v, WANT], y.vf[v, STORE]
    if have >= want - SLIVER:
        stop_filling(y, now, v)
        wake(y, v, FREE, now)
        return
    fill, knee, end = behind_plug(y.vf[v, FILL], y.vf[v, KNEE], y.vf[v, END], y.sf[s, SERVER_MW])
    goal = want
    if have < knee * store - SLIVER:
        goal = min(want, knee * store)
    until = now + whole(seconds_until(have, goal, store, fill, knee, end, fill))
    edge = (now // y.step[0] + 1) * y.step[0]
    if have >= knee * store - SLIVER and edge < until:
        until = edge
        goal = min(want, flow(have, store, fill, knee, end, fill, edge - now))
    set_piece(y, now, v, goal, until)
    push(y, until, E_PIECE, v)
    add_power(y, now, 2 * s, (y.vf[v, RATE] - before) / efficiency, 1 if before == 0.0 else 0)


@called
def suspend(y, now, v):
    """Stop the flow at a vehicle's plug and book what it got."""
    s = y.vi[v, AT]
    settle(y, now, v)
    rate = y.vf[v, RATE]
    y.vf[v, RATE] = 0.0
    y.vi[v, PIECE_END] = NONE
    if y.si[s, TOGETHER]:
        look(y, s, now)
    elif rate != 0.0:
        add_power(y, now, 2 * s, -rate / y.sf[s, EFFICIENCY], -1)


@called
def stop_filling(y, now, v):
    """Take a vehicle from its plug and book what it got."""
    suspend(y, now, v)
    end_service(y, now, v)


@called
def begin_filling(y, now, v):
    """Let power flow to a vehicle that has plugged in."""
    y.vi[v, STATE], y.vi[v, SINCE] = FILLING, now
    y.vi[v, UNTIL] = FAR
    y.vf[v, RATE] = 0.0
    y.vi[v, PIECE_END] = NONE
    if y.si[y.vi[v, AT], TOGETHER]:
        look(y, y.vi[v, AT], now)
    else:
        piece_alone(y, now, v)


@called
def deadline(y, now, v, s):
    """Return by when a vehicle is to be filled: its departure, or its share of the time.

    While others queue, all share the time until then: with q in the queue of n plugs, each takes
    one of 1 + q / n turns, so that those who queue are filled before they leave, too.
    """
    until = departure(y, v, now)
    if until < 0:
        return NONE
    queue, servers = y.si[s, QUEUE], y.si[s, SERVERS]
    if queue > 0:
        turns = 1 + (queue + servers - 1) // servers
        y.vi[v, UNTIL] = min(y.vi[v, UNTIL], now + (until - now) // turns)
        return y.vi[v, UNTIL]
    y.vi[v, UNTIL] = FAR
    return until


@called
def gather(y, now, s):
    """Write the vehicles at a station's plugs into the buffers; those filled leave."""
    n, first, plug_mw = 0, y.si[s, SLOT], y.sf[s, SERVER_MW]
    for k in range(first, first + y.si[s, SERVERS]):
        v = y.plugs[k]
        if v < 0 or y.vi[v, STATE] != FILLING:
            continue
        settle(y, now, v)
        until = deadline(y, now, v, s)
        trades = y.si[s, CONTROL] >= V2G and y.vf[v, FEED] > 0.0
        stays = trades and until >= 0 and y.si[s, QUEUE] == 0
        if y.vf[v, HAVE] >= y.vf[v, WANT] - SLIVER and not stays:
            stop_filling(y, now, v)
            wake(y, v, FREE, now)
            continue
        fill, knee, end = behind_plug(y.vf[v, FILL], y.vf[v, KNEE], y.vf[v, END], plug_mw)
        b = y.buffer
        b[B_HAVE, n], b[B_WANT, n], b[B_STORE, n] = y.vf[v, HAVE], y.vf[v, WANT], y.vf[v, STORE]
        b[B_FILL, n], b[B_KNEE, n], b[B_END, n] = fill, knee, end
        b[B_FEED, n] = min(y.vf[v, FEED], plug_mw)
        b[B_FLOOR, n] = y.vf[v, FLOOR] + reserve(y, v, y.si[s, NODE])
        y.who[n], y.departs[n] = v, until
        n += 1
    return n


@counting
def powers(y, now, s, n):
    """Let the station's control set the powers in the buffers [MW]; return when to ask again."""
    b = y.buffer
    return set_powers(
        y.si[s, CONTROL], now, n, b[B_HAVE], b[B_WANT], y.departs, b[B_FILL], b[B_FEED],
        b[B_STORE], b[B_KNEE], b[B_END], b[B_FLOOR], y.sf[s, EFFICIENCY], y.sf[s, SITE_MW],
        y.sf[s, LIMIT_MW], y.sf[s, WEAR], y.price, y.surplus, y.surplus_seen, y.value_seen,
        y.step[0], b[B_OUT],
    )  # fmt: skip


@called
def horizon(y, now, n, after):
    """Return until when the powers in the buffers may stand, at most until ``after``."""
    b = y.buffer
    until = after if after > now else FAR
    edge = (now // y.step[0] + 1) * y.step[0]
    for k in range(n):
        have, mw, store = b[B_HAVE, k], b[B_OUT, k], b[B_STORE, k]
        if mw > 0.0:
            knee = b[B_KNEE, k] * store
            goal = b[B_WANT, k] if have >= knee - SLIVER else min(b[B_WANT, k], knee)
            left = seconds_until(have, goal, store, mw, b[B_KNEE, k], b[B_END, k], b[B_FILL, k])
            until = min(until, now + whole(left))
            if have >= knee - SLIVER and have < store:
                until = min(until, edge)
        elif mw < 0.0:
            left = (have - b[B_FLOOR, k]) / -mw * HOUR_S
            until = min(until, now + max(1, int(left)))
    return until


@called
def goal_of(y, k, seconds):
    """Return the content of what is in column ``k`` of the buffers after some seconds."""
    b = y.buffer
    have, mw = b[B_HAVE, k], b[B_OUT, k]
    if mw == 0.0:
        return have
    goal = flow(have, b[B_STORE, k], mw, b[B_KNEE, k], b[B_END, k], b[B_FILL, k], seconds)
    if mw > 0.0:
        if goal >= b[B_WANT, k] - SLIVER:
            return max(have, b[B_WANT, k])
        return goal
    return max(goal, min(have, b[B_FLOOR, k]))


@called
def look_at_plugs(y, now, s):
    """Set the powers of plugs that share a limit or a control."""
    n = gather(y, now, s)
    until = horizon(y, now, n, powers(y, now, s, n)) if n else FAR
    drawn, fed = 0.0, 0.0
    for k in range(n):
        v = y.who[k]
        if until < FAR:
            set_piece(y, now, v, goal_of(y, k, until - now), until)
        else:
            y.vf[v, RATE], y.vi[v, PIECE_END] = 0.0, NONE
        drawn += max(y.vf[v, RATE], 0.0)
        fed += max(-y.vf[v, RATE], 0.0)
    set_power(y, now, 2 * s, drawn / y.sf[s, EFFICIENCY])
    set_power(y, now, 2 * s + 1, fed * y.sf[s, EFFICIENCY])
    y.si[s, LOOK_AT] = NONE
    if until < FAR:
        look(y, s, until)
