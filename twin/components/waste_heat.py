"""Recovery of waste heat: an exchanger or a boiler from one enterprise's waste heat to a level."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from twin.components.base import ComponentSpec, Part, component
from twin.components.levels import HeatLevel, level_temperature_c
from twin.context import Context
from twin.primitives import Converter, Port, Profile, Purpose
from twin.steam import evaporation_kj_kg, water_enthalpy_kj_kg
from twin.units import PowerMW, Quantity

Floats = npt.NDArray[np.float64]


class _Range(NamedTuple):
    """Least, usual and most."""

    least: float
    usual: float
    most: float


# Smallest temperature differences in use, by kind of exchanger [K] (textbook values).
PINCH_K = {
    "gas_gas": _Range(30.0, 40.0, 50.0),
    "gas_liquid": _Range(20.0, 25.0, 30.0),
    "liquid": _Range(5.0, 7.5, 10.0),
    "evaporator": _Range(5.0, 5.0, 10.0),
}
PLAIN_PINCH_K = 5.0

# Temperature to which a gas may be cooled before acid (or water) condenses [°C].
STACK_C = {True: _Range(150.0, 165.0, 180.0), False: _Range(110.0, 120.0, 130.0)}
FEEDWATER_C = 104.0  # from the deaerator


@component("waste_heat_recovery")
class WasteHeatRecovery(ComponentSpec):
    """An exchanger on the waste heat of one enterprise.

    The waste heat comes at its own temperature; the exchanger serves a level only if the source
    is hotter by ``pinch_k`` (checked on the whole network). What it does not take is rejected.

    Attributes
    ----------
    source : str
        Name of the enterprise whose waste heat it takes.
    effectiveness : float
        Heat delivered per waste heat taken.
    exchanger : str
        Kind, which bounds its pinch: ``gas_gas`` 30-50 K, ``gas_liquid`` 20-30 K, ``liquid``
        5-10 K, ``evaporator`` (of a heat pump) 5-10 K; not told if empty.
    pinch_k : float
        Smallest temperature difference of the exchanger; the usual one of its kind if not
        given, 5 K if that is not told either.
    pump_mwh_per_mwh : float
        Electricity of pumps and fans per heat delivered.
    """

    source: str
    capacity_mw: PowerMW
    level: HeatLevel
    effectiveness: Annotated[float, Field(gt=0, le=1)] = 0.95
    exchanger: Literal["", "gas_gas", "gas_liquid", "liquid", "evaporator"] = ""
    pinch_k: Quantity("K", ge=1, le=100) | None = None  # type: ignore[valid-type]
    pump_mwh_per_mwh: Annotated[float, Field(ge=0, le=0.2)] = 0.01
    om_cny_per_mwh: Annotated[float, Field(ge=0)] = 3.0

    @model_validator(mode="after")
    def _pinch_fits_the_kind(self) -> Self:
        if self.exchanger and self.pinch_k is not None:
            least, _, most = PINCH_K[self.exchanger]
            if not least <= self.pinch_k <= most:
                raise ValueError(
                    f"pinch_k {self.pinch_k:g} K of a {self.exchanger} exchanger: expected "
                    f"{least:g} to {most:g} K"
                )
        return self

    @property
    def pinch(self) -> float:
        """The pinch in force [K]."""
        if self.pinch_k is not None:
            return float(self.pinch_k)
        return PINCH_K[self.exchanger].usual if self.exchanger else PLAIN_PINCH_K

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return the exchanger as a converter with delivered heat as its activity."""
        taken = Port(
            f"waste_heat@{self.source}",
            1.0 / self.effectiveness,
            Purpose.CONVERSION,
            tags={"pinch_k": f"{self.pinch:g}"},
        )
        yield Converter(
            name=name,
            inputs=(taken, Port("electricity", self.pump_mwh_per_mwh, Purpose.CONVERSION)),
            outputs=(Port(self.level, 1.0, Purpose.CONVERSION),),
            capacity=self.capacity_mw,
            cost=self.om_cny_per_mwh,
        )


