"""Boilers: coal, gas, biomass, electric; one converter from fuel to a heat level."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from twin.components.base import ComponentSpec, Part, component
from twin.components.levels import HeatLevel
from twin.context import Context
from twin.primitives import Converter, Port, Purpose
from twin.units import PowerMW, Share

# Efficiency on lower heating value (IEA and DEA technology data).
EFFICIENCY = {
    "natural_gas": 0.90,
    "lng": 0.90,
    "raw_coal": 0.84,
    "anthracite": 0.84,
    "diesel": 0.88,
    "biomass": 0.86,
    "electricity": 0.985,
}
BoilerFuel = Literal[
    "natural_gas", "lng", "raw_coal", "anthracite", "diesel", "biomass", "electricity"
]


def fossil_co2_t_per_mwh(fuel: str, ctx: Context) -> float:
    """Return the fossil CO2 of a fuel's flue gas, by the park's own factor set [t/MWh].

    Raises
    ------
    ValueError
        If the fuel gives none.
    """
    if fuel == "electricity" or not ctx.factors.fuel(fuel).fossil:
        raise ValueError(f"flue_gas: {fuel} gives no fossil CO2 to capture")
    return ctx.factors.fuel(fuel).co2_t_per_mwh


@component("boiler")
class Boiler(ComponentSpec):
    """A boiler (or a house of equal boilers).

    Attributes
    ----------
    fuel : str
        What it burns, or ``electricity``.
    capacity_mw : float
        Heat output.
    efficiency : float or None
        Heat per fuel on lower heating value; the fuel's usual value if not given.
    ash_t_per_mwh : float
        Ash and slag per fuel burned.
    flue_gas : bool
        Offers its fossil CO2 on ``flue_gas@NAME`` to a ``carbon_capture``.
    """

    fuel: BoilerFuel
    capacity_mw: PowerMW
    level: HeatLevel = "steam_1mpa"
    efficiency: Annotated[float, Field(gt=0, le=1.05)] | None = None
    min_load: Share = 0.0
    om_cny_per_mwh: Annotated[float, Field(ge=0)] = 5.0
    ash_t_per_mwh: Annotated[float, Field(ge=0)] = 0.0
    flue_gas: bool = False

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the boiler as a converter with heat as its activity."""
        efficiency = self.efficiency or EFFICIENCY[self.fuel]
        electric = self.fuel == "electricity"
        source = Port(
            self.fuel,
            1.0 / efficiency,
            Purpose.CONVERSION if electric else Purpose.FUEL_USE,
            tags={"activity": "heating"},
        )
        outputs = [Port(self.level, 1.0, Purpose.CONVERSION)]
        if self.ash_t_per_mwh:
            ash = self.ash_t_per_mwh / efficiency
            outputs.append(Port("waste_ash", ash, Purpose.WASTE_ARISING))
        if self.flue_gas:
            tonnes = fossil_co2_t_per_mwh(self.fuel, ctx) / efficiency
            outputs.append(Port(f"flue_gas@{name}", tonnes, Purpose.CONVERSION))
        yield Converter(
            name=name,
            inputs=(source,),
            outputs=tuple(outputs),
            capacity=self.capacity_mw,
            min_load=self.min_load,
            cost=self.om_cny_per_mwh,
        )
