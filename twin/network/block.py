"""One block: a set of buses joined by columns, as the arrays of a small linear programme."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from twin.commodities import commodity
from twin.kernels.basis import start_basis
from twin.kernels.step import Problem, State, Work, work_arrays
from twin.network.compile import Column, Store
from twin.network.tables import ProfileTable
from twin.primitives import Purpose
from twin.timeline import Timeline

Floats = npt.NDArray[np.float64]

UNLIMITED = float(2**20)  # amount per interval that stands for "no limit"
TIE_BREAKER = 1e-6  # CNY per unit, times a number in [0, 1) drawn from the name
TOLERANCE = 1e-11
VALUE_CELLS = 24


@dataclass(frozen=True)
class Block:
    """A set of buses joined by columns, with the arrays of its linear programme.

    Columns of the arrays are the live columns by name, then one *unserved* and then one
    *surplus* column per bus.
    """

    buses: tuple[str, ...]
    columns: tuple[Column, ...]
    stores: tuple[Store, ...]
    problem: Problem
    state: State
    work: Work

    @property
    def first_unserved(self) -> int:
        """Number of the first unserved column; surplus columns follow."""
        return len(self.columns)

    @cached_property
    def by_purpose(self) -> Mapping[Purpose, list[tuple[int, Column]]]:
        """Numbers and columns that write a row of a purpose."""
        found: dict[Purpose, list[tuple[int, Column]]] = {}
        for j, column in enumerate(self.columns):
            for purpose in dict.fromkeys(entry.row.purpose for entry in column.entries):
                found.setdefault(purpose, []).append((j, column))
        return found

    def reset(self) -> None:
        """Return the state to what it was before the first interval."""
        state = self.state
        start_basis(self.first_unserved, state.basis, state.pos, state.up, state.binv)
        state.av[:] = self.problem.coefficient
        state.limit[:] = 1.0
        state.counts[:] = 0
        state.floor[:] = 0.0
        for s, store in enumerate(self.stores):
            state.level[s, 0] = store.storage.initial
            state.value[s] = store.storage.value
            state.ceiling[s] = store.storage.capacity

    def column_index(self) -> Mapping[str, int]:
        """Return the column number of every column name."""
        return {column.name: j for j, column in enumerate(self.columns)}


def tie_breaker(name: str) -> float:
    """Return the cost that tells ``name`` from others of equal cost [CNY/unit]."""
    digest = hashlib.sha256(name.encode()).digest()
    return TIE_BREAKER * int.from_bytes(digest[:6], "big") / 2.0**48


@dataclass
class _Columns:
    """The arrays of columns while they are filled."""

    ap: list[int]
    ai: list[int]
    coefficient: list[float]
    coefficient_row: list[int]
    cap: list[float]
    cap_row: list[int]
    cost: list[float]
    cost_scale: list[float]
    cost_row: list[int]
    minimum: list[float]

    @classmethod
    def empty(cls) -> _Columns:
        """Return arrays without columns."""
        return cls([0], [], [], [], [], [], [], [], [], [])

    def entry(self, bus: int, coefficient: float, row: int) -> None:
        """Add one coefficient to the column being filled."""
        self.ai.append(bus)
        self.coefficient.append(coefficient)
        self.coefficient_row.append(row)

    def close(
        self, cap: tuple[float, int], cost: tuple[float, float, int], minimum: float = 0.0
    ) -> None:
        """End the column: bound (amount, row), cost (constant, scale, row), minimum load."""
        self.ap.append(len(self.ai))
        self.cap.append(cap[0])
        self.cap_row.append(cap[1])
        self.cost.append(cost[0])
        self.cost_scale.append(cost[1])
        self.cost_row.append(cost[2])
        self.minimum.append(minimum)


def _add_column(
    out: _Columns, column: Column, buses: Mapping[str, int], table: ProfileTable
) -> None:
    for entry in column.entries:
        if entry.bus:
            out.entry(
                buses[entry.bus], entry.sign * entry.coefficient.scale, table.row(entry.coefficient)
            )
    cap, cap_row = UNLIMITED, -1
    if column.cap is not None:
        cap, cap_row = column.cap.scale * table.timeline.step_hours, table.row(column.cap)
    constant = column.extra_cost + tie_breaker(column.name)
    row = table.row(column.cost)
    if row < 0:
        constant += column.cost.scale
    minimum = column.min_load * cap if column.cap is not None else 0.0
    out.close((cap, cap_row), (constant, column.cost.scale, row), minimum)


def _add_balancing(out: _Columns, buses: Mapping[str, int]) -> None:
    """Add one unserved and one surplus column per bus, so that no interval is infeasible."""
    for kind, sign in (("unserved", 1.0), ("surplus", -1.0)):
        for bus, number in buses.items():
            out.entry(number, sign, -1)
            penalty = getattr(commodity(bus), f"{kind}_cost") + tie_breaker(f"{bus}/{kind}")
            out.close((UNLIMITED, -1), (penalty, 0.0, -1))


def make_block(
    buses: tuple[str, ...],
    columns: tuple[Column, ...],
    stores: tuple[Store, ...],
    table: ProfileTable,
) -> Block:
    """Return the block of sorted buses, columns and stores; the table is closed."""
    rows = {bus: i for i, bus in enumerate(buses)}
    filled = _Columns.empty()
    for column in columns:
        _add_column(filled, column, rows, table)
    _add_balancing(filled, rows)
    numbers = {column.name: j for j, column in enumerate(columns)}
    problem = _problem(filled, stores, numbers, table)
    m, n = len(buses), len(filled.cap)
    state = _state(m, n, problem, len(stores), table.timeline)
    block = Block(buses, columns, stores, problem, state, work_arrays(m, n))
    block.reset()
    return block


def _problem(
    filled: _Columns, stores: tuple[Store, ...], numbers: Mapping[str, int], table: ProfileTable
) -> Problem:
    hours = table.timeline.step_hours
    storages = [store.storage for store in stores]
    return Problem(
        ap=np.array(filled.ap, dtype=np.int64),
        ai=np.array(filled.ai, dtype=np.int64),
        coefficient=np.array(filled.coefficient),
        coefficient_row=np.array(filled.coefficient_row, dtype=np.int64),
        cap=np.array(filled.cap),
        cap_row=np.array(filled.cap_row, dtype=np.int64),
        cost=np.array(filled.cost),
        cost_scale=np.array(filled.cost_scale),
        cost_row=np.array(filled.cost_row, dtype=np.int64),
        values=table.values,
        minimum=np.array(filled.minimum),
        charge=np.array([numbers[s.charge] for s in stores], dtype=np.int64),
        discharge=np.array([numbers[s.discharge] for s in stores], dtype=np.int64),
        capacity=np.array([s.capacity for s in storages]),
        charge_efficiency=np.array([s.charge_efficiency for s in storages]),
        discharge_efficiency=np.array([s.discharge_efficiency for s in storages]),
        keep=np.array([(1.0 - s.standing_loss_per_h) ** hours for s in storages]),
        tolerance=TOLERANCE,
    )


def _state(m: int, n: int, problem: Problem, stores: int, timeline: Timeline) -> State:
    steps = timeline.n_steps
    return State(
        basis=np.zeros(m, dtype=np.int64),
        pos=np.zeros(n, dtype=np.int64),
        up=np.zeros(n, dtype=np.bool_),
        binv=np.zeros((m, m)),
        av=problem.coefficient.copy(),
        limit=np.ones(n),
        activity=np.zeros((steps, n)),
        price=np.zeros((steps, m)),
        level=np.zeros((stores, steps + 1)),
        value=np.zeros((stores, timeline.steps_per_day, VALUE_CELLS)),
        floor=np.zeros((stores, steps)),
        ceiling=np.zeros((stores, steps)),
        counts=np.zeros(3, dtype=np.int64),
    )
