"""Checks of the graph: one small function a rule, all problems reported at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import highspy
import numpy as np

from twin.commodities import catalogue, commodity, commodity_of, is_terminal, place_of
from twin.errors import InputError, Problem
from twin.network.compile import Column, Compiled
from twin.primitives import Converter, Primitive, Purpose, Source, Storage

WORK = {"electricity", "fuel"}
OPTIONAL = {Purpose.TRANSFER, Purpose.WASTE_USED}  # may stand unused


def check_primitives(primitives: Iterable[Primitive]) -> None:
    """Check what can be seen on the primitives alone.

    Raises
    ------
    InputError
        With every problem found.
    """
    items = tuple(primitives)
    rules = (_names, _commodities, _second_law, _waste_heat, _waste_kind, _flue_gas, _stores)
    problems = [problem for rule in rules for problem in rule(items)]
    if problems:
        raise InputError(problems)


def check_graph(compiled: Compiled) -> None:
    """Check that every bus can balance and that no loop yields something for nothing.

    Raises
    ------
    InputError
        With every problem found.
    """
    problems = [*_dangling(compiled), *_free_loops(compiled)]
    if problems:
        raise InputError(problems)


def _buses(item: Primitive) -> list[str]:
    if isinstance(item, Converter):
        return [port.bus for port in (*item.inputs, *item.outputs)]
    return [item.bus]


def _names(items: tuple[Primitive, ...]) -> Iterator[Problem]:
    for name, count in sorted(Counter(item.name for item in items).items()):
        if count > 1:
            yield Problem(f"{count} things in the network have this name", path=name)


def _commodities(items: tuple[Primitive, ...]) -> Iterator[Problem]:
    known = catalogue()
    for item in items:
        for bus in _buses(item):
            name = commodity_of(bus)
            if name not in known and not name.startswith("product/"):
                yield Problem("unknown commodity", path=item.name, value=name)


def _second_law(items: tuple[Primitive, ...]) -> Iterator[Problem]:
    known = catalogue()
    for item in items:
        if not isinstance(item, Converter):
            continue
        if any(commodity_of(b) not in known for b in _buses(item) if not b.startswith("product/")):
            continue
        sources = [commodity(p.bus) for p in item.inputs]
        if any(c.kind in WORK for c in sources):
            continue
        temperatures = [c.temperature_c for c in sources if c.kind == "heat"]
        hottest = max((t for t in temperatures if t is not None), default=None)
        for port in item.outputs:
            target = commodity(port.bus)
            if (
                target.kind == "heat"
                and hottest is not None
                and target.temperature_c is not None
                and target.temperature_c > hottest
            ):
                yield Problem(
                    f"heat of at most {hottest:g} °C cannot serve {target.id} "
                    f"({target.temperature_c:g} °C) without work",
                    path=item.name,
                )


def _waste_heat(items: tuple[Primitive, ...]) -> Iterator[Problem]:
    """Check that waste heat is as hot as what it serves: a level and the pinch, or a machine."""
    coldest: dict[str, float] = {}
    for item in items:
        if isinstance(item, Source) and "temperature_c" in item.tags:
            here = float(item.tags["temperature_c"])
            coldest[item.bus] = min(here, coldest.get(item.bus, here))
    for item in items:
        if not isinstance(item, Converter):
            continue
        for inlet in item.inputs:
            if inlet.bus not in coldest:
                continue
            needed = float(inlet.tags.get("at_c", "-inf"))
            if coldest[inlet.bus] < needed:
                message = f"waste heat of {coldest[inlet.bus]:g} °C; it is built for {needed:g} °C"
                yield Problem(message, path=item.name)
            reach = coldest[inlet.bus] - float(inlet.tags.get("pinch_k", "0"))
            for port in item.outputs:
                level = catalogue().get(commodity_of(port.bus))
                if level and level.kind == "heat" and (level.temperature_c or 0.0) > reach:
                    yield Problem(
                        f"waste heat of {coldest[inlet.bus]:g} °C reaches {reach:g} °C after the "
                        f"pinch, below {level.id} ({level.temperature_c:g} °C)",
                        path=item.name,
                    )


def _waste_kind(items: tuple[Primitive, ...]) -> Iterator[Problem]:
    """Check that what asks for waste heat, cold or pressure gets that kind."""
    offered: dict[str, set[str]] = {}
    for item in items:
        if isinstance(item, Source) and commodity_of(item.bus) == "waste_heat":
            offered.setdefault(item.bus, set()).add(item.tags.get("kind", "heat"))
    for item in items:
        for port in item.inputs if isinstance(item, Converter) else ():
            wanted = port.tags.get("kind")
            others = sorted(offered.get(port.bus, set()) - {wanted})
            if wanted and others:
                message = f"it needs waste energy of kind '{wanted}'; '{port.bus}' offers"
                yield Problem(message, path=item.name, value=", ".join(others))


def _flue_gas(items: tuple[Primitive, ...]) -> Iterator[Problem]:
    """Check that flue gas which is offered has a capture that treats it."""
    treated = {p.bus for item in items if isinstance(item, Converter) for p in item.inputs}
    for item in items:
        for port in item.outputs if isinstance(item, Converter) else ():
            ends = is_terminal(port.bus) or port.bus in treated
            if commodity_of(port.bus) == "flue_gas" and not ends:
                source = place_of(port.bus)
                message = f"flue_gas: no carbon_capture has '{source}' as its source"
                yield Problem(message, path=item.name)


def _stores(items: tuple[Primitive, ...]) -> Iterator[Problem]:
    for item in items:
        if isinstance(item, Storage) and not 0.0 <= item.initial <= item.capacity:
            yield Problem(
                f"the content at the start must lie between 0 and {item.capacity:g}",
                path=item.name,
                value=f"{item.initial:g}",
            )


def _dangling(compiled: Compiled) -> Iterator[Problem]:
    """Find buses where demand has no possible supply, or a forced supply has no taker.

    A store moves an amount in time and is neither: something else must fill and empty it. A
    mere transfer (a colder heat level, a water grade) may stand unused.
    """
    own = {name for store in compiled.stores for name in (store.charge, store.discharge)}
    columns = [column for column in compiled.columns if column.name not in own]
    supplied, (demand, taken) = _supplied(compiled, columns), _demanded(compiled, columns)
    for bus in sorted(set(demand) - supplied):
        yield Problem(f"dangling bus '{bus}': nothing supplies it", path=demand[bus])
    for flow in compiled.fixed:
        if flow.row.into and flow.row.into not in taken:
            message = f"dangling bus '{flow.row.into}': nothing takes what arrives"
            yield Problem(message, path=flow.row.source)
    for store in compiled.stores:
        bus = store.storage.bus
        if store.storage.capacity > 0.0 and bus not in supplied & taken:
            message = f"dangling bus '{bus}': a store alone cannot balance it"
            yield Problem(message, path=store.storage.name)


def _demanded(compiled: Compiled, columns: list[Column]) -> tuple[dict[str, str], set[str]]:
    """Return who demands on each bus (transfers and outlets aside), and all buses with a taker."""
    demand: dict[str, str] = {}
    taken = {flow.row.out_of for flow in compiled.fixed}
    for column in columns:
        is_outlet = all(entry.sign < 0 for entry in column.entries)
        for entry in column.entries:
            if entry.bus and entry.sign < 0:
                taken.add(entry.bus)
                if entry.row.purpose not in OPTIONAL and not is_outlet:
                    demand.setdefault(entry.bus, column.name)
    demand |= {f.row.out_of: f.row.target for f in compiled.fixed if f.row.out_of}
    return demand, taken


def _supplied(compiled: Compiled, columns: list[Column]) -> set[str]:
    """Return the buses that something can feed whose own inputs are fed."""
    fed = {flow.row.into for flow in compiled.fixed if flow.row.into}
    while True:
        reached = {
            entry.bus
            for column in columns
            if all(e.bus in fed for e in column.entries if e.bus and e.sign < 0)
            for entry in column.entries
            if entry.bus and entry.sign > 0
        }
        if reached <= fed:
            return fed
        fed |= reached


def _loop_candidates(compiled: Compiled) -> list[Column]:
    return [
        column
        for column in compiled.columns
        if any(e.bus and e.sign > 0 for e in column.entries)
        and any(e.bus and e.sign < 0 for e in column.entries)
    ]


def _free_loops(compiled: Compiled) -> Iterator[Problem]:
    """Look for activities that need nothing, cost nothing and still run: a linear programme."""
    columns = _loop_candidates(compiled)
    if not columns:
        return
    rows = {bus: i for i, bus in enumerate(compiled.buses)}
    n = len(columns)
    matrix = np.zeros((len(rows) + 1, n))
    for j, column in enumerate(columns):
        matrix[len(rows), j] = -(column.cost.scale if column.cost.is_constant else 0.0)
        for entry in column.entries:
            if entry.bus:
                base = entry.coefficient.published
                best = 1.0 if base is None else float(base.max() if entry.sign > 0 else base.min())
                matrix[rows[entry.bus], j] += entry.sign * entry.coefficient.scale * best
    running = _largest_activity(matrix)
    names = [column.name for column, x in zip(columns, running, strict=True) if x > 1e-7]
    if names:
        yield Problem(
            "a loop that yields at least what it takes, at no cost", path=" → ".join(names)
        )


def _largest_activity(matrix: np.ndarray) -> np.ndarray:
    """Maximise the sum of activities in [0, 1] such that every row of ``matrix @ x`` is >= 0."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    rows, n = matrix.shape
    solver.addVars(n, np.zeros(n), np.ones(n))
    for j in range(n):
        solver.changeColCost(j, -1.0)
    for i in range(rows):
        used = np.flatnonzero(matrix[i])
        solver.addRow(
            0.0, highspy.kHighsInf, len(used), used.astype(np.int32), matrix[i, used].copy()
        )
    solver.run()
    return np.array(solver.getSolution().col_value)
