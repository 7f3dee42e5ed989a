"""What becomes of a job when it is released: the nearest vehicle takes it, or it waits.

A job that not even a filled vehicle of its group can do is refused at once.
"""

from __future__ import annotations

from twin.kernels.compiled import called
from twin.kernels.yard_columns import (
    E_EXPIRE,
    EXPIRE_S,
    EXPIRED,
    FILLING,
    GIVEN,
    IDLE,
    J_GROUP,
    J_STATE,
    NONE,
    OFF,
    ON_DUTY,
    PLUGGING,
    QUEUED,
    REFUSED,
    START,
    STATE,
    WAITING,
)
from twin.kernels.yard_dispatch import SCAN, fill_up, follow_timetable, leave_station, lose
from twin.kernels.yard_heap import push
from twin.kernels.yard_needs import CAN, SHORT, can_do, is_refused
from twin.kernels.yard_records import job
from twin.kernels.yard_sets import let_wait, lowest, put_into, take_out, wait_no_more
from twin.kernels.yard_trips import begin_job


@called
def search(y, now, j, which):
    """Return the nearest vehicle that can do a job, and the nearest only short of energy."""
    group, short, start = job(y, j, J_GROUP), NONE, job(y, j, START)
    for k in range(y.near.shape[1]):
        row = group * y.km.shape[0] + y.near[start, k]
        if y.crowd[which, row] == 0:
            continue
        asked = 0
        for w in range(y.bits.shape[2]):
            word = y.bits[which, row, w]
            while word and asked < SCAN:
                bit = lowest(word)
                word &= word - 1
                asked += 1
                v = y.members[group, 32 * w + bit]
                can = can_do(y, v, j, now)
                if can == CAN:
                    return v, short
                if can == SHORT and short < 0:
                    short = v
    return NONE, short


@called
def release(y, now, j):
    """Give a new job to a vehicle, let it wait, or refuse it."""
    if is_refused(y, j, now):
        lose(y, now, j, REFUSED)
        return
    y.ji[j, J_STATE] = WAITING
    if job(y, j, EXPIRE_S) >= 0:
        push(y, max(now, job(y, j, EXPIRE_S)), E_EXPIRE, j)
    v = job(y, j, GIVEN)
    if v >= 0:
        here = y.vi[v, STATE] in (OFF, IDLE, QUEUED, PLUGGING, FILLING)
        if here and not follow_timetable(y, now, v) and y.vi[v, STATE] == IDLE and y.vi[v, ON_DUTY]:
            put_into(y, v, 0)
        return
    v, short = search(y, now, j, 0)
    if v < 0:
        v, _ = search(y, now, j, 1)
        if v >= 0:
            leave_station(y, now, v)
    if v >= 0:
        begin_job(y, now, v, j)
        return
    let_wait(y, j)
    if short >= 0:
        take_out(y, short)
        if not fill_up(y, now, short):
            put_into(y, short, 0)


@called
def expire(y, now, j):
    """Give up a job that nobody has begun in time."""
    if job(y, j, J_STATE) != WAITING:
        return
    if job(y, j, GIVEN) < 0:
        wait_no_more(y, j)
    lose(y, now, j, EXPIRED)
