"""NPV, IRR and payback of a party's flows: before tax, after tax, and of the owner's own money."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from scenarios.economics.assumptions import EconomicAssumptions
from scenarios.economics.cashbook import Prices
from scenarios.economics.finance import Floats, discounted, irr, npv, payback


@dataclass(frozen=True)
class Figures:
    """What a series of cash flows is worth.

    Attributes
    ----------
    npv_cny : float
        At time 0, in money of the base year; the same from real and from nominal flows.
    irr_real, irr_nominal : float or None
        None if there is no rate of return, or more than one.
    payback_y, discounted_payback_y : float or None
        Of real flows from the first money spent; None if never within the horizon.
    """

    npv_cny: float
    irr_real: float | None
    irr_nominal: float | None
    payback_y: float | None
    discounted_payback_y: float | None

    def to_json(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return asdict(self)


def figures(nominal: Floats, prices: Prices, given: EconomicAssumptions) -> Figures:
    """Return the figures of a nominal series."""
    real, rate = prices.real(nominal), given.real_discount_rate
    spent = bool((real < 0.0).any())
    return Figures(
        npv_cny=npv(rate, real),
        irr_real=irr(real),
        irr_nominal=irr(nominal),
        payback_y=payback(real) if spent else None,
        discounted_payback_y=payback(discounted(rate, real)) if spent else None,
    )


@dataclass(frozen=True)
class Standing:
    """How a party, or a group of them, stands in a plan.

    Attributes
    ----------
    capex_cny : float
        First investment at prices of time 0.
    before_tax, after_tax, own_money : array
        Nominal flows: without loan and tax; without loan, taxed as if there were none; with both.
    """

    capex_cny: float
    before_tax: Floats
    after_tax: Floats
    own_money: Floats

    def __add__(self, other: Standing) -> Standing:
        return Standing(
            self.capex_cny + other.capex_cny,
            self.before_tax + other.before_tax,
            self.after_tax + other.after_tax,
            self.own_money + other.own_money,
        )

    def to_json(self, prices: Prices, given: EconomicAssumptions) -> dict[str, Any]:
        """Return figures and flows as plain data."""
        flows = {n: getattr(self, n) for n in ("before_tax", "after_tax", "own_money")}
        return {
            "capex_real_cny": self.capex_cny,
            **{name: figures(flow, prices, given).to_json() for name, flow in flows.items()},
            "nominal_cny": {name: flow.tolist() for name, flow in flows.items()},
            "real_cny": {name: prices.real(flow).tolist() for name, flow in flows.items()},
        }
