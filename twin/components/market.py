"""Markets outside the park: what is bought at a price."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator

from twin.commodities import catalogue
from twin.components.base import ComponentSpec, Part, component
from twin.components.levels import HeatLevel
from twin.context import Context
from twin.primitives import Purpose, Source
from twin.units import PowerMW


def _is_fuel(value: str) -> str:
    fuels = sorted(c.id for c in catalogue().values() if c.kind == "fuel")
    if value not in fuels:
        raise ValueError(f"'{value}' is not a fuel; there are: {', '.join(fuels)}")
    return value


Fuel = Annotated[str, AfterValidator(_is_fuel)]


@component("fuel_market")
class FuelMarket(ComponentSpec):
    """Fuels bought without limit at the park's prices.

    Attributes
    ----------
    carriers : tuple of str
        Fuels on sale here, each with a price in the park's ``prices``.
    """

    carriers: tuple[Fuel, ...]

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return one unlimited source a fuel."""
        for carrier in self.carriers:
            yield Source(
                name=f"{name}/{carrier}",
                bus=carrier,
                purpose=Purpose.PURCHASE,
                cost=ctx.price(carrier, "MWh"),
                tags={"price": carrier},
            )


@component("heat_supply")
class HeatSupply(ComponentSpec):
    """Steam or hot water bought from outside the park.

    Attributes
    ----------
    fossil : bool
        Whether it is made from fossil fuel; decides its carbon factor.
    """

    level: HeatLevel
    capacity_mw: PowerMW
    fossil: bool = True

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the import as a source."""
        yield Source(
            name=name,
            bus=self.level,
            purpose=Purpose.HEAT_IMPORT,
            limit=self.capacity_mw,
            cost=ctx.price("purchased_heat", "MWh"),
            origin="fossil" if self.fossil else "non_fossil",
            tags={"price": "purchased_heat"},
        )
