"""What total cost of ownership assumes: rates, residual values, fees and taxes."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from twin.configs import read_config, top_file
from twin.errors import InputError
from twin.vehicles import POWERTRAINS

FILE = "ownership.yaml"

Share = Annotated[float, Field(ge=0.0, le=1.0)]
NotNegative = Annotated[float, Field(ge=0.0)]


class OwnershipAssumptions(BaseModel):
    """Defaults of ``configs/ownership.yaml``; rates are real, per year.

    Attributes
    ----------
    real_rate : float
    residual_share : float
        Of body and drive at the end of life.
    battery_salvage_share : float
        Of a new battery's price, at the end of its life.
    battery_price_change : float
        Real change of battery prices per year.
    insurance_share : float
        Of the vehicle's price per year.
    driver_cny_per_year : float
    lease_cny_per_kwh_month : float
        For a battery that is not the vehicle owner's.
    swap_fee_cny_per_mwh : float
        Service at a swap station of others, beyond the energy.
    purchase_tax : mapping
        By powertrain, of the price without VAT.
    vehicle_vat : float
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    real_rate: Annotated[float, Field(gt=-0.5, lt=1.0)]
    residual_share: Share
    battery_salvage_share: Share
    battery_price_change: Annotated[float, Field(gt=-0.5, lt=0.5)]
    insurance_share: Share
    driver_cny_per_year: NotNegative
    lease_cny_per_kwh_month: NotNegative
    swap_fee_cny_per_mwh: NotNegative
    purchase_tax: dict[str, Share]
    vehicle_vat: Share


@lru_cache(maxsize=1)
def ownership_assumptions() -> OwnershipAssumptions:
    """Return the shipped assumptions.

    Raises
    ------
    InputError
        If the file is not valid, or a powertrain has no purchase tax.
    """
    table = read_config(top_file(FILE))
    taxes = {name: row["value"] for name, row in table["purchase_tax"].items()}
    plain = {name: row["value"] for name, row in table.items() if name != "purchase_tax"}
    missing = set(POWERTRAINS) - set(taxes)
    if missing:
        raise InputError(f"{FILE}: purchase_tax: {', '.join(sorted(missing))} is missing")
    return OwnershipAssumptions(**plain, purchase_tax=taxes)
