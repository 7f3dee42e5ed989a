"""Break-even: at which price or distance two vehicles cost the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq

from scenarios.fleets.ownership import Case, bill
from scenarios.fleets.ownership_assumptions import OwnershipAssumptions
from twin.components.hydrogen import LHV_MWH_PER_KG

DIESEL_MWH_PER_L = 0.84 * 42.652 / 3600.0  # 0.84 kg/L, 42.652 GJ/t (annex 4)
LNG_MWH_PER_KG = 52.16 / 3600.0  # GJ/t (annex 4)
SAMPLES = 97  # between the bounds; a battery's replacement makes steps
CLOSE = 1e-9


@dataclass(frozen=True)
class Quantity:
    """A quantity that is varied: unit, bounds that are looked at, and what it does to a case."""

    unit: str
    low: float
    high: float
    apply: Callable[[Case, float], Case]


def _energy(powertrain: str, mwh_per_unit: float) -> Callable[[Case, float], Case]:
    """Return how a price per unit changes cases of one powertrain; others stay."""

    def apply(case: Case, price: float) -> Case:
        if case.powertrain != powertrain:
            return case
        return replace(case, energy_cny_per_mwh=price / mwh_per_unit)

    return apply


def _battery(case: Case, price: float) -> Case:
    return replace(case, battery_cny_per_kwh=price) if case.powertrain == "battery" else case


def _carbon(case: Case, price: float) -> Case:
    return replace(case, carbon_cny_per_t=price)


def _distance(case: Case, km: float) -> Case:
    return replace(case, duty=case.duty.times(km / case.duty.km))


QUANTITIES: Mapping[str, Quantity] = {
    "diesel": Quantity("CNY/L", 0.0, 30.0, _energy("diesel", DIESEL_MWH_PER_L)),
    "lng": Quantity("CNY/kg", 0.0, 30.0, _energy("lng", LNG_MWH_PER_KG)),
    "electricity": Quantity("CNY/kWh", 0.0, 5.0, _energy("battery", 1e-3)),
    "hydrogen": Quantity("CNY/kg", 0.0, 150.0, _energy("fuel_cell", LHV_MWH_PER_KG)),
    "battery": Quantity("CNY/kWh", 0.0, 5000.0, _battery),
    "carbon": Quantity("CNY/t", 0.0, 5000.0, _carbon),
    "km": Quantity("km/a", 1000.0, 300_000.0, _distance),
}


def break_even(one: Case, other: Case, what: str, given: OwnershipAssumptions) -> float | None:
    """Return the least value of a quantity at which both cost the same a year.

    Parameters
    ----------
    one, other : Case
        Of the same work: their duties are compared as they are.
    what : str
        A key of ``QUANTITIES``. Its price goes to the cases that pay it; ``km`` scales both
        duties, stations stay.
    given : OwnershipAssumptions

    Returns
    -------
    float or None
        None if one of them costs less at all values looked at, or neither pays it.

    Raises
    ------
    ValueError
        If a duty has no km and ``km`` is varied.
    """
    quantity = QUANTITIES[what]
    if what == "km" and not (one.duty.km > 0.0 and other.duty.km > 0.0):
        raise ValueError("km: both duties need some distance to be scaled from")

    def gap(value: float) -> float:
        first, second = (bill(quantity.apply(case, value), given).total for case in (one, other))
        return first - second

    values = np.linspace(quantity.low, quantity.high, SAMPLES)
    gaps = np.array([gap(float(value)) for value in values])
    if np.ptp(gaps) <= CLOSE * max(float(np.abs(gaps).max()), 1.0):
        return None
    crossed = np.flatnonzero(np.diff(np.sign(gaps)))
    if len(crossed) == 0:
        return None
    first = int(crossed[0])
    return float(brentq(gap, values[first], values[first + 1], xtol=1e-9, rtol=1e-12))


def break_evens(one: Case, other: Case, given: OwnershipAssumptions) -> dict[str, float | None]:
    """Return the break-even value of every quantity, by name."""
    return {what: break_even(one, other, what, given) for what in QUANTITIES}
