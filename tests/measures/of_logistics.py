"""Estimates of measures on charging, swapping, hydrogen and rail, on a park of vehicles.

Jobs times energy a job, hours times prices, tonnes over loads. The park's
heavy trucks work two shifts; its vans a day shift with a break at noon (12:00-13:00) and charge
off duty only, so 5 of 9 hours' driving is charged in the evening.
"""

from __future__ import annotations

from agents.freight.goods import goods
from tests.measures.estimate import Estimate
from tests.measures.inputs import agents

LOGISTICS = "tests/measures/logistics.yaml"
TWO_SHIFT_DAYS, WORKDAYS, REST_DAYS, WEEKS = 295.0, 248.0, 117.0, 52.0  # 2025
AFTERNOON = 5.0 / 9.0
PLUG = 0.95
HIGH, VALLEY = 1.5 * 260.0, 0.5 * 260.0  # energy component of the tariff, CNY/MWh
DIESEL_MJ, BATTERY_KWH, CELL_KWH = (10.2, 0.12), (0.95, 0.018), (1.9, 0.036)  # per km, per t km


def _trucks(park):
    [fleet] = [f for f in agents(park, "fleet") if f.payload_t >= 20.0]
    return fleet


def _jobs(fleet) -> float:
    return fleet.jobs_per_day * TWO_SHIFT_DAYS


def _a_job(fleet, per: tuple[float, float]) -> float:
    """Return what a round trip takes, out laden and back empty."""
    return per[0] * 2.0 * fleet.km + per[1] * fleet.payload_t * fleet.km


def _moved_jobs(park, share: float) -> float:
    """Return the jobs of the year that replaced tractors do: all vehicles do equally many."""
    fleet = _trucks(park)
    counts = {g.powertrain: g.count for g in fleet.vehicles}
    return _jobs(fleet) * int(share * counts["diesel"] + 0.5) / sum(counts.values())


def diesel_saved(share: float):
    """Return the estimate of diesel that replaced tractors no longer burn [MWh]."""
    return lambda park: -_moved_jobs(park, share) * _a_job(_trucks(park), DIESEL_MJ) / 3600.0


def swapped_mwh(park) -> float:
    """Power of swapped tractors, over 0.94 of the rack's chargers."""
    return _moved_jobs(park, 0.3) * _a_job(_trucks(park), BATTERY_KWH) / 1000.0 / 0.94


def hydrogen_mwh(park) -> float:
    """Hydrogen of fuel-cell tractors."""
    return _moved_jobs(park, 0.2) * _a_job(_trucks(park), CELL_KWH) / 1000.0


def compression_mwh(park) -> float:
    """Work from 20 to 450 bar in three stages, cooled to 25 °C between them, over 0.6.

    ``n · k/(k-1) · R T · (r^((k-1)/(k n)) - 1)`` with k = 1.41: 1.55 kWh/kg; 11 % for the gas not
    being ideal.
    """
    k, stages, rt_kwh = 1.41, 3, 4.124 * 298.15 / 3600.0
    power = (k - 1.0) / (k * stages)
    ideal = stages * k / (k - 1.0) * rt_kwh * ((450.0 / 20.0) ** power - 1.0)
    return hydrogen_mwh(park) / 33.33 * ideal * 1.11 / 0.6


def _evening_mwh(park) -> float:
    """Return what the vans charge after a working day, at the grid."""
    [vans] = [f for f in agents(park, "fleet") if f.shift == "day_shift"]
    job_kwh = 0.24 * 2.0 * vans.km + 0.03 * vans.payload_t * vans.km
    return AFTERNOON * vans.jobs_per_day * job_kwh / 1000.0 / PLUG


def evenings_to_valley(park) -> float:
    """Power of each evening (18:00, high) is bought before dawn (valley)."""
    return -WORKDAYS * _evening_mwh(park) * (HIGH - VALLEY)


def evenings_to_surplus(park) -> float:
    """Power of each evening waits for the night's surplus.

    Not after a rest: surplus is then expected at once, as there was on the day of rest.
    """
    return -(WORKDAYS - WEEKS) * _evening_mwh(park)


