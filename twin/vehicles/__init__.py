"""Vehicles: what they are, what moving takes, and how a battery fills and ages.

Physics that agents ask for and never do.
"""

from twin.vehicles.ageing import Ageing, arrhenius, health_after, life_years, wear_cny_per_mwh
from twin.vehicles.build import extra_mass_t, mass_t, payload_t, price_cny, vehicle_row
from twin.vehicles.classes import (
    FUEL_OF,
    MWH_PER,
    POWERTRAINS,
    Consumption,
    Powertrain,
    PowertrainData,
    RoadType,
    VehicleClass,
    powertrains,
    road_types,
    vehicle_classes,
)
from twin.vehicles.motion import (
    COLD_C,
    Leg,
    climate_factor,
    climate_factors,
    road_factor,
    trip_energy_mwh,
)

__all__ = [
    "COLD_C",
    "FUEL_OF",
    "MWH_PER",
    "POWERTRAINS",
    "Ageing",
    "Consumption",
    "Leg",
    "Powertrain",
    "PowertrainData",
    "RoadType",
    "VehicleClass",
    "arrhenius",
    "climate_factor",
    "climate_factors",
    "extra_mass_t",
    "health_after",
    "life_years",
    "mass_t",
    "payload_t",
    "powertrains",
    "price_cny",
    "road_factor",
    "road_types",
    "trip_energy_mwh",
    "vehicle_classes",
    "vehicle_row",
    "wear_cny_per_mwh",
]
