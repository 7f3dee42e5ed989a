"""Pack a compiled network into the arrays that the kernels settle.

Buses fall into blocks (connected by live columns), each with its own small linear programme.
Rows and columns are sorted by name; every block ends with one *unserved* and one *surplus*
column per bus. Equal costs are told apart by a tie-breaker that depends on the name alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from twin.commodities import commodity
from twin.kernels.simplex import start_basis
from twin.kernels.step import Problem, State, Work, work_arrays
from twin.network.compile import Column, Compiled, Store, compile_primitives
from twin.network.prune import live_columns
from twin.network.tables import ProfileTable
from twin.primitives import Primitive
from twin.timeline import Timeline

Floats = npt.NDArray[np.float64]

UNLIMITED = float(2**20)  # amount per interval that stands for "no limit"
TIE_BREAKER = 1e-6  # CNY per unit, times a number in [0, 1) drawn from the name
TOLERANCE = 1e-11
VALUE_CELLS = 24


@dataclass(frozen=True)
class Block:
    """A set of buses joined by columns, with the arrays of its linear programme."""

    buses: tuple[str, ...]
    columns: tuple[Column, ...]
    stores: tuple[Store, ...]
    problem: Problem
    state: State
    work: Work

    @property
    def first_unserved(self) -> int:
        """Index of the first unserved column; surplus columns follow one per bus later."""
        return len(self.columns)

    def reset(self) -> None:
        """Return the state to what it was before the first interval."""
        state = self.state
        start_basis(self.first_unserved, state.basis, state.pos, state.up, state.binv)
        state.av[:] = self.problem.coefficient
        state.limit[:] = 1.0
        state.counts[:] = 0
        state.floor[:] = 0.0
        for s, store in enumerate(self.stores):
            state.value[s] = store.storage.value
            state.ceiling[s] = store.storage.capacity

    def column_index(self) -> Mapping[str, int]:
        """Return the column number of every column name."""
        return {column.name: j for j, column in enumerate(self.columns)}


@dataclass(frozen=True)
class Network:
    """A packed network: its blocks, its fixed flows and its table of profiles."""

    timeline: Timeline
    compiled: Compiled
    table: ProfileTable
    blocks: tuple[Block, ...]
    bus_block: Mapping[str, tuple[int, int]]
    fixed_factor: Floats
    fixed_profile: npt.NDArray[np.int64]
    fixed_varying: npt.NDArray[np.int64]


def tie_breaker(name: str) -> float:
    """Return the cost that tells ``name`` from others of equal cost [CNY/unit]."""
    digest = hashlib.sha256(name.encode()).digest()
    return TIE_BREAKER * int.from_bytes(digest[:6], "big") / 2.0**48


def pack(primitives: Iterable[Primitive], timeline: Timeline) -> Network:
    """Compile and pack all primitives of a park."""
    compiled = compile_primitives(primitives)
    table = ProfileTable(timeline)
    groups = _groups(compiled)
    loose = [_block(buses, columns, compiled, table) for buses, columns in groups]
    bus_block = {
        bus: (i, row) for i, block in enumerate(loose) for row, bus in enumerate(block.buses)
    }
    hours = timeline.step_hours
    factor = [hours * f.coefficient.scale for f in compiled.fixed]
    varying = [
        -1 if f.coefficient.is_constant else table.row(f.coefficient, scaled=False)
        for f in compiled.fixed
    ]
    fixed_profile = [table.row(f.profile) for f in compiled.fixed]
    table.close()
    return Network(
        timeline=timeline,
        compiled=compiled,
        table=table,
        blocks=tuple(_with_table(block, table) for block in loose),
        bus_block=bus_block,
        fixed_factor=np.array(factor, dtype=np.float64),
        fixed_profile=np.array(fixed_profile, dtype=np.int64),
        fixed_varying=np.array(varying, dtype=np.int64),
    )


def _with_table(block: Block, table: ProfileTable) -> Block:
    """Give a block the finished table of profiles."""
    values = table.values
    problem = block.problem._replace(coefficients=values, caps=values, costs=values)
    return replace(block, problem=problem)


def _groups(compiled: Compiled) -> list[tuple[list[str], list[Column]]]:
    """Split the buses into groups joined by live columns (union-find), sorted by name."""
    parent = {bus: bus for bus in compiled.buses}

    def root(bus: str) -> str:
        while parent[bus] != bus:
            bus = parent[bus]
        return bus

    live = live_columns(compiled)
    for column in live:
        first, *others = sorted(root(e.bus) for e in column.entries if e.bus)
        for other in others:
            parent[root(other)] = root(first)
    used = {e.bus for column in live for e in column.entries if e.bus}
    used |= {f.row.into or f.row.out_of for f in compiled.fixed} - {""}
    groups: dict[str, tuple[list[str], list[Column]]] = {}
    for bus in sorted(used):
        groups.setdefault(root(bus), ([], []))[0].append(bus)
    for column in live:
        bus = next(e.bus for e in column.entries if e.bus)
        groups[root(bus)][1].append(column)
    return [groups[key] for key in sorted(groups, key=lambda key: groups[key][0][0])]


def _block(
    buses: list[str], columns: list[Column], compiled: Compiled, table: ProfileTable
) -> Block:
    m, n = len(buses), len(columns) + 2 * len(buses)
    hours = table.timeline.step_hours
    row_of = {bus: i for i, bus in enumerate(buses)}
    ap, ai = np.zeros(n + 1, dtype=np.int64), []
    coefficient, coefficient_row = [], []
    cap, cap_row = np.full(n, UNLIMITED), np.full(n, -1, dtype=np.int64)
    cost, cost_row = np.zeros(n), np.full(n, -1, dtype=np.int64)
    minimum = np.zeros(n)
    for j, column in enumerate(columns):
        for entry in column.entries:
            if not entry.bus:
                continue
            ai.append(row_of[entry.bus])
            coefficient.append(entry.sign * entry.coefficient.scale)
            varies = not entry.coefficient.is_constant
            coefficient_row.append(table.row(entry.coefficient, scaled=False) if varies else -1)
        ap[j + 1] = len(ai)
        if column.cap is not None:
            cap[j] = column.cap.scale * hours
            cap_row[j] = -1 if column.cap.is_constant else table.row(column.cap, scaled=False)
            minimum[j] = column.min_load * cap[j]
        cost[j] = column.extra_cost + tie_breaker(column.name)
        if column.cost.is_constant:
            cost[j] += column.cost.scale
        else:
            cost_row[j] = table.row(column.cost)
    for kind, sign in (("unserved", 1.0), ("surplus", -1.0)):
        for i, bus in enumerate(buses):
            j = len(columns) + (0 if kind == "unserved" else m) + i
            ai.append(i)
            coefficient.append(sign)
            coefficient_row.append(-1)
            ap[j + 1] = len(ai)
            cost[j] = getattr(commodity(bus), f"{kind}_cost") + tie_breaker(f"{bus}/{kind}")
    stores = tuple(s for s in compiled.stores if any(c.name == s.charge for c in columns))
    numbers = {column.name: j for j, column in enumerate(columns)}
    problem = Problem(
        ap=ap,
        ai=np.array(ai, dtype=np.int64),
        coefficient=np.array(coefficient),
        coefficient_row=np.array(coefficient_row, dtype=np.int64),
        coefficients=table.values,
        cap=cap,
        cap_row=cap_row,
        caps=table.values,
        cost=cost,
        cost_row=cost_row,
        costs=table.values,
        minimum=minimum,
        charge=np.array([numbers[s.charge] for s in stores], dtype=np.int64),
        discharge=np.array([numbers[s.discharge] for s in stores], dtype=np.int64),
        capacity=np.array([s.storage.capacity for s in stores]),
        charge_efficiency=np.array([s.storage.charge_efficiency for s in stores]),
        discharge_efficiency=np.array([s.storage.discharge_efficiency for s in stores]),
        keep=np.array([(1.0 - s.storage.standing_loss_per_h) ** hours for s in stores]),
        tolerance=TOLERANCE,
    )
    state = _state(m, n, problem, stores, table.timeline)
    block = Block(tuple(buses), tuple(columns), stores, problem, state, work_arrays(m, n))
    block.reset()
    return block


def _state(
    m: int, n: int, problem: Problem, stores: tuple[Store, ...], timeline: Timeline
) -> State:
    steps, spd = timeline.n_steps, timeline.steps_per_day
    state = State(
        basis=np.zeros(m, dtype=np.int64),
        pos=np.zeros(n, dtype=np.int64),
        up=np.zeros(n, dtype=np.bool_),
        binv=np.zeros((m, m)),
        av=problem.coefficient.copy(),
        limit=np.ones(n),
        activity=np.zeros((steps, n)),
        price=np.zeros((steps, m)),
        level=np.zeros((len(stores), steps + 1)),
        value=np.zeros((len(stores), spd, VALUE_CELLS)),
        floor=np.zeros((len(stores), steps)),
        ceiling=np.zeros((len(stores), steps)),
        counts=np.zeros(3, dtype=np.int64),
    )
    for s, store in enumerate(stores):
        state.level[s, 0] = store.storage.initial
    return state
