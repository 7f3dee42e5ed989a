"""Vehicles under way: to a job, with a load, to a station, home. Energy is booked at the end."""

from __future__ import annotations

from twin.kernels.compiled import called
from twin.kernels.yard_columns import (
    AHEAD,
    AT,
    BEGIN_S,
    BREAKS,
    BREAKS_BACK,
    BURN,
    BUSY,
    DONE,
    DONE_AT,
    DRIVEN,
    DRIVEN_KM,
    DUE_S,
    EMPTY_KM,
    END_S,
    ENERGY,
    FILLED,
    FREE,
    GIVEN,
    GOING_HOME,
    HAVE,
    HELD,
    HELD_SLOT,
    HOME,
    HOUR_S,
    J_END,
    J_NEXT,
    J_PAYLOAD,
    J_STATE,
    J_VEHICLE,
    JOB,
    JOB_MWH,
    KIND,
    L_DONE,
    L_HOME,
    L_IDLE,
    L_LOADED,
    L_RESTS,
    L_TO_START,
    LATE,
    LATE_S,
    LOADED,
    LOADED_KM,
    LOADED_TKM,
    METERED,
    MOVED_T,
    NIGHT,
    NODE,
    NONE,
    OUTSIDE,
    PLACE,
    READY_S,
    RESERVES,
    REST_FROM,
    SET_OUT,
    START,
    STORE,
    SWAP,
    TO_START,
    TO_STATION,
    UNDER_WAY,
    WANT,
    WAY_KM,
    WAY_MWH,
    WORKED,
)
from twin.kernels.yard_heap import wake
from twin.kernels.yard_needs import factor, job_mwh, leg_end, needed_mwh, plan, way_mwh
from twin.kernels.yard_queue import join
from twin.kernels.yard_rack import ready_batteries, settle_rack
from twin.kernels.yard_records import burn, job, number, tell
from twin.kernels.yard_sets import take_out


@called
def use(y, v, mwh, km):
    """Book energy and distance driven."""
    y.vf[v, HAVE] -= mwh
    y.vf[v, DRIVEN] += mwh
    y.vf[v, DRIVEN_KM] += km


@called
def fill_outside(y, v):
    """Fill a vehicle outside the park, at no loss of time."""
    missing = y.vf[v, STORE] - y.vf[v, HAVE]
    y.vf[v, FILLED] += missing
    y.vf[v, HAVE] = y.vf[v, STORE]


@called
def back_to_work(y, v, now):
    """End a vehicle's idle time; the driver has rested if it was long enough."""
    rested = y.vi[v, REST_FROM]
    if rested >= 0 and now - rested >= y.rules[1]:
        y.vi[v, WORKED] = 0
    y.vi[v, REST_FROM] = NONE


@called
def begin_burn(y, now, v, mwh, until):
    """Let a vehicle whose use is recorded take evenly what a trip takes."""
    if y.vi[v, METERED] and until > now:
        y.vf[v, BURN] = mwh * HOUR_S / (until - now)
        burn(y, now, v, y.vf[v, BURN], 1)


@called
def end_burn(y, now, v):
    """End what :func:`begin_burn` began."""
    if y.vf[v, BURN] != 0.0:
        burn(y, now, v, -y.vf[v, BURN], -1)
        y.vf[v, BURN] = 0.0


@called
def begin_job(y, now, v, j):
    """Let a vehicle set out to a job; what it takes is fixed now."""
    take_out(y, v)
    at_start, done, worked, first, more, back = plan(y, v, j, now)
    back_to_work(y, v, now)
    row, start = y.vi[v], job(y, j, START)
    y.vf[v, WAY_MWH] = way_mwh(y, v, row[PLACE], start, factor(y, v, now))
    y.vf[v, WAY_KM] = y.km[row[PLACE], start]
    y.vf[v, JOB_MWH] = job_mwh(y, v, j, now)
    if row[OUTSIDE] and y.vf[v, HAVE] < needed_mwh(y, v, j, now):
        tell(y, now, v, L_IDLE, row[PLACE], 0.0)  # with what it had
        fill_outside(y, v)
    begin_burn(y, now, v, y.vf[v, WAY_MWH] + y.vf[v, JOB_MWH], done)
    row[JOB], row[WORKED], row[DONE_AT], row[SET_OUT] = j, worked, done, now
    row[BREAKS], row[BREAKS_BACK] = more, back
    y.ji[j, J_STATE], y.ji[j, J_VEHICLE], y.ji[j, BEGIN_S] = UNDER_WAY, v, now
    if row[AHEAD] == j:
        row[AHEAD] = job(y, j, J_NEXT)
    if first:
        tell(y, now, v, L_RESTS, row[PLACE], float(first * y.rules[1]))
    if at_start > now:
        tell(y, now, v, L_TO_START, start, y.vf[v, WAY_KM])
    wake(y, v, TO_START, at_start)


