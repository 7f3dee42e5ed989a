"""What the tables of archetypes and goods say of a plant: its sector, and its goods in tonnes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from twin.configs import config_file, config_names, read_config


class Good(NamedTuple):
    """Tonnes of a good per unit of product, and the kind of load it travels as."""

    name: str
    tonnes: float
    haul: str


class PlantGoods(NamedTuple):
    """What goes into a plant and what leaves it, per unit of its product."""

    unit: str
    inbound: tuple[Good, ...]
    outbound: tuple[Good, ...]


@lru_cache(maxsize=1)
def sectors() -> Mapping[str, str]:
    """Return the sector of every archetype."""
    return {
        name: str(read_config(config_file("archetypes", name)).get("sector", ""))
        for name in config_names("archetypes")
    }


@lru_cache(maxsize=1)
def plant_goods() -> Mapping[str, PlantGoods]:
    """Return the goods of every archetype (``configs/freight.yaml``).

    Raises
    ------
    InputError
        If the table is not valid.
    """
    from agents.freight.goods import goods

    return {
        name: PlantGoods(
            str(read_config(config_file("archetypes", name)).get("unit", "")),
            tuple(Good(good, part.t, part.haul) for good, part in plant.inbound.items()),
            tuple(Good(good, part.t, part.haul) for good, part in plant.outbound.items()),
        )
        for name, plant in goods().archetypes.items()
    }


@lru_cache(maxsize=1)
def haul_names() -> Mapping[str, Mapping[str, str]]:
    """Return the names of the kinds of load, in both languages."""
    from agents.freight.goods import goods

    return {name: {"zh": haul.zh, "en": haul.en} for name, haul in goods().hauls.items()}
