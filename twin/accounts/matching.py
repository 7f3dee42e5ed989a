"""How much of the park's electricity is green by the year, by the hour and by the interval.

With consumption ``C``, of which ``P`` is physically traced to own generation and direct non-fossil
supply and ``G`` to the public grid, and contracts ``K`` (renewable trades and certificates):

``matched = Σ over periods: kept · P + min(K, G)``

The period is the whole span (the yearly claim), an hour, or an interval; by concavity each is at
most the one before. ``kept`` leaves out own and direct power whose certificates were sold. A
contract covers grid power only, as in the park method. Certificates name no hour, so a contract's
volume is spread evenly over its month; that flatters it, and the physical share beside it is what
meters could prove.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from twin.accounts.annual import Electricity
from twin.accounts.collect import Boundary
from twin.accounts.terms import Part, Term
from twin.accounts.tracing import PHYSICAL, Tracing
from twin.timeline import Timeline

Floats = npt.NDArray[np.float64]
MINUTES_PER_HOUR = 60
FORMULA = "Σ periods: own and direct, traced + min(contracts, grid power)"


@dataclass(frozen=True)
class Supply:
    """Green supply and use of the assessed park in every interval [MWh]; shape (n_steps,)."""

    used: Floats
    physical: Floats
    grid: Floats
    contracts: Floats

    def matched(self, steps: int) -> float:
        """Return what is matched when periods of ``steps`` intervals are balanced [MWh]."""
        return float(self.physical.sum() + self.covered(steps).sum())

    def covered(self, steps: int) -> Floats:
        """Return what contracts cover in every period of ``steps`` intervals [MWh]."""
        return np.minimum(_blocks(self.contracts, steps), _blocks(self.grid, steps))


def _blocks(series: Floats, steps: int) -> Floats:
    return np.asarray(series.reshape(-1, steps).sum(axis=1))


def green_supply(
    tracing: Tracing, boundary: Boundary, power: Electricity, contracts: Floats
) -> Supply:
    """Return green supply and use of the assessed park.

    Parameters
    ----------
    tracing : Tracing
    boundary : Boundary
    power : Electricity
        Annual totals of the same park, for certificates that were sold.
    contracts : array, shape (n_steps,)
        Renewable contracts that count [MWh].
    """
    inside = [c for c in tracing.wiring.consumers if c.fate == "used" and boundary.holds(c.row)]
    own = power.own_used + power.direct
    kept = 1.0 - power.claim_lost / own if own > 0.0 else 1.0
    drawn = tracing.drawn(inside)
    used = np.zeros(tracing.ledger.timeline.n_steps)
    for bus in sorted(drawn):
        used += drawn[bus]
    used -= tracing.part(drawn, "unserved")
    physical = kept * tracing.part(drawn, *PHYSICAL)
    return Supply(used, physical, tracing.part(drawn, "grid"), contracts)


def matching_terms(supply: Supply, step_minutes: int) -> Iterator[Term]:
    """Yield consumption, green supply, and what is matched by year, hour and interval."""
    used, physical = float(supply.used.sum()), float(supply.physical.sum())
    yield Term(
        "green.consumption_mwh", "MWh", used, "all use served, without losses in stores and lines"
    )
    yield Term("green.physical_mwh", "MWh", physical, "traced to own generation and direct supply")
    yield Term("green.contracts_mwh", "MWh", float(supply.contracts.sum()))
    periods = {
        "annual": len(supply.used),
        "hourly": max(MINUTES_PER_HOUR // step_minutes, 1),
        "interval": 1,
    }
    matched = {name: supply.matched(steps) for name, steps in periods.items()}
    for name, mwh in matched.items():
        parts = (
            Part("traced to own generation and direct supply", physical, "MWh"),
            Part("contracts matched with grid power", mwh - physical, "MWh"),
        )
        yield Term(f"green.{name}_matched_mwh", "MWh", mwh, FORMULA, parts)
    for name, mwh in {"physical": physical, **matched}.items():
        share = mwh / used if used > 0.0 else 0.0
        missing = "" if used > 0.0 else "no electricity is used"
        yield Term(f"green.{name}_share", "1", share, "matched / consumption", missing=missing)


def matching_profile(supply: Supply, timeline: Timeline) -> dict[str, Any]:
    """Return use, green supply and hourly matches by month and by hour of the day [MWh].

    ``covered`` is what contracts match hour by hour; a month's ``balanced`` is what they match if
    the month is balanced as a whole.
    """
    steps = max(MINUTES_PER_HOUR // timeline.step_minutes, 1)
    known = {
        "used": supply.used, "physical": supply.physical, "grid": supply.grid,
        "contracts": supply.contracts,
    }  # fmt: skip
    hourly = {name: _blocks(series, steps) for name, series in known.items()}
    hourly["covered"] = supply.covered(steps)
    months = timeline.labels[::steps].astype("datetime64[M]")
    names, month = np.unique(months, return_inverse=True)
    hour = np.arange(len(months)) % 24
    by_month = {n: _sums(month, series, len(names)) for n, series in hourly.items()}
    by_month["balanced"] = np.minimum(by_month["contracts"], by_month["grid"])
    return {
        "months": [str(name) for name in names],
        "by_month": {name: sums.tolist() for name, sums in by_month.items()},
        "by_hour": {name: _sums(hour, series, 24).tolist() for name, series in hourly.items()},
    }


def _sums(group: npt.NDArray[np.int64], series: Floats, count: int) -> Floats:
    return np.asarray(np.bincount(group, weights=series, minlength=count), dtype=np.float64)
