"""Which node of the flow picture a name of the ledger is drawn as, and what it is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scenarios.catalogue import commodity_looks, commodity_of
from scenarios.charted.plants import haul_names, sectors
from views.energy.node import (
    END,
    ENTERPRISE,
    GOODS_IN,
    GOODS_OUT,
    NEUTRAL,
    PARK,
    SECTOR,
    SOURCE,
    Node,
)
from views.frame.texts import knows, label, say
from views.stored.records import LedgerRow

LARGEST = 8
_DOMAIN_KINDS = {
    "energy": {"electricity", "heat", "cold", "fuel"},
    "heat": {"heat", "cold", "waste_heat"},
    "carbon": {"electricity", "fuel"},
    "water": {"water"},
    "materials": {"waste", "hazardous_waste"},
}


class Groups:
    """Maps ledger names to nodes for one park, domain and language.

    Parameters
    ----------
    park : mapping
        The park's document.
    lang : str
    domain : str
    single : iterable of str
        Enterprises that are drawn by themselves; all others are one node, or one a sector.
    level : str
        One of :data:`LEVELS`. At ``enterprise`` the first of ``single`` is drawn line by line.
    """

    def __init__(
        self,
        park: Mapping[str, Any],
        lang: str,
        domain: str,
        single: Iterable[str] = (),
        level: str = PARK,
    ) -> None:
        self.level, self.one = level, next(iter(single), "") if level == ENTERPRISE else ""
        self.park = park
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
        if self.one and node.kind in {"carrier", "pipe"}:
            lost, gained = "to_park", "from_park"
        elif node.is_store or (self.domain == "materials" and node.kind == "carrier"):
            lost, gained = "stored", "drawn"
        elif self.domain == "materials":
            lost, gained = "given_off", "taken_up"
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
        if name in {GOODS_IN, GOODS_OUT}:
            return self._goods(name, row)
        if name.startswith("product/"):  # what a recycler makes of wastes
            name = name.partition("@")[2] or "market"
        commodity = commodity_of(name)
        if commodity in self.looks:
            return self._bus(name, commodity)
        head, _, rest = name.partition("/")
        if head in self.agents:
            return self._agent(head, rest, row)
        if head in self.components:
            return self._component(head, rest)
        key = {"circuit": "market", "market": "market"}.get(name, name)
        if row.purpose == "byproduct":
            key = "byproducts"
        colour = SOURCE if name == "unserved" else END
        return self._end(key, colour) if key in _ENDS else Node(f"x:{name}", name, END, is_end=True)

    def _bus(self, name: str, commodity: str) -> Node:
        if name == "electricity@own" and not self.one:
            return Node("own", self.say("node.own"), SOURCE, "pipe")
        if name == "fresh_water@intake":
            return Node("works:pumping", self.say("node.pumping"), NEUTRAL, "pipe")
        place = name.partition("@")[2]
        if self._type(place) == "direct_line":
            return self._direct()
        if self._type(place) in _MACHINES:  # a bus inside a machine is the machine
            return self._machine(place)
        look, kind = self.looks[commodity], "pipe" if commodity in _PIPES else "carrier"
        return Node(f"bus:{commodity}", self.name(commodity), look.colour, kind)

    def bus(self, commodity: str) -> Node:
        """Return the node of a commodity's main bus."""
        return self._bus(commodity, commodity)

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
            return self._enterprise(head, rest)
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

    def _enterprise(self, head: str, rest: str) -> Node:
        if head == self.one:
            line = rest.partition("/")[0]
            number = line.removeprefix("line-")
            text = self.say("node.line", number=number) if number != line else self._label(head)
            return Node(f"line:{line}", text, NEUTRAL, "user")
        if head in self.single:
            return Node(f"agent:{head}", self._label(head), NEUTRAL, "user")
        if self.level == SECTOR:
            sector = sectors().get(str(self.agents[head].get("archetype", "")), "")
            return Node(f"sector:{sector}", self.sector(sector), NEUTRAL, "user")
        if not self.single:
            return Node("kind:enterprise", self.say("node.enterprises"), NEUTRAL, "user")
        others = sum(1 for a in self.agents.values() if a.get("kind") == "enterprise")
        count = others - len(self.single)
        text = self.say("node.enterprises.other", count=count)
        return Node("kind:enterprise", text, NEUTRAL, "user")

    def sector(self, name: str) -> str:
        """Return a sector's name; one of a plug-in is told as it is."""
        key = f"sector.{name.replace(' ', '_')}"
        return self.say(key) if knows(key) else name or self.say("node.enterprises")

    def _goods(self, name: str, row: LedgerRow) -> Node:
        """Return what a plant takes or makes: each good at one enterprise, else by kind of load."""
        good, haul = row.commodity.removeprefix("good:").split("@")
        known = haul_names().get(haul)
        told = str(known[self.lang]) if known else haul
        key, what = f"haul:{haul}", told
        if self.one:
            key, what = f"good:{good}", good.replace("_", " ")
            what = self.say(f"goods.{good}") if knows(f"goods.{good}") else what
        else:
            what = self.say(f"node.{name}", what=told)
        colour = SOURCE if name == GOODS_IN else END
        return Node(f"{name}:{key}", what, colour, is_end=True)

    def _direct(self) -> Node:
        return Node("direct", self.say("node.direct_line"), SOURCE, "converter")

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
            return self._end("feed_in") if rest == "feed-in" else self._direct()
        if kind in _STORES:
            return Node(f"agent:{head}", self._label(head), NEUTRAL, "store", is_store=True)
        if kind == "boiler":
            fuel = self.name(str(component.get("fuel", "")))
            text = self.say("node.boiler", fuel=fuel)
            return Node(f"boiler:{component.get('fuel')}", text, NEUTRAL, "converter")
        if kind in {"heat_pump", "waste_heat_recovery"}:
            return Node(f"type:{kind}", self.say(f"node.{kind}"), NEUTRAL, "converter")
        if kind in {"water_works", "wastewater_plant"} and self.domain == "water":
            return self._works(rest, head)
        if kind == "recycler" and self.domain == "materials":
            return Node(f"agent:{head}", self._label(head), NEUTRAL, "converter")
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
_ENDS = {"rejected", "curtailed", "loss", "surplus", "unserved", "market", "byproducts"}
