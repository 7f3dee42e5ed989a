"""The yard's loop: one event after the other, in an order that time alone decides."""

from __future__ import annotations

from twin.kernels.by_reference import by_reference
from twin.kernels.compiled import called, kernel
from twin.kernels.yard_columns import (
    CURSOR,
    E_DUTY,
    E_EXPIRE,
    E_LOOK,
    E_OUTAGE,
    E_OUTAGE_END,
    E_PIECE,
    E_READY,
    E_RENEGE,
    E_SERVE,
    E_VEHICLE,
    FILLING,
    HEAP,
    HOLD,
    LOGGED,
    NOW,
    PIECE_END,
    READY_S,
    RECORDED,
    SERVED,
    STATE,
    WAKE,
)
from twin.kernels.yard_events import (
    impatient,
    look_at,
    of_duty,
    of_vehicle,
    outage,
    repaired,
    serve,
)
from twin.kernels.yard_heap import KIND_BITS, SECOND_BITS, pop, push
from twin.kernels.yard_jobs import expire, release
from twin.kernels.yard_power import piece_alone
from twin.kernels.yard_records import job

NEVER = 1 << 62
ROW = (1 << KIND_BITS) - 1
KIND = (1 << (SECOND_BITS - KIND_BITS)) - 1


@kernel
def run(state, until, room):
    """Let everything happen before a second; return whether that was possible with ``room``.

    Parameters
    ----------
    state : State
    until : int
        Second, exclusive.
    room : int
        Rows that one event may write; if a table has fewer left, the caller makes room.
    """
    y = by_reference(state)
    counts, jobs = y.counts, y.order.shape[0]
    while True:
        if (
            counts[LOGGED] + room > y.log_i.shape[0]
            or counts[RECORDED] + room > y.draw_i.shape[0]
            or counts[SERVED] + room > y.serve_i.shape[0]
            or counts[HEAP] + room > y.heap.shape[0]
        ):
            return False
        key = y.heap[0] if counts[HEAP] > 0 else NEVER
        if counts[CURSOR] < jobs:
            j = y.order[counts[CURSOR]]
            released = (job(y, j, READY_S) << SECOND_BITS) | (E_READY << KIND_BITS)
        else:
            released = NEVER
        now = min(key, released) >> SECOND_BITS
        if now >= until:
            return True
        counts[NOW] = now
        if released < key:
            counts[CURSOR] += 1
            release(y, now, j)
        else:
            pop(y)
            happen(y, now, (key >> KIND_BITS) & KIND, key & ROW)


@called
def happen(y, now, kind, row):
    """Let one event happen, unless it is void."""
    if kind == E_VEHICLE:
        if y.vi[row, WAKE] == now:
            of_vehicle(y, now, row)
    elif kind == E_PIECE:
        if y.vi[row, PIECE_END] == now and y.vi[row, STATE] == FILLING:
            piece_alone(y, now, row)
    elif kind == E_LOOK:
        look_at(y, now, row)
    elif kind == E_SERVE:
        serve(y, now, row)
    elif kind == E_DUTY:
        of_duty(y, now, row)
    elif kind == E_RENEGE:
        impatient(y, now, row)
    elif kind == E_EXPIRE:
        expire(y, now, row)
    elif kind == E_OUTAGE:
        outage(y, now, row)
    elif kind == E_OUTAGE_END:
        repaired(y, now, row)


@kernel
def put_event(state, second, kind, row):
    """Put an event onto the heap from outside."""
    push(by_reference(state), second, kind, row)


@kernel
def hold_off(state, until, group):
    """Let nobody of a group begin to be filled off duty before a second; then stations look."""
    state.gi[group, HOLD] = max(state.gi[group, HOLD], until)
    for s in range(state.si.shape[0]):
        push(by_reference(state), until, E_SERVE, s)