@called
def load(y, now, v):
    """Let a vehicle that has come to the start of its job go on with it."""
    j = y.vi[v, JOB]
    use(y, v, y.vf[v, WAY_MWH], y.vf[v, WAY_KM])
    y.vi[v, PLACE] = job(y, j, START)
    if job(y, j, GIVEN) >= 0 and job(y, j, DUE_S) < 0:
        y.ji[j, LATE_S] = now - job(y, j, READY_S)
    if y.vi[v, BREAKS]:
        tell(y, now, v, L_RESTS, y.vi[v, PLACE], float(y.vi[v, BREAKS] * y.rules[1]))
    tell(y, now, v, L_LOADED, number(y, j), y.vf[v, JOB_MWH] / y.vf[v, STORE])
    if y.vi[v, BREAKS_BACK]:
        tell(y, now, v, L_RESTS, job(y, j, J_END), float(y.vi[v, BREAKS_BACK] * y.rules[1]))
    wake(y, v, LOADED, y.vi[v, DONE_AT])


@called
def finish(y, now, v):
    """Close a job."""
    j, row, real = y.vi[v, JOB], y.vi[v], y.vf[v]
    use(y, v, real[JOB_MWH], y.jf[j, LOADED_KM] + y.jf[j, EMPTY_KM])
    end_burn(y, now, v)
    real[MOVED_T] += y.jf[j, J_PAYLOAD]
    real[LOADED_TKM] += y.jf[j, J_PAYLOAD] * y.jf[j, LOADED_KM]
    row[BUSY] += now - row[SET_OUT]
    row[PLACE], row[JOB], row[REST_FROM] = job(y, j, J_END), NONE, now
    if job(y, j, DUE_S) >= 0:
        y.ji[j, LATE_S] = max(0, now - job(y, j, DUE_S))
    y.ji[j, END_S] = now
    y.ji[j, J_STATE] = LATE if job(y, j, LATE_S) > 0 else DONE
    y.jf[j, ENERGY] = real[WAY_MWH] + real[JOB_MWH]
    km = real[WAY_KM] + y.jf[j, LOADED_KM] + y.jf[j, EMPTY_KM]
    tell(y, now, v, L_DONE, number(y, j), km)
    wake(y, v, FREE, now)


@called
def drive(y, now, v, node, state):
    """Let a vehicle drive empty to a node."""
    row = y.vi[v]
    take_out(y, v)
    back_to_work(y, v, now)
    y.vf[v, WAY_MWH] = way_mwh(y, v, row[PLACE], node, factor(y, v, now))
    y.vf[v, WAY_KM] = y.km[row[PLACE], node]
    until, row[WORKED], breaks = leg_end(y, row[WORKED], now, y.seconds[row[PLACE], node])
    begin_burn(y, now, v, y.vf[v, WAY_MWH], until)
    if breaks:
        tell(y, now, v, L_RESTS, row[PLACE], float(breaks * y.rules[1]))
    tell(y, now, v, L_HOME, node, y.vf[v, WAY_KM])
    row[SET_OUT] = now
    wake(y, v, state, until)


@called
def arrive(y, now, v, node):
    """Book the end of an empty way."""
    use(y, v, y.vf[v, WAY_MWH], y.vf[v, WAY_KM])
    end_burn(y, now, v)
    y.vi[v, PLACE], y.vi[v, REST_FROM] = node, now


@called
def go_to_station(y, now, v, s, want, night):
    """Let a vehicle go to a station to be filled to ``want``; it may reserve a battery."""
    row = y.vi[v]
    y.vf[v, WANT], row[NIGHT] = want, night
    if y.si[s, KIND] == SWAP and y.si[s, RESERVES]:
        settle_rack(y, now, s)
        if ready_batteries(y, s)[0] > y.si[s, HELD]:
            row[HELD_SLOT] = 1
            y.si[s, HELD] += 1
    if y.si[s, NODE] == row[PLACE]:
        take_out(y, v)
        join(y, now, v, s, 0)
    else:
        row[AT] = s
        drive(y, now, v, y.si[s, NODE], TO_STATION)


@called
def go_home(y, now, v):
    """Let a vehicle drive home."""
    drive(y, now, v, y.vi[v, HOME], GOING_HOME)
