"""Settle a plant again under the same events: take over from an earlier plant what cannot differ.

Everything is compared by content, bit by bit, with a plant that was settled to its end: profiles
that follow meters or zones, then whole blocks with what flows on their buses. A block with
stores is planned with the rest in sight, so it is taken over only if nothing at all has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from twin.network.block import Block
from twin.network.fixed_flows import BusFlows
from twin.plant import Plant
from twin.primitives import Live
from twin.zones import ZoneModel

_Key = tuple[tuple[str, ...], tuple[str, ...]]
_Row = tuple[npt.NDArray[np.float64] | None, tuple[str, ...], tuple[str, ...]]

BITS = np.uint64
WRITTEN = ("activity", "price", "level", "basis", "pos", "up", "binv", "av", "counts")
ROWS = ("coefficient_row", "cap_row", "cost_row")


def same(one: Any, other: Any) -> bool:  # noqa: ANN401 - whatever a plant is made of
    """Return whether two things have the same content; what is written as the year goes has none.

    Things of a kind not known here are the same only if they say so themselves.
    """
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return _same_bits(one, other)
    if is_dataclass(one):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, Live) or bool(one == other)


def _same_bits(one: np.ndarray, other: np.ndarray) -> bool:
    if one is other:
        return True
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    if one.dtype == np.float64 and one.flags.c_contiguous and other.flags.c_contiguous:
        return np.array_equal(one.view(BITS), other.view(BITS))
    return one.tobytes() == other.tobytes()


class _Pair:
    """Two plants under the same events: which of their profiles are the same."""

    def __init__(self, plant: Plant, earlier: Plant) -> None:
        self.now, self.before = plant.network.table.values, earlier.network.table.values
        self._known: dict[tuple[int, int], bool] = {}

    def same_rows(self, rows: Iterable[int], before: Iterable[int]) -> bool:
        """Return whether profiles have the same content; -1 is none."""
        return all(self._same(int(a), int(b)) for a, b in zip(rows, before, strict=True))

    def _same(self, row: int, before: int) -> bool:
        if row < 0 or before < 0 or (row == before and self.now is self.before):
            return row == before
        key = row, before
        if key not in self._known:
            self._known[key] = _same_bits(self.now[row], self.before[before])
        return self._known[key]


def take_over(plant: Plant, earlier: Plant) -> None:
    """Let a fresh plant take over from an earlier one, settled under the same meters' records.

    Raises
    ------
    ValueError
        If the fresh plant is not fresh, or the earlier one not settled to its end.
    """
    if plant.settled or earlier.settled < earlier.timeline.n_steps:
        raise ValueError("a fresh plant can take over from a settled one only")
    if plant.timeline != earlier.timeline or plant.doors_used or earlier.doors_used:
        return
    if not same(_drives(plant), _drives(earlier)) or not _take_over_rows(plant, earlier):
        return
    pair = _Pair(plant, earlier)
    by_buses = {block.buses: i for i, block in enumerate(earlier.network.blocks)}
    matches: dict[int, int] = {}
    for number, block in enumerate(plant.network.blocks):
        old = by_buses.get(block.buses, -1)
        if old >= 0 and _same_sums(plant.fixed_flows(number), earlier.fixed_flows(old), pair):
            plant.take_sums(number, earlier, old)
            if _same_block(block, earlier.network.blocks[old], pair):
                matches[number] = old
    _take_over_blocks(plant, earlier, matches)


def _take_over_blocks(plant: Plant, earlier: Plant, matches: Mapping[int, int]) -> None:
    """Take over blocks that are the same: those that no planner sees, or all if nothing changed."""
    blocks = plant.network.blocks
    if len(matches) == len(blocks) == len(earlier.network.blocks) and _same_plans(plant, earlier):
        plant.settled = plant.timeline.n_steps
    for number, old in matches.items():
        block = blocks[number]
        if plant.settled or not (block.stores or len(block.problem.peak_column)):
            plant.take_block(number, earlier, old, WRITTEN)


def _same_plans(plant: Plant, earlier: Plant) -> bool:
    """Return whether a planner sees the same network, and has nothing on its mind."""
    if type(plant.planner) is not type(earlier.planner):
        return False
    if not same(plant.planner.knows, earlier.planner.knows):
        return False
    return same(plant.network.compiled, earlier.network.compiled)


def _take_over_rows(plant: Plant, earlier: Plant) -> bool:
    """Take over the profiles that are computed as the year goes; return whether all were there."""
    mine, theirs = _recipes(plant), _recipes(earlier)
    if same(mine, theirs):
        plant.share_profiles(earlier)
        return True
    found: dict[_Key, list[int]] = {}
    for row, recipe in enumerate(theirs):
        found.setdefault(recipe[1:], []).append(row)
    moves = [
        (row, next((old for old in found.get(recipe[1:], []) if same(recipe, theirs[old])), -1))
        for row, recipe in enumerate(mine)
        if any(recipe[1:])
    ]
    if any(old < 0 for _, old in moves):
        return False
    for row, old in moves:
        plant.network.table.values[row] = earlier.network.table.values[old]
    plant.rows_known = True
    return True


def _recipes(plant: Plant) -> list[_Row]:
    """Return what each profile is: what it starts from, the zone that writes it, its meters."""
    written = {
        id(getattr(zone.series, field.name)): (zone.name, field.name)
        for model in plant.models
        if isinstance(model, ZoneModel)
        for zone in model.zones
        for field in fields(zone.series)
    }
    return [
        (None, written.get(id(base), (str(id(base)),)), meters)
        if isinstance(base, Live)
        else (base, (), meters)
        for base, meters in plant.network.table.recipes()
    ]


def _drives(plant: Plant) -> list[Any]:
    """Return what the models of a plant depend on beside meters."""
    return [(m.zones, m.weather) if isinstance(m, ZoneModel) else m for m in plant.models]


def _same_sums(flows: BusFlows, others: BusFlows, pair: _Pair) -> bool:
    return (
        same((flows.factor, flows.bus), (others.factor, others.bus))
        and pair.same_rows(flows.row, others.row)
        and pair.same_rows(flows.varying, others.varying)
    )


def _same_block(block: Block, old: Block, pair: _Pair) -> bool:
    if [c.name for c in block.columns] != [c.name for c in old.columns]:
        return False
    for name, value in block.problem._asdict().items():
        other = getattr(old.problem, name)
        if name in ROWS:
            if len(value) != len(other) or not pair.same_rows(value, other):
                return False
        elif name != "values" and not same(value, other):
            return False
    return True
