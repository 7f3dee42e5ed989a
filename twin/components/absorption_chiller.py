"""Absorption chiller: cold made from heat of a sufficient temperature."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from twin.components.base import ComponentSpec, Part, component
from twin.components.chiller import CHILLED, CONDENSER_HEAT
from twin.components.levels import HeatLevel, level_temperature_c
from twin.context import Context
from twin.primitives import Converter, Port, Purpose
from twin.units import PowerMW, Share


class Effect(NamedTuple):
    """What a machine of an effect can do (lithium bromide; collected planning values).

    Attributes
    ----------
    coldest_c : float
        Least temperature of the heat that drives it.
    least, usual, most : float
        Cold per heat.
    """

    coldest_c: float
    least: float
    usual: float
    most: float


EFFECTS = {"single": Effect(85.0, 0.70, 0.72, 0.75), "double": Effect(150.0, 1.2, 1.3, 1.4)}


@component("absorption_chiller")
class AbsorptionChiller(ComponentSpec):
    """A lithium-bromide chiller for chilled water of 7 °C.

    ``heat = cold/COP``, to be rejected ``cold·(1 + 1/COP + pumps)``, which a cooling tower must
    take. Single effect: COP 0.70-0.75 from hot water of 85 °C on; double effect: 1.2-1.4 from
    steam of 150 °C (0.4-0.8 MPa) on.

    Attributes
    ----------
    capacity_mw : float
        Cold.
    effect : str
        ``single`` or ``double``.
    level : str
        Heat level that drives it.
    cop : float
        Cold per heat; 0.72 or 1.3 if not given, and within the range of its effect.
    pump_mwh_per_mwh : float
        Electricity of solution and refrigerant pumps per cold.
    """

    capacity_mw: PowerMW
    effect: Literal["single", "double"] = "single"
    level: HeatLevel = "hot_water_95"
    cop: Annotated[float, Field(gt=0, le=2)] | None = None
    pump_mwh_per_mwh: Annotated[float, Field(ge=0, le=0.1)] = 0.01
    min_load: Share = 0.0
    om_cny_per_mwh: Annotated[float, Field(ge=0)] = 4.0

    @model_validator(mode="after")
    def _is_driven(self) -> Self:
        limits, here = EFFECTS[self.effect], level_temperature_c(self.level)
        if here < limits.coldest_c:
            raise ValueError(
                f"{self.level} ({here:g} °C) cannot drive a {self.effect}-effect machine, which "
                f"needs {limits.coldest_c:g} °C"
            )
        if self.cop is not None and not limits.least <= self.cop <= limits.most:
            raise ValueError(
                f"cop {self.cop:g} of a {self.effect}-effect machine: expected "
                f"{limits.least:g} to {limits.most:g}"
            )
        return self

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return the chiller as a converter with cold as its activity."""
        heat = 1.0 / (self.cop or EFFECTS[self.effect].usual)
        rejected = 1.0 + heat + self.pump_mwh_per_mwh
        yield Converter(
            name=name,
            inputs=(
                Port(self.level, heat, Purpose.CONVERSION),
                Port("electricity", self.pump_mwh_per_mwh, Purpose.CONVERSION),
            ),
            outputs=(
                Port(CHILLED, 1.0, Purpose.CONVERSION),
                Port(CONDENSER_HEAT, rejected, Purpose.CONVERSION),
            ),
            capacity=self.capacity_mw,
            min_load=self.min_load,
            cost=self.om_cny_per_mwh,
        )
