"""Vehicle classes and powertrains: the tables of ``configs/`` as checked models."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from twin.configs import read_entries
from twin.vehicles.ageing import Ageing

Powertrain = Literal["diesel", "lng", "battery", "fuel_cell"]
POWERTRAINS: tuple[Powertrain, ...] = get_args(Powertrain)  # in the order of the yard's drives
FUEL_OF = {"diesel": "diesel", "lng": "lng", "battery": "electricity", "fuel_cell": "hydrogen"}
MWH_PER = {"MJ": 1.0 / 3600.0, "kWh": 1e-3}

NotNegative = Annotated[float, Field(ge=0)]
AboveZero = Annotated[float, Field(gt=0)]
Part = Annotated[float, Field(ge=0, le=1)]


class Row(BaseModel):
    """A frozen row of a table; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Consumption(Row):
    """Consumption of one class with one powertrain, and what it carries its energy in.

    Attributes
    ----------
    unit : str
        Of the consumption: ``MJ`` or ``kWh`` of lower heating value.
    per_km, per_t_km, per_h : float
        Empty, what a tonne adds, and while it works standing.
    battery_kwh, tank_kwh, buffer_kwh : float
        Nameplate battery; tank; the battery beside a fuel cell, which takes no charge from outside.
    """

    unit: Literal["MJ", "kWh"]
    per_km: NotNegative
    per_t_km: NotNegative
    per_h: NotNegative = 0.0
    battery_kwh: NotNegative = 0.0
    tank_kwh: NotNegative = 0.0
    buffer_kwh: NotNegative = 0.0
    source: str
    confidence: str

    @model_validator(mode="after")
    def _has_one_store(self) -> Self:
        if (self.battery_kwh > 0.0) == (self.tank_kwh > 0.0):
            raise ValueError("expected battery_kwh or tank_kwh above zero, one of the two")
        return self

    @property
    def store_kwh(self) -> float:
        """Energy of battery or tank [kWh]."""
        return self.battery_kwh or self.tank_kwh

    def mwh_per_km(self, payload_t: float) -> float:
        """Return the consumption under way [MWh/km]."""
        return (self.per_km + self.per_t_km * payload_t) * MWH_PER[self.unit]


class VehicleClass(Row):
    """A row of ``configs/vehicles.yaml``.

    Attributes
    ----------
    kerb_t, payload_t : float
        Of the diesel vehicle, trailer included.
    weight_limited : bool
        Whether what a powertrain weighs more takes from the payload.
    speed_km_h : float
        At which the consumption holds.
    power_kw, cell_kw : float
        Drive, and fuel cell.
    drag_area_m2, rolling : float
        Drag coefficient times frontal area; rolling resistance on a paved road.
    body_cny : float
        Price without drive and store.
    maintenance_cny_per_km, maintenance_cny_per_h : float
        Of the diesel vehicle.
    life_years : int
    """

    zh: str
    en: str
    kerb_t: AboveZero
    payload_t: AboveZero
    weight_limited: bool = True
    speed_km_h: AboveZero
    power_kw: AboveZero
    cell_kw: NotNegative
    drag_area_m2: AboveZero
    rolling: Annotated[float, Field(gt=0, lt=0.1)]
    body_cny: AboveZero
    maintenance_cny_per_km: NotNegative = 0.0
    maintenance_cny_per_h: NotNegative = 0.0
    life_years: Annotated[int, Field(ge=1, le=40)]
    source: str
    confidence: str
    diesel: Consumption | None = None
    lng: Consumption | None = None
    battery: Consumption | None = None
    fuel_cell: Consumption | None = None

    @model_validator(mode="after")
    def _stores_fit(self) -> Self:
        for name in self.powertrains:
            if (name == "battery") != (self.of(name).battery_kwh > 0.0):
                raise ValueError(f"{name}: a battery vehicle has battery_kwh, all others tank_kwh")
        if self.fuel_cell is not None and self.cell_kw == 0.0:
            raise ValueError("fuel_cell: expected cell_kw above zero")
        return self

    @property
    def powertrains(self) -> tuple[Powertrain, ...]:
        """Powertrains the class is known with."""
        return tuple(name for name in POWERTRAINS if getattr(self, name) is not None)

    def of(self, powertrain: str) -> Consumption:
        """Return the consumption with one powertrain.

        Raises
        ------
        ValueError
            If the class is not known with it.
        """
        if powertrain not in POWERTRAINS or getattr(self, powertrain) is None:
            raise ValueError(f"{self.en} is not known with the powertrain '{powertrain}'")
        found: Consumption = getattr(self, powertrain)
        return found


