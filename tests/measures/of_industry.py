"""Estimates of measures on industry: plans times intensities, against the limits as published."""

from __future__ import annotations

from tests.measures.estimate import Estimate
from tests.measures.inputs import (
    BOILER,
    FOSSIL_POWER_T_PER_MWH,
    GAS_T_PER_GJ,
    KGCE_PER_GJ,
    KGCE_PER_KWH,
    components,
    heat_mwh,
    plants,
    power_mwh,
)
from twin.tariffs import load_tariff

# Levels 1 and 2 [kgce per unit, kWh per unit]: GB 47835-2026, GB 32047-2025, GB 16780-2021 and
# GB 40879-2021, for the products of the Yunnan park that miss one of them.
KGCE = {"wafer": (35350.0, 40485.0), "brewery_food": (26.0, 35.0)}
KWH = {"cement_grinding": (26.0, 29.0), "data_centre": (1.2, 1.3)}
PV_YIELD_H = {"yunnan": 1343.0, "jiangxi": 1152.0}  # kWh/kWp, roof of 10 degrees, pvlib on TMYx
DRIVEN = (
    "machinery", "electronics", "brewery_food", "tobacco", "paper_board", "cold_store", "pharma",
    "textile_dyeing", "cement_grinding", "al_processing", "fine_chemical",
)  # fmt: skip


def _cut(enterprise, level: int) -> float:
    """Return by what share power and heat per unit must fall to meet a level."""
    plant = enterprise.plant
    if not plant.quotas:
        return 0.0
    if enterprise.archetype in KWH:
        return max(1.0 - KWH[enterprise.archetype][level - 1] / plant.electricity_kwh, 0.0)
    if enterprise.archetype not in KGCE:
        return 0.0
    heat = sum(plant.heat_gj.values()) + sum(plant.direct_fired_gj.values())
    energy = KGCE_PER_KWH * plant.electricity_kwh + KGCE_PER_GJ * heat
    return max(1.0 - KGCE[enterprise.archetype][level - 1] / energy, 0.0)


def power_to_level(level: int):
    """Return the estimate of power saved by meeting a level."""
    return lambda park: -sum(power_mwh(e) * _cut(e, level) for e in plants(park))


def gas_to_level(level: int):
    """Return the estimate of gas saved in boilers by meeting a level."""
    return lambda park: (
        -sum(heat_mwh(e) * _cut(e, level) / BOILER for e in plants(park) if e.archetype in KGCE)
    )


def drives(park) -> float:
    """Half of the drives, which take 64 % of the power, save 15 %."""
    return -sum(power_mwh(e) for e in plants(park, *DRIVEN)) * 0.5 * 0.64 * 0.15


def lights(park) -> float:
    """3 W on each square metre, 3,500 h a year."""
    return -3.0 * 3.5 * sum(e.output_per_year for e in plants(park, "machinery", "logistics")) / 1e3


def _direct_t(enterprise) -> float:
    """Return CO2 of a tile plant's year: kiln gas, carbonates at 0.4 kg/m2, power."""
    gas = enterprise.plant.direct_fired_gj["natural_gas"] * GAS_T_PER_GJ
    power = enterprise.plant.electricity_kwh / 1000.0 * FOSSIL_POWER_T_PER_MWH
    return enterprise.output_per_year * (gas + 0.0004 + power)


def silicon_out(park) -> float:
    """4.5 t of process CO2 (reductant) and 12 MWh of power a tonne."""
    return -sum(
        4.5 * e.output_per_year + power_mwh(e) * FOSSIL_POWER_T_PER_MWH
        for e in plants(park, "industrial_silicon")
    )


def tiles_out(park) -> float:
    """The plants' own CO2, less the grid power that now stands for the PV on their roofs."""
    lost = [c.capacity_mw for c in components(park, "Pv", belongs_to="tiles")]
    power_t = sum(lost) * PV_YIELD_H["jiangxi"] * FOSSIL_POWER_T_PER_MWH
    return power_t - sum(_direct_t(e) for e in plants(park, "ceramic_tile"))


