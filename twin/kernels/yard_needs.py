"""Which job a vehicle can do: its energy, its time with breaks, and the way to be filled after it.

A job's energy is ``climate · climb · (loaded km (a + b payload) + empty km a) + c handling hours``,
the climate factor acting on both. What must be left afterwards is the floor and the longest of the
ways to where the vehicle is filled or at home, at the coldest factor of the year: whatever the
weather does while it waits, it gets there.
"""

from __future__ import annotations

from twin.kernels.compiled import called
from twin.kernels.yard_columns import (
    AHEAD,
    CLIMATE,
    CLIMB,
    COLDEST,
    DAY_S,
    DEPOT,
    DUTY_END,
    EMPTY_KM,
    EMPTY_S,
    FLOOR,
    GIVEN,
    HANDLING_S,
    HOME,
    HOUR_S,
    J_END,
    J_GROUP,
    J_PAYLOAD,
    KIND,
    LOADED_KM,
    LOADED_S,
    LONGEST,
    MIDDAY,
    MIDDAY_TO,
    NIGHT_TO,
    NODE,
    ON_DUTY,
    OUTSIDE,
    PAYLOAD,
    PER_H,
    PER_KM,
    PER_T_KM,
    PLACE,
    RACK_MWH,
    READY,
    READY_S,
    REST_FROM,
    START,
    STORE,
    SWAP,
    TYPE_FROM,
    TYPE_TO,
    WORKED,
)
from twin.kernels.yard_records import have_now, job

DUST = 1e-12
CAN, SHORT, CANNOT = range(3)


