"""The catalogue of commodities and the naming of buses.

A bus is ``commodity`` or ``commodity@place``; a place that starts with ``~`` is a terminal
(market, atmosphere, …), the world outside the balance. A commodity ``product/NAME`` need not be
in the catalogue: its unit is the product's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from twin.configs import read_entries

Kind = Literal[
    "electricity", "heat", "waste_heat", "reject_heat", "cold", "fuel", "water", "waste",
    "hazardous_waste", "co2", "product",
]  # fmt: skip
PRODUCT = "product/"


class Commodity(BaseModel):
    """One thing that can flow."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    id: str
    unit: str
    kind: Kind
    zh: str
    en: str
    colour: str = "#888888"
    unserved_cost: float = 1.0
    surplus_cost: float = 1.0
    temperature_c: float | None = None


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Commodity]:
    """Return all commodities by id, those of plug-in folders included.

    Raises
    ------
    InputError
        If an entry is not valid.
    """
    return read_entries("commodities.yaml", Commodity, "id")


@lru_cache(maxsize=4096)
def commodity_of(bus: str) -> str:
    """Return the commodity id of a bus name."""
    return bus.partition("@")[0]


@lru_cache(maxsize=4096)
def place_of(bus: str) -> str:
    """Return the place of a bus name, "" for the park's common bus."""
    return bus.partition("@")[2]


@lru_cache(maxsize=4096)
def is_terminal(bus: str) -> bool:
    """Return whether a bus name stands for the world outside the balance."""
    return place_of(bus).startswith("~")


def commodity(bus: str) -> Commodity:
    """Return the commodity that flows on a bus.

    Raises
    ------
    KeyError
        If the catalogue does not hold it.
    """
    name = commodity_of(bus)
    if name.startswith(PRODUCT):
        label = name.removeprefix(PRODUCT)
        return Commodity(
            id=name, unit="t", kind="product", zh=label, en=label,
            unserved_cost=1e4, surplus_cost=1e4,
        )  # fmt: skip
    return catalogue()[name]


def heat_levels() -> tuple[Commodity, ...]:
    """Return the heat levels, hottest first."""
    levels = [c for c in catalogue().values() if c.kind == "heat" and c.temperature_c is not None]
    return tuple(sorted(levels, key=lambda c: (-(c.temperature_c or 0.0), c.id)))
