"""Estimates of the measures that the shipped plans needed."""

from __future__ import annotations

from scenarios.park_file import LoadedPark
from tests.measures.estimate import Estimate
from tests.measures.inputs import BOILER, HOURS, heat_mwh, plants

SEASON_H = 214 * 24.0  # 16 May to 15 December


def _boiler_gas(park: LoadedPark) -> float:
    """Planned heat less what recovery (3 + 3 MW; 4 MW in season) and the heat pump (2.5) give."""
    planned = sum(heat_mwh(plant) for plant in plants(park))
    return (planned - (3.0 + 3.0 + 2.5) * HOURS - 4.0 * SEASON_H) / BOILER


ESTIMATES = [
    Estimate(
        "gas_boiler_electrification", "energy.carrier.natural_gas_mwh",
        "all heat that boilers make, over 0.90", lambda park: -_boiler_gas(park),
    ),
    Estimate(
        "waste_heat_cascade", "heat.from_electricity_mwh",
        "both stages at capacity all year: steam costs a third of gas",
        lambda _: (10.0 + 12.0) * HOURS,
    ),
]  # fmt: skip
