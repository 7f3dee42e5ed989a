"""Where the CO2 of a span comes from, how it arrives, and on whom it falls.

Every part of a carbon account (an amount of ledger rows times a factor) is put where its rows lie:
fuel where it is burned, process CO2 at the line, power and bought heat on their bus. From there it
follows the energy: what a converter or bus takes in is borne by whom it serves, in proportion to
energy. Losses, spilled and exported energy bear nothing, so that the users bear all of it; a credit
for what is sent out is an end of its own. Waste heat carries none, as in the accounts.

A factor of a span (contracts count by the year) holds in each of its intervals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Any, NamedTuple

from views.energy.node import BIGGEST, ENTERPRISE, SOURCE, Node
from views.energy.nodes import Groups
from views.energy.sankey import Flows, Link, flows
from views.stored.records import LedgerRow

LEDGERS = ("park", "location", "residual")
_SHARED = ("fuel", "conversion", "heat", "process")
_POWER = "electricity"
_CARRIES = {"user", "carrier", "pipe", "converter"}


class Put(NamedTuple):
    """CO2 put on a node: of which source, how much [t]; less than nothing is a credit."""

    source: Node
    node: Node
    tonnes: float


class Emitted(NamedTuple):
    """A carbon account by rows, and which part of its span is drawn."""

    terms: Mapping[str, Any]
    ledger: str
    span_totals: Mapping[str, float]
    share_of_span: float


def carbon(rows: Iterable[LedgerRow], account: Emitted, groups: Groups) -> Flows:
    """Return the balanced graph of a carbon ledger over some interval.

    Parameters
    ----------
    rows : iterable of LedgerRow
        With their amounts in the interval.
    account : Emitted
    groups : Groups
        Its level says on whom CO2 is put together.
    """
    level = BIGGEST if groups.level == ENTERPRISE else groups.level
    energy = Groups(groups.park, groups.lang, "energy", groups.single, level)
    inside = [row for row in rows if row.owner not in outside(groups.park)]
    graph = flows(inside, "energy", energy)
    put = list(_put(inside, account, energy))
    for item in put:
        graph.nodes.setdefault(item.node.id, item.node)
    borne, credited = _follow(graph, put)
    one = f"agent:{groups.one}" if groups.one else ""
    sources = {item.source.id: item.source for item in put}
    return _drawn(borne, credited, sources, graph, energy, one)


def outside(park: Mapping[str, Any]) -> set[str]:
    """Return the enterprises that the account leaves out."""
    boundary = park.get("boundary") or {}
    if boundary.get("scope") != "within":
        return set()
    inside = set(boundary.get("inside") or ())
    agents = park.get("agents") or {}
    return {n for n, agent in agents.items() if agent.get("kind") == "enterprise"} - inside


def _put(rows: list[LedgerRow], account: Emitted, groups: Groups) -> Iterator[Put]:
    """Yield every part of the account where its rows lie."""
    known = {row.id: row for row in rows}
    keys = {name: f"carbon.{name}_t" for name in _SHARED}
    keys[_POWER] = f"carbon.{account.ledger}.{_POWER}_t"
    for kind, key in keys.items():
        for part in account.terms.get(key, {}).get("parts", ()):
            if not part["value"]:
                continue
            source = _source(kind, part["what"], account.ledger, groups)
            whole = sum(account.span_totals.get(name, 0.0) for name in part["rows"])
            if not whole:  # no rows tell when: by time
                node = groups.bus("electricity")
                yield Put(source, node, part["value"] * account.share_of_span)
                continue
            for name in part["rows"]:
                if name in known:
                    row = known[name]
                    tonnes = part["value"] * row.total / whole
                    yield Put(source, _where(kind, row, tonnes, groups), tonnes)


def _where(kind: str, row: LedgerRow, tonnes: float, groups: Groups) -> Node:
    """Return the node on which a row's CO2 is put: where it goes, or where it was made."""
    is_made_there = kind == "process" or tonnes < 0.0
    return groups.source(row) if is_made_there else groups.target(row)


def _source(kind: str, what: str, ledger: str, groups: Groups) -> Node:
    if kind in {"fuel", "conversion"}:
        carrier = what.partition("/")[0]
        look = groups.looks.get(carrier)
        name = groups.say(f"carbon.{kind}", what=groups.name(carrier))
        return Node(f"co2:{kind}:{carrier}", name, look.colour if look else SOURCE)
    name = groups.say(f"carbon.power.{ledger}" if kind == _POWER else f"carbon.{kind}")
    colour = groups.looks["electricity"].colour if kind == _POWER else SOURCE
    return Node(f"co2:{kind}", name, colour)