def less_tiles(park) -> float:
    """A fifth of the plants' CO2."""
    return -0.2 * sum(_direct_t(e) for e in plants(park, "ceramic_tile"))


def valley(park) -> float:
    """Production and stand-by of the machine shops, each at the mean price of its hours.

    Stand-by is 10 % of nameplate; the hours of a week outside production are short rests.
    """
    tariff = load_tariff("jiangxi")
    power = sum(power_mwh(e) for e in plants(park, "machinery"))
    load_factor = plants(park, "machinery")[0].plant.load_factor
    cost = {}
    calendars = ((((7, 23),), 295, 4720.0), (((0, 8), (12, 16)), 357, 4284.0))
    for spans, days, hours in calendars:
        idle = 0.1 * power / (hours * load_factor) * (24.0 - hours / days) * days
        inside = [h for h in range(24) if any(a <= h < b for a, b in spans)]
        outside = [h for h in range(24) if h not in inside]
        run = (power - idle) * _mean_price(tariff, inside)
        cost[spans] = run + idle * _mean_price(tariff, outside)
    before, after = cost.values()
    return after - before


def _mean_price(tariff, hours) -> float:
    """Return the mean of the floating price over hours of the day and months [CNY/MWh]."""
    found = []
    for month in range(1, 13):
        season = next(s for s in tariff.seasons if month in s.months)
        for half in (hour * 60 + minute for hour in hours for minute in (0, 30)):
            bands = [
                band for band, spans in season.periods.items()
                for first, last in (span.split("-") for span in spans)
                if _minute(first) <= half < _minute(last)
            ]  # fmt: skip
            found.append(tariff.ratios[bands[-1]] if bands else 1.0)
    return tariff.energy_cny_per_mwh * sum(found) / len(found)


def _minute(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


ESTIMATES = [
    Estimate("process_retrofit_level_1", "electricity.used_mwh",
             "sum of plan x power per unit x (1 - level 1 / present)", power_to_level(1)),
    Estimate("process_retrofit_level_1", "energy.carrier.natural_gas_mwh",
             "sum of plan x heat per unit x (1 - level 1 / present) / 0.9", gas_to_level(1)),
    Estimate("process_retrofit_level_2", "electricity.used_mwh",
             "sum of plan x power per unit x (1 - level 2 / present)", power_to_level(2)),
    Estimate("process_retrofit_level_2", "energy.carrier.natural_gas_mwh",
             "sum of plan x heat per unit x (1 - level 2 / present) / 0.9", gas_to_level(2)),
    Estimate("equipment_renewal", "electricity.used_mwh",
             "planned power x 0.5 x 0.64 x 0.15", drives),
    Estimate("led_lighting", "electricity.used_mwh", "floor x 3 W/m2 x 3,500 h", lights),
    Estimate("admit_battery_plant", "electricity.used_mwh", "4 GWh x 20 kWh/kWh",
             lambda park: 4e6 * 20.0 / 1e3),
    Estimate("admit_data_centre", "electricity.used_mwh", "8 MW x 0.65 x 8,760 h x 1.2",
             lambda park: 8.0 * 0.65 * 8760.0 * 1.2),
    Estimate("admit_electronics", "electricity.used_mwh", "60,000 m2 x 160 kWh/m2",
             lambda park: 60_000 * 160.0 / 1e3),
    Estimate("move_out_silicon", "carbon.park.total_t", "output x (4.5 + 12 x 0.8325)",
             silicon_out),
    Estimate("move_out_tiles", "carbon.park.total_t",
             "output x (gas + carbonates + power), less the PV lost with the roofs", tiles_out,
             park="jiangxi"),
    Estimate("limit_output", "carbon.park.total_t", "0.2 x output x (gas + carbonates + power)",
             less_tiles, park="jiangxi"),
    Estimate("valley_shift", "cost.grid_energy_cny",
             "production and stand-by x mean price of their hours, after less before", valley,
             park="jiangxi"),
]  # fmt: skip
