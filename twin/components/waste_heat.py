"""Recovery of waste heat: an exchanger from one enterprise's waste heat to a heat level."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from twin.components.base import ComponentSpec, Part, component
from twin.components.levels import HeatLevel
from twin.context import Context
from twin.primitives import Converter, Port, Purpose
from twin.units import PowerMW, Quantity


@component("waste_heat_recovery")
class WasteHeatRecovery(ComponentSpec):
    """An exchanger (or waste-heat boiler) on the waste heat of one enterprise.

    The waste heat comes at its own temperature; the exchanger serves a level only if the source
    is hotter by ``pinch_k`` (checked on the whole network). What it does not take is rejected.

    Attributes
    ----------
    source : str
        Name of the enterprise whose waste heat it takes.
    effectiveness : float
        Heat delivered per waste heat taken.
    pump_mwh_per_mwh : float
        Electricity of pumps and fans per heat delivered.
    pinch_k : float
        Smallest temperature difference of the exchanger (gas-liquid 20-30 K, liquid 5-10 K).
    """

    source: str
    capacity_mw: PowerMW
    level: HeatLevel
    effectiveness: Annotated[float, Field(gt=0, le=1)] = 0.95
    pinch_k: Quantity("K", ge=1, le=100) = 5.0  # type: ignore[valid-type]
    pump_mwh_per_mwh: Annotated[float, Field(ge=0, le=0.2)] = 0.01
    om_cny_per_mwh: Annotated[float, Field(ge=0)] = 3.0

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return the exchanger as a converter with delivered heat as its activity."""
        taken = Port(
            f"waste_heat@{self.source}",
            1.0 / self.effectiveness,
            Purpose.CONVERSION,
            tags={"pinch_k": f"{self.pinch_k:g}"},
        )
        yield Converter(
            name=name,
            inputs=(taken, Port("electricity", self.pump_mwh_per_mwh, Purpose.CONVERSION)),
            outputs=(Port(self.level, 1.0, Purpose.CONVERSION),),
            capacity=self.capacity_mw,
            cost=self.om_cny_per_mwh,
        )
