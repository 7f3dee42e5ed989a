"""A graph as it is shown: one unit, one number of decimals, amounts that add up at every node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from scenarios.charted import rounding
from views.energy.node import Node
from views.energy.sankey import Flows, Link
from views.frame.numbers import unit

_SCALES = {  # (from, divided by, Chinese, English)
    "MWh": ((1e4, 1e3, "GWh", "GWh"), (1.0, 1.0, "MWh", "MWh"), (0.0, 1e-3, "kWh", "kWh")),
    "m3": ((1e7, 1e4, "万 m³", ""), (1e7, 1e6, "", "million m³"), (0.0, 1.0, "m³", "m³")),
    "t": ((1e5, 1e4, "万 t", ""), (1e5, 1e3, "", "kt"), (1.0, 1.0, "t", "t"),
          (0.0, 1e-3, "kg", "kg")),
    "t CO2": ((1e5, 1e4, "万 t CO₂", ""), (1e5, 1e3, "", "kt CO₂"), (1.0, 1.0, "t CO₂", "t CO₂"),
              (0.0, 1e-3, "kg CO₂", "kg CO₂")),
}  # fmt: skip


class Scale(NamedTuple):
    """The unit amounts are shown in, what they are divided by, and the decimals shown."""

    divisor: float
    unit: str
    decimals: int

    def text(self, quanta: int) -> str:
        """Return a number of quanta as it is written."""
        return f"{quanta / 10**self.decimals:,.{self.decimals}f}"

    def told(self, quanta: int) -> str:
        """Return a number of quanta with the unit."""
        return f"{self.text(quanta)} {self.unit}"

    def value(self, quanta: int) -> float:
        """Return a number of quanta in the unit shown."""
        return round(quanta / 10**self.decimals, self.decimals)


@dataclass(frozen=True)
class Shown:
    """What is drawn of a graph.

    Attributes
    ----------
    graph : Flows
    scale : Scale
    quanta : list of int
        Of each link of ``graph.links``.
    through : mapping of str to int
        What goes through each node.
    """

    graph: Flows
    scale: Scale
    quanta: list[int]
    through: dict[str, int]

    @property
    def links(self) -> list[tuple[Link, int]]:
        """The links that are not nought as they are shown."""
        return [pair for pair in zip(self.graph.links, self.quanta, strict=True) if pair[1]]

    @property
    def nodes(self) -> dict[str, Node]:
        """The nodes of these links."""
        return {name: node for name, node in self.graph.nodes.items() if self.through[name]}

    @property
    def too_small(self) -> int:
        """How many links are nought as they are shown."""
        return sum(1 for number in self.quanta if not number)


def scale_of(largest: float, name: str, lang: str) -> Scale:
    """Return unit and decimals for a picture whose largest amount is given."""
    for since, divisor, zh, en in _SCALES.get(name, ((0.0, 1.0, unit(name), unit(name)),)):
        shown = zh if lang == "zh" else en
        if largest >= since and shown:
            return Scale(divisor, shown, rounding.decimals(largest / divisor))
    return Scale(1.0, unit(name), rounding.decimals(largest))


def shown(graph: Flows, name: str, lang: str) -> Shown:
    """Return a graph with rounded amounts: what is read at a node goes in and out.

    Parameters
    ----------
    graph : Flows
    name : str
        Unit of the amounts.
    lang : str
    """
    scale = scale_of(max(map(graph.through, graph.nodes), default=0.0), name, lang)
    ends = [(link.source, link.target) for link in graph.links]
    inner = {source for source, _ in ends} & {target for _, target in ends}
    amounts = [link.amount for link in graph.links]
    quanta = rounding.balanced(ends, amounts, inner, scale.divisor / 10**scale.decimals).tolist()
    into, out = dict.fromkeys(graph.nodes, 0), dict.fromkeys(graph.nodes, 0)
    for (source, target), number in zip(ends, quanta, strict=True):
        out[source] += number
        into[target] += number
    return Shown(graph, scale, quanta, {n: max(into[n], out[n]) for n in graph.nodes})
