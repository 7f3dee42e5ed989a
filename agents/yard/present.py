"""What has become of jobs, vehicles and stations, read from the memory of the kernels."""

from __future__ import annotations

import numpy as np

from agents.yard.doing import Trips
from agents.yard.record import JobRecord, StationRecord, VehicleRecord
from agents.yard.tables import NONE, Floats, Ints
from twin.kernels import yard_columns as c
from twin.kernels.yard_columns import State

UNDER_WAY = (c.TO_START, c.LOADED, c.TO_STATION, c.GOING_HOME)
TRIP_INTS = (c.START, c.J_END, c.HANDLING_S, c.LOADED_S, c.EMPTY_S)
TRIP_REALS = (c.LOADED_KM, c.EMPTY_KM, c.J_PAYLOAD, c.CLIMB)


def jobs_record(s: State, known: int) -> JobRecord:
    """Return what has become of the first ``known`` jobs."""
    ji = s.ji[:known]
    late = ji[:, c.LATE_S].copy()
    late[ji[:, c.BEGIN_S] < 0] = NONE
    return JobRecord(
        state=ji[:, c.J_STATE].astype(np.int8),
        vehicle=ji[:, c.J_VEHICLE].copy(),
        begin_s=ji[:, c.BEGIN_S].copy(),
        end_s=ji[:, c.END_S].copy(),
        late_s=late,
        energy_mwh=s.jf[:known, c.ENERGY].copy(),
    )


def vehicles_record(s: State, now: int) -> VehicleRecord:
    """Return what vehicles have done until now."""
    vi, vf = s.vi, s.vf
    last = np.where(vf[:, c.RATE] != 0.0, now - vi[:, c.SINCE], 0)
    flowed = vf[:, c.RATE] * last / c.HOUR_S
    fed = vf[:, c.FED] + np.maximum(-flowed, 0.0)
    return VehicleRecord(
        driven_km=vf[:, c.DRIVEN_KM].copy(),
        loaded_t_km=vf[:, c.LOADED_TKM].copy(),
        moved_t=vf[:, c.MOVED_T].copy(),
        driven_mwh=vf[:, c.DRIVEN].copy(),
        filled_mwh=vf[:, c.FILLED] + np.maximum(flowed, 0.0),
        fed_mwh=fed,
        store_mwh=vf[:, c.HAVE] + flowed,
        throughput_mwh=vf[:, c.DRIVEN] + fed,
        waited_s=vi[:, c.WAITED].copy(),
        busy_s=vi[:, c.BUSY].copy(),
    )


def stations_record(s: State, now: int) -> StationRecord:
    """Return what is in racks and banks now."""
    n, since = len(s.si), now - s.si[:, c.STATION_SINCE]
    slot_of = np.repeat(np.arange(n), s.si[:, c.RACK])
    flowed = s.rack[:, 1] * s.rack[:, 3] * since[slot_of] / c.HOUR_S
    content = np.bincount(slot_of, s.rack[:, 0] + flowed, minlength=n)
    return StationRecord(
        rack_mwh=np.asarray(content, dtype=np.float64),
        charged_mwh=s.sf[:, c.CHARGED] + np.bincount(slot_of, flowed, minlength=n),
        bank_mwh=s.sf[:, c.BANK_HAVE] + s.sf[:, c.BANK_RATE] * since / c.HOUR_S,
        queue=s.si[:, c.QUEUE].copy(),
    )


def trips_of(s: State, jobs: Ints) -> Trips:
    """Return what the course of some jobs follows."""
    whole = (s.ji[jobs, column].astype(np.int64) for column in TRIP_INTS)
    return Trips(*whole, *(s.jf[jobs, column] for column in TRIP_REALS))


def standing(s: State, now: int) -> tuple[Ints, Floats]:
    """Return the vehicles that are not under way, and the share of the store in each now."""
    rows = np.flatnonzero(~np.isin(s.vi[:, c.STATE], UNDER_WAY))
    return rows, vehicles_record(s, now).store_mwh[rows] / s.vf[rows, c.STORE]
