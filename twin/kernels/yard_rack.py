"""Swap stations: a battery of the rack against the vehicle's, in a bay.

The vehicle takes the fullest battery that is ready (ties by slot); its own goes into that slot
with what is left in it. Each slot charges like a plug, under the station's control. Who holds a
reservation is sure of a battery; others take what is not reserved. If fewer batteries are ready
than bays, queue and reservations may ask for, the rest charge as soon as possible, otherwise until
duty next begins.
"""

from __future__ import annotations

from twin.kernels.charge_flow import behind_plug, seconds_until
from twin.kernels.compiled import called
from twin.kernels.yard_columns import (
    BEGIN_NOW,
    BEGIN_TO,
    CHARGED,
    E_SERVE,
    EFFICIENCY,
    FED,
    FILLED,
    FRESH,
    GAVE,
    GOT,
    HAVE,
    HELD,
    HELD_SLOT,
    HOUR_S,
    LOOK_AT,
    LOOK_END,
    NONE,
    QUEUE,
    RACK,
    RACK_END,
    RACK_FILL,
    RACK_KNEE,
    RACK_MWH,
    RACK_SLOT,
    READY,
    SERVER_MW,
    SERVERS,
    STATION_SINCE,
    SWAP_SLOT,
)
from twin.kernels.yard_heap import look, push
from twin.kernels.yard_power import (
    B_END,
    B_FEED,
    B_FILL,
    B_FLOOR,
    B_HAVE,
    B_KNEE,
    B_OUT,
    B_STORE,
    B_WANT,
    FAR,
    goal_of,
    horizon,
    powers,
    whole,
)
from twin.kernels.yard_records import set_power

CONTENT, R_RATE, R_GOAL, THERE = range(4)


@called
def settle_rack(y, now, s):
    """Book what has flowed into the batteries of a rack."""
    since, done = y.si[s, STATION_SINCE], now == y.si[s, LOOK_END]
    y.si[s, STATION_SINCE] = now
    if now == since:
        return
    for k in range(y.si[s, RACK_SLOT], y.si[s, RACK_SLOT] + y.si[s, RACK]):
        row = y.rack[k]
        if row[THERE] == 0.0 or row[R_RATE] == 0.0:
            continue
        before = row[CONTENT]
        row[CONTENT] = row[R_GOAL] if done else before + row[R_RATE] * (now - since) / HOUR_S
        y.sf[s, CHARGED] += row[CONTENT] - before


@called
def ready_batteries(y, s):
    """Return how many batteries are ready, and the slot of the fullest."""
    count, best, least = 0, NONE, y.sf[s, READY] * y.sf[s, RACK_MWH] - 1e-9
    for k in range(y.si[s, RACK_SLOT], y.si[s, RACK_SLOT] + y.si[s, RACK]):
        if y.rack[k, THERE] > 0.0 and y.rack[k, CONTENT] >= least:
            count += 1
            if best < 0 or y.rack[k, CONTENT] > y.rack[best, CONTENT]:
                best = k
    return count, best


@called
def battery_for(y, now, v, s):
    """Return the slot of the battery that a vehicle gets now, or none."""
    settle_rack(y, now, s)
    count, best = ready_batteries(y, s)
    if y.vi[v, HELD_SLOT] == 0 and count <= y.si[s, HELD]:
        return NONE
    return best


@called
def take_battery(y, now, v, s, slot):
    """Take a battery out of its slot for a vehicle in a bay."""
    if y.vi[v, HELD_SLOT]:
        y.vi[v, HELD_SLOT] = 0
        y.si[s, HELD] -= 1
    y.vi[v, SWAP_SLOT] = slot
    y.vf[v, FRESH] = y.rack[slot, CONTENT]
    y.rack[slot, THERE] = y.rack[slot, R_RATE] = y.rack[slot, CONTENT] = 0.0
    look(y, s, now)


