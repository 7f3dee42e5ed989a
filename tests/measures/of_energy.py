"""Estimates of the measures of energy supply (buildings and transport stand elsewhere)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scenarios.park_file import LoadedPark
from tests.measures.estimate import Estimate
from tests.measures.textbook import (
    FOSSIL_POWER,
    GJ,
    HOURS,
    HYDROGEN_KWH_KG,
    KELVIN,
    LEVEL_C,
    climate,
    free_roof_m2,
    gas_for,
    heating_cop,
    of_kind,
    planned,
    reference,
    waste_heat_mwh,
    wet_bulbs_c,
    wind_mwh_per_mw,
)

EQUIPPED = "tests/measures/equipped.yaml"
COLD = "tests/measures/cold.yaml"
GAS = "energy.carrier.natural_gas_mwh"
GRID = "electricity.grid_mwh"
USED = "electricity.used_mwh"
VALLEY_H, DAYS = 8.0, 365.0  # Yunnan: 02-06 and 12-16 every day
FURNACES = ("lfp_cathode", "al_processing", "machinery")
HYDROGEN_USERS = ("al_processing", "machinery", "ceramic_tile")


def _line(park: LoadedPark) -> float:
    """60 MWp at the reference yield of tilted modules and 20 MW at 1.7 times the wind, loss 2 %."""
    solar = 60.0 * reference(park, "pv_tilt_kwh_kwp")
    return 0.98 * (solar + 20.0 * wind_mwh_per_mw(park, 1.7))


def _imports(park: LoadedPark) -> float:
    """Planned use of all firms less own PV at its reference yield."""
    own = sum(s.component.capacity_mw for s in of_kind(park, "asset").values() if _is_pv(s))
    firms = planned(park, "electricity_kwh") * 1e-3
    return firms - own * reference(park, "pv_roof10_kwh_kwp")


def _is_pv(spec: object) -> bool:
    return type(getattr(spec, "component", None)).__name__ == "Pv"


def _lift(park: LoadedPark, source_c: float | None, fraction: float) -> float:
    """Power of 1 MW at 60 °C all year; a source that is not given is at the year's mean of air."""
    cold = reference(park, "temp_mean_c") if source_c is None else source_c
    return HOURS / heating_cop(cold, LEVEL_C["hot_water_60"], fraction)


def planned_heat(park: LoadedPark, only: tuple[str, ...]) -> float:
    """Return the waste heat of some archetypes [MWh]."""
    found = [s for s in of_kind(park, "enterprise").values() if s.archetype in only]
    return sum(s.plant.waste_heat.gj * GJ * s.output_per_year for s in found)


def _waste_heat_boilers(park: LoadedPark) -> float:
    """Heat the gas holds above the pinch (al, 275 °C) or the stack (silicon, 420 °C), 0.75 of it.

    Steam of 159 °C, r = 2,083 kJ/kg, feed water of 104 °C 236 kJ/kg below. At the silicon
    furnace 4 MW / 0.75 are taken already, in season.
    """
    air = reference(park, "temp_mean_c")
    al = planned_heat(park, ("al_processing",))
    si = planned_heat(park, ("industrial_silicon",)) - 4.0 / 0.75 * 214 * 24.0
    al_share = (275.0 - 159.0 - 25.0) / (275.0 - air) * (1.0 + 236.0 / 2083.0)
    si_share = (420.0 - 120.0) / (420.0 - air)
    return -gas_for(0.75 * (al * al_share + si * si_share))


def _orc(park: LoadedPark) -> float:
    cold = reference(park, "temp_mean_c") + 15.0 + KELVIN
    return -waste_heat_mwh(park, 110.0, 130.0) * 0.45 * (1.0 - cold / (120.0 + KELVIN))


def _electrified(park: LoadedPark) -> float:
    return 0.5 * sum(planned(park, "direct_fired_gj", "natural_gas", [a]) for a in FURNACES) * GJ


def _hydrogen(park: LoadedPark) -> float:
    fired = planned(park, "direct_fired_gj", "natural_gas", HYDROGEN_USERS)
    return 0.1 * fired * GJ


