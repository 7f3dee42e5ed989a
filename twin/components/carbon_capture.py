"""Carbon capture on the flue gas of one enterprise, boiler or plant, with transport and storage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, model_validator

from twin.components.base import ComponentSpec, Part, component
from twin.components.levels import HeatLevel, level_temperature_c
from twin.context import Context
from twin.factors import GJ_PER_MWH
from twin.primitives import Converter, Port, Purpose, Sink
from twin.units import Quantity

KWH = 1e-3  # MWh
COOLEST_C = 120.0  # an amine's reboiler


@component("carbon_capture")
class CarbonCapture(ComponentSpec):
    """Amine capture after combustion, tied to its source interval by interval.

    The source (a boiler, a plant, an enterprise) has ``flue_gas: true`` and puts its fossil CO2 on
    ``flue_gas@SOURCE``; no more than that can be captured. Captured tonnes go to storage or use
    and are reported beside the carbon ledgers: the park method has no term that deducts them.

    Attributes
    ----------
    source : str
        Name of the agent or component whose flue gas it treats.
    capacity_t_per_h : float
        CO2 captured.
    capture_rate : float
        Captured of what is treated; the rest leaves by the stack.
    heat_gj_per_t, electricity_kwh_per_t, water_m3_per_t : float
        Per CO2 captured: 2.3-3.5 GJ of steam, 130 kWh (compression included), 1.65 m3.
    level : str
        Heat level of the reboiler, at least 120 °C.
    consumables_cny_per_t : float
        Solvent and chemicals.
    transport_cny_per_t, storage_cny_per_t : float
        Paid for what is captured (storage 35); negative for CO2 that is sold.
    worth_cny_per_t : float
        What a tonne kept out of the air is worth to the dispatch; in no bill. Capture runs while
        it costs less than that. It prices what this source emits, so it also makes the dispatch
        prefer other boilers to one with capture that is full.
    """

    source: str
    capacity_t_per_h: Quantity("t/h", ge=0)  # type: ignore[valid-type]
    capture_rate: Annotated[float, Field(gt=0, le=0.99)] = 0.90
    heat_gj_per_t: Annotated[float, Field(ge=1.5, le=5)] = 2.8
    level: HeatLevel = "steam_05mpa"
    electricity_kwh_per_t: Annotated[float, Field(ge=20, le=500)] = 130.0
    water_m3_per_t: Annotated[float, Field(ge=0, le=10)] = 1.65
    consumables_cny_per_t: Annotated[float, Field(ge=0)] = 15.0
    transport_cny_per_t: float = 50.0
    storage_cny_per_t: float = 35.0
    worth_cny_per_t: Annotated[float, Field(ge=0, le=4000)] = 1000.0

    @model_validator(mode="after")
    def _reboiler_boils(self) -> Self:
        if level_temperature_c(self.level) < COOLEST_C:
            raise ValueError(f"level: the reboiler needs {COOLEST_C:g} °C; {self.level} is cooler")
        return self

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return absorber, stack, and what becomes of the captured gas."""
        flue, caught = f"flue_gas@{self.source}", f"co2_captured@{name}"
        treated = 1.0 / self.capture_rate
        yield Converter(
            name=name,
            inputs=(
                Port(flue, treated, Purpose.CONVERSION),
                Port(self.level, self.heat_gj_per_t / GJ_PER_MWH, Purpose.USE),
                Port("electricity", self.electricity_kwh_per_t * KWH, Purpose.USE),
                Port("process_water", self.water_m3_per_t, Purpose.USE),
            ),
            outputs=(
                Port(caught, 1.0, Purpose.CAPTURED),
                Port("flue_gas@~air", treated - 1.0, Purpose.EMITTED),
            ),
            capacity=self.capacity_t_per_h,
            cost=self.consumables_cny_per_t,
        )
        yield Sink(
            name=f"{name}/stack",
            bus=flue,
            purpose=Purpose.EMITTED,
            penalty=self.worth_cny_per_t,
            target="air",
        )
        yield Sink(
            name=f"{name}/storage",
            bus=caught,
            purpose=Purpose.CO2_STORED,
            cost=self.transport_cny_per_t + self.storage_cny_per_t,
        )
