"""Compile primitives: what the dispatch may choose (columns), what is fixed, what is recorded.

Every port of every primitive becomes one row of the ledger. A column is one free activity; a
fixed flow follows a profile and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from twin.commodities import commodity, commodity_of, is_terminal, place_of
from twin.primitives import (
    NO_TAGS,
    Converter,
    Port,
    Primitive,
    Profile,
    Purpose,
    Rate,
    Sink,
    Source,
    Storage,
    as_profile,
)


@dataclass(frozen=True)
class Row:
    """One row of the ledger: what flows, from where to where, why, and whose it is."""

    id: str
    source: str
    target: str
    commodity: str
    unit: str
    purpose: Purpose
    owner: str = ""
    origin: str = ""
    tags: Mapping[str, str] = field(default_factory=lambda: NO_TAGS)
    into: str = ""  # balanced bus it feeds
    out_of: str = ""  # balanced bus it draws from
    price: Profile | None = None  # money paid per unit (earned if negative)


@dataclass(frozen=True)
class Entry:
    """One coefficient of a column, with the ledger row it writes."""

    bus: str  # "" for a terminal
    sign: float
    coefficient: Profile
    row: Row


@dataclass(frozen=True)
class Column:
    """One free activity of the dispatch."""

    name: str
    entries: tuple[Entry, ...]
    cap: Profile | None
    cost: Profile
    extra_cost: float = 0.0
    min_load: float = 0.0
    unused: Row | None = None
    demand_cny_per_mw: float = 0.0
    first: str = ""  # column that carries its minimum load on

    @property
    def never_runs(self) -> bool:
        """Whether its capacity is zero at all times."""
        return self.cap is not None and self.cap.is_zero

    @property
    def may_pay(self) -> bool:
        """Whether running it may earn something at some time."""
        known = self.cost.published
        lowest = self.cost.scale if known is None else float((self.cost.scale * known).min())
        return lowest + self.extra_cost < 0.0


@dataclass(frozen=True)
class FixedFlow:
    """A flow that follows a profile: ``coefficient * profile``."""

    row: Row
    profile: Profile
    coefficient: Profile


@dataclass(frozen=True)
class Store:
    """A storage with the names of its two columns and the row of its standing loss."""

    storage: Storage
    charge: str
    discharge: str
    loss: Row


@dataclass(frozen=True)
class Compiled:
    """All columns, fixed flows and stores, each sorted by name."""

    columns: tuple[Column, ...]
    fixed: tuple[FixedFlow, ...]
    stores: tuple[Store, ...]
    buses: tuple[str, ...]


def _unit(port_unit: str, bus: str) -> str:
    return port_unit or commodity(bus).unit


def _node(bus: str) -> str:
    return place_of(bus).removeprefix("~") if is_terminal(bus) else bus


def _balanced(bus: str) -> str:
    return "" if is_terminal(bus) else bus


def _supply_row(
    name: str, node: str, bus: str, port: Source | Port, owner: str, price: Profile | None = None
) -> Row:
    return Row(
        id=f"{name}>{bus}",
        source=node,
        target=_node(bus),
        commodity=commodity_of(bus),
        unit=_unit(getattr(port, "unit", ""), bus),
        purpose=port.purpose,
        owner=owner,
        origin=getattr(port, "origin", "") or port.tags.get("origin", ""),
        tags=port.tags,
        into=_balanced(bus),
        price=price,
    )


def _demand_row(
    name: str, node: str, bus: str, port: Sink | Port, owner: str, price: Profile | None = None
) -> Row:
    return Row(
        id=f"{bus}>{name}",
        source=_node(bus),
        target=node,
        commodity=commodity_of(bus),
        unit=_unit(getattr(port, "unit", ""), bus),
        purpose=port.purpose,
        owner=owner,
        origin=port.tags.get("origin", ""),
        tags=port.tags,
        out_of=_balanced(bus),
        price=price,
    )


ONE = Profile()


class Compiler:
    """Collects columns, fixed flows and stores from primitives."""

    def __init__(self) -> None:
        self.columns: list[Column] = []
        self.fixed: list[FixedFlow] = []
        self.stores: list[Store] = []

    def add(self, item: Primitive) -> None:
        """Compile one primitive."""
        if isinstance(item, Source):
            self._source(item)
        elif isinstance(item, Sink):
            self._sink(item)
        elif isinstance(item, Converter):
            self._converter(item)
        else:
            self._storage(item)

    def _source(self, item: Source) -> None:
        row = _supply_row(item.name, item.name, item.bus, item, item.owner, _price(item.cost))
        if item.fixed is not None:
            self.fixed.append(FixedFlow(row, as_profile(item.fixed), ONE))
            return
        unused = None
        if item.unused is not None:
            unused = replace(
                row, id=f"{item.name}>{item.unused}", target=str(item.unused),
                purpose=item.unused, into="", price=None,
            )  # fmt: skip
        entry = Entry(row.into, 1.0, ONE, row)
        self.columns.append(
            Column(
                item.name, (entry,), _cap(item.limit), as_profile(item.cost), unused=unused,
                demand_cny_per_mw=item.demand_cny_per_mw,
            )
        )  # fmt: skip

    def _sink(self, item: Sink) -> None:
        node, price = item.target or item.name, _price(item.cost)
        row = _demand_row(item.name, node, item.bus, item, item.owner, price)
        if item.fixed is not None:
            self.fixed.append(FixedFlow(row, as_profile(item.fixed), ONE))
            return
        entry = Entry(row.out_of, -1.0, ONE, row)
        self.columns.append(
            Column(item.name, (entry,), _cap(item.limit), as_profile(item.cost), item.penalty)
        )

    def _converter(self, item: Converter) -> None:
        rows = [
            (-1.0, p, _demand_row(item.name, p.node or item.name, p.bus, p, item.owner))
            for p in item.inputs
        ]
        rows += [
            (1.0, p, _supply_row(item.name, p.node or item.name, p.bus, p, item.owner))
            for p in item.outputs
        ]
        if item.activity is not None:
            activity = as_profile(item.activity)
            for _, port, row in rows:
                self.fixed.append(FixedFlow(row, activity, as_profile(port.coefficient)))
            return
        rows = _with_running_cost(rows, item.cost)
        entries = tuple(
            Entry(row.into or row.out_of, sign, as_profile(port.coefficient), row)
            for sign, port, row in rows
        )
        self.columns.append(
            Column(
                item.name, entries, _cap(item.capacity), as_profile(item.cost), item.penalty,
                min_load=item.min_load, first=item.first,
            )
        )  # fmt: skip

    def _storage(self, item: Storage) -> None:
        name, tags = item.name, {**item.tags, "capacity": repr(float(item.capacity))}
        charge_port = Port(item.bus, purpose=item.charge_purpose, tags=tags)
        discharge_port = Port(item.bus, purpose=item.discharge_purpose, tags=tags)
        into = _demand_row(name, name, item.bus, charge_port, item.owner)
        out = _supply_row(name, name, item.bus, discharge_port, item.owner)
        loss = replace(
            out, id=f"{name}>loss", target="loss", purpose=Purpose.LOSS, into="", out_of=""
        )
        available = as_profile(item.availability)
        empty = item.capacity <= 0.0
        for suffix, sign, rate, row in (
            ("charge", -1.0, item.charge_rate, into),
            ("discharge", 1.0, item.discharge_rate, out),
        ):
            cap = replace(available, scale=0.0 if empty else available.scale * rate)
            entry = Entry(item.bus, sign, ONE, row)
            self.columns.append(
                Column(f"{name}/{suffix}", (entry,), cap, ONE_COST, item.throughput_cost)
            )
        self.stores.append(Store(item, f"{name}/charge", f"{name}/discharge", loss))


ONE_COST = Profile(scale=0.0)


def _price(cost: Rate) -> Profile | None:
    profile = as_profile(cost)
    return None if profile.is_zero else profile


def _with_running_cost(
    rows: list[tuple[float, Port, Row]], cost: Rate
) -> list[tuple[float, Port, Row]]:
    """Put a converter's running cost on its first steady output, per unit of it."""
    price = _price(cost)
    steady = [i for i, (_, port, _) in enumerate(rows) if as_profile(port.coefficient).is_constant]
    if price is None or not steady:
        return rows
    number = next((i for i in steady if rows[i][0] > 0.0), steady[0])
    sign, port, row = rows[number]
    per_unit = replace(price, scale=price.scale / as_profile(port.coefficient).scale)
    return [*rows[:number], (sign, port, replace(row, price=per_unit)), *rows[number + 1 :]]


def _cap(rate: Rate | None) -> Profile | None:
    return None if rate is None else as_profile(rate)


def compile_primitives(primitives: Iterable[Primitive]) -> Compiled:
    """Compile all primitives; the order in which they are given does not matter."""
    compiler = Compiler()
    for item in sorted(primitives, key=lambda p: p.name):
        compiler.add(item)
    entries = [e for c in compiler.columns for e in c.entries]
    buses = {e.bus for e in entries if e.bus}
    buses |= {f.row.into or f.row.out_of for f in compiler.fixed} - {""}
    return Compiled(
        columns=tuple(sorted(compiler.columns, key=lambda c: c.name)),
        fixed=tuple(sorted(compiler.fixed, key=lambda f: f.row.id)),
        stores=tuple(sorted(compiler.stores, key=lambda s: s.storage.name)),
        buses=tuple(sorted(buses)),
    )
