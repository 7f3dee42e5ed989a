"""Estimates of measures on buildings, transport and management.

Management measures change a recorded fact: the estimate is the count of what is recorded.
"""

from __future__ import annotations

import datetime as dt

from tests.measures.estimate import Estimate
from tests.measures.inputs import agents, plants

WORKING_DAYS = 295.0  # two-shift calendar: 4,720 h a year of 16 h
OFFICE_DAYS, ATTENDANCE = 250.0, 0.92
# Hours of full occupancy on a working day of an office: sum of the steps of its profile.
OFFICE_HOURS = 1 * 0.5 + 3 * 0.95 + 1.5 * 0.7 + 4 * 0.95 + 1.5 * 0.4 + 2 * 0.08
SPAN_END = dt.date(2025, 12, 31)
EQUIVALENT_TCE_PER_MWH, TCE_PER_GJ = 0.2856, 0.03412


def _full_load_h(idle: float) -> float:
    """Return hours of full load of lights and equipment: idle share, and the rest by people."""
    return idle * 8760.0 + (1.0 - idle) * OFFICE_HOURS * OFFICE_DAYS * ATTENDANCE


def retrofit(park) -> float:
    """Lights fall from 8.5 to 6 W/m2; in mild Kunming the envelope moves little."""
    floor = sum(b.floor_m2 for b in agents(park, "building", building_type="office_existing"))
    return -(8.5 - 6.0) * _full_load_h(0.12) * floor / 1e6


def nearly_zero(park) -> float:
    """Lights and equipment fall from 23 to 15 W/m2, from the day each office is finished."""
    saved = 23.0 * _full_load_h(0.10) - 15.0 * _full_load_h(0.08)
    return -sum(
        b.floor_m2 * saved * ((SPAN_END - b.built_on).days / 365.0) / 1e6
        for b in agents(park, "building", building_type="office_code")
    )


def _job_mwh(fleet) -> float:
    """Return the diesel of one round trip: out laden, back empty, and the hours of work."""
    diesel = next(g.details.diesel for g in fleet.vehicles)
    mj = diesel.per_km * 2.0 * fleet.km + diesel.per_t_km * fleet.payload_t * fleet.km
    return (mj + diesel.per_h * fleet.work_h) / 3600.0


def _count(fleet, drive: str) -> float:
    return sum(g.count for g in fleet.vehicles if g.powertrain == drive)


def _moved(fleet, share: float) -> float:
    """Return the share of all jobs that changes from diesel to battery vehicles."""
    replaced = int(_count(fleet, "diesel") * share + 0.5)
    return replaced / sum(g.count for g in fleet.vehicles)


def diesel(share: float, vehicle_class: str = "", service: str = ""):
    """Return the estimate of diesel saved: jobs go evenly over the vehicles."""

    def saved(park) -> float:
        fleets = [
            f for f in agents(park, "fleet")
            if (not service or f.service == service)
            and (not vehicle_class or f.vehicles[0].vehicle_class == vehicle_class)
        ]  # fmt: skip
        return -sum(f.jobs_per_day * WORKING_DAYS * _moved(f, share) * _job_mwh(f) for f in fleets)

    return saved


def heavy_tonnes(park) -> float:
    """Tonnes of the heavy fleet that change to battery trucks at a half of the diesel ones."""
    fleets = [f for f in agents(park, "fleet", service="goods") if f.payload_t >= 20.0]
    return sum(f.jobs_per_day * WORKING_DAYS * f.payload_t * _moved(f, 0.5) for f in fleets)


def belt_diesel(park) -> float:
    """300,000 t in loads of 30 t that diesel trucks do in proportion no longer go by road."""
    [fleet] = [f for f in agents(park, "fleet") if f.payload_t >= 20.0]
    diesel_share = _count(fleet, "diesel") / sum(g.count for g in fleet.vehicles)
    return -300_000.0 / 30.0 * diesel_share * _job_mwh(fleet)


