"""Battery: a store of electricity with power, usable window and round-trip efficiency."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, model_validator

from twin.components.base import ComponentSpec, Part, component
from twin.context import Context
from twin.primitives import Storage
from twin.units import EnergyMWh, PowerMW, Share


@component("battery")
class Battery(ComponentSpec):
    """A lithium-ion battery on the park's electricity bus.

    Attributes
    ----------
    energy_mwh, power_mw : float
        Nameplate energy; power both ways.
    round_trip_efficiency : float
        AC to AC, split evenly over both ways (0.85-0.88 for LFP).
    soc_min, soc_max : float
        Window of state of charge that may be used.
    initial_share : float
        Content of the window at the start.
    standing_loss_per_h : float
        Self-discharge.
    wear_cny_per_mwh : float
        Cost of a MWh through the battery, seen by the dispatch.
    """

    energy_mwh: EnergyMWh
    power_mw: PowerMW
    round_trip_efficiency: Annotated[float, Field(gt=0, le=1)] = 0.86
    soc_min: Share = 0.05
    soc_max: Share = 0.95
    initial_share: Share = 0.5
    standing_loss_per_h: Annotated[float, Field(ge=0, le=0.05)] = 2e-5
    wear_cny_per_mwh: Annotated[float, Field(ge=0)] = 20.0
    bus: str = "electricity"

    @model_validator(mode="after")
    def _window_is_open(self) -> Self:
        if self.soc_min >= self.soc_max:
            raise ValueError("soc_min must be below soc_max")
        return self

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return the battery's usable window as a store."""
        usable = self.energy_mwh * (self.soc_max - self.soc_min)
        one_way = self.round_trip_efficiency**0.5
        yield Storage(
            name=name,
            bus=self.bus,
            capacity=usable,
            charge_rate=self.power_mw,
            discharge_rate=self.power_mw,
            charge_efficiency=one_way,
            discharge_efficiency=one_way,
            standing_loss_per_h=self.standing_loss_per_h,
            initial=self.initial_share * usable,
            throughput_cost=self.wear_cny_per_mwh / 2.0,
            planned=True,
        )
