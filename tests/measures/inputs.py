"""Inputs of a reference park as an estimate reads them: plans, archetypes, vehicles, buildings."""

from __future__ import annotations

from typing import Any

KGCE_PER_KWH, KGCE_PER_GJ = 0.1229, 34.12  # GB/T 2589-2020
FOSSIL_POWER_T_PER_MWH = 0.8325  # annex 4 of the NDRC's 2025 no. 910
GAS_T_PER_GJ = 2.0369 / 35.611  # annex 4's database: kgCO2/m3 over MJ/m3
BOILER = 0.9
HOURS = 8760.0


def agents(park, kind: str, **wanted: Any) -> list[Any]:  # noqa: ANN401
    """Return the specifications of all agents of a kind whose fields have these values."""
    specs = [spec for _, (found, spec) in sorted(park.agents.items()) if found == kind]
    return [s for s in specs if all(getattr(s, key) == value for key, value in wanted.items())]


def plants(park, *archetypes: str) -> list[Any]:
    """Return the enterprises of these archetypes, all if none is named."""
    found = agents(park, "enterprise")
    return [e for e in found if not archetypes or e.archetype in archetypes]


def power_mwh(enterprise) -> float:
    """Return a year's planned electricity."""
    return enterprise.output_per_year * enterprise.plant.electricity_kwh / 1000.0


def heat_mwh(enterprise) -> float:
    """Return a year's planned heat of the park's networks."""
    return enterprise.output_per_year * sum(enterprise.plant.heat_gj.values()) / 3.6


def waste_t(park, *categories: str) -> float:
    """Return what the plants' plans leave of some wastes in a year."""
    kilos = (
        e.output_per_year * e.plant.wastes_kg.get(category, 0.0)
        for e in plants(park)
        for category in categories
    )
    return sum(kilos) / 1000.0


def wastewater_m3(park) -> float:
    """Return the planned wastewater of a year."""
    return sum(e.output_per_year * e.plant.wastewater_m3 for e in plants(park))


def components(park, sort: str, **wanted: Any) -> list[Any]:  # noqa: ANN401
    """Return the components of one class, of assets whose fields have these values."""
    found = [spec.component for spec in agents(park, "asset", **wanted)]
    return [component for component in found if type(component).__name__ == sort]