def _tce(enterprise) -> float:
    """Return a year's planned energy, electricity at its equivalent value."""
    plant = enterprise.plant
    gj = sum(map(sum, (plant.heat_gj.values(), plant.direct_fired_gj.values(),
                       plant.feedstock_gj.values())))  # fmt: skip
    per_unit = plant.electricity_kwh / 1e3 * EQUIVALENT_TCE_PER_MWH + gj * TCE_PER_GJ
    return enterprise.output_per_year * per_unit


def diagnosed(park) -> float:
    """Firms of 5,000 tce and more whose last diagnosis is older than two years, or wanting."""
    since = SPAN_END.replace(year=SPAN_END.year - 2)
    large = [e for e in plants(park) if _tce(e) >= 5_000.0]
    return float(sum(e.diagnosed_on is None or e.diagnosed_on <= since for e in large))


def new_uncertified_m2(share: float, *types: str):
    """Return the estimate of floor certified: this share of new offices without a certificate."""
    return lambda park: (
        share
        * sum(
            b.floor_m2
            for kind in types
            for b in agents(park, "building", building_type=kind, certificate="none")
        )
    )


ESTIMATES = [
    Estimate("building_retrofit", "electricity.used_mwh",
             "floor x 2.5 W/m2 x hours of full load", retrofit, {"share": 1.0}),
    Estimate("nearly_zero_new_building", "electricity.used_mwh",
             "floor x (23 W/m2 x hours - 15 W/m2 x hours) x part of the year", nearly_zero),
    Estimate("green_building_certificate", "building.new_certified_m2",
             "half of the new floor without a certificate",
             new_uncertified_m2(0.5, "office_code", "office_nzeb")),
    Estimate("near_zero_certificate", "building.new_certified_m2",
             "floor of nearly-zero-energy offices without a certificate",
             new_uncertified_m2(1.0, "office_nzeb")),
    Estimate("fleet_electrification", "energy.carrier.diesel_mwh",
             "jobs x share of vehicles replaced x diesel a job", diesel(0.5)),
    Estimate("electric_heavy_trucks", "energy.carrier.diesel_mwh",
             "jobs x share of tractors replaced x diesel a job", diesel(0.5, "tractor_49t")),
    Estimate("electric_heavy_trucks", "transport.new_energy_t",
             "jobs x payload x share of tractors replaced", heavy_tonnes),
    Estimate("electric_forklifts", "energy.carrier.diesel_mwh",
             "jobs x share of forklifts replaced x diesel a job", diesel(1.0, "forklift_3t")),
    Estimate("electric_public_vehicles", "energy.carrier.diesel_mwh",
             "jobs x share of vehicles replaced x diesel a job", diesel(1.0, service="public")),
    Estimate("electric_public_vehicles", "transport.public_new_energy",
             "diesel vehicles in public service",
             lambda park: sum(_count(f, "diesel") for f in agents(park, "fleet", service="public"))),
    Estimate("electric_staff_buses", "energy.carrier.diesel_mwh",
             "jobs x share of buses replaced x diesel a job", diesel(1.0, service="staff")),
    Estimate("public_charging_station", "electricity.used_mwh",
             "20 x 0.24 MW x 0.1 x 8,760 h / 0.95", lambda park: 20 * 0.24 * 0.1 * 8760.0 / 0.95),
    Estimate("enclosed_belt", "energy.carrier.diesel_mwh",
             "300,000 t / 30 t x share of diesel trucks x diesel a job", belt_diesel),
    Estimate("enclosed_belt", "transport.vehicles_t", "300,000 t leave the road",
             lambda park: -300_000.0),
    Estimate("energy_diagnosis", "diagnosis.diagnosed",
             "firms of 5,000 tce and more not diagnosed within two years", diagnosed),
    Estimate("product_footprint_certification", "product.footprints",
             "firms without a recorded product",
             lambda park: float(sum(not e.products for e in plants(park)))),
    Estimate("energy_carbon_platform", "management.energy_carbon_platform",
             "one platform recorded", lambda park: 1.0),
    Estimate("energy_management_certificate", "management.energy_management_certificates",
             "ten firms recorded", lambda park: 10.0),
]  # fmt: skip
