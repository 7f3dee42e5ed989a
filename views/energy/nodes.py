"""Which node of the flow picture a name of the ledger is drawn as, and what it is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from scenarios.catalogue import commodity_looks, commodity_of
from views.frame.texts import label, say
from views.stored.records import LedgerRow

NEUTRAL, SOURCE, END = "#6b7f88", "#4d6b7a", "#a7b1b5"
LARGEST = 8
_DOMAIN_KINDS = {
    "energy": {"electricity", "heat", "cold", "fuel"},
    "water": {"water"},
    "waste": {"waste", "hazardous_waste"},
}


class Node(NamedTuple):
    """One node.

    ``is_end`` marks the world outside: it need not balance. ``kind`` decides what its
    remainder is called.
    """

    id: str
    label: str
    colour: str
    kind: str = ""
    is_end: bool = False
    is_store: bool = False


class Groups:
    """Maps ledger names to nodes for one park, domain and language.

    Parameters
    ----------
    park : mapping
        The park's document.
    lang : str
    domain : str
    single : iterable of str
        Enterprises that are drawn by themselves; all others are one node.
    """

    def __init__(
        self, park: Mapping[str, Any], lang: str, domain: str, single: Iterable[str] = ()
    ) -> None:
        self.agents: Mapping[str, Any] = park.get("agents") or {}
        self.components: Mapping[str, Any] = park.get("components") or {}
        self.lang, self.domain, self.single = lang, domain, frozenset(single)
        self.looks = commodity_looks()

    def say(self, key: str, **values: object) -> str:
        """Return a text in the picture's language."""
        return say(self.lang, key, **values)

    def kind(self, commodity: str) -> str:
        """Return what kind of thing a commodity is, "" for products."""
        look = self.looks.get(commodity)
        return look.kind if look else ""

    def name(self, commodity: str) -> str:
        """Return a commodity's name."""
        look = self.looks.get(commodity)
        return commodity if look is None else str(getattr(look, self.lang))

    def source(self, row: LedgerRow) -> Node:
        """Return the node a row comes from."""
        return self._node(row.source, row)

    def target(self, row: LedgerRow) -> Node:
        """Return the node a row goes to."""
        return self._node(row.target, row)

    def returns(self, commodity: str) -> tuple[Node, Node]:
        """Return the end and the beginning of what circulates."""
        look, what = self.looks[commodity], self.name(commodity)
        return (
            Node(f"return>{commodity}", self.say("node.return_out", what=what), look.colour,
                 is_end=True),
            Node(f"return<{commodity}", self.say("node.return_in", what=what), look.colour,
                 is_end=True),
        )  # fmt: skip

    def remainder(self, node: Node) -> tuple[Node, Node]:
        """Return where a node's surplus of inflow goes, and where a lack of it comes from."""
        if node.is_store or self.domain == "waste":
            lost, gained = "stored", "drawn"
        elif self.domain == "water":
            lost, gained = "evaporated", "gained"
        else:
            lost = "conversion_loss" if node.kind == "converter" else "final"
            gained = "ambient"
        return self._end(lost), self._end(gained, SOURCE)

    def largest(self, rows: Iterable[LedgerRow]) -> list[str]:
        """Return the enterprises that most flows through, largest first."""
        sums: dict[str, float] = {}
        kinds = _DOMAIN_KINDS[self.domain]
        for row in rows:
            is_mine = self.agents.get(row.owner, {}).get("kind") == "enterprise"
            if is_mine and self.kind(row.commodity) in kinds:
                sums[row.owner] = sums.get(row.owner, 0.0) + row.total
        return sorted(sums, key=lambda name: (-sums[name], name))[:LARGEST]

    def _end(self, key: str, colour: str = END) -> Node:
        return Node(f"end:{key}", self.say(f"node.{key}"), colour, is_end=True)

    def _node(self, name: str, row: LedgerRow) -> Node:
        commodity = commodity_of(name)
        if commodity in self.looks:
            return self._bus(name, commodity)
        head, _, rest = name.partition("/")
        if head in self.agents:
            return self._agent(head, rest, row)
        if head in self.components:
            return self._component(head, rest)
        key = {"circuit": "market", "market": "market"}.get(name, name)
        colour = SOURCE if name == "unserved" else END
        return self._end(key, colour) if key in _ENDS else Node(f"x:{name}", name, END, is_end=True)

    def _bus(self, name: str, commodity: str) -> Node:
        if name == "electricity@own":
            return Node("own", self.say("node.own"), SOURCE, "pipe")
        if name == "fresh_water@intake":
            return Node("works:pumping", self.say("node.pumping"), NEUTRAL, "pipe")
        place = name.partition("@")[2]
        if self._type(place) in _MACHINES:  # a bus inside a machine is the machine
            return self._machine(place)
        look, kind = self.looks[commodity], "pipe" if commodity in _PIPES else "carrier"
        return Node(f"bus:{commodity}", self.name(commodity), look.colour, kind)

    def _component(self, head: str, rest: str) -> Node:
        """Return the node of a component that belongs to no agent (markets, inner network)."""
        kind = str(self.components[head].get("type", ""))
        if kind == "fuel_market" and rest in self.looks:
            return self._bus(rest, rest)
        if kind == "own_generation":
            return self._bus("electricity@own", "electricity")
        if kind == "heat_network" and (colder := rest.partition("-")[2]) in self.looks:
            return self._bus(colder, colder)
        if kind == "landfill":
            return self._end("landfill")
        if kind == "hazardous_waste_treatment":
            return self._end("hazardous")
        return Node(f"part:{head}", head, NEUTRAL, "converter")

    def _type(self, head: str) -> str:
        """Return the type of an agent's component, "" if it has none."""
        component = self.agents.get(head, {}).get("component")
        return str(component.get("type", "")) if isinstance(component, dict) else ""

    def _agent(self, head: str, rest: str, row: LedgerRow) -> Node:
        kind = self.agents[head].get("kind")
        if kind == "enterprise":
            return self._enterprise(head)
        kind = "fleet" if kind == "station" else kind
        if kind in {"building", "fleet"}:
            return Node(f"kind:{kind}", self.say(f"node.{kind}s"), NEUTRAL, "user")
        if self._type(head) in _MACHINES:
            return self._machine(head)
        component = self.agents[head].get("component")
        if isinstance(component, dict):
            return self._asset(head, rest, component, row)
        return Node(f"agent:{head}", self._label(head), NEUTRAL, "user")

    def _machine(self, head: str) -> Node:
        """Return the node of a machine that is drawn by itself, inner buses included."""
        is_store = self._type(head) == "hydrogen_store"
        kind = "store" if is_store else "converter"
        return Node(f"agent:{head}", self._label(head), NEUTRAL, kind, is_store=is_store)

    def _enterprise(self, head: str) -> Node:
        if head in self.single:
            return Node(f"agent:{head}", self._label(head), NEUTRAL, "user")
        if not self.single:
            return Node("kind:enterprise", self.say("node.enterprises"), NEUTRAL, "user")
        others = sum(1 for a in self.agents.values() if a.get("kind") == "enterprise")
        count = others - len(self.single)
        text = self.say("node.enterprises.other", count=count)
        return Node("kind:enterprise", text, NEUTRAL, "user")

    def _asset(  # noqa: PLR0911 - one return a kind of asset
        self, head: str, rest: str, component: Mapping[str, Any], row: LedgerRow
    ) -> Node:
        kind = str(component.get("type", ""))
        if kind == "grid_connection":
            key = "grid_export" if rest == "export" else "grid_import"
            return self._end(key, SOURCE if rest != "export" else END)
        if kind in {"pv", "wind"}:
            return self._end(kind, SOURCE)
        if kind == "direct_line":
            return Node("direct", self.say("node.direct_line"), SOURCE, is_end=True)
        if kind in _STORES:
            return Node(f"agent:{head}", self._label(head), NEUTRAL, "store", is_store=True)
        if kind == "boiler":
            fuel = self.name(str(component.get("fuel", "")))
            text = self.say("node.boiler", fuel=fuel)
            return Node(f"boiler:{component.get('fuel')}", text, NEUTRAL, "converter")
        if kind in {"heat_pump", "waste_heat_recovery"}:
            return Node(f"type:{kind}", self.say(f"node.{kind}"), NEUTRAL, "converter")
        if kind in {"water_works", "wastewater_plant"} and self.domain != "energy":
            return self._works(rest, head)
        if kind == "recycler" and self.domain == "waste":
            return Node(f"agent:{head}", self._label(head), NEUTRAL, is_end=True)
        if kind in {"water_works", "wastewater_plant", "recycler"}:
            return Node("kind:works", self.say("node.works"), NEUTRAL, "user")
        return Node(f"agent:{head}", self._label(head), NEUTRAL, self._role(row, head))

    @staticmethod
    def _role(row: LedgerRow, head: str) -> str:
        """Return what an asset of another kind is: what it turns into something leaves it."""
        return "converter" if row.purpose in {"conversion", "fuel_use"} and head else "user"

    def _works(self, rest: str, head: str) -> Node:
        """Return the stage of the water works; inner pipes join the water they carry."""
        if rest == "intake":
            return self._end("intake", SOURCE)
        if rest.endswith("-outfall"):
            return self._end("outfall")
        if rest in {"reuse", "makeup"}:
            return self._bus("process_water", "process_water")
        if rest in {"tank", "basin"}:
            text = self._label(head)
            return Node(f"store:{head}/{rest}", text, NEUTRAL, "store", is_store=True)
        if rest in {"treatment", "reclaim", "pumping"}:
            kind = "pipe" if rest == "pumping" else "converter"
            return Node(f"works:{rest}", self.say(f"node.{rest}"), NEUTRAL, kind)
        return Node(f"agent:{head}", self._label(head), NEUTRAL, "converter")

    def _label(self, head: str) -> str:
        return label(self.lang, self.agents[head].get("label"), head)


_STORES = {
    "battery", "waste_yard", "hydrogen_store", "hot_water_tank", "steam_accumulator",
    "chilled_water_store",
}  # fmt: skip
_MACHINES = {"chp", "electrolyser", "fuel_cell", "orc", "expander", "hydrogen_store"}
_PIPES = {"concentrate", "reclaimed_water"}
_ENDS = {"rejected", "curtailed", "loss", "surplus", "unserved", "market"}
