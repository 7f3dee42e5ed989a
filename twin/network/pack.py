"""Pack a compiled network into the arrays that the kernels settle.

Buses fall into blocks (connected by live columns), each with its own small linear programme.
Rows and columns are sorted by name, and equal costs are told apart by a tie-breaker that depends
on the name alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from twin.meters import Meters
from twin.network.block import Block, make_block
from twin.network.compile import Column, Compiled, compile_primitives
from twin.network.prune import live_columns
from twin.network.tables import ProfileTable
from twin.primitives import Primitive, Profile, Purpose
from twin.timeline import Timeline

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Network:
    """A packed network: its blocks, its fixed flows, its table of profiles and its meters.

    A fixed flow is ``factor * values[row] * values[varying]``; -1 stands for one.
    """

    timeline: Timeline
    compiled: Compiled
    table: ProfileTable
    meters: Meters
    blocks: tuple[Block, ...]
    bus_block: Mapping[str, tuple[int, int]]
    fixed_factor: Floats
    fixed_row: Ints
    fixed_varying: Ints

    @cached_property
    def planned(self) -> tuple[int, ...]:
        """Numbers of the blocks in which there is something to plan: stores, or a demand charge."""
        return tuple(
            i
            for i, block in enumerate(self.blocks)
            if len(block.problem.peak_column)
            or np.any(block.problem.planned & (block.problem.capacity > 0.0))
        )

    def sharing(self, values: Floats) -> Network:
        """Return the network with profiles that are already known, laid out in the same way."""
        self.table.values = values
        blocks = tuple(replace(b, problem=b.problem._replace(values=values)) for b in self.blocks)
        return replace(self, blocks=blocks)


def _as_it_is(column: Column) -> Column:
    return column


def _nothing(column: Column) -> float:  # noqa: ARG001 - the signature of an emission
    return 0.0


def pack(
    primitives: Iterable[Primitive],
    timeline: Timeline,
    meters: Iterable[str] = (),
    adapt: Callable[[Column], Column] = _as_it_is,
    emission: Callable[[Column], float] = _nothing,
) -> Network:
    """Compile and pack all primitives of a park.

    ``meters`` are kept even if nothing reads them; ``adapt`` gives columns the costs of the
    dispatch's objective, ``emission`` tells what a unit of one emits [tCO2].
    """
    compiled = compile_primitives(primitives)
    compiled = replace(compiled, columns=tuple(map(adapt, compiled.columns)))
    live = live_columns(compiled)
    table = ProfileTable(timeline)
    for profile in _profiles(compiled, live):
        table.register(profile)
    known = table.close(meters)
    cooled = frozenset(f.row.into for f in compiled.fixed if f.row.purpose is Purpose.RECOVERABLE)
    blocks = tuple(
        make_block(
            tuple(buses),
            tuple(columns),
            tuple(s for s in compiled.stores if any(c.name == s.charge for c in columns)),
            table,
            np.array([emission(column) for column in columns]),
            compiled.fixed,
            cooled=not cooled.isdisjoint(buses),
        )
        for buses, columns in _groups(compiled, live)
    )
    hours = timeline.step_hours
    fixed = compiled.fixed
    return Network(
        timeline=timeline,
        compiled=compiled,
        table=table,
        meters=known,
        blocks=blocks,
        bus_block={
            bus: (i, row) for i, block in enumerate(blocks) for row, bus in enumerate(block.buses)
        },
        fixed_factor=np.array([hours * f.coefficient.scale * f.profile.scale for f in fixed]),
        fixed_row=np.array([table.row(f.profile) for f in fixed], dtype=np.int64),
        fixed_varying=np.array([table.row(f.coefficient) for f in fixed], dtype=np.int64),
    )


def _profiles(compiled: Compiled, live: tuple[Column, ...]) -> Iterator[Profile]:
    """Yield every profile that will be evaluated."""
    for flow in compiled.fixed:
        yield from (flow.profile, flow.coefficient)
    for column in live:
        yield column.cost
        yield from (entry.coefficient for entry in column.entries)
    for column in compiled.columns:
        if column.cap is not None and (column in live or column.unused is not None):
            yield column.cap


def _groups(compiled: Compiled, live: tuple[Column, ...]) -> list[tuple[list[str], list[Column]]]:
    """Split the buses into groups joined by live columns (union-find), sorted by name."""
    parent = {bus: bus for bus in compiled.buses}

    def root(bus: str) -> str:
        while parent[bus] != bus:
            bus = parent[bus]
        return bus

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
