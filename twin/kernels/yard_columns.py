"""The yard's memory: what each number of a vehicle, station, battery and job means.

Rows of a few wide tables rather than sixty arrays: a kernel that is handed few arrays compiles
fast, and what belongs to one vehicle lies together. Integers and reals are apart. Energies in MWh,
powers in MW on the store's side, times in seconds; -1 is none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

HOUR_S = 3600.0
DAY_S = 86400
NONE = -1

# --- vehicles, integers: what they are
GROUP, DRIVE, CLIMATE, HOME, DEPOT, MIDDAY, PATIENCE, BIT, OUTSIDE, LONGEST = range(10)
# ... and how they are; PLACE is the node, SPAN the next span of the roster, AHEAD the next job of a
# timetable, AVAILABLE the set of vehicles it is in (0 idle, 1 at a station but may be called away)
(STATE, PLACE, WAKE, JOB, AHEAD, SPAN, LAST_SPAN, ON_DUTY, DUTY_END, WORKED, REST_FROM) = range(
    10, 21
)
(AT, PLUG, ASKED, BEGAN, NEXT, BEFORE, FIRST, SINCE, NIGHT, AVAILABLE, HELD_SLOT) = range(21, 32)
(DONE_AT, BREAKS, WAITED, BUSY, DUE, RENEGE_AT, PIECE_END, UNTIL, SWAP_SLOT) = range(32, 41)
# METERED is 1 if what it takes under way is recorded; BREAKS come before a job's handling and way
# with the load, BREAKS_BACK before what is driven empty after it
(SET_OUT, METERED, BREAKS_BACK, VEHICLE_INTS) = range(41, 45)

# --- vehicles, reals: what they are
(PER_KM, PER_T_KM, PER_H, STORE, FLOOR, FILL, FEED, KNEE, END, PAYLOAD) = range(10)
(MIDDAY_BELOW, MIDDAY_TO, NIGHT_TO, COLDEST) = range(10, 14)
# ... and how they are: HAVE at second SINCE, changing with RATE, to be filled to WANT
(HAVE, RATE, WANT, WAY_MWH, JOB_MWH, BURN) = range(14, 20)
(DRIVEN_KM, LOADED_TKM, MOVED_T, DRIVEN, FILLED, FED, GOT, GAVE) = range(20, 28)
(GOAL, FRESH, WAY_KM, VEHICLE_REALS) = range(28, 32)

# --- stations, integers
(KIND, NODE, SERVERS, FIXED, RULE, RESERVES, CONTROL, RACK) = range(8)
(OUT, HEAD, TAIL, QUEUE, SLOT, LOOK_AT, TOGETHER, HELD, STATION_SINCE, RACK_SLOT) = range(8, 18)
# ... all servers below FREE_FROM are taken
(BEGIN_NOW, BEGIN_TO, LOOK_END, FREE_FROM, STATION_INTS) = range(18, 23)
# --- stations, reals
(SERVER_MW, SITE_MW, EFFICIENCY, LIMIT_MW, WEAR, RACK_MWH, READY, BANK, REFILL) = range(9)
(BANK_HAVE, BANK_RATE, RACK_FILL, RACK_KNEE, RACK_END, CHARGED, STATION_REALS) = range(9, 16)

# --- jobs, integers: what they are and what became of them
(READY_S, J_GROUP, START, J_END, LOADED_S, EMPTY_S, HANDLING_S, DUE_S, EXPIRE_S, GIVEN) = range(10)
(J_STATE, J_VEHICLE, BEGIN_S, END_S, LATE_S, J_NEXT, J_BEFORE, JOB_INTS) = range(10, 18)
# --- jobs, reals
(LOADED_KM, EMPTY_KM, J_PAYLOAD, CLIMB, ENERGY, JOB_REALS) = range(6)

# --- groups of vehicles
# HOLD is until when who is off duty does not begin to be filled
(W_HEAD, W_TAIL, TYPE_FROM, TYPE_TO, SHORTEST, HOLD, GROUP_INTS) = range(7)

# --- counters of the whole yard
# FORGOTTEN is how many jobs are no more in the table: a job's number is that more than its row
(NOW, HEAP, CURSOR, LOGGED, RECORDED, SERVED, FORGOTTEN, COUNTERS) = range(8)

# What a vehicle does (STATE).
OFF, IDLE, TO_START, LOADED, TO_STATION, GOING_HOME, QUEUED, PLUGGING, FILLING, FREE = range(10)

# Kinds of events, in the order in which those of one second happen.
(E_OUTAGE_END, E_OUTAGE, E_PIECE, E_VEHICLE, E_DUTY, E_EXPIRE, E_READY, E_RENEGE) = range(8)
(E_SERVE, E_LOOK) = range(8, 10)

# Kinds of stations, controls, queue rules, states of jobs and codes of the log: as in the tables.
PLUGS, SWAP, PUMPS = range(3)
UNCONTROLLED, V2G = 0, 5
FIRST_COME, LOWEST_STORE, EARLIEST_DEPARTURE = range(3)
AHEAD_OF, WAITING, UNDER_WAY, DONE, LATE, REFUSED, EXPIRED = range(7)
(L_TO_START, L_LOADED, L_DONE, L_HOME, L_QUEUES, L_BEGINS, L_ENDS, L_RENEGES, L_RESTS) = range(9)
(L_REFUSES, L_EXPIRES, L_OFF, L_ON, L_IDLE, L_RESUMES) = range(9, 15)

SLIVER = 1e-9  # MWh; less than this is nothing to queue for


class State(NamedTuple):
    """All that the yard knows."""

    vi: np.ndarray  # (vehicles, VEHICLE_INTS)
    vf: np.ndarray  # (vehicles, VEHICLE_REALS)
    si: np.ndarray  # (stations, STATION_INTS)
    sf: np.ndarray  # (stations, STATION_REALS)
    gi: np.ndarray  # (groups, GROUP_INTS)
    ji: np.ndarray  # (jobs, JOB_INTS), 32 bits
    jf: np.ndarray  # (jobs, JOB_REALS)
    order: np.ndarray  # (jobs ahead,) in the order of their release
    types: np.ndarray  # one vehicle of each type, by group
    heap: np.ndarray  # events to come
    counts: np.ndarray  # (COUNTERS,)
    bits: np.ndarray  # (2, groups * nodes, words) available vehicles, 32 to a word
    crowd: np.ndarray  # (2, groups * nodes) how many of them
    members: np.ndarray  # (groups, bits) which vehicle a bit is
    near: np.ndarray  # (nodes, nodes) nodes by the time from them to a node
    km: np.ndarray  # (nodes, nodes)
    seconds: np.ndarray  # (nodes, nodes)
    spans: np.ndarray  # (spans, 2) of all rosters
    rules: np.ndarray  # (2,) longest time at work, break [s]
    plugs: np.ndarray  # (plugs of all stations,) who is there
    free: np.ndarray  # (words,) which plugs are free, 32 to a word
    rack: np.ndarray  # (slots of all racks, 4) content, rate, at the piece's end, 1 if not empty
    outages: np.ndarray  # (n, 4) station, begin, end, servers
    climate: np.ndarray  # (rows, days)
    price: np.ndarray  # (steps,)
    surplus: np.ndarray
    surplus_seen: np.ndarray
    value_seen: np.ndarray
    begins: np.ndarray  # when duty next begins, by swap station
    step: np.ndarray  # (2,) length of an interval, whether a log is kept
    code: np.ndarray  # (1,) where the control of plugs and racks lies, 0 if no station needs it
    channel: np.ndarray  # (channels, 2) MW now, how many take part
    log_i: np.ndarray  # (room, 4) second, vehicle, code, place
    log_f: np.ndarray  # (room, 2) value, share of the store
    draw_i: np.ndarray  # (room, 2) second, channel
    draw_f: np.ndarray  # (room,) MW
    serve_i: np.ndarray  # (room, 6) station, vehicle, asked, began, ended, reneged
    serve_f: np.ndarray  # (room, 2) MWh taken, MWh fed back
    buffer: np.ndarray  # (10, most plugs) scratch of one look
    who: np.ndarray  # (most plugs,) scratch of one look
    departs: np.ndarray  # (most plugs,) scratch of one look
