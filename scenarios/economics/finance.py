"""Financial functions: the only place that knows the library (pyxirr).

Convention: element 0 of a series of cash flows falls at time 0 and is not discounted, element t at
the end of year t. Rates are per year.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyxirr

Floats = npt.NDArray[np.float64]
RATES = np.concatenate([np.linspace(-0.95, 1.0, 196), np.geomspace(1.05, 100.0, 60)])
NEGLIGIBLE = 1e-8  # a year
EXACT = 1e-9  # of the flows, below which a sum of them counts as zero


def _number(found: float | None) -> float:
    """Return what the library found.

    Raises
    ------
    ValueError
        If it found no finite number.
    """
    if found is None or not np.isfinite(found):
        raise ValueError("no finite value: look at rates and flows")
    return float(found)


def _told(rate: float) -> float:
    """Return a rate, or zero if the closed form of annuities would lose it in rounding."""
    return rate if abs(rate) > NEGLIGIBLE else 0.0


def npv(rate: float, flows: Sequence[float] | Floats) -> float:
    """Return the net present value at time 0 [CNY]."""
    return _number(pyxirr.npv(rate, np.asarray(flows, dtype=np.float64), start_from_zero=True))


def irr(flows: Sequence[float] | Floats) -> float | None:
    """Return the internal rate of return, None if there is none or more than one.

    With several changes of sign (replacements, closing costs) there may be several rates; then
    none of them is a return. Roots are counted between -95 % and 10 000 % a year.
    """
    series = np.asarray(flows, dtype=np.float64)
    if not ((series > 0.0).any() and (series < 0.0).any()):
        return None
    values = _discounting(len(series)) @ series
    signs = np.sign(values[np.abs(values) > EXACT * np.abs(series).sum()])
    if np.count_nonzero(np.diff(signs)) != 1:
        return None
    cross = int(np.argmax(np.sign(values) != np.sign(values[0])))
    found = pyxirr.irr(series, guess=float(RATES[cross]))
    return None if found is None else float(found)


@lru_cache(maxsize=8)
def _discounting(length: int) -> Floats:
    """Return the discount factors of every rate that is tried; shape (n_rates, length)."""
    return np.asarray((1.0 + RATES)[:, None] ** -np.arange(length, dtype=np.float64))


def annuity(rate: float, years: int, principal: float) -> float:
    """Return the level yearly payment, at the end of each year, that repays a principal."""
    return -_number(pyxirr.pmt(_told(rate), years, principal))


def recovery_factor(rate: float, years: int) -> float:
    """Return the capital recovery factor ``r (1+r)^n / ((1+r)^n - 1)``."""
    return annuity(rate, years, 1.0)


def interest_of(rate: float, years: int, principal: float) -> Floats:
    """Return the interest in each payment of an annuity [CNY]; shape (years,)."""
    found = [-_number(pyxirr.ipmt(_told(rate), n, years, principal)) for n in range(1, years + 1)]
    return np.array(found)


def payback(flows: Sequence[float] | Floats) -> float | None:
    """Return the years until the sum of flows turns and stays positive, None if it never does.

    Within a year money comes evenly. Discount the flows for the discounted payback. A sum that
    falls below zero again (a replacement) has not been paid back yet.
    """
    total = np.cumsum(np.asarray(flows, dtype=np.float64))
    below = np.flatnonzero(total < -EXACT * np.abs(flows).sum())
    if len(below) == 0:
        return 0.0
    last = int(below[-1])
    if last == len(total) - 1:
        return None
    gain = float(total[last + 1] - total[last])
    return last + float(-total[last]) / gain


def discounted(rate: float, flows: Sequence[float] | Floats) -> Floats:
    """Return each flow as worth at time 0."""
    series = np.asarray(flows, dtype=np.float64)
    return np.asarray(series / (1.0 + rate) ** np.arange(len(series)))


def levelised(rate: float, costs: Sequence[float] | Floats, amounts: Floats) -> float | None:
    """Return present cost over present amount: LCOE, or cost per tonne; None of nothing.

    ``Σ C_t (1+r)^-t / Σ Q_t (1+r)^-t`` (Short, Packey, Holt 1995, NREL/TP-462-5173, eq. 4-7).
    """
    present = npv(rate, amounts)
    return npv(rate, costs) / present if present > 0.0 else None


def nominal_rate(real: float, inflation: float) -> float:
    """Return the nominal rate of a real one (Fisher): ``(1+r)(1+i) - 1``."""
    return (1.0 + real) * (1.0 + inflation) - 1.0
