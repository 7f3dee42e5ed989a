"""What a firm has on record: certified products, goods moved without vehicles."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Product(BaseModel):
    """Recorded facts of one product.

    Attributes
    ----------
    name : str
        Name of the product.
    footprint_certified_on : date
        When its carbon footprint was assessed and certified.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    footprint_certified_on: dt.date | None = None


class Conveyor(BaseModel):
    """Goods that move without vehicles.

    Attributes
    ----------
    kind : str
        ``pipe``, ``enclosed_belt``, ``open_belt`` or ``rail`` (a siding); the last two are not
        clean transport.
    t_per_year, km : float
        Tonnes in a year and the way they go inside the park.
    cargo : str
        The material, product or waste it takes; if empty all that it can, a belt loose solids, a
        pipe liquids.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    kind: Literal["pipe", "enclosed_belt", "open_belt", "rail"]
    t_per_year: Annotated[float, Field(ge=0)]
    km: Annotated[float, Field(gt=0)]
    cargo: str = ""