Borne = dict[tuple[str, str, str], float]  # by source, how it arrives ("" at once), and who


def _follow(graph: Flows, put: list[Put]) -> tuple[Borne, dict[str, float]]:
    """Return who bears what, and what is credited by source ("" if there was none)."""
    held: dict[str, dict[str, float]] = {}
    owed: dict[str, float] = {}
    for item in put:
        if item.tonnes < 0.0:
            owed[item.node.id] = owed.get(item.node.id, 0.0) - item.tonnes
            continue
        here = held.setdefault(item.node.id, {})
        here[item.source.id] = here.get(item.source.id, 0.0) + item.tonnes
    leaving = _serving(graph)
    borne: Borne = {}
    credited: dict[str, float] = {}
    arrived = {name: {("", source): t for source, t in here.items()} for name, here in held.items()}
    for name in _order(graph, leaving):
        here = _credit(arrived.get(name, {}), owed.pop(name, 0.0), credited)
        links = leaving.get(name, ()) if graph.nodes[name].kind != "user" else ()
        whole = sum(link.amount for link in links)
        for (via, source), tonnes in here.items():
            if not links:
                key = (source, via, name)
                borne[key] = borne.get(key, 0.0) + tonnes
            for link in links:
                there = arrived.setdefault(link.target, {})
                way = (link.commodity, source)
                there[way] = there.get(way, 0.0) + tonnes * link.amount / whole
    return borne, credited


def _credit(
    here: dict[tuple[str, str], float], credit: float, credited: dict[str, float]
) -> dict[tuple[str, str], float]:
    """Take a credit off what is on a node and return what is left."""
    if not credit:
        return here
    there_is = sum(here.values())
    share = min(credit / there_is, 1.0) if there_is else 0.0
    for (_, source), tonnes in here.items():
        credited[source] = credited.get(source, 0.0) + share * tonnes
    if credit > there_is:
        credited[""] = credited.get("", 0.0) + credit - there_is
    return {key: (1.0 - share) * tonnes for key, tonnes in here.items()}


def _serving(graph: Flows) -> dict[str, list[Link]]:
    """Return the links by which energy serves somebody, by their source."""
    found: dict[str, list[Link]] = {}
    for link in graph.links:
        target = graph.nodes[link.target]
        is_burden = target.kind in _CARRIES and not target.is_end
        if is_burden and link.commodity != "waste_heat" and graph.nodes[link.source].kind != "user":
            found.setdefault(link.source, []).append(link)
    return found


def _order(graph: Flows, leaving: Mapping[str, list[Link]]) -> Iterator[str]:
    """Yield all nodes, each after those that serve it."""
    sorter: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(graph.nodes, ()))
    for source, links in leaving.items():
        for link in links:
            sorter.add(link.target, source)
    yield from sorter.static_order()


def _carrier(source: str) -> str:
    """Return the fuel that a source of CO2 is, "" for none."""
    return source.split(":")[2] if source.count(":") > 1 else ""


def _drawn(
    borne: Borne, credited: Mapping[str, float], sources: Mapping[str, Node], graph: Flows,
    groups: Groups, one: str,
) -> Flows:  # fmt: skip
    """Return sources, carriers and bearers as a graph; with ``one`` only what it bears."""
    amounts: dict[tuple[str, str, str], float] = {}
    nodes: dict[str, Node] = {}

    def add(source: Node, target: Node, what: str, tonnes: float) -> None:
        nodes[source.id], nodes[target.id] = source, target
        key = (source.id, target.id, what)
        amounts[key] = amounts.get(key, 0.0) + tonnes

    for (source, via, name), tonnes in borne.items():
        if tonnes <= 0.0 or (one and name != one):
            continue
        bearer = graph.nodes[name]._replace(id=f"bears:{name}", kind="", is_end=True)
        if not via:
            add(sources[source], bearer, _carrier(source), tonnes)
            continue
        carrier = Node(f"via:{via}", groups.name(via), groups.bus(via).colour, "carrier")
        add(sources[source], carrier, via, tonnes)
        add(carrier, bearer, via, tonnes)
    end = Node("end:credit", groups.say("carbon.credit"), "#a7b1b5", is_end=True)
    unknown = Node("co2:other", groups.say("carbon.other"), SOURCE, is_end=True)
    for source, tonnes in credited.items():
        if tonnes > 0.0 and not one:
            add(sources.get(source, unknown), end, "", tonnes)
    return Flows(nodes, [Link(*key, amount) for key, amount in amounts.items()])
