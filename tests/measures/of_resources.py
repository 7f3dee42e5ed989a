"""Estimates of measures on water and waste: balances of planned volumes and capacities."""

from __future__ import annotations

from tests.measures.estimate import Estimate
from tests.measures.inputs import (
    HOURS,
    components,
    plants,
    waste_t,
    wastewater_m3,
)

DAYS = 365.0
SLUDGE_T_PER_M3 = 6e-4


def _reclaimed_now_m3(park) -> float:
    return sum(
        c.reclaim_m3_per_h * c.reclaim_recovery * HOURS for c in components(park, "WastewaterPlant")
    )


def _process_m3(park) -> float:
    """Return what of the fresh water reclaimed water may serve."""
    return sum(
        e.output_per_year * e.plant.fresh_water_m3 * e.plant.process_water_share
        for e in plants(park)
    )


def reclaimed_at_most_m3(park) -> float:
    """97 % of the wastewater, or what processes take."""
    return min(0.97 * wastewater_m3(park), _process_m3(park))


def zero_discharge_power(park) -> float:
    """5 kWh per m3 of intake, less the present line and the fresh water not pumped in (0.3)."""
    made, now = reclaimed_at_most_m3(park), _reclaimed_now_m3(park)
    return (made / 0.97 * 5.0 - now / 0.72 * 0.9 - (made - now) * 0.3) / 1e3


def recirculated(park) -> float:
    """A fifth of the fresh water of plants that reuse less than 79 %."""
    return -0.2 * sum(
        e.output_per_year * e.plant.fresh_water_m3
        for e in plants(park) if 0.01 <= e.plant.reuse_rate <= 0.79
    )  # fmt: skip


def line(capacity_t_per_d: float, *categories: str):
    """Return the estimate of a new line: its capacity or all that arises."""
    return lambda park: min(capacity_t_per_d * DAYS, waste_t(park, *categories))


def sludge(park) -> float:
    """Sludge of plants and of the wastewater works, or the line's capacity."""
    arising = waste_t(park, "waste_sludge") + wastewater_m3(park) * SLUDGE_T_PER_M3
    return min(20.0 * DAYS, arising)


def bricks(park) -> float:
    """Saggars, and what the present works leaves of silica, CaF2 and the yards' stock."""
    works = [c for c in components(park, "Recycler") if "waste_silica" in c.categories]
    stock = sum(c.stock_t for c in components(park, "WasteYard"))
    left = waste_t(park, "waste_silica", "waste_caf2_sludge") + stock
    left -= sum(c.capacity_t_per_d for c in works) * DAYS
    return min(30.0 * DAYS, waste_t(park, "waste_cathode") + max(left, 0.0))


def organic(park) -> float:
    """What arises a day in each month beyond the present works, up to 25 t/d.

    Nothing is stored, so the brewery's seasons count.
    """
    works = [c for c in components(park, "Recycler") if "waste_organic" in c.categories]
    taken = sum(c.capacity_t_per_d for c in works)
    months = []
    for month in range(12):
        daily = sum(
            e.output_per_year * e.plant.wastes_kg.get("waste_organic", 0.0) / 1e3 / DAYS
            * (e.order_months[month] * 12.0 / sum(e.order_months) if e.order_months else 1.0)
            for e in plants(park)
        )  # fmt: skip
        months.append(min(max(daily - taken, 0.0), 25.0) * DAYS / 12.0)
    return sum(months)


ESTIMATES = [
    Estimate("reclaimed_water", "water.reclaimed_m3", "100 m3/h x 0.72 x 8,760 h",
             lambda park: 100.0 * 0.72 * HOURS),
    Estimate("reclaimed_water", "water.fresh_m3", "the same volume of fresh water less",
             lambda park: -100.0 * 0.72 * HOURS),
    Estimate("zero_discharge", "water.discharged_m3",
             "least of 0.97 x wastewater and process water, less what is reclaimed now",
             lambda park: _reclaimed_now_m3(park) - reclaimed_at_most_m3(park)),
    Estimate("zero_discharge", "electricity.used_mwh",
             "intake x 5 kWh/m3 less the present line's and the fresh water's pumping",
             zero_discharge_power),
    Estimate("water_recirculation", "water.fresh_m3", "0.2 x fresh water below 79 % reuse",
             recirculated),
    Estimate("water_recirculation", "water.recirculated_m3", "the same volume recirculated",
             lambda park: -recirculated(park)),
    Estimate("kerf_recycling", "waste.used_t", "least of 12 t/d and the kerf that arises",
             line(12.0, "waste_kerf")),
    Estimate("saggar_recycling", "waste.used_t", "least of 15 t/d and what arises",
             line(15.0, "waste_cathode")),
    Estimate("sludge_use", "waste.used_t", "least of 20 t/d and sludge of plants and works",
             sludge),
    Estimate("brick_line", "waste.used_t",
             "least of 30 t/d and saggars + (silica + CaF2 + stock - works)", bricks),
    Estimate("organic_recycling", "waste.used_t",
             "sum over months of what arises beyond the works, up to 25 t/d", organic),
]  # fmt: skip
