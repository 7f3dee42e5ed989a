"""Hydrogen store: compressor, pressure vessels with a cushion that stays, and what leaks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, model_validator

from twin.components.base import ComponentSpec, Part, component
from twin.components.cogeneration import inner_bus
from twin.components.hydrogen import LHV_MWH_PER_KG
from twin.context import Context
from twin.primitives import Converter, Port, Purpose, Storage
from twin.units import EnergyMWh, PowerMW, Quantity, Share

KAPPA = 1.405  # ratio of specific heats of hydrogen at 25 °C
GAS_KJ_PER_KG_K = 4.124  # specific gas constant of hydrogen
INLET_K = 298.15


@component("hydrogen_store")
class HydrogenStore(ComponentSpec):
    """Pressure vessels on the park's hydrogen, filled by a compressor.

    Vessels hold in proportion to pressure; what lies below ``pressure_min_bar`` stays in them.
    Filling takes the compressor's work up to the highest pressure, in intercooled stages:
    ``w = n k/(k-1) R T [(p2/p1)^((k-1)/(n k)) - 1] / efficiency`` (ideal gas, 25 °C), which is on
    the safe side while the vessels are not full. Holds to 200 bar; above, hydrogen is not ideal.

    Attributes
    ----------
    capacity_kg, capacity_mwh : float
        Content at the highest pressure, by mass or lower heating value; one of the two.
    rate_mw : float
        Most that can be filled or taken.
    pressure_min_bar, pressure_max_bar, inlet_bar : float
        Range of the vessels (tanks 35-50 bar), and pressure of the hydrogen that comes.
    stages : int
        Of the compressor.
    compressor_efficiency : float
        Isentropic, motor and drive together.
    initial_share : float
        Of the usable content.
    standing_loss_per_h : float
        Leakage.
    value_cny_per_mwh : float or None
        A fixed worth of a MWh in store in place of the planner's: filled where hydrogen costs
        less, used where it costs more (600 is 20 CNY/kg). Such a store is in no plan.
    """

    capacity_kg: Quantity("kg", ge=0) | None = None  # type: ignore[valid-type]
    capacity_mwh: EnergyMWh | None = None
    rate_mw: PowerMW
    pressure_min_bar: Annotated[float, Field(gt=0)] = 5.0
    pressure_max_bar: Annotated[float, Field(gt=0, le=200)] = 45.0
    inlet_bar: Annotated[float, Field(gt=0)] = 1.0
    stages: Annotated[int, Field(ge=1, le=6)] = 3
    compressor_efficiency: Annotated[float, Field(gt=0.2, le=1)] = 0.6
    initial_share: Share = 0.5
    standing_loss_per_h: Annotated[float, Field(ge=0, le=0.01)] = 0.0
    value_cny_per_mwh: Annotated[float, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if (self.capacity_kg is None) == (self.capacity_mwh is None):
            raise ValueError("give capacity_kg or capacity_mwh, one of the two")
        if self.pressure_min_bar >= self.pressure_max_bar:
            raise ValueError("pressure_min_bar must be below pressure_max_bar")
        if self.inlet_bar >= self.pressure_max_bar:
            raise ValueError("inlet_bar must be below pressure_max_bar: the vessels need filling")
        return self

    @property
    def usable_mwh(self) -> float:
        """What can be filled and taken between the two pressures."""
        whole = self.capacity_mwh
        if whole is None:
            whole = (self.capacity_kg or 0.0) * LHV_MWH_PER_KG
        return float(whole * (1.0 - self.pressure_min_bar / self.pressure_max_bar))

    @property
    def compression_mwh_per_mwh(self) -> float:
        """Electricity per hydrogen filled."""
        ratio, n = self.pressure_max_bar / self.inlet_bar, self.stages
        power = (KAPPA - 1.0) / (KAPPA * n)
        work_kj_per_kg = GAS_KJ_PER_KG_K * INLET_K / power * (ratio**power - 1.0)
        return float(work_kj_per_kg / 3.6e6 / LHV_MWH_PER_KG / self.compressor_efficiency)

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return compressor, vessels and outlet."""
        inside = inner_bus("hydrogen", name)
        yield Converter(
            name=f"{name}/compressor",
            inputs=(
                Port("hydrogen", 1.0, Purpose.TRANSFER),
                Port("electricity", self.compression_mwh_per_mwh, Purpose.CONVERSION),
            ),
            outputs=(Port(inside, 1.0, Purpose.TRANSFER),),
            capacity=self.rate_mw,
        )
        yield Storage(
            name=name,
            bus=inside,
            capacity=self.usable_mwh,
            charge_rate=self.rate_mw,
            discharge_rate=self.rate_mw,
            standing_loss_per_h=self.standing_loss_per_h,
            initial=self.initial_share * self.usable_mwh,
            value=self.value_cny_per_mwh or 0.0,
            planned=self.value_cny_per_mwh is None,
        )
        yield Converter(
            name=f"{name}/outlet",
            inputs=(Port(inside, 1.0, Purpose.TRANSFER),),
            outputs=(Port("hydrogen", 1.0, Purpose.TRANSFER),),
            capacity=self.rate_mw,
        )
