"""Expander: power from pressure that would be throttled away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from twin.components.base import ComponentSpec, Part, component
from twin.context import Context
from twin.primitives import Converter, Port, Purpose
from twin.units import PowerMW, Share


@component("expander")
class Expander(ComponentSpec):
    """A back-pressure expander (steam, furnace top gas, gas let-down) on one enterprise.

    The enterprise's recoverable energy of kind ``pressure`` is the isentropic fall in enthalpy
    from the pressure that comes to the pressure that is needed; what is not taken is rejected (as
    by the valve that stands there today).

    Attributes
    ----------
    source : str
        Name of the enterprise whose pressure it takes.
    power_mw : float
        Electric nameplate.
    isentropic_efficiency : float
        0.60-0.85; small screw and radial machines at the low end.
    generator_efficiency : float
        Gear, generator and own use.
    min_load : float
        Share of capacity below which it is off.
    """

    source: str
    power_mw: PowerMW
    isentropic_efficiency: Annotated[float, Field(ge=0.4, le=0.9)] = 0.72
    generator_efficiency: Annotated[float, Field(ge=0.8, le=0.99)] = 0.94
    min_load: Share = 0.0
    om_cny_per_mwh: Annotated[float, Field(ge=0)] = 20.0

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return the expander as a converter with power as its activity."""
        taken = 1.0 / (self.isentropic_efficiency * self.generator_efficiency)
        yield Converter(
            name=name,
            inputs=(
                Port(
                    f"waste_heat@{self.source}", taken, Purpose.CONVERSION,
                    tags={"kind": "pressure"},
                ),
            ),
            outputs=(Port("electricity", 1.0, Purpose.CONVERSION),),
            capacity=self.power_mw,
            min_load=self.min_load,
            cost=self.om_cny_per_mwh,
        )  # fmt: skip
