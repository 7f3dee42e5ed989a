"""Annual totals: all that the accounting method asks of a year, with or without a simulation."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

from twin.factors import FactorSet

Rows = tuple[str, ...]

FuelActivity = Literal[
    "terminal", "transport", "international", "heating", "power", "recovered", "converted"
]
NOT_ADDED = {"recovered", "converted"}  # from energy that is in the total already


def _check(what: str, value: float) -> None:
    """Refuse an amount below zero, infinite or not a number."""
    if not (value >= 0.0 and math.isfinite(value)):
        raise ValueError(f"{what} must be >= 0 and finite, got {value}")


@dataclass(frozen=True)
class FuelUse:
    """Fuel burned, by carrier and kind of use [MWh of lower heating value].

    ``recovered`` energy (furnace gas) comes from fuel or material that is in the energy total
    already and is not added again; its carbon is counted once: here, or in the product's factor.
    ``converted`` energy was made inside from other energy (hydrogen by electrolysis): both its
    energy and its carbon stand with what it was made from.
    ``international`` transport is not deducted and has its own line.
    """

    carrier: str
    mwh: float
    activity: FuelActivity = "terminal"
    rows: Rows = ()

    def __post_init__(self) -> None:
        _check(f"fuel {self.carrier}", self.mwh)


@dataclass(frozen=True)
class FeedstockUse:
    """Fuel used as material; its carbon is counted with the product [MWh].

    ``covered`` says whether that product has a process factor at all.
    """

    carrier: str
    mwh: float
    covered: bool = True
    rows: Rows = ()

    def __post_init__(self) -> None:
        _check(f"feedstock {self.carrier}", self.mwh)


@dataclass(frozen=True)
class Conversion:
    """Fuel that goes into (positive) or comes out of (negative) refining, gas making, … [MWh]."""

    carrier: str
    mwh: float
    rows: Rows = ()


@dataclass(frozen=True)
class ProductOutput:
    """Output of a product with a process factor, own use included."""

    factor: str
    amount: float
    unit: str = "t"
    rows: Rows = ()

    def __post_init__(self) -> None:
        _check(f"product {self.factor}", self.amount)


@dataclass(frozen=True)
class Electricity:
    """Electricity over the boundary and generated inside [MWh].

    Attributes
    ----------
    grid : float
        Received from the public grid.
    direct_renewable, direct_nuclear, direct_fossil : float
        Received over direct lines.
    own : float
        Generated inside without fuel, whether used or sent out.
    fuel_generated : float
        Generated inside from fuel (or heat of it), whether used or sent out.
    sent_own, sent_fuel : float
        Sent out: generated without fuel, generated from fuel.
    trade_renewable, trade_nuclear, certificates : float
        Green power trades and green certificates bought.
    certificates_sold : float
        Certificates of own or direct generation sold to others.
    """

    grid: float = 0.0
    direct_renewable: float = 0.0
    direct_nuclear: float = 0.0
    direct_fossil: float = 0.0
    own: float = 0.0
    fuel_generated: float = 0.0
    sent_own: float = 0.0
    sent_fuel: float = 0.0
    trade_renewable: float = 0.0
    trade_nuclear: float = 0.0
    certificates: float = 0.0
    certificates_sold: float = 0.0
    rows: Mapping[str, Rows] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for item in fields(self):
            if item.name != "rows":
                _check(f"electricity.{item.name}", getattr(self, item.name))
        if self.sent_own > self.own * (1.0 + 1e-9) + 1e-9:
            raise ValueError("more own generation is sent out than there is")
        if self.sent_fuel > self.fuel_generated * (1.0 + 1e-9) + 1e-9:
            raise ValueError("more fuel-based power is sent out than is generated")

    @property
    def direct(self) -> float:
        """Non-fossil direct supply, nuclear included."""
        return self.direct_renewable + self.direct_nuclear

    @property
    def received(self) -> float:
        """All electricity received."""
        return self.grid + self.direct + self.direct_fossil

    @property
    def sent(self) -> float:
        """All electricity sent out."""
        return self.sent_own + self.sent_fuel

    @property
    def own_used(self) -> float:
        """Own generation without fuel that is used inside."""
        return self.own - self.sent_own

    @property
    def used(self) -> float:
        """All electricity used inside, losses included."""
        return self.received + self.own_used + self.fuel_generated - self.sent_fuel

    @property
    def zeroed_by_contract(self) -> float:
        """Grid power made zero by renewable trades and certificates, at most what was received."""
        return min(self.trade_renewable + self.certificates, self.grid)

    @property
    def contract_surplus(self) -> float:
        """Renewable trades and certificates beyond the grid power received."""
        return max(self.trade_renewable + self.certificates - self.grid, 0.0)

    @property
    def claim_lost(self) -> float:
        """Own and direct power whose certificates were sold: not zero any more."""
        return min(self.certificates_sold, self.own_used + self.direct)

    @property
    def zero_factor(self) -> float:
        """All electricity used that counts zero in the park method."""
        return self.direct + self.own_used + self.zeroed_by_contract - self.claim_lost

    @property
    def other(self) -> float:
        """Received (or reclaimed) electricity that takes the fossil factor."""
        return self.grid - self.zeroed_by_contract + self.direct_fossil + self.claim_lost


@dataclass(frozen=True)
class Heat:
    """Heat over the boundary [GJ].

    ``in_factor`` and ``out_factor`` are measured factors [t/GJ]; None takes the default.
    """

    in_fossil: float = 0.0
    in_non_fossil: float = 0.0
    out_fossil: float = 0.0
    out_non_fossil: float = 0.0
    in_factor: float | None = None
    out_factor: float | None = None
    rows: Mapping[str, Rows] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name != "rows" and value is not None:
                _check(f"heat.{item.name}", value)


@dataclass(frozen=True)
class AnnualTotals:
    """A year of one park (or of the park within it that is assessed)."""

    fuels: tuple[FuelUse, ...] = ()
    feedstock: tuple[FeedstockUse, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    products: tuple[ProductOutput, ...] = ()
    electricity: Electricity = field(default_factory=Electricity)
    heat: Heat = field(default_factory=Heat)
    ccer_t: float = 0.0
    green_hydrogen: bool = False

    def __post_init__(self) -> None:
        _check("ccer_t", self.ccer_t)

    def fossil_share_of_power(self, fuels: FactorSet) -> float:
        """Return the fossil share of fuel burned for power; 1 where none is named.

        Power sent out takes the factor of its kind: 0 for what biomass makes, and for what comes
        of fuel made inside.
        """
        burned = [use for use in self.fuels if use.activity == "power" and use.mwh > 0.0]
        if not burned:
            return 0.0 if any(use.activity == "converted" for use in self.fuels) else 1.0
        fossil = sum(use.mwh for use in burned if fuels.fuel(use.carrier).fossil)
        return fossil / sum(use.mwh for use in burned)

    @property
    def carriers(self) -> tuple[FuelUse | FeedstockUse, ...]:
        """All fuel used, burned or as material."""
        return (*self.fuels, *self.feedstock)
