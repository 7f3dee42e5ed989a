"""Green power and certificates an operator buys: volume, price, and when it was generated."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from twin.units import EnergyMWh, Share

NonNegative = Annotated[float, Field(ge=0)]
Monthly = Annotated[tuple[NonNegative, ...], Field(min_length=12, max_length=12)]


class GreenPurchase(BaseModel):
    """Green power bought by trade, or certificates.

    Attributes
    ----------
    form : str
        ``trade`` (green power) or ``certificate``.
    mwh_per_year : float
        Volume of a whole year, nominated month by month.
    kind : str
        ``renewable`` counts as zero in the park method, ``nuclear`` by trade does not.
    monthly_shares : tuple of 12 floats or None
        Share of the year's volume nominated for each month, one in all; even by days if not given.
    premium_cny_per_mwh : float
        Over the plain power price; of a certificate its price.
    monthly_premiums_cny_per_mwh : tuple of 12 floats or None
        Premium of each month in place of the one above.
    follow_import_share : float
        If above zero, the volume is instead this share of the imports of the month just ended,
        as metered: the operator then looks at the plant.
    grid : str
        Name of the grid connection whose imports are followed.
    vintage, vintage_month : int
        Year and month of generation; without a year it is of the month it is bought in. What has
        expired or is not generated yet is paid and does not count (``green_contracts.yaml``).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    form: Literal["trade", "certificate"]
    mwh_per_year: EnergyMWh = 0.0
    kind: Literal["renewable", "nuclear"] = "renewable"
    monthly_shares: Monthly | None = None
    premium_cny_per_mwh: NonNegative = 10.0
    monthly_premiums_cny_per_mwh: Monthly | None = None
    follow_import_share: Share = 0.0
    grid: str = "grid"
    vintage: Annotated[int, Field(ge=2020, le=2060)] | None = None
    vintage_month: Annotated[int, Field(ge=1, le=12)] = 1

    @model_validator(mode="after")
    def _one_volume(self) -> GreenPurchase:
        if self.mwh_per_year and self.follow_import_share:
            raise ValueError("give mwh_per_year or follow_import_share, not both")
        if self.monthly_shares is not None:
            if self.follow_import_share:
                raise ValueError("monthly_shares cannot be followed while imports are")
            if not math.isclose(sum(self.monthly_shares), 1.0, abs_tol=1e-6):
                raise ValueError(f"monthly_shares sum to {sum(self.monthly_shares):g}, expected 1")
        if self.form == "certificate" and self.kind == "nuclear":
            raise ValueError("there are no green certificates of nuclear power")
        if self.vintage_month != 1 and (self.vintage is None or self.form == "trade"):
            raise ValueError("vintage_month goes with the vintage of a certificate")
        return self

    def premium(self, month: int) -> float:
        """Return the premium of a calendar month [CNY/MWh]."""
        each = self.monthly_premiums_cny_per_mwh
        return self.premium_cny_per_mwh if each is None else each[month - 1]
