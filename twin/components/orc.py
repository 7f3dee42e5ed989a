"""Organic Rankine cycle: power from one enterprise's waste heat."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import Field

from twin.components.base import ComponentSpec, Part, component
from twin.components.cogeneration import AIR
from twin.components.cooling import Cooling, cooling_c, makeup_m3_per_mwh
from twin.context import Context
from twin.primitives import Converter, Port, Profile, Purpose
from twin.thermo import KELVIN
from twin.units import PowerMW, Quantity, Share

Floats = npt.NDArray[np.float64]


def orc_efficiency(source_c: float, sink_c: Floats | float, fraction: float) -> Floats:
    """Return net power per heat taken: ``fraction * (1 - T_sink / T_source)``."""
    return np.asarray(fraction * (1.0 - (np.asarray(sink_c) + KELVIN) / (source_c + KELVIN)))


@component("orc")
class Orc(ComponentSpec):
    """A cycle with an organic fluid on the waste heat of one enterprise.

    Efficiency is a fraction of Carnot's between the source as it comes and what cools the
    condenser. Condenser heat is rejected, as a row; a tower also needs water.

    Attributes
    ----------
    source : str
        Name of the enterprise whose waste heat it takes.
    source_c : float
        Temperature it is built for, 80-350 °C; the source must be at least as hot.
    power_mw : float
        Net electric nameplate.
    carnot_fraction : float
        0.42-0.50 of Carnot: 8 % at 90-100 °C, 10-12 % at 130, 15 % at 180, 18-20 % at 250-300.
    cooling : str
        ``air`` (dry bulb) or ``tower`` (wet bulb, needs ``process_water``).
    approach_k : float
        Between air or wet bulb and the temperature of the condenser.
    concentration : float
        Cycles of concentration of the tower's water (3-6).
    """

    source: str
    source_c: Quantity("degC", ge=80, le=350)  # type: ignore[valid-type]
    power_mw: PowerMW
    carnot_fraction: Annotated[float, Field(ge=0.42, le=0.5)] = 0.45
    cooling: Cooling = "air"
    approach_k: Quantity("K", ge=2, le=40) = 15.0  # type: ignore[valid-type]
    concentration: Annotated[float, Field(ge=2, le=10)] = 4.0
    min_load: Share = 0.0
    om_cny_per_mwh: Annotated[float, Field(ge=0)] = 30.0

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the cycle as a converter with power as its activity.

        Raises
        ------
        ValueError
            If the condenser would be hotter than 60 °C or within 30 K of the source at any time.
        """
        sink = cooling_c(self.cooling, self.approach_k, ctx)
        hottest = float(sink.max())
        if hottest > min(60.0, self.source_c - 30.0):
            raise ValueError(
                f"approach_k: the condenser reaches {hottest:.1f} °C; expected at most 60 °C and "
                f"30 K below the source"
            )
        taken = 1.0 / orc_efficiency(self.source_c, sink, self.carnot_fraction)
        tags = {"kind": "heat", "at_c": f"{self.source_c:g}"}
        inputs = [
            Port(f"waste_heat@{self.source}", Profile(base=taken), Purpose.CONVERSION, tags=tags)
        ]
        if self.cooling == "tower":
            makeup = Profile(makeup_m3_per_mwh(self.concentration), taken - 1.0)
            inputs.append(Port("process_water", makeup, Purpose.USE))
        yield Converter(
            name=name,
            inputs=tuple(inputs),
            outputs=(
                Port("electricity", 1.0, Purpose.CONVERSION),
                Port(f"rejected_heat@{AIR}", Profile(base=taken - 1.0), Purpose.REJECTED),
            ),
            capacity=self.power_mw,
            min_load=self.min_load,
            cost=self.om_cny_per_mwh,
        )
