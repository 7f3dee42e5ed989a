"""Hydrogen station: what vehicles take, drawn from the park's hydrogen, and its compression."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, model_validator

from twin.components.base import ComponentSpec, Part, component
from twin.components.hydrogen import KWH, LHV_MWH_PER_KG
from twin.components.hydrogen_store import GAS_KJ_PER_KG_K, INLET_K, KAPPA
from twin.context import Context
from twin.primitives import Converter, Port, Profile, Purpose

COVOLUME_M3_PER_KG = 15.84e-6 / 2.016e-3  # of hydrogen, San Marchi et al. 2007
KJ_PER_KWH = 3600.0
BAR_KPA = 100.0


def compression_kwh_per_kg(inlet_bar: float, outlet_bar: float, stages: int) -> float:
    """Return the ideal work of compression in intercooled stages of equal ratio [kWh/kg].

    ``n k/(k-1) R T [(p2/p1)^((k-1)/(n k)) - 1] + b (p2 - p1)``: isentropic stages of a gas after
    Abel and Noble, ``p (v - b) = R T``, from 25 °C each; to 900 bar its density is within 1 %.
    """
    power = (KAPPA - 1.0) / (KAPPA * stages)
    ideal = GAS_KJ_PER_KG_K * INLET_K / power * ((outlet_bar / inlet_bar) ** power - 1.0)
    real = COVOLUME_M3_PER_KG * BAR_KPA * (outlet_bar - inlet_bar)
    return float((ideal + real) / KJ_PER_KWH)


@component("hydrogen_station")
class HydrogenStation(ComponentSpec):
    """Pumps for vehicles behind a bank: hydrogen by meter, and the power to compress it.

    Hydrogen is the park's: made here, or bought where a fuel market sells it. The meters are the
    flow into the bank (or of the pumps, where the bank is filled by them).

    Attributes
    ----------
    meters : tuple of str
        Meters of agents [MW, lower heating value].
    inlet_bar, bank_bar : float
        Pressure of the hydrogen that comes, and of the full bank: about 450 bar for vehicles of
        350 bar, 900 bar for 700 bar.
    stages : int
    compressor_efficiency : float
        Isentropic, motor and drive together.
    precooling_kwh_per_kg : float
        Cooling at the pump: 0.15 at 700 bar (DOE record 9013), none at 350 bar.
    """

    meters: Annotated[tuple[str, ...], Field(min_length=1)]
    inlet_bar: Annotated[float, Field(ge=1)] = 20.0
    bank_bar: Annotated[float, Field(gt=0, le=1000)] = 450.0
    stages: Annotated[int, Field(ge=1, le=6)] = 3
    compressor_efficiency: Annotated[float, Field(gt=0.2, le=1)] = 0.6
    precooling_kwh_per_kg: Annotated[float, Field(ge=0, le=2)] = 0.0

    @model_validator(mode="after")
    def _compresses(self) -> Self:
        if self.inlet_bar >= self.bank_bar:
            raise ValueError(f"inlet_bar must be below bank_bar {self.bank_bar:g}")
        return self

    @property
    def electricity_mwh_per_mwh(self) -> float:
        """Power of compressor and precooling per hydrogen."""
        ideal = compression_kwh_per_kg(self.inlet_bar, self.bank_bar, self.stages)
        whole = ideal / self.compressor_efficiency + self.precooling_kwh_per_kg
        return float(whole * KWH / LHV_MWH_PER_KG)

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return what the pumps draw, as a fixed flow of both carriers."""
        yield Converter(
            name=name,
            inputs=(
                Port("hydrogen", 1.0, Purpose.FUEL_USE, tags={"activity": "transport"}),
                Port(
                    "electricity",
                    self.electricity_mwh_per_mwh,
                    Purpose.USE,
                    tags={"activity": "transport"},
                ),
            ),
            outputs=(),
            activity=Profile(meters=self.meters),
        )
