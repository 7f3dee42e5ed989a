"""From the tables of a yard to the memory of its kernels."""

from __future__ import annotations

import numpy as np

from agents.yard.tables import (
    NONE,
    Control,
    Floats,
    Ints,
    Outages,
    Roads,
    Rosters,
    Signals,
    StationKind,
    Stations,
    Vehicles,
)
from twin.kernels import yard_columns as c
from twin.kernels.apart import address_of
from twin.kernels.charge_control import CONTROL_TYPE, set_powers

VEHICLE_INTS = {
    c.GROUP: "group", c.DRIVE: "drive", c.CLIMATE: "climate", c.HOME: "home", c.DEPOT: "depot",
    c.MIDDAY: "midday", c.PATIENCE: "patience_s",
}  # fmt: skip
VEHICLE_REALS = {
    c.PER_KM: "per_km", c.PER_T_KM: "per_t_km", c.PER_H: "per_h", c.STORE: "store_mwh",
    c.FLOOR: "floor_mwh", c.FILL: "fill_mw", c.FEED: "feed_mw", c.KNEE: "taper_from",
    c.END: "taper_to", c.PAYLOAD: "payload_t", c.MIDDAY_BELOW: "midday_below",
    c.MIDDAY_TO: "midday_to", c.NIGHT_TO: "night_to", c.HAVE: "first_mwh",
}  # fmt: skip
STATION_INTS = {
    c.KIND: "kind", c.NODE: "node", c.SERVERS: "servers", c.FIXED: "fixed_s", c.RULE: "rule",
    c.RESERVES: "reserves", c.CONTROL: "control", c.RACK: "rack",
}  # fmt: skip
STATION_REALS = {
    c.SERVER_MW: "server_mw", c.SITE_MW: "site_mw", c.EFFICIENCY: "efficiency",
    c.LIMIT_MW: "limit_mw", c.WEAR: "wear_cny_per_mwh", c.RACK_MWH: "rack_mwh",
    c.READY: "ready_share", c.BANK: "bank_mwh", c.REFILL: "refill_mw",
}  # fmt: skip
SAME_TYPE = ("group", "payload_t", "per_km", "per_t_km", "per_h", "store_mwh", "floor_mwh",
             "climate", "home", "depot", "midday", "midday_to", "night_to", "roster")  # fmt: skip
WORD = 32
SMALL = 1024


