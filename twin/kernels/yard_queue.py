"""Queues of stations: who comes, who is next, who leaves, and which server takes whom."""

from __future__ import annotations

from twin.kernels.compiled import called
from twin.kernels.yard_columns import (
    AHEAD,
    ASKED,
    AT,
    BEFORE,
    BEGAN,
    DUE,
    E_RENEGE,
    E_SERVE,
    EARLIEST_DEPARTURE,
    FIRST,
    FIRST_COME,
    FIXED,
    FREE_FROM,
    GAVE,
    GOT,
    GROUP,
    HAVE,
    HEAD,
    HELD,
    HELD_SLOT,
    HOLD,
    KIND,
    L_BEGINS,
    L_ENDS,
    L_QUEUES,
    L_RENEGES,
    L_RESUMES,
    LAST_SPAN,
    LOWEST_STORE,
    NEXT,
    NONE,
    ON_DUTY,
    OUT,
    PATIENCE,
    PLUG,
    PLUGGING,
    QUEUE,
    QUEUED,
    RATE,
    READY_S,
    RENEGE_AT,
    REST_FROM,
    RULE,
    SERVERS,
    SINCE,
    SLOT,
    SPAN,
    STATE,
    STORE,
    SWAP,
    TAIL,
    WAITED,
    WAKE,
)
from twin.kernels.yard_heap import look, push, wake
from twin.kernels.yard_records import job, tell, write_service
from twin.kernels.yard_sets import lowest


@called
def departure(y, v, now):
    """Return when a vehicle must leave for its timetable or duty; none if it waits for work."""
    until = NONE
    if not y.vi[v, ON_DUTY] and y.vi[v, SPAN] < y.vi[v, LAST_SPAN]:
        until = y.spans[y.vi[v, SPAN], 0]
    if y.vi[v, AHEAD] >= 0:
        ready = job(y, y.vi[v, AHEAD], READY_S)
        until = ready if until < 0 else min(until, ready)
    elif y.vi[v, ON_DUTY]:
        return NONE
    return until if until > now else NONE


@called
def join(y, now, v, s, first):
    """Let a vehicle queue at a station, at the head if a breakdown interrupted it."""
    row = y.vi[v]
    if not first:
        row[AT], row[ASKED], row[BEGAN] = s, now, NONE
        y.vf[v, GOT] = y.vf[v, GAVE] = 0.0
        if row[REST_FROM] < 0:
            row[REST_FROM] = now
    row[FIRST] = 1 if first else 0
    row[STATE], row[WAKE], row[PLUG] = QUEUED, NONE, NONE
    row[BEFORE] = NONE if first else y.si[s, TAIL]
    row[NEXT] = y.si[s, HEAD] if first else NONE
    if row[BEFORE] >= 0:
        y.vi[row[BEFORE], NEXT] = v
    else:
        y.si[s, HEAD] = v
    if row[NEXT] >= 0:
        y.vi[row[NEXT], BEFORE] = v
    else:
        y.si[s, TAIL] = v
    y.si[s, QUEUE] += 1
    tell(y, now, v, L_QUEUES, s, float(y.si[s, QUEUE]))
    push(y, now, E_SERVE, s)
    if y.si[s, KIND] == SWAP:  # the rack is to tell when the next battery is ready
        look(y, s, now)
    if row[PATIENCE] >= 0:
        row[RENEGE_AT] = now + row[PATIENCE]
        push(y, row[RENEGE_AT], E_RENEGE, v)


@called
def step_out(y, v):
    """Take a vehicle out of the queue."""
    s, before, then = y.vi[v, AT], y.vi[v, BEFORE], y.vi[v, NEXT]
    if before >= 0:
        y.vi[before, NEXT] = then
    else:
        y.si[s, HEAD] = then
    if then >= 0:
        y.vi[then, BEFORE] = before
    else:
        y.si[s, TAIL] = before
    y.si[s, QUEUE] -= 1
    y.vi[v, RENEGE_AT] = NONE


@called
def renege(y, now, v):
    """Let a vehicle leave a queue with nothing."""
    step_out(y, v)
    waited = now - y.vi[v, ASKED]
    tell(y, now, v, L_RENEGES, y.vi[v, AT], float(waited))
    if y.vi[v, BEGAN] < 0:
        y.vi[v, WAITED] += waited
        write_service(y, now, v, 1)
    else:  # a breakdown had cut it short
        write_service(y, now, v, 0)
    give_back(y, v)
    y.vi[v, AT] = NONE


