"""Fuel cell: power and heat from hydrogen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, model_validator

from twin.components.base import ComponentSpec, Part, component
from twin.components.cogeneration import inner_bus, useful_heat
from twin.components.levels import HeatLevel, level_temperature_c
from twin.context import Context
from twin.primitives import Converter, Port, Purpose
from twin.units import PowerMW, Share

HOTTEST_C = 80.0  # low-temperature PEM


@component("fuel_cell")
class FuelCell(ComponentSpec):
    """A PEM fuel cell on the park's hydrogen; its power serves the park and never exports.

    Attributes
    ----------
    power_mw : float
        Electric nameplate.
    electric_efficiency, heat_efficiency : float
        Per hydrogen on lower heating value: 0.48-0.52, and 0.85-0.90 together (M). Heat that
        nobody wants is rejected, as a row.
    level : str
        Heat level that is served; at most 80 °C.
    min_load : float
        Share of capacity below which it is off.
    """

    power_mw: PowerMW
    electric_efficiency: Annotated[float, Field(gt=0, le=0.65)] = 0.50
    heat_efficiency: Annotated[float, Field(ge=0, le=0.6)] = 0.37
    level: HeatLevel = "hot_water_60"
    min_load: Share = 0.1
    om_cny_per_mwh: Annotated[float, Field(ge=0)] = 50.0

    @model_validator(mode="after")
    def _makes_no_energy(self) -> Self:
        total = self.electric_efficiency + self.heat_efficiency
        if total > 0.95:
            raise ValueError(f"power and heat would be {total:.2f} of the hydrogen; at most 0.95")
        if self.heat_efficiency and level_temperature_c(self.level) > HOTTEST_C:
            raise ValueError(f"its heat is of at most {HOTTEST_C:g} °C; {self.level} is hotter")
        return self

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return the cell as a converter with power as its activity."""
        burned = 1.0 / self.electric_efficiency
        heat = self.heat_efficiency * burned
        outputs = [Port("electricity", 1.0, Purpose.CONVERSION)]
        if heat:
            outputs.append(Port(inner_bus(self.level, name), heat, Purpose.TRANSFER))
        yield Converter(
            name=name,
            inputs=(Port("hydrogen", burned, Purpose.FUEL_USE, tags={"activity": "power"}),),
            outputs=tuple(outputs),
            capacity=self.power_mw,
            min_load=self.min_load,
            cost=self.om_cny_per_mwh,
        )
        if heat:
            yield from useful_heat(name, self.level, name)