def _gas_turbine(_: LoadedPark) -> float:
    """It runs where power costs more than fuel less the boiler's saved: 569 CNY/MWh in Jiangxi.

    Gas 4.0 CNY/m3 at 9.892 kWh/m3 is 404 CNY/MWh; per MWh of power 1/0.36 of gas and 40 of
    upkeep, less 0.47/0.36 of heat at 404/0.9 + 5. Flat hours cost 655, valley hours 400.
    """
    flat_or_more = 90 * 18 + 275 * 17  # 6 h of valley in winter, 7 in the rest of the year
    return -5.0 * flat_or_more


def _pipe(_: LoadedPark) -> float:
    """U π D L ΔT; gas makes the steam outside the 8 valley hours, an electrode boiler in them."""
    saved_mw = (1.2 - 0.5) * math.pi * 0.3 * 4000.0 * (184.0 - 15.4) * 1e-6
    return -gas_for(saved_mw * (24.0 - VALLEY_H) * DAYS)


def _work(condensing_c: Sequence[float], fraction: float) -> float:
    """Power per cold, evaporating at 5 °C, condensing month by month at 25 °C or more."""
    lifts = [max(c, 25.0) - 5.0 for c in condensing_c]
    return sum(lifts) / 12.0 / (fraction * (5.0 + KELVIN))


def _by_air(park: LoadedPark) -> float:
    """Power per cold of an air-cooled chiller that condenses 12 K over the air."""
    months = climate(park.spec.climate.station)["months"]
    return _work([t + 12.0 for t in months["temp_mean_c"]], 0.47)


def _chillers(park: LoadedPark) -> float:
    """5 MW of cold: by air (0.47 of Carnot), and by water from the tower (0.67), 4 K over wet bulb.

    Fans 0.0125 and pumps 0.08 kWh/m3 at 5 K (0.0138) per heat rejected.
    """
    by_water = _work([w + 4.0 + 7.0 for w in wet_bulbs_c(park)], 0.67)
    tower = (1.0 + by_water) * (0.0125 + 0.0138)
    return 5.0 * HOURS * (by_water + tower - _by_air(park))


