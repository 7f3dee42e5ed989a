"""What a plant sends and receives per unit of product, with its own wastes and fuels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agents.archetypes import Archetype
from agents.freight.goods import Goods, goods
from twin.errors import InputError

KG = 1e-3


@dataclass(frozen=True)
class Cargo:
    """One kind of goods of one plant.

    Attributes
    ----------
    what : str
        Name of the material, product, fuel or waste.
    role : str
        ``material``, ``fuel``, ``product``, ``by-product`` or ``waste``.
    t : float
        Per unit of product.
    haul, distance : str
        Keys of the table; the haul is ``pipe`` for what never travels.
    """

    what: str
    role: str
    t: float
    haul: str
    distance: str

    @property
    def inbound(self) -> bool:
        """Whether it comes in."""
        return self.role in {"material", "fuel"}


def cargoes(plant: Archetype) -> tuple[Cargo, ...]:
    """Return all goods of a plant, with its own wastes, by-products and fuels.

    Raises
    ------
    InputError
        If the table knows no goods of its archetype.
    """
    table = goods()
    if plant.id not in table.archetypes:
        raise InputError(f"freight.yaml knows no goods of the archetype '{plant.id}'")
    return tuple(c for c in _listed(plant, table) if c.t > 0.0)


def _listed(plant: Archetype, table: Goods) -> Iterator[Cargo]:
    own = table.archetypes[plant.id]
    for what, part in own.inbound.items():
        yield Cargo(what, "material", part.t, part.haul, part.distance)
    for fuel, gj in sorted(_fuels_gj(plant).items()):
        if fuel in table.fuels:
            row = table.fuels[fuel]
            yield Cargo(fuel, "fuel", gj / row.gj_per_t, row.haul, row.distance)
    for what, part in own.outbound.items():
        yield Cargo(what, "product", part.t, part.haul, part.distance)
    for what, kg in sorted(plant.byproducts_kg.items()):
        way = table.byproducts.get(what, table.other_byproducts)
        yield Cargo(what, "by-product", kg * KG, way.haul, way.distance)
    for what, kg in sorted(plant.wastes_kg.items()):
        way = table.wastes.get(what, table.other_wastes)
        yield Cargo(what, "waste", kg * KG, way.haul, way.distance)


def _fuels_gj(plant: Archetype) -> dict[str, float]:
    found: dict[str, float] = {}
    for burned in (plant.direct_fired_gj, plant.feedstock_gj):
        for fuel, gj in burned.items():
            found[fuel] = found.get(fuel, 0.0) + gj
    return found


def balance_t(plant: Archetype) -> tuple[float, float]:
    """Return what goes into a plant and what leaves it, per unit of product [t]."""
    own, listed = goods().archetypes[plant.id], cargoes(plant)
    entered = sum(c.t for c in listed if c.inbound) + own.taken_up
    left = sum(c.t for c in listed if not c.inbound) + own.given_off
    return entered, left