@called
def factor(y, v, now):
    """Return today's factor on consumption."""
    row = y.vi[v, CLIMATE]
    if row < 0:
        return 1.0
    return y.climate[row, min(now // DAY_S, y.climate.shape[1] - 1)]


@called
def job_mwh(y, v, j, now):
    """Return the energy of a job without the way to its start [MWh]."""
    loaded = y.jf[j, LOADED_KM] * (y.vf[v, PER_KM] + y.vf[v, PER_T_KM] * y.jf[j, J_PAYLOAD])
    way = (loaded + y.jf[j, EMPTY_KM] * y.vf[v, PER_KM]) * y.jf[j, CLIMB]
    handling = y.vf[v, PER_H] * job(y, j, HANDLING_S) / HOUR_S
    return (way + handling) * factor(y, v, now)


@called
def way_mwh(y, v, a, b, factor_then):
    """Return the energy of an empty way [MWh]."""
    return y.km[a, b] * y.vf[v, PER_KM] * factor_then


@called
def reserve(y, v, node):
    """Return what must be left at a node to reach home and every station of the vehicle [MWh]."""
    far = y.km[node, y.vi[v, HOME]]
    for s in (y.vi[v, DEPOT], y.vi[v, MIDDAY]):
        if s >= 0:
            far = max(far, y.km[node, y.si[s, NODE]])
    return far * y.vf[v, PER_KM] * y.vf[v, COLDEST]


@called
def most_mwh(y, v, s, share):
    """Return up to which content a station fills a vehicle; a swap gives what is surely ready."""
    most = share * y.vf[v, STORE]
    if y.si[s, KIND] == SWAP:
        return min(most, y.sf[s, READY] * y.sf[s, RACK_MWH])
    return most


@called
def filled_mwh(y, v, start):
    """Return the most a vehicle can have at a node, coming from where it is filled [MWh]."""
    if y.vi[v, OUTSIDE]:
        return y.vf[v, STORE]
    most = 0.0
    shares = (y.vf[v, NIGHT_TO], y.vf[v, MIDDAY_TO])
    stations = (y.vi[v, DEPOT], y.vi[v, MIDDAY])
    for k in range(2):
        s = stations[k]
        if s >= 0:
            way = way_mwh(y, v, y.si[s, NODE], start, y.vf[v, COLDEST])
            most = max(most, most_mwh(y, v, s, shares[k]) - way)
    return most


@called
def leg_end(y, worked, begin, leg_s):
    """Return when a leg ends, the time at work since the last break, and how many breaks it took.

    A break comes before a leg that would exceed the longest time at work, and within one that is
    longer by itself.
    """
    longest, rest = y.rules[0], y.rules[1]
    breaks = 0
    if worked > 0 and worked + leg_s > longest:
        breaks, worked = 1, 0
    within = (leg_s - 1) // longest if leg_s > longest else 0
    breaks += within
    worked += leg_s - within * longest
    return begin + leg_s + breaks * rest, worked, breaks


@called
def plan(y, v, j, now):
    """Return when a job's start is reached, when it is done, time at work then, and breaks.

    Breaks on the way to it, before it, and before what is driven empty after it.
    """
    worked = y.vi[v, WORKED]
    if y.vi[v, REST_FROM] >= 0 and now - y.vi[v, REST_FROM] >= y.rules[1]:
        worked = 0
    way_s = y.seconds[y.vi[v, PLACE], job(y, j, START)]
    at_start, worked, first = leg_end(y, worked, now, way_s)
    loaded_s = job(y, j, HANDLING_S) + job(y, j, LOADED_S)
    turned, worked, second = leg_end(y, worked, at_start, loaded_s)
    done, worked, third = leg_end(y, worked, turned, job(y, j, EMPTY_S))
    return at_start, done, worked, first, second, third


@called
def needed_mwh(y, v, j, now):
    """Return what must be in the store before a vehicle sets out to a job [MWh]."""
    way = way_mwh(y, v, y.vi[v, PLACE], job(y, j, START), factor(y, v, now))
    left = y.vf[v, FLOOR] + reserve(y, v, job(y, j, J_END))
    return way + job_mwh(y, v, j, now) + left


@called
def can_do(y, v, j, now):
    """Return whether a vehicle can do a job now, is only short of energy, or cannot."""
    if y.jf[j, J_PAYLOAD] > y.vf[v, PAYLOAD]:
        return CANNOT
    if job(y, j, GIVEN) != v:
        last = y.vi[v, DUTY_END] if y.vi[v, ON_DUTY] else now
        if y.vi[v, AHEAD] >= 0:
            last = min(last, job(y, y.vi[v, AHEAD], READY_S))
        if plan(y, v, j, now)[1] > last:
            return CANNOT
    need = needed_mwh(y, v, j, now) - DUST
    if y.vi[v, OUTSIDE]:
        return CAN if y.vf[v, STORE] >= need else CANNOT
    return CAN if have_now(y, v, now) >= need else SHORT


@called
def fits(y, v, j, now):
    """Return whether a vehicle like this one could do a job if filled and on duty."""
    if y.jf[j, J_PAYLOAD] > y.vf[v, PAYLOAD]:
        return False
    left = y.vf[v, FLOOR] + reserve(y, v, job(y, j, J_END))
    need = job_mwh(y, v, j, now) + left
    if y.vi[v, OUTSIDE]:
        need += way_mwh(y, v, y.vi[v, HOME], job(y, j, START), y.vf[v, COLDEST])
    return filled_mwh(y, v, job(y, j, START)) >= need - DUST


@called
def is_refused(y, j, now):
    """Return whether no vehicle that may do a job ever can."""
    if job(y, j, GIVEN) >= 0:
        v = job(y, j, GIVEN)
        return not fits(y, v, j, now) and can_do(y, v, j, now) != CAN
    if job(y, j, J_GROUP) < 0:
        return True
    group = y.gi[job(y, j, J_GROUP)]
    busy_s = job(y, j, HANDLING_S) + job(y, j, LOADED_S) + job(y, j, EMPTY_S)
    for k in range(group[TYPE_FROM], group[TYPE_TO]):
        if busy_s <= y.vi[y.types[k], LONGEST] and fits(y, y.types[k], j, now):
            return False
    return True