@component("waste_heat_boiler")
class WasteHeatBoiler(ComponentSpec):
    """A boiler in a stream of hot gas, which it cannot cool below the acid dew point.

    The waste heat is told over the outdoor air. Of it the boiler can use what the gas holds above
    the stack, ``(T_gas - T_stack)/(T_gas - T_air)``; and making steam no more than what it holds
    above the pinch, with what preheats the feed water (104 °C) beside:
    ``(T_gas - T_level - pinch)/(T_gas - T_air) · (h'' - h_feed)/r``. The rest goes up the stack.

    Attributes
    ----------
    source : str
        Name of the enterprise whose waste heat it takes.
    gas_c : float
        Temperature of the gas; it must be the source's own (checked).
    sulphur : bool
        Whether the gas holds acid: the stack then stays at 150-180 °C, else at 110-130 °C.
    stack_c : float
        Temperature of the gas behind the boiler; 165 or 120 °C if not given.
    effectiveness : float
        Heat delivered per heat that can be used (0.70-0.85; radiation, leaking air, blowdown).
    pinch_k : float
        Smallest temperature difference (gas-liquid 20-30 K).
    pump_mwh_per_mwh : float
        Electricity of feed pumps and draught per heat delivered.
    """

    source: str
    capacity_mw: PowerMW
    level: HeatLevel
    gas_c: Quantity("degC", ge=130, le=1500)  # type: ignore[valid-type]
    sulphur: bool = True
    stack_c: Quantity("degC", ge=110, le=180) | None = None  # type: ignore[valid-type]
    effectiveness: Annotated[float, Field(ge=0.70, le=0.85)] = 0.75
    pinch_k: Quantity("K", ge=20, le=30) = 25.0  # type: ignore[valid-type]
    pump_mwh_per_mwh: Annotated[float, Field(ge=0, le=0.2)] = 0.015
    om_cny_per_mwh: Annotated[float, Field(ge=0)] = 5.0

    @model_validator(mode="after")
    def _gas_is_hot_enough(self) -> Self:
        least, _, most = STACK_C[self.sulphur]
        if not least <= self.stack <= most:
            told = "with" if self.sulphur else "without"
            raise ValueError(
                f"stack_c {self.stack:g} °C of a gas {told} sulphur: expected {least:g} to {most:g}"
            )
        level_c = level_temperature_c(self.level)
        needed = max(self.stack, level_c + self.pinch_k)
        if self.gas_c <= needed:
            raise ValueError(
                f"gas of {self.gas_c:g} °C gives nothing to {self.level} ({level_c:g} °C): it "
                f"would have to be above {needed:g} °C (stack {self.stack:g} °C, pinch "
                f"{self.pinch_k:g} K)"
            )
        return self

    @property
    def stack(self) -> float:
        """The stack temperature in force [°C]."""
        return STACK_C[self.sulphur].usual if self.stack_c is None else float(self.stack_c)

    def usable_share(self, air_c: Floats) -> Floats:
        """Return the share of the gas's heat over the outdoor air that the boiler can use."""
        used_k = self.gas_c - self.stack
        level_c = level_temperature_c(self.level)
        if level_c > FEEDWATER_C:
            evaporation = evaporation_kj_kg(level_c)
            heat = evaporation + water_enthalpy_kj_kg(level_c) - water_enthalpy_kj_kg(FEEDWATER_C)
            above_pinch_k = self.gas_c - level_c - self.pinch_k
            used_k = min(used_k, above_pinch_k * heat / evaporation)
        return np.asarray(used_k / (self.gas_c - air_c))

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the boiler as a converter with delivered heat as its activity."""
        share = self.effectiveness * self.usable_share(ctx.weather.temp_air_c)
        taken = Port(
            f"waste_heat@{self.source}",
            Profile(base=1.0 / share),
            Purpose.CONVERSION,
            tags={"pinch_k": f"{self.pinch_k:g}", "gas_c": f"{self.gas_c:g}"},
        )
        yield Converter(
            name=name,
            inputs=(taken, Port("electricity", self.pump_mwh_per_mwh, Purpose.CONVERSION)),
            outputs=(Port(self.level, 1.0, Purpose.CONVERSION),),
            capacity=self.capacity_mw,
            cost=self.om_cny_per_mwh,
        )
