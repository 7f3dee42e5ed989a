"""What a vehicle does next: a job, a station, home, or nothing.

A vehicle that becomes free takes the most urgent job that it can do, of the first ``SCAN`` that
wait. One with a timetable does its jobs in their order, and others only if it is back in time.
"""

from __future__ import annotations

from twin.kernels.compiled import called
from twin.kernels.yard_columns import (
    AHEAD,
    AT,
    DEPOT,
    DUTY_END,
    FILLING,
    FLOOR,
    FRESH,
    GROUP,
    HAVE,
    HOME,
    IDLE,
    J_NEXT,
    J_STATE,
    L_EXPIRES,
    L_IDLE,
    L_OFF,
    L_REFUSES,
    MIDDAY,
    MIDDAY_BELOW,
    MIDDAY_TO,
    NIGHT_TO,
    NODE,
    NONE,
    OFF,
    ON_DUTY,
    OUTSIDE,
    PLACE,
    PLUGGING,
    QUEUED,
    READY_S,
    REFUSED,
    REST_FROM,
    SHORTEST,
    SLIVER,
    START,
    STATE,
    STORE,
    SWAP_SLOT,
    TOGETHER,
    W_HEAD,
    WAITING,
    WAKE,
    WANT,
)
from twin.kernels.yard_heap import look
from twin.kernels.yard_needs import (
    CAN,
    DUST,
    SHORT,
    can_do,
    factor,
    fits,
    most_mwh,
    needed_mwh,
    way_mwh,
)
from twin.kernels.yard_power import piece_alone, stop_filling
from twin.kernels.yard_queue import end_service, renege
from twin.kernels.yard_rack import put_battery
from twin.kernels.yard_records import job, number, tell
from twin.kernels.yard_sets import put_into, take_out, wait_no_more
from twin.kernels.yard_trips import begin_job, fill_outside, go_home, go_to_station

SCAN = 512  # jobs that a free vehicle looks at, and vehicles at one node that are asked for a job
AT_STATION = (QUEUED, PLUGGING, FILLING)


@called
def leave_station(y, now, v):
    """Let a vehicle leave its queue or plug before it is filled."""
    state = y.vi[v, STATE]
    if state == QUEUED:
        renege(y, now, v)
    elif state == FILLING:
        stop_filling(y, now, v)
    else:
        if y.vi[v, SWAP_SLOT] >= 0:
            put_battery(y, now, v, y.vi[v, AT], y.vf[v, FRESH])
        end_service(y, now, v)


@called
def lose(y, now, j, state):
    """Give a job up: nobody can do it, or nobody came in time."""
    y.ji[j, J_STATE] = state
    tell(y, now, NONE, L_REFUSES if state == REFUSED else L_EXPIRES, number(y, j), 0.0)


@called
def next_given(y, v):
    """Return the next job of a vehicle's timetable that is not done, refused or expired."""
    j = y.vi[v, AHEAD]
    while j >= 0 and job(y, j, J_STATE) > WAITING:
        j = job(y, j, J_NEXT)
    y.vi[v, AHEAD] = j
    return j


@called
def fill_up(y, now, v):
    """Send a vehicle to be filled while on duty, or return that there is nothing to gain."""
    shares = (y.vf[v, MIDDAY_TO], y.vf[v, NIGHT_TO])
    stations = (y.vi[v, MIDDAY], y.vi[v, DEPOT])
    for k in range(2):
        s = stations[k]
        if s < 0:
            continue
        most = most_mwh(y, v, s, shares[k])
        way = way_mwh(y, v, y.vi[v, PLACE], y.si[s, NODE], factor(y, v, now))
        left = y.vf[v, HAVE] - way
        if y.vf[v, FLOOR] - DUST <= left < most - SLIVER:
            go_to_station(y, now, v, s, most, 0)
            return True
    return False


@called
def follow_timetable(y, now, v):
    """Begin the job that is due by a vehicle's timetable, or have it filled for it."""
    for _ in range(SCAN):
        j = next_given(y, v)
        if j < 0 or job(y, j, READY_S) > now:
            return False
        if can_do(y, v, j, now) == CAN:
            if y.vi[v, STATE] in AT_STATION:
                leave_station(y, now, v)
            begin_job(y, now, v, j)
            return True
        if not fits(y, v, j, now):
            lose(y, now, j, REFUSED)
            continue
        if y.vi[v, STATE] in AT_STATION:
            return hurry(y, now, v, j)
        take_out(y, v)
        if fill_up(y, now, v):
            return True
        lose(y, now, j, REFUSED)
    return False


