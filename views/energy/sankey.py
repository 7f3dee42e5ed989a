"""Flows of a span as a graph in which every node takes in what it gives out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from views.energy.chosen import circulating, rows_of
from views.energy.node import Node
from views.energy.nodes import Groups
from views.stored.records import LedgerRow

DOMAINS = ("energy", "heat", "water", "materials")
SMALL = 1e-9  # of what goes through, below which a difference is rounding

# Where a circle is cut, the most natural first: the commodity that comes back.
WASTE_HEAT = "waste_heat"
_CUTS = (WASTE_HEAT, "reclaimed_water", "treated_water", "process_water")


class Link(NamedTuple):
    """An amount of a commodity ("" for losses and the like) from one node to another."""

    source: str
    target: str
    commodity: str
    amount: float


class Netted(NamedTuple):
    """A store drawn net: what went in and what came out."""

    node: str
    charged: float
    discharged: float


@dataclass
class Flows:
    """A balanced graph without circles.

    Attributes
    ----------
    nodes : mapping of str to Node
    links : list of Link
    returned : list of str
        Commodities whose circle was cut: drawn as an end and as a beginning.
    netted : list of Netted
    left_out : float
        Water that circulates inside plants and is not drawn.
    """

    nodes: dict[str, Node]
    links: list[Link]
    returned: list[str] = field(default_factory=list)
    netted: list[Netted] = field(default_factory=list)
    left_out: float = 0.0

    def through(self, node: str) -> float:
        """Return what goes through a node."""
        into = sum(link.amount for link in self.links if link.target == node)
        out = sum(link.amount for link in self.links if link.source == node)
        return max(into, out)

    def worst_miss(self) -> float:
        """Return the largest relative difference between in and out of an inner node."""
        worst = 0.0
        for name in self.nodes:
            into = sum(link.amount for link in self.links if link.target == name)
            out = sum(link.amount for link in self.links if link.source == name)
            if into == 0.0 or out == 0.0:
                continue
            worst = max(worst, abs(into - out) / max(into, out, 1e-300))
        return worst


def flows(rows: Iterable[LedgerRow], domain: str, groups: Groups) -> Flows:
    """Return the balanced graph of one domain.

    Parameters
    ----------
    rows : iterable of LedgerRow
        With their amounts over the span.
    domain : str
        One of :data:`DOMAINS`.
    groups : Groups
        Says which node a ledger name is drawn as.
    """
    every = list(rows)
    left_out = circulating(every, groups) if domain == "water" else 0.0
    amounts: dict[tuple[str, str, str], float] = {}
    nodes: dict[str, Node] = {}
    for row in rows_of(every, domain, groups):
        source, target = groups.source(row), groups.target(row)
        if source.id == target.id:
            continue
        nodes[source.id], nodes[target.id] = source, target
        key = (source.id, target.id, row.commodity.partition("@")[0])
        amounts[key] = amounts.get(key, 0.0) + row.total
    netted = _net(amounts, nodes)
    links = [Link(*key, amount) for key, amount in amounts.items() if amount > 0.0]
    out = Flows(nodes, links, netted=netted, left_out=left_out)
    _return_waste_heat(out, groups)
    _cut_circles(out, groups)
    _shorten(out)
    _balance(out, groups)
    used = {name for link in out.links for name in (link.source, link.target)}
    out.nodes = {name: node for name, node in out.nodes.items() if name in used}
    return out


def _net(amounts: dict[tuple[str, str, str], float], nodes: Mapping[str, Node]) -> list[Netted]:
    """Draw what goes to and fro between two nodes net; return what was netted at stores."""
    netted = []
    for source, target, commodity in sorted(amounts):
        back = (target, source, commodity)
        if back not in amounts or source > target:
            continue
        there, here = amounts[source, target, commodity], amounts[back]
        amounts[source, target, commodity] = max(there - here, 0.0)
        amounts[back] = max(here - there, 0.0)
        if nodes[source].is_store:
            netted.append(Netted(source, here, there))
        elif nodes[target].is_store:
            netted.append(Netted(target, there, here))
    return netted


def _return_waste_heat(graph: Flows, groups: Groups) -> None:
    """Let what users give back end on the right, so that all users can stand side by side."""
    given = [
        link
        for link in graph.links
        if link.commodity == WASTE_HEAT
        and graph.nodes[link.source].kind == "user"
        and not graph.nodes[link.target].is_end
    ]
    for target in sorted({link.target for link in given}):
        _cut(graph, [link for link in given if link.target == target], groups)


def _cut_circles(graph: Flows, groups: Groups) -> None:
    """Cut circles: what comes back ends on the right and begins anew on the left."""
    while circle := _in_circles(graph.links):
        closing = min(
            (link for link in graph.links if link.source in circle and link.target in circle),
            key=lambda link: _cut_order(graph, link),
        )
        what, target = closing.commodity, closing.target
        cut = [
            link
            for link in graph.links
            if link.commodity == what and link.target == target and link.source in circle
        ]
        _cut(graph, cut, groups)


def _cut(graph: Flows, cut: list[Link], groups: Groups) -> None:
    """Draw links of one commodity to one node as an end, and as a beginning."""
    what, target = cut[0].commodity, cut[0].target
    end, begin = groups.returns(what)
    kept = [link for link in graph.links if link not in cut]
    graph.nodes[end.id] = end
    graph.links = [*kept, *(link._replace(target=end.id) for link in cut)]
    if what not in graph.returned:
        graph.returned.append(what)
    if any(link.target == target for link in kept):
        graph.nodes[begin.id] = begin
        graph.links.append(Link(begin.id, target, what, sum(link.amount for link in cut)))
    else:  # nothing else flows there: it is itself where what comes back begins
        graph.nodes[target] = begin._replace(id=target)


def _cut_order(graph: Flows, link: Link) -> tuple[int, bool, float, Link]:
    rank = _CUTS.index(link.commodity) if link.commodity in _CUTS else len(_CUTS)
    return rank, graph.nodes[link.target].kind != "carrier", link.amount, link


def _shorten(graph: Flows) -> None:
    """Take out pipes: nodes that only hand one flow on."""
    for name, node in list(graph.nodes.items()):
        into = [link for link in graph.links if link.target == name]
        out = [link for link in graph.links if link.source == name]
        if node.kind != "pipe" or len(into) != 1 or len(out) != 1:
            continue
        if abs(into[0].amount - out[0].amount) <= SMALL * out[0].amount:
            graph.links = [link for link in graph.links if link not in (into[0], out[0])]
            graph.links.append(out[0]._replace(source=into[0].source))


def _in_circles(links: Sequence[Link]) -> set[str]:
    """Return the nodes that lie on some circle: those that reach themselves."""
    following: dict[str, set[str]] = {}
    for link in links:
        following.setdefault(link.source, set()).add(link.target)
    found = set()
    for start, first in following.items():
        reached, todo = set(), list(first)
        while todo:
            node = todo.pop()
            if node not in reached:
                reached.add(node)
                todo.extend(following.get(node, ()))
        if start in reached:
            found.add(start)
    return found


def _balance(graph: Flows, groups: Groups) -> None:
    """Give every inner node a link for what it keeps, loses or brings along."""
    for name in sorted(graph.nodes):
        node = graph.nodes[name]
        into = sum(link.amount for link in graph.links if link.target == name)
        out = sum(link.amount for link in graph.links if link.source == name)
        is_whole = abs(into - out) <= SMALL * max(into, out)
        takes_only = node.is_end or node.kind != "user" or groups.domain == "materials"
        if is_whole or into == 0.0 or (out == 0.0 and takes_only):
            continue  # what only gives is a source, what only takes an end, unless it uses
        lost, gained = groups.remainder(node)
        if into > out:
            graph.nodes[lost.id] = lost
            graph.links.append(Link(name, lost.id, "", into - out))
        else:
            graph.nodes[gained.id] = gained
            graph.links.append(Link(gained.id, name, "", out - into))
