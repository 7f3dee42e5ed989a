"""The heat levels of the park and the cascade from each to the next colder one."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator

from twin.commodities import catalogue, heat_levels
from twin.components.base import ComponentSpec, Part, component
from twin.context import Context
from twin.primitives import Converter, Port, Purpose


def _is_level(value: str) -> str:
    names = [level.id for level in heat_levels()]
    if value not in names:
        raise ValueError(f"'{value}' is not a heat level; there are: {', '.join(names)}")
    return value


HeatLevel = Annotated[str, AfterValidator(_is_level)]


def level_temperature_c(level: str) -> float:
    """Return the delivery temperature of a heat level [°C]."""
    return float(catalogue()[level].temperature_c or 0.0)


@component("heat_network")
class HeatNetwork(ComponentSpec):
    """Lets every level serve the next colder one (throttling, desuperheating, mixing).

    Attributes
    ----------
    levels : tuple of str
        Levels joined, in any order; all of the catalogue if empty.
    """

    levels: tuple[HeatLevel, ...] = ()

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return one downward transfer for each pair of neighbouring levels."""
        chosen = [lv.id for lv in heat_levels() if not self.levels or lv.id in self.levels]
        for hot, cold in pairwise(chosen):
            yield Converter(
                name=f"{name}/{hot}-{cold}",
                inputs=(Port(hot, 1.0, Purpose.TRANSFER),),
                outputs=(Port(cold, 1.0, Purpose.TRANSFER),),
            )
