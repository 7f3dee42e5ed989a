"""What has become of vehicles and stations, read from the memory of the kernels."""

from __future__ import annotations

import numpy as np

from agents.yard.record import StationRecord, VehicleRecord
from agents.yard.tables import Floats, Ints
from twin.kernels import yard_columns as c
from twin.kernels.yard_columns import State

UNDER_WAY = (c.TO_START, c.LOADED, c.TO_STATION, c.GOING_HOME)


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


def standing(s: State, now: int) -> tuple[Ints, Floats]:
    """Return the vehicles that are not under way, and the share of the store in each now."""
    rows = np.flatnonzero(~np.isin(s.vi[:, c.STATE], UNDER_WAY))
    return rows, vehicles_record(s, now).store_mwh[rows] / s.vf[rows, c.STORE]
