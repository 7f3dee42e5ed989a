"""Whether a row of a job file makes sense: speed, load and reach, and units that give it away."""

from __future__ import annotations

from collections.abc import Mapping

from agents.freight.job_known import FaultError, Known

FASTEST_KM_H, SLOWEST_KM_H = 120.0, 1.0


def check_speed(cell: Mapping[str, str], km: float, seconds: int) -> bool:
    """Check the mean speed; a wrong unit makes it absurd.

    Raises
    ------
    FaultError
        Above 120 km/h; below 1 km/h, if a duration was told (a lorry may wait until it arrives).
    """
    speed = km / seconds * 3600.0
    if speed > FASTEST_KM_H:
        hint = "; are these metres?" if speed <= FASTEST_KM_H * 1000.0 else ""
        told = f"{speed:,.0f} km/h on average; at most {FASTEST_KM_H:.0f}{hint}"
        raise FaultError("km", cell["km"], told)
    if 0.0 < speed < SLOWEST_KM_H and not cell.get("arrive"):
        told = f"{speed:.2f} km/h on average; are these minutes?"
        raise FaultError("duration_h", cell["duration_h"], told)
    return True


def check_load(
    known: Known, cell: Mapping[str, str], suited: tuple[int, ...], payload_t: float
) -> list[int]:
    """Return the vehicles that can carry a load.

    Raises
    ------
    FaultError
        If none can.
    """
    most_t = known.columns[0]
    able = [v for v in suited if payload_t <= most_t[v] + 1e-9]
    if not able:
        most = max(most_t[v] for v in suited)
        hint = "; are these kg?" if payload_t / 1000.0 <= most else ""
        told = f"no vehicle carries more than {most:g} t{hint}"
        raise FaultError("payload_t", cell["payload_t"], told)
    return able


def check_reach(
    known: Known,
    cell: Mapping[str, str],
    able: list[int],
    job: tuple[float, float, float, float],
) -> None:
    """Check that a vehicle can go so far, or work so long, on a full store.

    Parameters
    ----------
    known : Known
    cell : mapping
        The row, for its message.
    able : list of int
        Vehicles that can carry the load.
    job : tuple of float
        km, loaded km, payload [t], and hours (those of work if there are no km).

    Raises
    ------
    FaultError
        If none can.
    """
    km, loaded_km, payload, hours = job
    _, usable, per_km, per_t_km, per_h = known.columns
    if km <= 0.0:
        if all(per_h[v] * hours > usable[v] for v in able):
            most = max(usable[v] / per_h[v] for v in able)
            told = f"no vehicle works longer than {most:.1f} h on a full store"
            column = "arrive" if cell.get("arrive") else "duration_h"
            raise FaultError(column, cell[column], told)
        return
    for v in able:
        if per_km[v] * km + per_t_km[v] * payload * loaded_km <= usable[v]:
            return
    share = loaded_km / km
    reach = max(usable[v] / (per_km[v] + per_t_km[v] * payload * share) for v in able)
    told = f"no vehicle goes further than {reach:.0f} km with this load on a full store"
    raise FaultError("km", cell["km"], told)
