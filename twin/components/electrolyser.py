"""Electrolyser: hydrogen from power and water, better at part load, with heat that can be used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from twin.components.base import ComponentSpec, Part, component
from twin.components.cogeneration import inner_bus, useful_heat
from twin.components.hydrogen import KWH, LHV_MWH_PER_KG
from twin.components.levels import HeatLevel, level_temperature_c
from twin.context import Context
from twin.primitives import Converter, Port, Purpose
from twin.units import PowerMW, Share

Point = tuple[float, float]

# Load and system consumption [kWh/kg]. At full load 50-55 for both (IRENA 2020, DOE 2022; M-H);
# the fall towards part load is an assumption inside that range (L), the lowest load that of ALK
# 30 % (10-40 %) and PEM 10 %.
USUAL: dict[str, tuple[Point, ...]] = {
    "alk": ((0.3, 50.0), (0.65, 51.3), (1.0, 53.0)),
    "pem": ((0.1, 52.0), (0.5, 53.0), (1.0, 55.0)),
}
HOTTEST_C = {"alk": 80.0, "pem": 70.0}  # stacks run at 60-90 and 50-80 °C
ORDER = 1e-2  # CNY/MWh: keeps segments in order where power is worth nothing


class Segment(NamedTuple):
    """A stretch of load [share of nameplate] with its hydrogen per power [MWh/MWh]."""

    width: float
    yield_: float


@component("electrolyser")
class Electrolyser(ComponentSpec):
    """Alkaline or PEM electrolysis on the park's power, at a convex consumption curve.

    Hydrogen over power is joined by straight lines through the points of ``curve`` and the
    origin; it must bend downwards (consumption per kg rises with load), else the dispatch could
    not follow it exactly. Below the first point's load it is off; while it runs, the first stretch
    is filled, so it cannot meet its minimum by working badly.

    Attributes
    ----------
    technology : str
        ``alk`` or ``pem``; decides the usual curve and how hot its heat is.
    power_mw : float
        Nameplate, power into the system.
    curve : tuple of (load share, kWh per kg)
        System consumption from the lowest load to 1; the technology's usual one if empty.
    water_m3_per_kg : float
        Raw water, 0.010-0.022 (its treatment included).
    heat_share : float
        Of what does not become hydrogen (LHV), usable as heat at ``level``; the rest is lost.
    level : str
        At most 80 °C (alk) or 70 °C (pem).
    """

    technology: Literal["alk", "pem"] = "alk"
    power_mw: PowerMW
    curve: tuple[Point, ...] = ()
    water_m3_per_kg: Annotated[float, Field(ge=0.009, le=0.05)] = 0.012
    heat_share: Share = 0.0
    level: HeatLevel = "hot_water_60"
    om_cny_per_mwh: Annotated[float, Field(ge=0)] = 10.0

    @model_validator(mode="after")
    def _curve_bends_down(self) -> Self:
        loads = [load for load, _ in self.points]
        if loads != sorted(set(loads)) or loads[0] <= 0.0 or loads[-1] != 1.0:
            raise ValueError("curve: loads must rise from above 0 to 1")
        if any(not 39.4 <= use <= 90.0 for _, use in self.points):
            raise ValueError("curve: expected 39.4 (the upper heating value) to 90 kWh/kg")
        yields = [segment.yield_ for segment in self.segments]
        if any(later > earlier for earlier, later in pairwise(yields)):
            raise ValueError("curve: consumption per kg must rise with load, ever faster")
        hottest = HOTTEST_C[self.technology]
        if self.heat_share and level_temperature_c(self.level) > hottest:
            raise ValueError(f"its heat is of at most {hottest:g} °C; {self.level} is hotter")
        return self

    @property
    def points(self) -> tuple[Point, ...]:
        """The curve in use."""
        return self.curve or USUAL[self.technology]

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Straight stretches of hydrogen over power, from no load on."""
        made = [(0.0, 0.0)]
        made += [(load, load * LHV_MWH_PER_KG / (use * KWH)) for load, use in self.points]
        return tuple(Segment(b[0] - a[0], (b[1] - a[1]) / (b[0] - a[0])) for a, b in pairwise(made))

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return the system, which draws power, and the segments that share it out."""
        yield Converter(
            name=name,
            inputs=(Port("electricity", 1.0, Purpose.CONVERSION),),
            outputs=(Port(inner_bus("electricity", name), 1.0, Purpose.TRANSFER),),
            capacity=self.power_mw,
            min_load=self.points[0][0],
            cost=self.om_cny_per_mwh,
            first=f"{name}/load-1",
        )
        yield from self._stretches(name)
        if self.heat_share:
            yield from useful_heat(name, self.level, name)

    def _stretches(self, name: str) -> Iterator[Part]:
        for number, segment in enumerate(self.segments, start=1):
            water = segment.yield_ / LHV_MWH_PER_KG * self.water_m3_per_kg
            outputs = [Port("hydrogen", segment.yield_, Purpose.CONVERSION, node=name)]
            if self.heat_share:
                heat = self.heat_share * (1.0 - segment.yield_)
                outputs.append(Port(inner_bus(self.level, name), heat, Purpose.TRANSFER, node=name))
            yield Converter(
                name=f"{name}/load-{number}",
                inputs=(
                    Port(inner_bus("electricity", name), 1.0, Purpose.TRANSFER, node=name),
                    Port("process_water", water, Purpose.USE, node=name),
                ),
                outputs=tuple(outputs),
                capacity=segment.width * self.power_mw,
                penalty=number * ORDER,
            )
