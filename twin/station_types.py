"""Types of stations at which vehicles fill up: nameplate, cost and space, from ``configs/``."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from twin.components.hydrogen import LHV_MWH_PER_KG
from twin.configs import read_entries
from twin.errors import InputError

StationKind = Literal["plugs", "swap", "pumps"]
STATION_KINDS: tuple[StationKind, ...] = get_args(StationKind)  # in the order of the yard's kinds

NotNegative = Annotated[float, Field(ge=0)]
AboveZero = Annotated[float, Field(gt=0)]
FOR_SWAP = ("rack", "rack_kwh", "capex_per_slot_cny")
FOR_PUMPS = (
    "bank_kg",
    "refill_kg_h",
    "pressure_bar",
    "capex_per_bank_kg_cny",
    "capex_per_kg_h_cny",
)


class StationType(BaseModel):
    """A row of ``configs/stations.yaml``.

    Attributes
    ----------
    kind : str
        ``plugs``, ``swap`` or ``pumps``.
    servers : int
        Usual number of plugs, bays or pumps.
    server_mw : float
        Power of a plug or slot, or flow of a pump, at the vehicle's side.
    efficiency : float
        Vehicle's side over grid side.
    fixed_s : int
        Plugging in or handling; of a swap the whole of it.
    rack, rack_kwh, ready_share : int, float, float
        Usual batteries in the rack, nameplate of each, share from which one is handed out.
    bank_kg, refill_kg_h, pressure_bar : float
        Usual bank, compressor, and pressure of the vehicles' tanks.
    with_type, pv_mwp, storage_mwh, storage_mw
        What an integrated station has besides: plugs of another type, sun and a battery.
    capex_fixed_cny, capex_per_server_cny, capex_per_slot_cny, capex_per_bank_kg_cny : float
    capex_per_kg_h_cny, capex_pv_cny_per_mwp, capex_storage_cny_per_mwh : float
        Without the rack's batteries.
    opex_share : float
        Of capital a year: upkeep and staff; energy is apart.
    space_fixed_m2, space_per_server_m2 : float
    life_years : int
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    zh: str
    en: str
    kind: StationKind
    servers: Annotated[int, Field(ge=1, le=500)]
    server_mw: AboveZero
    efficiency: Annotated[float, Field(gt=0, le=1)]
    fixed_s: Annotated[int, Field(ge=0, le=3600)]
    rack: Annotated[int, Field(ge=0)] = 0
    rack_kwh: NotNegative = 0.0
    ready_share: Annotated[float, Field(gt=0, le=1)] = 1.0
    bank_kg: NotNegative = 0.0
    refill_kg_h: NotNegative = 0.0
    pressure_bar: NotNegative = 0.0
    with_type: str = ""
    pv_mwp: NotNegative = 0.0
    storage_mwh: NotNegative = 0.0
    storage_mw: NotNegative = 0.0
    capex_fixed_cny: NotNegative
    capex_per_server_cny: NotNegative
    capex_per_slot_cny: NotNegative = 0.0
    capex_per_bank_kg_cny: NotNegative = 0.0
    capex_per_kg_h_cny: NotNegative = 0.0
    capex_pv_cny_per_mwp: NotNegative = 0.0
    capex_storage_cny_per_mwh: NotNegative = 0.0
    opex_share: Annotated[float, Field(ge=0, le=0.5)]
    space_fixed_m2: NotNegative
    space_per_server_m2: NotNegative
    life_years: Annotated[int, Field(ge=1, le=40)]
    source: str
    confidence: str

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        for kind, fields in (("swap", FOR_SWAP), ("pumps", FOR_PUMPS)):
            for field in fields:
                if (getattr(self, field) > 0.0) != (self.kind == kind):
                    raise ValueError(f"{field}: expected above zero for kind {kind}, and only so")
        if (self.storage_mwh > 0.0) != (self.storage_mw > 0.0):
            raise ValueError("storage_mwh and storage_mw go together")
        return self

    @property
    def bank_mwh(self) -> float:
        """Content of the usual bank [MWh]."""
        return self.bank_kg * LHV_MWH_PER_KG

    @property
    def refill_mw(self) -> float:
        """Flow that refills the usual bank [MW]."""
        return self.refill_kg_h * LHV_MWH_PER_KG

    def capex_cny(
        self,
        servers: int | None = None,
        rack: int | None = None,
        bank_kg: float | None = None,
        refill_kg_h: float | None = None,
    ) -> float:
        """Return the price of a station of a size (the usual one where not given), without packs.

        What an integrated station has besides is in it at its usual size.
        """
        cost = self.capex_fixed_cny
        cost += self.capex_per_server_cny * _or(servers, self.servers)
        cost += self.capex_per_slot_cny * _or(rack, self.rack)
        cost += self.capex_per_bank_kg_cny * _or(bank_kg, self.bank_kg)
        cost += self.capex_per_kg_h_cny * _or(refill_kg_h, self.refill_kg_h)
        cost += self.capex_pv_cny_per_mwp * self.pv_mwp
        cost += self.capex_storage_cny_per_mwh * self.storage_mwh
        if self.with_type:
            cost += station_types()[self.with_type].capex_cny()
        return cost

    def space_m2(self, servers: int | None = None) -> float:
        """Return the ground a station takes."""
        space = self.space_fixed_m2 + self.space_per_server_m2 * _or(servers, self.servers)
        return space + (station_types()[self.with_type].space_m2() if self.with_type else 0.0)


def _or(given: float | None, usual: float) -> float:
    return usual if given is None else given


@lru_cache(maxsize=1)
def station_types() -> dict[str, StationType]:
    """Return all types of stations by id.

    Raises
    ------
    InputError
        If an entry is not valid, or names another that is not there or is integrated itself.
    """
    found = read_entries("stations.yaml", StationType)
    for name, kind in found.items():
        other = found.get(kind.with_type)
        if kind.with_type and (other is None or other.with_type):
            raise InputError(
                f"stations.yaml: {name}: with_type '{kind.with_type}' is no plain type"
            )
    return found