class PowertrainData(Row):
    """A row of ``configs/powertrains.yaml``.

    Attributes
    ----------
    fuel : str
        Commodity.
    efficiency, recovery : float
        Store to wheel, and share of braking energy at the wheel that gets back to the store.
    fill_mw, fill_c_per_h : float
        Flow of a pump; most charging power per nameplate energy of a battery.
    soc_min, soc_max : float
        Window of a battery that may be used.
    taper_from, taper_to : float
        State of charge above which the power it takes falls linearly, and the share of it when
        full.
    reserve_share, first_share : float
        Of the usable store: what must stay in it, and what is in it at the start of a span.
    drive_cny_per_kw, drive_kg_per_kw, cell_cny_per_kw, cell_kg_per_kw : float
    store_cny_per_kwh, store_kg_per_kwh : float
    maintenance_share : float
        Of the diesel vehicle's.
    ageing : Ageing or None
        Of the battery.
    """

    zh: str
    en: str
    fuel: str
    efficiency: Annotated[float, Field(gt=0, le=1)]
    recovery: Annotated[float, Field(ge=0, lt=1)]
    fill_mw: NotNegative = 0.0
    fill_c_per_h: NotNegative = 0.0
    soc_min: Part = 0.0
    soc_max: Part = 1.0
    taper_from: Part = 1.0
    taper_to: Annotated[float, Field(gt=0, le=1)] = 1.0
    reserve_share: Annotated[float, Field(ge=0, lt=1)]
    first_share: Part
    drive_cny_per_kw: NotNegative
    drive_kg_per_kw: NotNegative
    cell_cny_per_kw: NotNegative = 0.0
    cell_kg_per_kw: NotNegative = 0.0
    store_cny_per_kwh: NotNegative
    store_kg_per_kwh: NotNegative
    maintenance_share: NotNegative
    ageing: Ageing | None = None
    source: str
    confidence: str

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if self.soc_min >= self.soc_max:
            raise ValueError("soc_min must be below soc_max")
        if (self.fill_mw > 0.0) == (self.fill_c_per_h > 0.0):
            raise ValueError("expected fill_mw or fill_c_per_h above zero, one of the two")
        if self.first_share < self.reserve_share:
            raise ValueError("first_share must be at least reserve_share")
        return self


class RoadType(Row):
    """A row of ``configs/road_types.yaml``."""

    zh: str
    en: str
    rolling_added: NotNegative
    source: str
    confidence: str


@lru_cache(maxsize=1)
def vehicle_classes() -> dict[str, VehicleClass]:
    """Return all vehicle classes by id.

    Raises
    ------
    InputError
        If an entry is not valid.
    """
    return read_entries("vehicles.yaml", VehicleClass)


@lru_cache(maxsize=1)
def powertrains() -> dict[str, PowertrainData]:
    """Return what all vehicles of a powertrain share, by id.

    Raises
    ------
    InputError
        If an entry is not valid.
    """
    return read_entries("powertrains.yaml", PowertrainData)


@lru_cache(maxsize=1)
def road_types() -> dict[str, RoadType]:
    """Return all kinds of road by id.

    Raises
    ------
    InputError
        If an entry is not valid.
    """
    return read_entries("road_types.yaml", RoadType)