@called
def give_back(y, v):
    """Release the battery that a vehicle has reserved."""
    if y.vi[v, HELD_SLOT]:
        y.si[y.vi[v, AT], HELD] -= 1
        y.vi[v, HELD_SLOT] = 0


@called
def may_begin(y, v, now):
    """Return whether a call to reduce load lets a vehicle begin; on duty and late ones always."""
    if now >= y.gi[y.vi[v, GROUP], HOLD] or y.vi[v, ON_DUTY]:
        return True
    a = y.vi[v, AHEAD]
    return a >= 0 and job(y, a, READY_S) <= now


@called
def is_better(y, rule, a, b):
    """Return whether ``a`` is served before ``b``."""
    if y.vi[a, FIRST] != y.vi[b, FIRST]:
        return y.vi[a, FIRST] > y.vi[b, FIRST]
    if rule == LOWEST_STORE:
        x, z = y.vf[a, HAVE] / y.vf[a, STORE], y.vf[b, HAVE] / y.vf[b, STORE]
        if x != z:
            return x < z
    if rule == EARLIEST_DEPARTURE and y.vi[a, DUE] != y.vi[b, DUE]:
        return y.vi[a, DUE] < y.vi[b, DUE]  # none: as soon as possible
    if y.vi[a, ASKED] != y.vi[b, ASKED]:
        return y.vi[a, ASKED] < y.vi[b, ASKED]
    return a < b


@called
def next_of_queue(y, s, now):
    """Return who is served next, or none."""
    best, rule = NONE, y.si[s, RULE]
    v = y.si[s, HEAD]
    while v >= 0:
        if may_begin(y, v, now):
            if rule == EARLIEST_DEPARTURE:
                y.vi[v, DUE] = departure(y, v, now)
            if best < 0 or is_better(y, rule, v, best):
                best = v
            elif rule == FIRST_COME and y.vi[v, ASKED] > y.vi[best, ASKED]:
                break
        v = y.vi[v, NEXT]
    return best


@called
def free_server(y, s):
    """Return the lowest free server that works, or none."""
    first, end = y.si[s, SLOT] + y.si[s, FREE_FROM], y.si[s, SLOT] + y.si[s, SERVERS] - y.si[s, OUT]
    if first >= end:
        return NONE
    w = first >> 5
    word = y.free[w] >> (first & 31) << (first & 31)
    while word == 0 and 32 * (w + 1) < end:
        w += 1
        word = y.free[w]
    server = 32 * w + lowest(word) if word else end
    return server - y.si[s, SLOT] if server < end else NONE


@called
def occupy(y, s, server, v):
    """Give a server to a vehicle, or none."""
    plug = y.si[s, SLOT] + server
    y.plugs[plug] = v
    if v < 0:
        y.free[plug >> 5] |= 1 << (plug & 31)
        y.si[s, FREE_FROM] = min(y.si[s, FREE_FROM], server)
    else:
        y.free[plug >> 5] &= ~(1 << (plug & 31))
        y.si[s, FREE_FROM] = server + 1


@called
def begin_service(y, now, v, s, server):
    """Let a vehicle begin: first what the station needs for handling or plugging in."""
    step_out(y, v)
    row = y.vi[v]
    occupy(y, s, server, v)
    row[PLUG] = server
    if row[BEGAN] < 0:
        waited = now - row[ASKED]
        row[WAITED] += waited
        tell(y, now, v, L_BEGINS, s, float(waited))
        row[BEGAN] = now
    else:  # a breakdown had cut it short
        tell(y, now, v, L_RESUMES, s, 0.0)
    y.vf[v, RATE] = 0.0
    row[SINCE] = now
    wake(y, v, PLUGGING, now + y.si[s, FIXED])


@called
def free_plug(y, now, v):
    """Take a vehicle from its server, and let the next one come."""
    s = y.vi[v, AT]
    occupy(y, s, y.vi[v, PLUG], NONE)
    y.vi[v, PLUG] = NONE
    if y.si[s, QUEUE]:
        push(y, now, E_SERVE, s)


@called
def end_service(y, now, v):
    """Close the service of a vehicle that leaves its server."""
    free_plug(y, now, v)
    tell(y, now, v, L_ENDS, y.vi[v, AT], y.vf[v, GOT])
    write_service(y, now, v, 0)
    y.vi[v, AT] = NONE
