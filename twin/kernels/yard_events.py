"""What happens at each kind of event."""

from __future__ import annotations

from twin.kernels.compiled import called
from twin.kernels.yard_columns import (
    AT,
    DEPOT,
    DUTY_END,
    E_DUTY,
    E_SERVE,
    FILLING,
    FREE,
    FRESH,
    GOING_HOME,
    HEAD,
    HELD_SLOT,
    HOME,
    IDLE,
    KIND,
    L_ON,
    LAST_SPAN,
    LOADED,
    LOOK_AT,
    NEXT,
    NIGHT,
    NIGHT_TO,
    NODE,
    NONE,
    OFF,
    ON_DUTY,
    OUT,
    PLACE,
    PLUGGING,
    PUMPS,
    QUEUED,
    RENEGE_AT,
    SERVERS,
    SLOT,
    SPAN,
    STATE,
    STORE,
    SWAP,
    SWAP_SLOT,
    TO_START,
    TO_STATION,
    TOGETHER,
    WANT,
    WORKED,
)
from twin.kernels.yard_dispatch import best_waiting, decide, go_off, leave_station
from twin.kernels.yard_heap import look, push
from twin.kernels.yard_power import begin_filling, look_at_plugs, suspend
from twin.kernels.yard_pumps import look_at_pumps
from twin.kernels.yard_queue import (
    begin_service,
    end_service,
    free_plug,
    free_server,
    join,
    next_of_queue,
)
from twin.kernels.yard_rack import battery_for, look_at_rack, put_battery, swapped, take_battery
from twin.kernels.yard_records import tell
from twin.kernels.yard_sets import put_into, take_out, wait_no_more
from twin.kernels.yard_trips import arrive, begin_job, finish, load


@called
def of_vehicle(y, now, v):
    """Go on with a vehicle whose way, handling or service has ended."""
    state = y.vi[v, STATE]
    if state == TO_START:
        load(y, now, v)
    elif state == LOADED:
        finish(y, now, v)
    elif state == TO_STATION:
        s = y.vi[v, AT]
        arrive(y, now, v, y.si[s, NODE])
        join(y, now, v, s, 0)
    elif state == GOING_HOME:
        arrive(y, now, v, y.vi[v, HOME])
        decide(y, now, v)
    elif state == FREE:
        decide(y, now, v)
    elif state == PLUGGING:
        if y.vi[v, SWAP_SLOT] >= 0:
            swapped(y, now, v, y.vi[v, AT])
            end_service(y, now, v)
            decide(y, now, v)
        else:
            begin_filling(y, now, v)


@called
def begin_duty(y, now, v):
    """Put a vehicle on duty; one that is still at a station may be called away."""
    row = y.vi[v]
    row[ON_DUTY], row[DUTY_END], row[WORKED] = 1, y.spans[row[SPAN], 1], 0
    row[SPAN] += 1
    push(y, row[DUTY_END], E_DUTY, v)
    tell(y, now, v, L_ON, row[PLACE], 0.0)
    if row[STATE] == OFF:
        decide(y, now, v)
    elif row[STATE] == QUEUED or row[STATE] == PLUGGING or row[STATE] == FILLING:
        call_away(y, now, v)


@called
def call_away(y, now, v):
    """Let a vehicle on duty leave its station for a job that waits, or make it available there."""
    if y.vi[v, STATE] == FILLING and y.si[y.vi[v, AT], TOGETHER]:
        look(y, y.vi[v, AT], now)  # it has no departure any more
    j, _ = best_waiting(y, now, v)
    if j < 0:
        put_into(y, v, 1)
        return
    wait_no_more(y, j)
    leave_station(y, now, v)
    begin_job(y, now, v, j)


@called
def of_duty(y, now, v):
    """Begin a vehicle's duty, or end it; where spans meet it goes on with a fresh driver."""
    row = y.vi[v]
    if not row[ON_DUTY]:
        begin_duty(y, now, v)
        return
    more = row[SPAN] < row[LAST_SPAN]
    if more and y.spans[row[SPAN], 0] == now:
        row[DUTY_END], row[WORKED] = y.spans[row[SPAN], 1], 0
        row[SPAN] += 1
        push(y, row[DUTY_END], E_DUTY, v)
        if row[STATE] == IDLE:
            decide(y, now, v)
        return
    row[ON_DUTY] = 0
    take_out(y, v)
    if more:
        push(y, y.spans[row[SPAN], 0], E_DUTY, v)
    if row[STATE] == IDLE:
        go_off(y, now, v)
    elif row[STATE] == QUEUED or row[STATE] == PLUGGING or row[STATE] == FILLING:
        stay_for_night(y, now, v)


@called
def stay_for_night(y, now, v):
    """Let a vehicle that is at its depot when duty ends be filled for the night."""
    s = y.vi[v, AT]
    if s != y.vi[v, DEPOT] or y.vi[v, NIGHT]:
        return
    y.vi[v, NIGHT] = 1
    y.vf[v, WANT] = max(y.vf[v, WANT], y.vf[v, NIGHT_TO] * y.vf[v, STORE])
    if y.si[s, TOGETHER] and y.vi[v, STATE] == FILLING:
        look(y, s, now)


@called
def impatient(y, now, v):
    """Let a vehicle leave its queue for a job, now or when one comes, if its energy suffices."""
    if y.vi[v, RENEGE_AT] != now or y.vi[v, STATE] != QUEUED:
        return
    y.vi[v, RENEGE_AT] = NONE
    if y.vi[v, ON_DUTY]:
        call_away(y, now, v)


@called
def serve(y, now, s):
    """Let those who queue come to the free servers of a station."""
    while True:
        server = free_server(y, s)
        v = next_of_queue(y, s, now) if server >= 0 else NONE
        if v < 0:
            return
        if y.si[s, KIND] == SWAP:
            slot = battery_for(y, now, v, s)
            if slot < 0:
                v = who_has_reserved(y, s)
                slot = battery_for(y, now, v, s) if v >= 0 else NONE
            if slot < 0:
                return
            take_battery(y, now, v, s, slot)
        begin_service(y, now, v, s, server)


@called
def who_has_reserved(y, s):
    """Return the first of the queue that has reserved a battery, or none."""
    v = y.si[s, HEAD]
    while v >= 0 and y.vi[v, HELD_SLOT] == 0:
        v = y.vi[v, NEXT]
    return v


@called
def look_at(y, now, s):
    """Set a station's powers anew."""
    if y.si[s, LOOK_AT] != now:
        return
    kind = y.si[s, KIND]
    if kind == SWAP:
        look_at_rack(y, now, s)
    elif kind == PUMPS:
        look_at_pumps(y, now, s)
    else:
        look_at_plugs(y, now, s)


@called
def outage(y, now, k):
    """Take servers out of order; whoever is at one queues again, before all others."""
    s = y.outages[k, 0]
    y.si[s, OUT] += y.outages[k, 3]
    first, servers = y.si[s, SLOT], y.si[s, SERVERS]
    for server in range(max(0, servers - y.si[s, OUT]), servers):
        v = y.plugs[first + server]
        if v < 0:
            continue
        if y.vi[v, STATE] == FILLING:
            suspend(y, now, v)
        elif y.vi[v, SWAP_SLOT] >= 0:
            put_battery(y, now, v, s, y.vf[v, FRESH])
        free_plug(y, now, v)
        join(y, now, v, s, 1)


@called
def repaired(y, now, k):
    """Put servers back into order."""
    s = y.outages[k, 0]
    y.si[s, OUT] -= y.outages[k, 3]
    push(y, now, E_SERVE, s)
