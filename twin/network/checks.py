"""Checks of the graph: one small function a rule, all problems reported at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from twin.commodities import catalogue, commodity_of, is_terminal, place_of
from twin.errors import InputError, Problem
from twin.network.compile import Column, Compiled, Entry
from twin.network.heat_laws import heat_problems
from twin.network.supply import supply_problems
from twin.primitives import Converter, Primitive, Storage

Floats = npt.NDArray[np.float64]


def check_primitives(primitives: Iterable[Primitive], outdoor_c: Floats | None = None) -> None:
    """Check what can be seen on the primitives alone.

    Parameters
    ----------
    primitives : iterable of Primitive
    outdoor_c : array, shape (n_steps,), optional
        Outdoor air, against which the second law is judged; 25 °C if not given.

    Raises
    ------
    InputError
        With every problem found.
    """
    items = tuple(primitives)
    rules = (_names, _commodities, _flue_gas, _captures, _stores)
    problems = [problem for rule in rules for problem in rule(items)]
    problems += heat_problems(items, outdoor_c)
    if problems:
        raise InputError(problems)


def check_graph(compiled: Compiled) -> None:
    """Check that every bus can balance and that no loop yields something for nothing.

    Raises
    ------
    InputError
        With every problem found.
    """
    problems = [*supply_problems(compiled), *_free_loops(compiled)]
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


def _captures(items: tuple[Primitive, ...]) -> Iterator[Problem]:
    """Check that what a capture treats is offered by its source."""
    offered = {p.bus for item in items if isinstance(item, Converter) for p in item.outputs}
    for item in items:
        for port in item.inputs if isinstance(item, Converter) else ():
            lacks = not is_terminal(port.bus) and port.bus not in offered
            if commodity_of(port.bus) == "flue_gas" and lacks:
                source = place_of(port.bus)
                message = f"source: '{source}' offers no flue gas; set flue_gas: true on it"
                yield Problem(message, path=item.name, value=source)


def _stores(items: tuple[Primitive, ...]) -> Iterator[Problem]:
    for item in items:
        if isinstance(item, Storage) and not 0.0 <= item.initial <= item.capacity:
            yield Problem(
                f"the content at the start must lie between 0 and {item.capacity:g}",
                path=item.name,
                value=f"{item.initial:g}",
            )


def _loop_candidates(compiled: Compiled) -> list[Column]:
    """Return the columns that may be in a loop: others among them feed all they take."""
    found: list[Column] = list(compiled.columns)
    while True:
        fed = {e.bus for column in found for e in column.entries if e.bus and e.sign > 0}
        left = [column for column in found if _lives_on(column, fed)]
        if len(left) == len(found):
            return left
        found = left


def _lives_on(column: Column, fed: set[str]) -> bool:
    taken = {e.bus for e in column.entries if e.bus and e.sign < 0}
    return bool(taken) and taken <= fed and any(e.bus and e.sign > 0 for e in column.entries)


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
                matrix[rows[entry.bus], j] += entry.sign * _best(entry)
    running = _largest_activity(matrix)
    found = [column for column, x in zip(columns, running, strict=True) if x > 1e-7]
    if found:
        told = "; ".join(f"{column.name} {_rates(column)}" for column in found)
        yield Problem(
            f"a loop that yields at least what it takes, at no cost ({told})",
            path=" → ".join(column.name for column in found),
        )


def _rates(column: Column) -> str:
    """Return what a column takes and gives per activity, at its best."""
    sides = [
        " + ".join(f"{_best(e):.4g} {e.bus}" for e in column.entries if e.bus and e.sign == sign)
        for sign in (-1.0, 1.0)
    ]
    return " → ".join(sides)


def _best(entry: Entry) -> float:
    """Return the most that an entry gives, or the least that it takes, per activity."""
    base = entry.coefficient.published
    best = 1.0 if base is None else float(base.max() if entry.sign > 0 else base.min())
    return entry.coefficient.scale * best


def _largest_activity(matrix: np.ndarray) -> np.ndarray:
    """Maximise the sum of activities in [0, 1] such that every row of ``matrix @ x`` is >= 0."""
    import highspy

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
