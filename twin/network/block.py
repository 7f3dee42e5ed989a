"""One block: a set of buses joined by columns, as the arrays of a small linear programme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from twin.commodities import commodity, place_of
from twin.kernels.basis import start_basis
from twin.kernels.step import Problem, State, Work, state_arrays, work_arrays
from twin.network.compile import Column, FixedFlow, Store
from twin.network.peaks import highest_penalty_cny
from twin.network.preference import quality_cost, tie_breaker
from twin.network.tables import ProfileTable

Floats = npt.NDArray[np.float64]

UNLIMITED = float(2**20)  # amount per interval that stands for "no limit"
TOLERANCE = 1e-11
VALUE_CELLS = 24
TIERS = 2  # pieces into which a planned store's move in one interval is cut
COOLED_SURPLUS = 200.0  # CNY/MWh: dearer than a cooling tower (some 50), cheaper than any want


@dataclass(frozen=True)
class Block:
    """A set of buses joined by columns, with the arrays of its linear programme.

    Columns of the arrays are the live columns by name, then one *unserved* and then one
    *surplus* column per bus; further tiers of stores and purchases follow and are not recorded.
    ``demand`` is the fixed demand less fixed supply of every bus, shape (n_steps, n_buses);
    ``emission`` what a unit of every live column emits [tCO2]; ``asked`` and ``fed`` are the buses
    that a fixed flow takes from or feeds.
    """

    buses: tuple[str, ...]
    columns: tuple[Column, ...]
    stores: tuple[Store, ...]
    problem: Problem
    state: State
    work: Work
    demand: Floats
    emission: Floats
    asked: frozenset[int]
    fed: frozenset[int]

    @property
    def first_unserved(self) -> int:
        """Number of the first unserved column; surplus columns follow."""
        return len(self.columns)

    def reset(self) -> None:
        """Return the state to what it was before the first interval."""
        state = self.state
        start_basis(self.first_unserved, state.basis, state.pos, state.up, state.binv)
        state.av[:] = self.problem.coefficient
        state.limit[:] = 1.0
        state.counts[:] = 0
        state.target[:] = -1.0
        state.lean[:] = 0.0
        state.peak[:] = 0.0
        state.peak_goal[:] = UNLIMITED
        for s, store in enumerate(self.stores):
            state.level[s, 0] = store.storage.initial
            state.value[s] = store.storage.value

    def column_index(self) -> Mapping[str, int]:
        """Return the column number of every column name."""
        return {column.name: j for j, column in enumerate(self.columns)}


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
    constant = column.extra_cost + tie_breaker(column.name) + quality_cost(column)
    row = table.row(column.cost)
    if row < 0:
        constant += column.cost.scale
    minimum = column.min_load * cap if column.cap is not None else 0.0
    out.close((cap, cap_row), (constant, column.cost.scale, row), minimum)


def _inner(columns: tuple[Column, ...]) -> set[str]:
    """Return the buses of power inside a plant: only converters feed them."""
    fed: set[str] = set()
    free: set[str] = set()
    for column in columns:
        given = {e.bus for e in column.entries if e.bus and e.sign > 0}
        fed |= given
        if not any(e.bus and e.sign < 0 for e in column.entries):
            free |= given
    return {b for b in fed - free if place_of(b) and commodity(b).kind == "electricity"}


def _add_balancing(
    out: _Columns, buses: Mapping[str, int], inner: set[str], *, cooled: bool
) -> None:
    """Add one unserved and one surplus column per bus, so that no interval is infeasible.

    Surplus heat, fuel, and power inside a plant have no capacity of their own: only what is forced
    in can be over (the kernel). Else a plant would meet its minimum load by making nothing of it.
    """
    for kind, sign in (("unserved", 1.0), ("surplus", -1.0)):
        for bus, number in buses.items():
            out.entry(number, sign, -1)
            what = commodity(bus)
            penalty = getattr(what, f"{kind}_cost")
            if kind == "surplus" and cooled and what.kind in {"heat", "waste_heat"}:
                penalty = max(penalty, COOLED_SURPLUS)
            forced_only = kind == "surplus" and (what.kind in {"heat", "fuel"} or bus in inner)
            cost = penalty + tie_breaker(f"{bus}/{kind}")
            out.close((0.0 if forced_only else UNLIMITED, -1), (cost, 0.0, -1))


def _add_tier(
    out: _Columns, column: Column, number: int, buses: Mapping[str, int], table: ProfileTable
) -> int:
    """Add a further tier of a column and return its number; its bound is written as it runs."""
    tier = replace(column, name=f"{column.name}#{number}", cap=None, min_load=0.0)
    _add_column(out, tier, buses, table)
    return len(out.cap) - 1


def make_block(
    buses: tuple[str, ...],
    columns: tuple[Column, ...],
    stores: tuple[Store, ...],
    table: ProfileTable,
    emission: Floats,
    fixed: Iterable[FixedFlow] = (),
    *,
    cooled: bool = False,
) -> Block:
    """Return the block of sorted buses, columns and stores; the table is closed.

    ``fixed`` are the flows that may touch it. ``cooled`` says whether waste heat on one of the
    buses must be cooled away if nobody takes it: then no heat among them may overflow for less
    than that costs.
    """
    rows = {bus: i for i, bus in enumerate(buses)}
    filled = _Columns.empty()
    for column in columns:
        _add_column(filled, column, rows, table)
    _add_balancing(filled, rows, _inner(columns), cooled=cooled)
    problem = _problem(filled, columns, stores, rows, table)
    m, n = len(buses), len(filled.cap)
    steps, spd = table.timeline.n_steps, table.timeline.steps_per_day
    state = state_arrays(problem, m, n, steps, (spd, VALUE_CELLS))
    demand = np.zeros((steps, m))
    asked = frozenset(rows[flow.row.out_of] for flow in fixed if flow.row.out_of in rows)
    fed = frozenset(rows[flow.row.into] for flow in fixed if flow.row.into in rows)
    work = work_arrays(m, n)
    block = Block(buses, columns, stores, problem, state, work, demand, emission, asked, fed)
    block.reset()
    return block


def _tiers_of_stores(
    out: _Columns,
    columns: tuple[Column, ...],
    stores: tuple[Store, ...],
    buses: Mapping[str, int],
    table: ProfileTable,
) -> npt.NDArray[np.int64]:
    """Add the further tiers of planned stores; shape (n_stores, 2, tiers - 1), -1 for none."""
    named = {column.name: column for column in columns}
    more = np.full((len(stores), 2, TIERS - 1), -1, dtype=np.int64)
    for s, store in enumerate(stores):
        if store.storage.planned:
            for way, name in enumerate((store.charge, store.discharge)):
                for q in range(TIERS - 1):
                    more[s, way, q] = _add_tier(out, named[name], q + 2, buses, table)
    return more


def _peaks(
    out: _Columns, columns: tuple[Column, ...], buses: Mapping[str, int], table: ProfileTable
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    """Add the tier beyond the peak of every purchase under a demand charge."""
    found = [(j, c) for j, c in enumerate(columns) if c.demand_cny_per_mw > 0.0]
    more = [_add_tier(out, column, 2, buses, table) for _, column in found]
    charge = [column.demand_cny_per_mw / table.timeline.step_hours for _, column in found]
    most = [highest_penalty_cny(column) for _, column in found]
    return (
        np.array([j for j, _ in found], dtype=np.int64),
        np.array(more, dtype=np.int64),
        np.minimum(np.array(charge, dtype=np.float64), np.array(most, dtype=np.float64)),
    )


def _first(columns: tuple[Column, ...], n: int) -> npt.NDArray[np.int64]:
    """Return for every column the number of the one that carries its minimum load on, or -1."""
    numbers = {column.name: j for j, column in enumerate(columns)}
    known = [numbers.get(column.first, -1) for column in columns]
    return np.array([*known, *[-1] * (n - len(known))], dtype=np.int64)


def _varying(filled: _Columns) -> npt.NDArray[np.int64]:
    """Return the columns that have a coefficient with a profile."""
    column = np.repeat(np.arange(len(filled.cap)), np.diff(filled.ap))
    return np.unique(column[np.array(filled.coefficient_row, dtype=np.int64) >= 0])


def _problem(
    filled: _Columns,
    columns: tuple[Column, ...],
    stores: tuple[Store, ...],
    buses: Mapping[str, int],
    table: ProfileTable,
) -> Problem:
    hours = table.timeline.step_hours
    storages = [store.storage for store in stores]
    numbers = {column.name: j for j, column in enumerate(columns)}
    more = _tiers_of_stores(filled, columns, stores, buses, table)
    peak_column, peak_more, peak_penalty = _peaks(filled, columns, buses, table)
    return Problem(
        ap=np.array(filled.ap, dtype=np.uint64),
        ai=np.array(filled.ai, dtype=np.uint32),
        coefficient=np.array(filled.coefficient),
        coefficient_row=np.array(filled.coefficient_row, dtype=np.int64),
        cap=np.array(filled.cap),
        cap_row=np.array(filled.cap_row, dtype=np.int64),
        cost=np.array(filled.cost),
        cost_scale=np.array(filled.cost_scale),
        cost_row=np.array(filled.cost_row, dtype=np.int64),
        values=table.values,
        varying=_varying(filled),
        minimum=np.array(filled.minimum),
        bounded=np.flatnonzero(np.array(filled.minimum) > 0.0),
        first=_first(columns, len(filled.cap)),
        charge=np.array([numbers[s.charge] for s in stores], dtype=np.uint32),
        discharge=np.array([numbers[s.discharge] for s in stores], dtype=np.uint32),
        capacity=np.array([s.capacity for s in storages]),
        charge_efficiency=np.array([s.charge_efficiency for s in storages]),
        discharge_efficiency=np.array([s.discharge_efficiency for s in storages]),
        keep=np.array([(1.0 - s.standing_loss_per_h) ** hours for s in storages]),
        planned=np.array([s.planned for s in storages], dtype=np.bool_),
        more=more,
        peak_column=peak_column,
        peak_more=peak_more,
        peak_penalty=peak_penalty,
        slack=len(columns),
        tolerance=TOLERANCE,
    )
