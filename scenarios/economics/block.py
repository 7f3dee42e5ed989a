"""The economics block of a measure: what it costs, who invests, how long it lasts, what is granted.

Costs are net of VAT and at the prices of the base year of the assumptions. A cost is a quantity of
the measure (one of its parameters or quantities, by name) times a price per unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, model_validator

from twin.labels import Label

Investor = Literal["park", "owner", "third_party"]
PriceCategory = Literal[
    "electricity", "gas", "fuels", "water", "waste", "carbon", "green", "om", "none"
]  # fmt: skip
DepreciationClass = Literal["structure", "machinery", "tools", "vehicle", "electronics", "none"]
Years = Annotated[float, Field(ge=1.0, le=100.0)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class CostItem(_Strict):
    """One cost: a quantity of the measure times a price.

    Attributes
    ----------
    item : Label
    quantity : str
        Name of a parameter or quantity of the same measure.
    cny_per_unit : float
        Of capex once, of opex every year [CNY per unit of the quantity].
    lifetime_y : float or None
        Life of this part where it differs from the measure's; it is then replaced within it.
    depreciation : str
        Class of the tax depreciation (capex only); ``none`` is not depreciated (land).
    price : str
        Which price path an opex item follows.
    source, confidence : str
    """

    item: Label
    quantity: Annotated[str, Field(min_length=1)]
    cny_per_unit: float
    lifetime_y: Years | None = None
    depreciation: DepreciationClass = "machinery"
    price: PriceCategory = "om"
    source: Annotated[str, Field(min_length=1)]
    confidence: Annotated[str, Field(min_length=1)]


class Subsidy(_Strict):
    """A grant of the state: a share of the capex, or a quantity times a rate.

    Attributes
    ----------
    item : Label
    share_of_capex : float
    quantity, cny_per_unit : str, float
        In place of the share.
    years : int
        0 is paid once, with the investment; else in each of the first years of operation.
    most_cny : float or None
        Upper limit of what is paid at once or in a year.
    taxable : bool
        Grants are taxed as income unless they meet 财税〔2011〕70号.
    source, confidence : str
    """

    item: Label
    share_of_capex: Share = 0.0
    quantity: str = ""
    cny_per_unit: Annotated[float, Field(ge=0.0)] = 0.0
    years: Annotated[int, Field(ge=0, le=50)] = 0
    most_cny: Annotated[float, Field(ge=0.0)] | None = None
    taxable: bool = True
    source: Annotated[str, Field(min_length=1)]
    confidence: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _one_basis(self) -> Subsidy:
        if (self.share_of_capex > 0.0) == bool(self.quantity):
            raise ValueError("give either 'share_of_capex' or 'quantity'")
        if self.share_of_capex and self.years:
            raise ValueError("a share of the capex is paid once: 'years' must be 0")
        return self


class MeasureEconomics(_Strict):
    """What a measure costs, and on whose account.

    Attributes
    ----------
    investor : str
        ``park`` is the operating company, ``owner`` whoever owns what is changed, ``third_party``
        an investor from outside who sells the output to its hosts.
    lifetime_y : float
    lead_time_y : float
        From the investment to operation.
    residual_share : float
        Of the capex, left at the end of the lifetime.
    capex, opex_per_year : tuple of CostItem
    subsidy : tuple of Subsidy
    output : tuple of str
        Ledger sources (``agent/component`` or ``agent/*``) whose output levelised cost is reckoned
        on and a third party sells; of a store, what it gives.
    line : str
        Direct line over which the park already pays the third party for its power.
    share_of_tariff : float or None
        Price asked of the hosts, as a share of the grid price of the same intervals. None is the
        assumptions' share for a third party; the park then passes its output on unpaid.
    """

    investor: Investor
    lifetime_y: Years
    lead_time_y: Annotated[float, Field(ge=0.0, le=20.0)] = 0.0
    residual_share: Share = 0.0
    capex: tuple[CostItem, ...] = ()
    opex_per_year: tuple[CostItem, ...] = ()
    subsidy: tuple[Subsidy, ...] = ()
    output: tuple[str, ...] = ()
    line: str = ""
    share_of_tariff: Annotated[float, Field(gt=0.0, le=1.5)] | None = None

    @model_validator(mode="after")
    def _sound(self) -> MeasureEconomics:
        if any(item.cny_per_unit < 0.0 for item in self.capex):
            raise ValueError("a capex item cannot be negative; a grant is a subsidy")
        if any(item.lifetime_y is not None for item in self.opex_per_year):
            raise ValueError("'lifetime_y' belongs to capex items")
        is_third = self.investor == "third_party"
        if (is_third and not (self.output or self.line)) or (self.line and not is_third):
            raise ValueError("a third party, and no other, has a 'line'; it needs that or 'output'")
        if self.share_of_tariff is not None and (self.investor == "owner" or not self.output):
            raise ValueError(
                "'share_of_tariff' is what a third party or the park asks for 'output'"
            )
        return self

    @property
    def names(self) -> frozenset[str]:
        """Quantities and parameters that the costs are reckoned on."""
        costs = {item.quantity for item in (*self.capex, *self.opex_per_year)}
        return frozenset(costs | {grant.quantity for grant in self.subsidy if grant.quantity})


class Quantity(Protocol):
    """A number with its unit."""

    @property
    def value(self) -> float:
        """The number."""
        ...

    @property
    def unit(self) -> str:
        """Its unit."""
        ...


class Applied(Protocol):
    """A measure as it was applied to a park; what is not yet expressible has no economics."""

    @property
    def id(self) -> str:
        """Name of the measure."""
        ...

    @property
    def label(self) -> Label:
        """Its name for readers."""
        ...

    @property
    def parameters(self) -> Mapping[str, float]:
        """The planner's choices."""
        ...

    @property
    def quantities(self) -> Mapping[str, Quantity]:
        """What follows from them and from the park."""
        ...

    @property
    def economics(self) -> MeasureEconomics | None:
        """Its costs; None if it has none."""
        ...
