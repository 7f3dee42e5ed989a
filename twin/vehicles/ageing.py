"""How a vehicle's battery ages, and how long it lasts.

Calendar and cycles add, as in the stationary battery (``twin/components/battery.py``):
``health = 1 - a k(T) t^p - c n``, with p = 1 (linear) or 1/2, n full cycles of the nameplate
energy, and ``k(T) = exp(E/R (1/298.15 K - 1/T))`` (Arrhenius) for the mean of the hours' rates.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

GAS_KJ_PER_MOL_K = 8.314462618e-3
REFERENCE_K = 298.15
COLDEST_C, HOTTEST_C = -40.0, 60.0  # cells are kept or fail outside it
KWH_PER_MWH = 1000.0
LEAST_HEALTH = 0.6  # below it the laws of fading do not hold


class Ageing(BaseModel):
    """Figures of a battery's ageing.

    Attributes
    ----------
    calendar_fade_per_year : float
        Share of nameplate energy lost in a year (``linear``), or in the first (``sqrt_time``),
        at 25 °C.
    calendar_law : str
    cycle_fade_per_full_cycle : float
    activation_kj_per_mol : float
        Of the calendar part.
    end_of_life_share : float
        Of nameplate energy.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    calendar_fade_per_year: Annotated[float, Field(ge=0, le=0.2)]
    calendar_law: Literal["linear", "sqrt_time"] = "linear"
    cycle_fade_per_full_cycle: Annotated[float, Field(ge=0, le=0.01)]
    activation_kj_per_mol: Annotated[float, Field(ge=0, le=100)]
    end_of_life_share: Annotated[float, Field(ge=LEAST_HEALTH, lt=1)]
    source: str
    confidence: str


def arrhenius(ageing: Ageing, temperatures_c: Iterable[float]) -> float:
    """Return the mean rate of calendar ageing over temperatures, 1 at 25 °C.

    Raises
    ------
    ValueError
        If there are no temperatures or one is outside -40 to 60 °C.
    """
    degrees = np.asarray(list(temperatures_c), dtype=np.float64)
    if len(degrees) == 0 or not ((degrees >= COLDEST_C) & (degrees <= HOTTEST_C)).all():
        raise ValueError(f"temperatures_c: expected some, from {COLDEST_C:g} to {HOTTEST_C:g} °C")
    slope = ageing.activation_kj_per_mol / GAS_KJ_PER_MOL_K
    return float(np.exp(slope * (1.0 / REFERENCE_K - 1.0 / (degrees + 273.15))).mean())


def health_after(
    ageing: Ageing, years: float, full_cycles: float, temperatures_c: Iterable[float] = (25.0,)
) -> float:
    """Return the share of nameplate energy that is left.

    Raises
    ------
    ValueError
        If less than 0.6 would be left, where the laws do not hold, or an age is negative.
    """
    if years < 0.0 or full_cycles < 0.0:
        raise ValueError(f"years {years:g} and full_cycles {full_cycles:g} must be at least 0")
    time = years if ageing.calendar_law == "linear" else math.sqrt(years)
    lost = ageing.calendar_fade_per_year * arrhenius(ageing, temperatures_c) * time
    left = 1.0 - lost - ageing.cycle_fade_per_full_cycle * full_cycles
    if left < LEAST_HEALTH:
        raise ValueError(
            f"{years:g} years and {full_cycles:g} full cycles leave {left:.2f} of the energy; "
            f"expected at least {LEAST_HEALTH:g}, below which fading is not known"
        )
    return left


def life_years(
    ageing: Ageing, cycles_per_year: float, temperatures_c: Iterable[float] = (25.0,)
) -> float:
    """Return after how many years at a duty the end of life is reached; inf if never.

    ``b y^2 + a y = 1 - end`` with ``y = sqrt(t)`` (or t), solved in closed form.

    Raises
    ------
    ValueError
        If the duty is negative.
    """
    if cycles_per_year < 0.0:
        raise ValueError(f"cycles_per_year: {cycles_per_year:g}; expected at least 0")
    may_lose = 1.0 - ageing.end_of_life_share
    calendar = ageing.calendar_fade_per_year * arrhenius(ageing, temperatures_c)
    cycles = ageing.cycle_fade_per_full_cycle * cycles_per_year
    if calendar + cycles == 0.0:
        return math.inf
    if ageing.calendar_law == "linear":
        return may_lose / (calendar + cycles)
    root = 2.0 * may_lose / (calendar + math.sqrt(calendar**2 + 4.0 * cycles * may_lose))
    return root**2


def wear_cny_per_mwh(ageing: Ageing, store_cny_per_kwh: float) -> float:
    """Return what a MWh into the battery wears off it: its share of the cycles of a life.

    What a spread of prices must pay, losses apart, before feeding back is worth it. Calendar ageing
    goes on anyway and is not in it; where that ends a battery's life first, this is too much.

    Raises
    ------
    ValueError
        If the price is negative.
    """
    if store_cny_per_kwh < 0.0:
        raise ValueError(f"store_cny_per_kwh: {store_cny_per_kwh:g}; expected at least 0")
    used = ageing.cycle_fade_per_full_cycle / (1.0 - ageing.end_of_life_share)
    return KWH_PER_MWH * store_cny_per_kwh * used