@called
def hurry(y, now, v, j):
    """Have a vehicle at a station filled just enough for a job that it should have begun."""
    y.vf[v, WANT] = min(needed_mwh(y, v, j, now) + SLIVER, y.vf[v, STORE])
    if y.vi[v, STATE] == FILLING:
        if y.si[y.vi[v, AT], TOGETHER]:
            look(y, y.vi[v, AT], now)
        else:
            piece_alone(y, now, v)
    return True


@called
def best_waiting(y, now, v):
    """Return the most urgent job that a vehicle can do, and whether one only needs more energy."""
    group, short = y.gi[y.vi[v, GROUP]], False
    if y.vi[v, ON_DUTY] == 0 or y.vi[v, DUTY_END] - now < group[SHORTEST]:
        return NONE, short
    j = group[W_HEAD]
    for _ in range(SCAN):
        if j < 0:
            break
        can = can_do(y, v, j, now)
        if can == CAN:
            return j, False
        if can == SHORT and fits(y, v, j, now):
            short = True
        j = job(y, j, J_NEXT)
    return NONE, short


@called
def decide(y, now, v):
    """Let a vehicle that is free do what comes next."""
    y.vi[v, WAKE] = NONE
    y.vi[v, STATE] = IDLE
    if y.vi[v, REST_FROM] < 0:
        y.vi[v, REST_FROM] = now
    if follow_timetable(y, now, v):
        return
    if y.vi[v, ON_DUTY] == 0:
        go_off(y, now, v)
        return
    j, short = best_waiting(y, now, v)
    if j >= 0:
        wait_no_more(y, j)
        begin_job(y, now, v, j)
        return
    low = y.vf[v, HAVE] < y.vf[v, MIDDAY_BELOW] * y.vf[v, STORE]
    if ((low and y.vi[v, MIDDAY] >= 0) or short or lacks_for_next(y, now, v)) and fill_up(
        y, now, v
    ):
        return
    tell(y, now, v, L_IDLE, y.vi[v, PLACE], 0.0)
    put_into(y, v, 0)


@called
def lacks_for_next(y, now, v):
    """Return whether the next job of the timetable needs more than a vehicle has."""
    j = y.vi[v, AHEAD]
    return j >= 0 and can_do(y, v, j, now) == SHORT


@called
def go_off(y, now, v):
    """Let a vehicle without work go where it is filled for the night, or home."""
    take_out(y, v)
    s, place = y.vi[v, DEPOT], y.vi[v, HOME]
    want, fills = 0.0, False
    if s >= 0:  # not for what the way home takes again
        want = most_mwh(y, v, s, y.vf[v, NIGHT_TO])
        home = way_mwh(y, v, y.si[s, NODE], place, factor(y, v, now))
        fills = y.vf[v, HAVE] < want - home - SLIVER
    if fills:
        place = y.si[s, NODE]
    j, here = y.vi[v, AHEAD], y.vi[v, PLACE]
    if j >= 0 and place != here:
        away_s = y.seconds[here, place] + y.seconds[place, job(y, j, START)]
        if now + away_s > job(y, j, READY_S) and can_do(y, v, j, now) == CAN:
            rest(y, now, v)
            return
    way = way_mwh(y, v, here, place, factor(y, v, now))
    if not y.vi[v, OUTSIDE] and y.vf[v, HAVE] - way < y.vf[v, FLOOR] - DUST:
        rest(y, now, v)
    elif fills:
        go_to_station(y, now, v, s, want, 1)
    elif place == here:
        rest(y, now, v)
    else:
        go_home(y, now, v)


@called
def rest(y, now, v):
    """Let a vehicle stand where it is, off duty."""
    y.vi[v, STATE] = OFF
    tell(y, now, v, L_OFF, y.vi[v, PLACE], 0.0)
    if y.vi[v, OUTSIDE]:
        fill_outside(y, v)