def fed_mwh(park) -> float:
    """What vans feed back in a year, on the side of the battery.

    A working day's evening: from 0.9 of the usable battery less the afternoon's driving down to
    the reserve of 0.1. A day of rest, twice (7:00-9:00, 18:00-24:00): from 0.9 to the reserve.
    """
    [vans] = [f for f in agents(park, "fleet") if f.shift == "day_shift"]
    [group] = vans.vehicles
    full = group.count * 0.95 * 81.0 / 1000.0 * (0.9 - 0.1)
    return WORKDAYS * (full - _evening_mwh(park) * PLUG) + REST_DAYS * 2.0 * full


def trading_losses(park) -> float:
    """What is lost in plugs, both ways, of what is fed back."""
    return fed_mwh(park) * (1.0 / PLUG - PLUG)


def trading_gain(park) -> float:
    """Fed back at the high price, charged again in the valley; evenings are bought there too."""
    return evenings_to_valley(park) - fed_mwh(park) * (PLUG * HIGH - VALLEY / PLUG)


def _by_rail(park) -> float:
    """Return 0.3 of what the plants send and receive as planned [t]."""
    plants = agents(park, "enterprise")
    table = {p.archetype: goods().archetypes[p.archetype] for p in plants}
    per_unit = {
        name: sum(part.t for way in (row.inbound, row.outbound) for part in way.values())
        for name, row in table.items()
    }
    return 0.3 * sum(p.output_per_year * per_unit[p.archetype] for p in plants)


def rail_jobs(park) -> float:
    """Loads of 30 t that no longer go by road."""
    return -_by_rail(park) / 30.0


def rail_diesel(park) -> float:
    """Diesel of those jobs that diesel trucks did, less shunting of 2.5 km at 0.148 kWh/(t km)."""
    fleet = _trucks(park)
    counts = {g.powertrain: g.count for g in fleet.vehicles}
    share = counts["diesel"] / sum(counts.values())
    trucks = rail_jobs(park) * share * _a_job(fleet, DIESEL_MJ) / 3600.0
    return trucks + _by_rail(park) * 2.5 * 0.148e-3


# Own power of 4 MW above what a store takes at night and below what it takes by day.
NIGHT_SURPLUS = {
    "components.works.rate": 0,
    "components.own.type": "supply",
    "components.own.bus": "electricity@own",
    "components.own.kind": "own_generation",
    "components.own.available": 4,
    "agents.cold-store.shift": "two_shift",
    "agents.cold-store.intensities.electricity_kwh": 157,
    "agents.cold-store.intensities.standby_share": 0.1,
}

ESTIMATES = [
    Estimate("swap_station", "energy.carrier.diesel_mwh",
             "jobs x share of tractors replaced x diesel a job", diesel_saved(0.3), park=LOGISTICS),
    Estimate("swap_station", "electricity.used_mwh",
             "jobs x share of tractors replaced x kWh a job / 0.94", swapped_mwh, park=LOGISTICS),
    Estimate("hydrogen_trucks", "energy.carrier.diesel_mwh",
             "jobs x share of tractors replaced x diesel a job", diesel_saved(0.2), park=LOGISTICS),
    Estimate("hydrogen_trucks", "energy.carrier.hydrogen_mwh",
             "jobs x share of tractors replaced x hydrogen a job", hydrogen_mwh, park=LOGISTICS),
    Estimate("hydrogen_trucks", "electricity.used_mwh",
             "kg x work of three-stage compression / 0.6", compression_mwh, park=LOGISTICS),
    Estimate("smart_charging", "cost.grid_energy_cny",
             "evenings' energy x (high price - valley price)", evenings_to_valley, park=LOGISTICS),
    Estimate("pv_charging", "electricity.grid_mwh",
             "evenings' energy comes out of the night's surplus", evenings_to_surplus,
             park=LOGISTICS, settings=NIGHT_SURPLUS),
    Estimate("vehicle_to_grid", "electricity.used_mwh",
             "energy fed back x (1/0.95 - 0.95)", trading_losses, park=LOGISTICS),
    Estimate("vehicle_to_grid", "cost.grid_energy_cny",
             "energy fed back x (0.95 high - valley / 0.95), and evenings", trading_gain,
             park=LOGISTICS),
    Estimate("rail_siding", "transport.jobs_done", "0.3 of planned goods / 30 t", rail_jobs,
             park=LOGISTICS),
    Estimate("rail_siding", "energy.carrier.diesel_mwh",
             "loads x share of diesel trucks x diesel a job - shunting", rail_diesel,
             park=LOGISTICS),
]  # fmt: skip
