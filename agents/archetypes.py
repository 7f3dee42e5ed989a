"""Process archetypes: what a typical plant of an industry takes and gives per unit of product."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from twin.components.levels import HeatLevel
from twin.components.market import Fuel
from twin.configs import config_file, read_config
from twin.errors import InputError, Problem
from twin.units import Share, TemperatureC

NonNegative = Annotated[float, Field(ge=0)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class RecoverableHeat(_Strict):
    """Waste heat per unit that could be recovered, at the temperature it leaves with.

    Attributes
    ----------
    gj : float
        Per unit of product.
    temperature_c : float
    kind : str
        ``heat``, ``cold`` or ``pressure``.
    rejected_by : str
        Where what nobody takes goes: ``air`` at no cost, or a cooling ``tower`` of the park.
    """

    gj: NonNegative
    temperature_c: TemperatureC
    kind: Literal["heat", "cold", "pressure"] = "heat"
    rejected_by: Literal["air", "tower"] = "air"


class Archetype(_Strict):
    """One industry's typical plant; every amount is per unit of product.

    Attributes
    ----------
    unit : str
        Unit of the product (t, M pcs, MW, kWh, m2, …).
    heat_gj : mapping
        By heat level of the park.
    direct_fired_gj : mapping
        Fuel burned in the process itself, by carrier, lower heating value.
    feedstock_gj : mapping
        Fuel used as material, by carrier.
    process_factor : str
        Key in ``factors/process.yaml``; "" if the process makes no CO2 of its own.
    process_water_share : float
        Share of the fresh water that reclaimed water may serve.
    reuse_rate : float
        Recirculated over (fresh + recirculated) water inside the plant (GB/T 7119).
    wastes_kg, byproducts_kg : mapping
        By waste category; by name.
    shift : str
        Usual shift calendar, a key of ``shifts.yaml``.
    load_factor : float
        Mean over nameplate load in the hours of the shift calendar's year.
    standby_share : float
        Electric load when not running, over that at nameplate.
    turndown : float
        Lowest speed over nameplate.
    flexible_share : float
        Share of speed that can be given up for a few hours on request.
    order_cv : float
        Weekly variation of orders (coefficient of variation).
    mtbf_h, mttr_h : float
        Mean running time between breakdowns, mean time to repair.
    quotas : tuple of str
        Keys in ``quotas``' tables that the product is held against.
    """

    id: str
    zh: str
    en: str
    sector: str
    unit: str
    electricity_kwh: NonNegative
    heat_gj: Mapping[HeatLevel, NonNegative] = Field(default_factory=dict)
    direct_fired_gj: Mapping[Fuel, NonNegative] = Field(default_factory=dict)
    feedstock_gj: Mapping[Fuel, NonNegative] = Field(default_factory=dict)
    process_factor: str = ""
    fresh_water_m3: NonNegative = 0.0
    process_water_share: Share = 0.6
    reuse_rate: Annotated[float, Field(ge=0, lt=1)] = 0.0
    wastewater_m3: NonNegative = 0.0
    wastes_kg: Mapping[str, NonNegative] = Field(default_factory=dict)
    byproducts_kg: Mapping[str, NonNegative] = Field(default_factory=dict)
    waste_heat: RecoverableHeat | None = None
    shift: str
    load_factor: Annotated[float, Field(gt=0, le=1)]
    standby_share: Share = 0.1
    turndown: Share = 0.5
    flexible_share: Share = 0.0
    order_cv: Share = 0.12
    mtbf_h: Annotated[float, Field(gt=0)] = 800.0
    mttr_h: Annotated[float, Field(gt=0)] = 6.0
    quotas: tuple[str, ...] = ()
    source: str
    confidence: str


@lru_cache(maxsize=128)
def _load(path: str, name: str) -> Archetype:
    try:
        return Archetype(id=name, **read_config(Path(path)))
    except (ValidationError, TypeError) as error:
        raise InputError(f"{path}: {error}") from error


def load_archetype(name: str) -> Archetype:
    """Return the archetype ``configs/archetypes/NAME.yaml``.

    Raises
    ------
    InputError
        If there is none of this name or it is not valid.
    """
    return _load(str(config_file("archetypes", name)), name)


def with_intensities(base: Archetype, changes: Mapping[str, Any]) -> Archetype:
    """Return an archetype with a firm's own fields in place of its own.

    Raises
    ------
    InputError
        If a field is not known or not valid; names its place and what is allowed there.
    """
    if not changes:
        return base
    try:
        return Archetype(**{**base.model_dump(), **changes})
    except ValidationError as error:
        raise InputError([Problem(_told(fault)) for fault in error.errors()]) from error


def _told(fault: Any) -> str:  # noqa: ANN401 - pydantic's own mapping
    above, last = fault["loc"][:-1], str(fault["loc"][-1])
    place = ".".join(("intensities", *map(str, above), last))
    if fault["type"] != "extra_forbidden":
        return f"{place}: {fault['msg']}"
    model = RecoverableHeat if above == ("waste_heat",) else Archetype
    return f"{place}: unknown key; allowed: {', '.join(sorted(model.model_fields))}"
