"""What moving takes: payload, handling, weather, gradient, kind of road and speed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from twin.vehicles.build import mass_t
from twin.vehicles.classes import (
    MWH_PER,
    Consumption,
    PowertrainData,
    VehicleClass,
    powertrains,
    road_types,
    vehicle_classes,
)

Floats = npt.NDArray[np.float64]

# Share of consumption added per kelvin outside the comfortable band: about +14 % at -10..14 °C
# and +9 % at 20..29 °C against 15..19 °C for battery buses (ViriCiti 2020).
COLD_C, COLD_PER_K = 15.0, 0.010
HOT_C, HOT_PER_K = 20.0, 0.016
MOST_CLIMATE = 0.35
# A fuel cell heats the cab with its own heat, but cools it electrically; per hydrogen the same
# auxiliary power is half as much (assumption: half of the cold part stays, for the stack itself).
COLD_SHARE = {"battery": 1.0, "fuel_cell": 0.5}

GRAVITY_M_S2 = 9.81
AIR_KG_M3 = 1.2  # 20 °C, sea level
KJ_PER_KWH = 3600.0
KWH_PER_KM_OF_KN = 1.0 / 3.6
MOST_STOPS = 20.0  # per km; more is loading, not driving
STEEPEST = 0.15  # gradients of haul roads; also where tyres slip
FASTEST_KM_H = 120.0
LEAST_OF_LEVEL = 0.15  # of an engine's level consumption: idling and auxiliaries downhill
LEAST_JOB = 0.2  # a whole job never takes less of its level consumption


class Leg(NamedTuple):
    """A stretch of a way.

    Gradient is rise over length, signed; ``stops_per_km`` are those beyond what is usual for the
    class, each from the leg's speed and back to it.
    """

    km: float
    payload_t: float
    gradient: float = 0.0
    speed_km_h: float | None = None  # the class's own if None
    road: str = "paved"
    stops_per_km: float = 0.0


def climate_factor(powertrain: str, temperature_c: float) -> float:
    """Return the factor on a vehicle's consumption for the outdoor temperature.

    Engines heat with their own heat and their cooling is in the consumption: 1.
    """
    cold_share = COLD_SHARE.get(powertrain, 0.0)
    if cold_share == 0.0:
        return 1.0
    cold = COLD_PER_K * max(COLD_C - temperature_c, 0.0)
    hot = HOT_PER_K * max(temperature_c - HOT_C, 0.0)
    return 1.0 + min(cold_share * cold + hot, MOST_CLIMATE)


def climate_factors(powertrain: str, daily_c: Iterable[float]) -> Floats:
    """Return the factors of days by their mean outdoor temperature; shape (n_days,)."""
    return np.array([climate_factor(powertrain, float(t)) for t in daily_c])


def trip_energy_mwh(
    consumption: Consumption, loaded_km: float, empty_km: float, payload_t: float, work_h: float
) -> float:
    """Return the energy of a trip at the wheel side of the tank or battery [MWh]."""
    amount = consumption.per_km * (loaded_km + empty_km)
    amount += consumption.per_t_km * payload_t * loaded_km
    amount += consumption.per_h * work_h
    return amount * MWH_PER[consumption.unit]


def road_factor(
    vehicle_class: str, powertrain: str, legs: Iterable[Leg], battery_kwh: float | None = None
) -> float:
    """Return a way's consumption over that of the same way level, paved and at usual speed.

    ``W = m g (c_r + c_road + s) + 1/2 rho c_d A v^2`` at the wheel; a leg takes its level
    consumption plus ``(max(W, 0) - W_level) / efficiency - recovery max(-W, 0)`` (Gillespie 1992,
    ch. 4), and ``1/2 m v^2 (1/efficiency - recovery)`` for every stop. Usual stopping is in the
    level consumption, so a slow speed without stops is a quiet road and takes less. Of an engine a
    leg never takes less than 0.15 of level; a whole way never less than 0.2, so what a loaded
    descent could win beyond that is not counted.

    Parameters
    ----------
    vehicle_class, powertrain : str
    legs : iterable of Leg
        At least one with a length.
    battery_kwh : float, optional
        Nameplate, for its mass; the class's usual one.

    Raises
    ------
    ValueError
        If a leg is out of range (gradient ±0.15, speed up to 120 km/h, 20 stops per km) or there
        is none.
    """
    body, data = vehicle_classes()[vehicle_class], powertrains()[powertrain]
    consumption, empty_t = body.of(powertrain), mass_t(body, powertrain, battery_kwh)
    level = taken = 0.0
    for leg in legs:
        _check(leg)
        usual = 1000.0 * consumption.mwh_per_km(leg.payload_t)
        level += leg.km * usual
        taken += leg.km * (usual + _extra(body, data, leg, empty_t, usual))
    if level <= 0.0:
        raise ValueError("legs: expected some length on which the vehicle consumes")
    return max(taken / level, LEAST_JOB)


def _extra(
    body: VehicleClass, data: PowertrainData, leg: Leg, empty_t: float, usual: float
) -> float:
    """Return what a leg takes beyond its level consumption [kWh/km]."""
    mass = empty_t + leg.payload_t
    speed = leg.speed_km_h or body.speed_km_h
    rolling = body.rolling + road_types()[leg.road].rolling_added
    level = _work(body, mass, body.rolling, 0.0, body.speed_km_h)
    here = _work(body, mass, rolling, leg.gradient, speed)
    extra = (max(here, 0.0) - level) / data.efficiency - data.recovery * max(-here, 0.0)
    kinetic = 0.5 * mass * (speed / 3.6) ** 2 / KJ_PER_KWH
    extra += leg.stops_per_km * kinetic * (1.0 / data.efficiency - data.recovery)
    return extra if data.recovery else max(extra, (LEAST_OF_LEVEL - 1.0) * usual)


def _work(body: VehicleClass, mass: float, rolling: float, gradient: float, speed: float) -> float:
    """Return the work at the wheel [kWh/km]; negative where it brakes."""
    air_kn = 0.5e-3 * AIR_KG_M3 * body.drag_area_m2 * (speed / 3.6) ** 2
    return (mass * GRAVITY_M_S2 * (rolling + gradient) + air_kn) * KWH_PER_KM_OF_KN


def _check(leg: Leg) -> None:
    if not (leg.km >= 0.0 and leg.payload_t >= 0.0):
        raise ValueError(f"km {leg.km:g} and payload_t {leg.payload_t:g} must be at least 0")
    if not abs(leg.gradient) <= STEEPEST:
        raise ValueError(f"gradient: {leg.gradient:g}; expected -{STEEPEST:g} to {STEEPEST:g}")
    if leg.speed_km_h is not None and not 0.0 < leg.speed_km_h <= FASTEST_KM_H:
        raise ValueError(f"speed_km_h: {leg.speed_km_h:g}; expected up to {FASTEST_KM_H:g}")
    if not 0.0 <= leg.stops_per_km <= MOST_STOPS:
        raise ValueError(f"stops_per_km: {leg.stops_per_km:g}; expected 0 to {MOST_STOPS:g}")
    if leg.road not in road_types():
        raise ValueError(f"road: no '{leg.road}'; there are: {', '.join(road_types())}")