def memory(
    vehicles: Vehicles,
    stations: Stations,
    rosters: Rosters,
    roads: Roads,
    signals: Signals,
    outages: Outages,
    log: bool,
) -> tuple[c.State, int]:
    """Return the memory of a yard at second 0, and how many rows one event may write."""
    vi, vf, spans = _vehicles(vehicles, rosters, signals)
    si, sf = _stations(stations)
    groups = int(vi[:, c.GROUP].max(initial=-1)) + 1
    gi, types, members = _groups(vehicles, vi, groups)
    nodes = len(roads.names)
    words = max(1, members.shape[1] // WORD)
    most = int(max(1, si[:, c.SERVERS].max(initial=1), si[:, c.RACK].max(initial=1)))
    plugs = int(si[:, c.SERVERS].sum())
    room = 64 + 8 * most
    size = 4 * room + 4 * len(vi)
    state = c.State(
        vi=vi, vf=vf, si=si, sf=sf, gi=gi,
        ji=np.empty((0, c.JOB_INTS), np.int32), jf=np.empty((0, c.JOB_REALS)),
        order=np.empty(0, np.int64), types=types, heap=np.empty(size, np.int64),
        counts=np.zeros(c.COUNTERS, np.int64),
        bits=np.zeros((2, groups * nodes, words), np.int64),
        crowd=np.zeros((2, groups * nodes), np.int64), members=members,
        near=np.argsort(roads.seconds, axis=0, kind="stable").T.astype(np.int64).copy(),
        km=np.ascontiguousarray(roads.km, np.float64),
        seconds=np.ascontiguousarray(roads.seconds, np.int64), spans=spans,
        rules=np.array([rosters.drive_s, rosters.rest_s], np.int64),
        plugs=np.full(plugs, NONE, np.int64), rack=_rack(si, sf, vi, vf, vehicles),
        free=np.full(-(-plugs // WORD), (1 << WORD) - 1, np.int64),
        outages=np.column_stack(
            [outages.station, outages.begin_s, outages.end_s, outages.servers]
        ).astype(np.int64),
        climate=np.ascontiguousarray(signals.climate, np.float64),
        price=_reals(signals.price), surplus=_reals(signals.surplus_mw),
        surplus_seen=_reals(signals.surplus_seen_mw), value_seen=_reals(signals.value_seen),
        begins=_begins(si, vi, rosters, vehicles),
        step=np.array([signals.step_s, int(log)], np.int64),
        code=np.array([_control(si)], np.int64),
        channel=np.zeros((2 * len(si) + 4 * groups, 2)),
        log_i=np.empty((_block(room, log), 4), np.int64), log_f=np.empty((_block(room, log), 2)),
        draw_i=np.empty((_block(room), 2), np.int64), draw_f=np.empty(_block(room)),
        serve_i=np.empty((_block(room), 6), np.int64), serve_f=np.empty((_block(room), 2)),
        buffer=np.zeros((10, most)), who=np.zeros(most, np.int64),
        departs=np.zeros(most, np.int64),
    )  # fmt: skip
    return state, room


def _block(room: int, kept: bool = True) -> int:
    return 4 * room + (SMALL * 16 if kept else 0)


def _reals(values: Floats) -> Floats:
    return np.ascontiguousarray(values, np.float64)


def _vehicles(vehicles: Vehicles, rosters: Rosters, signals: Signals) -> tuple[Ints, Floats, Ints]:
    n = len(vehicles.names)
    vi = np.zeros((n, c.VEHICLE_INTS), np.int64)
    vf = np.zeros((n, c.VEHICLE_REALS))
    for column, name in VEHICLE_INTS.items():
        vi[:, column] = getattr(vehicles, name)
    for column, name in VEHICLE_REALS.items():
        vf[:, column] = getattr(vehicles, name)
    lengths = np.array([len(b) for b in rosters.begins], np.int64)
    first = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    begins = np.concatenate([np.empty(0, np.int64), *rosters.begins]).astype(np.int64)
    ends = np.concatenate([np.empty(0, np.int64), *rosters.ends]).astype(np.int64)
    longest = np.array(
        [max((e - b).max(initial=0), 0) for b, e in zip(rosters.begins, rosters.ends, strict=True)]
    )
    vi[:, c.SPAN] = first[vehicles.roster]
    vi[:, c.LAST_SPAN] = first[vehicles.roster + 1]
    vi[:, c.LONGEST] = longest[vehicles.roster]
    vi[:, c.OUTSIDE] = (vehicles.depot < 0) & (vehicles.midday < 0)
    vi[:, c.METERED] = vi[:, c.OUTSIDE] | bool((vehicles.feed_mw > 0.0).any())
    vi[:, c.PLACE] = vehicles.home
    for column in (c.WAKE, c.JOB, c.AHEAD, c.AT, c.PLUG, c.NEXT, c.BEFORE, c.AVAILABLE,
                   c.RENEGE_AT, c.PIECE_END, c.SWAP_SLOT, c.ASKED, c.BEGAN):  # fmt: skip
        vi[:, column] = NONE
    vi[:, c.STATE] = c.FREE
    coldest = np.append(signals.climate.max(axis=1, initial=0.0), 1.0)
    vf[:, c.COLDEST] = coldest[vehicles.climate]
    return vi, vf, np.column_stack([begins, ends])


def _stations(stations: Stations) -> tuple[Ints, Floats]:
    n = len(stations.names)
    si = np.zeros((n, c.STATION_INTS), np.int64)
    sf = np.zeros((n, c.STATION_REALS))
    for column, name in STATION_INTS.items():
        si[:, column] = getattr(stations, name)
    for column, name in STATION_REALS.items():
        sf[:, column] = getattr(stations, name)
    si[:, c.HEAD] = si[:, c.TAIL] = si[:, c.LOOK_AT] = si[:, c.LOOK_END] = NONE
    si[:, c.SLOT] = np.cumsum(si[:, c.SERVERS]) - si[:, c.SERVERS]
    si[:, c.RACK] = np.where(si[:, c.KIND] == StationKind.SWAP, si[:, c.RACK], 0)
    si[:, c.RACK_SLOT] = np.cumsum(si[:, c.RACK]) - si[:, c.RACK]
    sf[:, c.BANK_HAVE] = np.where(np.isfinite(sf[:, c.BANK]), sf[:, c.BANK], 0.0)
    most = si[:, c.SERVERS] * sf[:, c.SERVER_MW] / sf[:, c.EFFICIENCY]
    alone = (si[:, c.CONTROL] == Control.UNCONTROLLED) & (sf[:, c.SITE_MW] >= most)
    si[:, c.TOGETHER] = (si[:, c.KIND] != StationKind.PLUGS) | ~alone
    return si, sf


def _control(si: Ints) -> int:
    """Return the address of the control of plugs and racks if a station needs it."""
    asks = (si[:, c.KIND] != StationKind.PUMPS) & (si[:, c.TOGETHER] != 0)
    return address_of(set_powers, CONTROL_TYPE) if asks.any() else 0


def _users(s: int, vi: Ints) -> Ints:
    return np.flatnonzero((vi[:, c.DEPOT] == s) | (vi[:, c.MIDDAY] == s))


def _begins(si: Ints, vi: Ints, rosters: Rosters, vehicles: Vehicles) -> Ints:
    """Write when duty begins for those who use each swap station."""
    parts: list[Ints] = [np.empty(0, np.int64)]
    for s in range(len(si)):
        users = _users(s, vi) if si[s, c.RACK] else np.empty(0, np.int64)
        mine = [rosters.begins[r] for r in np.unique(vehicles.roster[users])]
        times = np.unique(np.concatenate([np.empty(0, np.int64), *mine])).astype(np.int64)
        si[s, c.BEGIN_NOW] = sum(map(len, parts))
        si[s, c.BEGIN_TO] = si[s, c.BEGIN_NOW] + len(times)
        parts.append(times)
    return np.concatenate(parts)


def _rack(si: Ints, sf: Floats, vi: Ints, vf: Floats, vehicles: Vehicles) -> Floats:
    """Fill the racks; their batteries are those of the vehicles that use them."""
    rack = np.zeros((int(si[:, c.RACK].sum()), 4))
    for s in np.flatnonzero(si[:, c.KIND] == StationKind.SWAP):
        users = _users(int(s), vi)
        wrong = users[np.abs(vf[users, c.STORE] - sf[s, c.RACK_MWH]) > 1e-9]
        if len(wrong):
            raise ValueError(
                f"vehicle '{vehicles.names[wrong[0]]}' has a battery of "
                f"{vf[wrong[0], c.STORE]:g} MWh, the rack it swaps with has batteries of "
                f"{sf[s, c.RACK_MWH]:g} MWh: they must be the same"
            )
        if len(users):
            sf[s, c.RACK_FILL], sf[s, c.RACK_KNEE], sf[s, c.RACK_END] = vf[
                users[0], [c.FILL, c.KNEE, c.END]
            ]
        slots = slice(si[s, c.RACK_SLOT], si[s, c.RACK_SLOT] + si[s, c.RACK])
        rack[slots, 0], rack[slots, 3] = sf[s, c.RACK_MWH], 1.0
    return rack


def _groups(vehicles: Vehicles, vi: Ints, groups: int) -> tuple[Ints, Ints, Ints]:
    """Return the rows of the groups, one vehicle of each type, and who each bit is."""
    gi = np.full((groups, c.GROUP_INTS), NONE, np.int64)
    gi[:, c.SHORTEST] = np.iinfo(np.int64).max
    what = np.column_stack([np.asarray(getattr(vehicles, n), np.float64) for n in SAME_TYPE])
    _, one = np.unique(what, axis=0, return_index=True)
    one = one[np.lexsort((one, vi[one, c.GROUP]))] if len(vi) else one
    sizes = np.bincount(vi[:, c.GROUP], minlength=groups) if len(vi) else np.zeros(0, np.int64)
    words = -(-max(1, int(sizes.max(initial=0))) // WORD)
    members = np.full((groups, words * WORD), NONE, np.int64)
    for g in range(groups):
        rows = np.flatnonzero(vi[:, c.GROUP] == g)
        vi[rows, c.BIT] = np.arange(len(rows))
        members[g, : len(rows)] = rows
        gi[g, c.TYPE_FROM], gi[g, c.TYPE_TO] = np.searchsorted(vi[one, c.GROUP], [g, g + 1])
    return gi, one.astype(np.int64), members
