"""The table of goods: ``configs/freight.yaml``, checked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from agents.shifts import shifts
from twin.configs import config_folders, read_config
from twin.errors import InputError

NonNegative = Annotated[float, Field(ge=0)]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
PIPE = "pipe"  # a work's own pipe: no transport


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Haul(_Strict):
    """A kind of load.

    Attributes
    ----------
    service : str
        ``goods``, ``staff``, ``public`` or ``yard`` (work within a works, no transport).
    suits : tuple of str
        Vehicle classes that can do it.
    form : str
        What conveyors go by: belts take ``solid``, pipes ``liquid``, rail both and ``piece``.
    lot_t : float
        A full load [t]; 0 if it is no load of goods.
    handling_h : float
        Loading and unloading together.
    speed_km_h : float
        Mean speed outside the park (of a round or of work: within it).
    due_h, expire_h : float
        After it is ready: when it is late, and when it is given up if nobody began it.
    dock : str
        Shift calendar in whose hours it is ready.
    """

    zh: str
    en: str
    service: Literal["goods", "staff", "public", "yard"]
    suits: tuple[str, ...]
    form: Literal["solid", "piece", "liquid", "hazardous", "people", "public", "work"]
    lot_t: NonNegative
    handling_h: NonNegative
    speed_km_h: Annotated[float, Field(gt=1, le=120)]
    due_h: Annotated[float, Field(gt=0)]
    expire_h: Annotated[float, Field(gt=0)]
    dock: str
    source: str
    confidence: str


class Distance(_Strict):
    """One way outside the gate [km]: least, most frequent, most."""

    zh: str
    en: str
    km: tuple[NonNegative, NonNegative, NonNegative]
    source: str
    confidence: str

    @model_validator(mode="after")
    def _rises(self) -> Distance:
        low, mode, high = self.km
        if not low <= mode <= high or low == high:
            raise ValueError("km: least <= most frequent <= most, and not all the same")
        return self

    def drawn(self, share: float) -> float:
        """Return the distance below which ``share`` of a triangular distribution lies [km]."""
        low, mode, high = self.km
        turn = (mode - low) / (high - low)
        if share < turn:
            return float(low + (share * (high - low) * (mode - low)) ** 0.5)
        return float(high - ((1.0 - share) * (high - low) * (high - mode)) ** 0.5)

    @property
    def mean_km(self) -> float:
        """Mean distance."""
        return sum(self.km) / 3.0


class Carriage(_Strict):
    """How something travels; ``pipe`` if it never does."""

    haul: str
    distance: str = "short"


class Part(Carriage):
    """Tonnes per unit of product, and how they travel."""

    t: NonNegative


class FuelByRoad(_Strict):
    """A fuel that trucks bring."""

    gj_per_t: Annotated[float, Field(gt=0)]
    haul: str
    distance: str = "short"
    source: str
    confidence: str


class Handling(_Strict):
    """Work in the yards per tonne; of all archetypes if none are named."""

    hauls: tuple[str, ...]
    archetypes: tuple[str, ...] = ()
    moves: Annotated[float, Field(gt=0)]
    t_per_h: Annotated[float, Field(gt=0)]
    block_h: Annotated[float, Field(gt=0, le=8)]
    source: str
    confidence: str


class Staff(_Strict):
    """How people come, and what they throw away."""

    by_bus: Annotated[float, Field(ge=0, le=1)]
    people_per_bus: Annotated[float, Field(gt=0)]
    refuse_kg_per_person_day: NonNegative
    source: str
    confidence: str


class Crews(_Strict):
    """When crews change, and how many a works has."""

    changes: tuple[Clock, ...]
    crews: Annotated[int, Field(ge=1)]
    source: str
    confidence: str


class Service(_Strict):
    """A public service: when rounds begin, minutes a stop, kilometres a job."""

    at: tuple[Clock, ...] | Clock
    stop_min: NonNegative = 0.0
    km_per_job: Annotated[float, Field(gt=0)] = 20.0
    distance: str = "transfer"
    source: str
    confidence: str

    @property
    def times(self) -> tuple[str, ...]:
        """When rounds begin."""
        return (self.at,) if isinstance(self.at, str) else self.at


class PlantGoods(_Strict):
    """Goods of one archetype per unit of product.

    Attributes
    ----------
    inbound, outbound : mapping
        Materials and packaging; products (in the file: ``in`` and ``out``).
    taken_up, given_off : float
        Water and air that goods keep; gas, vapour and what goes with waste water [t].
    staff : float
        People on the books per unit of yearly output.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    inbound: Mapping[str, Part] = Field(alias="in")
    outbound: Mapping[str, Part] = Field(alias="out")
    taken_up: NonNegative = 0.0
    given_off: NonNegative = 0.0
    staff: NonNegative = 0.0
    source: str
    confidence: str


class Goods(_Strict):
    """The whole of ``configs/freight.yaml``."""

    hauls: Mapping[str, Haul]
    distances: Mapping[str, Distance]
    fuels: Mapping[str, FuelByRoad]
    wastes: Mapping[str, Carriage]
    other_wastes: Carriage
    byproducts: Mapping[str, Carriage]
    other_byproducts: Carriage
    handling: Mapping[str, Handling]
    staff: Staff
    crews: Mapping[str, Crews]
    services: Mapping[str, Service]
    archetypes: Mapping[str, PlantGoods]

    @model_validator(mode="after")
    def _refers_to_what_there_is(self) -> Goods:
        carried: list[Carriage | FuelByRoad] = [*self.wastes.values(), *self.byproducts.values()]
        carried += [*self.fuels.values(), self.other_wastes, self.other_byproducts]
        for plant in self.archetypes.values():
            carried += [*plant.inbound.values(), *plant.outbound.values()]
        hauls = {*(c.haul for c in carried), *self.handling, *self.services, "staff"} - {PIPE}
        places = {c.distance for c in carried} | {s.distance for s in self.services.values()}
        missing = {
            "haul": hauls - set(self.hauls),
            "distance": (places | {"commute"}) - set(self.distances),
            "shift calendar": {h.dock for h in self.hauls.values()} | set(self.crews),
        }
        missing["shift calendar"] -= set(shifts())
        told = [f"no {what} '{name}'" for what, names in missing.items() for name in sorted(names)]
        if told:
            raise ValueError("; ".join(told))
        return self


@lru_cache(maxsize=1)
def goods() -> Goods:
    """Return the table of goods; plug-in folders add rows to its sections, or replace them.

    Raises
    ------
    InputError
        If it is not valid.
    """
    whole: dict[str, Any] = {}
    for folder in reversed(config_folders()):
        path = folder / "freight.yaml"
        if path.is_file():
            for section, rows in read_config(path).items():
                whole[section] = {**whole.get(section, {}), **rows}
    try:
        return Goods(**whole)
    except (ValidationError, TypeError) as error:
        raise InputError(f"freight.yaml: {error}") from error


def crews_of(roster: str) -> Crews:
    """Return how crews change in a shift calendar.

    Raises
    ------
    InputError
        If the table does not tell.
    """
    table = goods().crews
    if roster not in table:
        raise InputError(f"freight.yaml knows no crews of the shift calendar '{roster}'")
    return table[roster]