@called
def put_battery(y, now, v, s, content):
    """Put a battery into the slot that a vehicle's swap has freed."""
    settle_rack(y, now, s)
    slot = y.vi[v, SWAP_SLOT]
    y.rack[slot, CONTENT], y.rack[slot, R_RATE], y.rack[slot, THERE] = content, 0.0, 1.0
    y.vi[v, SWAP_SLOT] = NONE
    look(y, s, now)


@called
def swapped(y, now, v, s):
    """Finish a swap: the vehicle has the fresh battery, the slot its old one."""
    old, fresh = y.vf[v, HAVE], y.vf[v, FRESH]
    put_battery(y, now, v, s, old)
    y.vf[v, HAVE] = fresh
    if fresh >= old:
        y.vf[v, FILLED] += fresh - old
        y.vf[v, GOT] += fresh - old
    else:
        y.vf[v, FED] += old - fresh
        y.vf[v, GAVE] += old - fresh


@called
def rack_deadline(y, now, s):
    """Return by when batteries are to be full: at once if few are ready, or when duty begins."""
    p = y.si[s, BEGIN_NOW]
    while p < y.si[s, BEGIN_TO] and y.begins[p] <= now:
        p += 1
    y.si[s, BEGIN_NOW] = p
    count, _ = ready_batteries(y, s)
    asked_for = y.si[s, SERVERS] + y.si[s, QUEUE] + y.si[s, HELD]
    if count < asked_for or p == y.si[s, BEGIN_TO]:
        return NONE
    return y.begins[p]


@called
def look_at_rack(y, now, s):
    """Set the powers of the slots of a rack."""
    settle_rack(y, now, s)
    fill, knee, end = behind_plug(
        y.sf[s, RACK_FILL], y.sf[s, RACK_KNEE], y.sf[s, RACK_END], y.sf[s, SERVER_MW]
    )
    until, n, b, size = rack_deadline(y, now, s), 0, y.buffer, y.sf[s, RACK_MWH]
    for k in range(y.si[s, RACK_SLOT], y.si[s, RACK_SLOT] + y.si[s, RACK]):
        y.rack[k, R_RATE] = 0.0
        if y.rack[k, THERE] == 0.0 or y.rack[k, CONTENT] >= size - 1e-9:
            continue
        b[B_HAVE, n], b[B_WANT, n], b[B_STORE, n] = y.rack[k, CONTENT], size, size
        b[B_FILL, n], b[B_KNEE, n], b[B_END, n] = fill, knee, end
        b[B_FEED, n] = b[B_FLOOR, n] = 0.0
        y.who[n], y.departs[n] = k, until
        n += 1
    until = FAR
    if n:
        after = powers(y, now, s, n)
        until = min(horizon(y, now, n, after), until_ready(y, now, s, n))
    drawn = 0.0
    for k in range(n):
        if until < FAR:
            goal = goal_of(y, k, until - now)
            y.rack[y.who[k], R_GOAL] = goal
            y.rack[y.who[k], R_RATE] = (goal - b[B_HAVE, k]) * HOUR_S / (until - now)
            drawn += y.rack[y.who[k], R_RATE]
    set_power(y, now, 2 * s, drawn / y.sf[s, EFFICIENCY])
    y.si[s, LOOK_END] = until
    y.si[s, LOOK_AT] = NONE
    if until < FAR:
        look(y, s, until)
    if y.si[s, QUEUE] and ready_batteries(y, s)[0] > 0:
        push(y, now, E_SERVE, s)


@called
def until_ready(y, now, s, n):
    """Return when the next battery is ready, if somebody waits for one."""
    until, b = FAR, y.buffer
    least = y.sf[s, READY] * y.sf[s, RACK_MWH]
    if y.si[s, QUEUE] == 0:
        return until
    for k in range(n):
        if b[B_HAVE, k] < least - 1e-9 and b[B_OUT, k] > 0.0:
            left = seconds_until(
                b[B_HAVE, k], least, b[B_STORE, k], b[B_OUT, k], b[B_KNEE, k], b[B_END, k],
                b[B_FILL, k],
            )  # fmt: skip
            until = min(until, now + whole(left))
    return until