ESTIMATES = [
    Estimate(
        "roof_pv", "electricity.own_mwh", "half the free roof x 175 Wp/m2 x reference yield",
        lambda p: 0.5 * free_roof_m2(p) * 175e-6 * reference(p, "pv_roof10_kwh_kwp"),
        {"coverage": 0.5},
    ),
    Estimate(
        "ground_pv", "electricity.own_mwh",
        "reference yield at latitude less 10 degrees x (1 + 0.7 x albedo 0.2 x half the ground)",
        lambda p: 20.0 * reference(p, "pv_tilt_kwh_kwp") * 1.07, {"power": 20.0},
    ),
    Estimate(
        "wind_in_park", "electricity.own_mwh", "Weibull wind by month through a cubic power curve",
        lambda p: 15.0 * wind_mwh_per_mw(p), {"power": 15.0},
    ),
    Estimate(
        "green_power_purchase", "carbon.park.total_t", "volume x 0.8325 t/MWh",
        lambda _: -1e5 * FOSSIL_POWER, {"energy": 1e5},
    ),
    Estimate(
        "green_power_purchase", "cost.green_power_cny", "volume x premium",
        lambda _: 1e5 * 12.0, {"energy": 1e5, "premium": 12.0},
    ),
    Estimate(
        "green_certificates", "carbon.park.total_t", "volume x 0.8325 t/MWh",
        lambda _: -1e5 * FOSSIL_POWER, {"energy": 1e5},
    ),
    Estimate(
        "green_power_share", "carbon.park.total_t",
        "half of what firms plan to use beyond own PV x 0.8325 t/MWh",
        lambda p: -0.5 * _imports(p) * FOSSIL_POWER, {"share": 0.5},
    ),
    Estimate(
        "direct_green_line", "electricity.direct_mwh", "reference yields less 2 % of the line",
        _line, {"solar": 60.0, "wind": 20.0},
    ),
    Estimate(
        "direct_green_line_multi_user", "electricity.direct_mwh",
        "reference yields less 2 % of the line",
        _line, {"solar": 60.0, "wind": 20.0, "line": 100.0},
    ),
    Estimate(
        "direct_green_line_multi_user", "cost.direct_charges_cny", "capacity x charge x 12 months",
        lambda _: 1e5 * 40.0 * 12.0, {"solar": 60.0, "wind": 20.0, "line": 100.0, "system": 40.0},
    ),
    Estimate(
        "direct_hydro_supply", "electricity.direct_mwh", "band x hours less 2 % of the line",
        lambda _: 40.0 * HOURS * 0.98, {"power": 40.0},
    ),
    Estimate(
        "park_battery", "storage.new-battery.discharged_mwh",
        "window of 0.9 twice a day (two valleys, each before a peak of at least the two hours that "
        "it lasts), half the losses on the way out",
        lambda _: 20.0 * 0.9 * 2.0 * DAYS * math.sqrt(0.86), {"energy": 20.0, "power": 10.0},
    ),
    Estimate(
        "electrode_boiler", GAS,
        "valley hours only (340 CNY/MWh against 392 of gas), at noon only on 115 days off: on "
        "working days a higher peak costs 36,000 CNY/MW a month, the noon valley saves 5,000",
        lambda _: -gas_for(30.0 * (4.0 * DAYS + 4.0 * 115.0)), {"heat": 30.0},
    ),
    Estimate(
        "air_source_heat_pump", GAS, "1 MW all year in place of the hot-water boiler",
        lambda _: -gas_for(HOURS), {"heat": 1.0},
    ),
    Estimate(
        "air_source_heat_pump", USED, "0.45 of Carnot from air to 60 degrees, 5 K on both sides",
        lambda p: _lift(p, None, 0.45), {"heat": 1.0},
    ),
    Estimate(
        "ground_source_heat_pump", USED, "0.5 of Carnot from ground at the year's mean of air",
        lambda p: _lift(p, None, 0.5), {"heat": 1.0},
    ),
    Estimate(
        "water_source_heat_pump", USED, "0.5 of Carnot from water of 20 degrees",
        lambda p: _lift(p, 20.0, 0.5), {"heat": 1.0, "temperature": 20.0},
    ),
    Estimate(
        "industrial_heat_pump", GAS, "3 MW of steam all year from spare hot water",
        lambda _: -gas_for(3.0 * HOURS), {"heat": 3.0}, "jiangxi",
    ),
    Estimate(
        "waste_heat_to_hot_water", GAS, "half the cathode works' waste heat x 0.9, all used",
        lambda p: -gas_for(0.5 * 0.9 * waste_heat_mwh(p, 120.0, 250.0)), {"share": 0.5},
    ),
    Estimate(
        "waste_heat_heat_pump", GAS,
        "1 MW all year; the 0.79 MW it draws are less than 0.5 taken anew and 0.4 left on the loop",
        lambda _: -gas_for(HOURS), {"share": 0.1, "heat": 1.0},
    ),
    Estimate(
        "waste_heat_heat_pump", USED, "0.5 of Carnot from 35 to 60 degrees, 5 K on both sides",
        lambda _: HOURS / heating_cop(LEVEL_C["low_temp_35"], LEVEL_C["hot_water_60"], 0.5),
        {"share": 0.1, "heat": 1.0},
    ),
    Estimate(
        "waste_heat_boiler", GAS, "heat above pinch or stack x 0.75 in place of gas",
        _waste_heat_boilers,
    ),
    Estimate("orc", GRID, "waste heat x 0.45 of Carnot over air + 15 K", _orc),
    Estimate(
        "pressure_energy", GRID, "10,000 GJ of pressure energy x 0.72 x 0.94",
        lambda _: -10000.0 * GJ * 0.72 * 0.94, {}, EQUIPPED,
    ),
    Estimate(
        "kiln_electrification", GAS, "half of the planned gas of these furnaces",
        lambda p: -_electrified(p), {"share": 0.5},
    ),
    Estimate(
        "kiln_electrification", USED, "0.65 of the gas", lambda p: 0.65 * _electrified(p),
        {"share": 0.5, "ratio": 0.65},
    ),
    Estimate(
        "coal_boiler_replacement", "energy.carrier.raw_coal_mwh", "10 MW all year at 0.84",
        lambda _: -10.0 * HOURS / 0.84, {}, EQUIPPED,
    ),
    Estimate(
        "biomass_boiler", GAS, "20 MW of steam all year, fuel at 224 CNY/MWh against 388",
        lambda _: -gas_for(20.0 * HOURS), {"heat": 20.0},
    ),
    Estimate(
        "biomass_chp", "energy.carrier.biomass_mwh", "5 MW all year at 0.27",
        lambda _: 5.0 * HOURS / 0.27, {"power": 5.0},
    ),
    Estimate(
        "biomass_chp", GRID, "5 MW all year", lambda _: -5.0 * HOURS, {"power": 5.0}
    ),
    Estimate(
        "gas_chp", GRID, "5 MW in the hours dearer than 569 CNY/MWh",
        _gas_turbine, {"power": 5.0}, "jiangxi",
    ),
    Estimate(
        "hot_water_tank", "storage.new-hot-water-tank.discharged_mwh",
        "full twice a day, half of 2 % lost on the way out",
        lambda _: 20.0 * 2.0 * DAYS * 0.99, {"energy": 20.0, "power": 5.0}, EQUIPPED,
    ),
    Estimate(
        "steam_accumulator", "storage.new-steam-accumulator.discharged_mwh",
        "full twice a day, 1 % an hour lost for about three hours",
        lambda _: 10.0 * 2.0 * DAYS * 0.97, {"energy": 10.0, "power": 5.0}, EQUIPPED,
    ),
    Estimate(
        "efficient_chillers", USED, "Carnot's share over both lifts, tower included",
        _chillers, {"fraction": 0.67}, EQUIPPED,
    ),
    Estimate(
        "absorption_chiller", "heat.condenser_rejected_mwh",
        "0.8 MW all year: 1 + 1/0.72 + 0.01 in place of 1 + 1/COP of the air-cooled machine",
        lambda p: 0.8 * HOURS * (1.0 / 0.72 + 0.01 - _by_air(p)), {"cold": 0.8}, COLD,
    ),
    Estimate(
        "chilled_water_store", "storage.new-chilled-water-store.discharged_mwh",
        "full twice a day, half of 2 % lost on the way out",
        lambda _: 15.0 * 2.0 * DAYS * 0.99, {"energy": 15.0, "power": 6.0}, EQUIPPED,
    ),
    Estimate(
        "hydrogen_furnaces", GAS, "a tenth of the planned gas of these furnaces",
        lambda p: -_hydrogen(p), {"share": 0.1},
    ),
    Estimate(
        "hydrogen_furnaces", USED, "all of it made at 52.5 kWh/kg",
        lambda p: _hydrogen(p) / HYDROGEN_KWH_KG * 52.5, {"share": 0.1},
    ),
    Estimate(
        "fuel_cell_backup", "energy.carrier.hydrogen_mwh",
        "2 MW all year at 0.5: by-product hydrogen at 5 CNY/kg makes power below 330 CNY/MWh",
        lambda _: 2.0 * HOURS / 0.5, {"power": 2.0}, EQUIPPED,
    ),
    Estimate("heat_pipe_insulation", GAS, "U pi D L dT", _pipe, {"steam": 0.5}, EQUIPPED),
    Estimate(
        "external_green_heat", "heat.bought_mwh", "20 MW all year: 270 CNY/MWh against 388",
        lambda _: 20.0 * HOURS, {"heat": 20.0},
    ),
    Estimate(
        "demand_response_contract", "cost.demand_response_cny",
        "ten calls x 5 MW x 500 CNY/MW for standing ready; what is delivered hangs on the day",
        lambda _: -10 * 5.0 * 500.0, {"power": 5.0, "ready": 500.0, "pay": 0.0},
    ),
    Estimate(
        "smart_dispatch", "storage.battery-1.discharged_mwh",
        "at 2,000 CNY/t a kWh lost costs more than the spread: the battery's two cycles a day end",
        lambda _: -20.0 * 0.9 * 2.0 * DAYS * math.sqrt(0.86), {"carbon": 2000.0},
    ),
    Estimate(
        "peak_contract", "grid.grid.limit_mw", "line of 300 MW, contract of 181",
        lambda _: 181.0 - 300.0, {"limit": 181.0},
    ),
]  # fmt: skip
