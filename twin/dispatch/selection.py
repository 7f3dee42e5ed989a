"""Which part of a block a look-ahead programme decides, and which it takes as given.

Stores are planned for energy; water and wastes that happen to be joined to it by their pumps
keep to what they did. A plant that turns one energy into another and needs some water besides (an
electrolyser, a cooling tower) is decided, and pays for its water what water was worth. Columns
that are alike but for their size (roofs of one price) are one variable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from twin.commodities import commodity
from twin.network.block import Block
from twin.network.pack import Network

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

ENERGY = frozenset({"electricity", "heat", "cold", "waste_heat", "reject_heat", "fuel"})
WATER = frozenset({"water"})


@dataclass(frozen=True)
class Selection:
    """The part of a block that is planned.

    Attributes
    ----------
    buses : array of int
        Buses balanced in the programme, by their number in the block.
    groups : tuple of array of int
        Columns decided, those alike together.
    given : array of int
        Columns that touch these buses and keep to what they did.
    stores : array of int
        Planned stores.
    peaks : array of int
        Purchases under a demand charge, by their number among the block's peaks.
    bought : mapping
        Buses of a fuel of which any amount can be bought, with the column that buys it: not
        balanced, since what takes it can pay its price.
    """

    buses: Ints
    groups: tuple[Ints, ...]
    given: Ints
    stores: Ints
    peaks: Ints
    bought: Mapping[int, int]

    @cached_property
    def balanced(self) -> dict[int, int]:
        """Row of every bus that is balanced, by its number in the block."""
        return {int(bus): i for i, bus in enumerate(self.buses)}

    def fits(self, block: Block) -> bool:
        """Return whether nobody has limited what can be bought."""
        return all(block.state.limit[j] == 1.0 for j in self.bought.values())

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to look ahead for."""
        return bool(len(self.stores) or len(self.peaks))


def planned_stores(block: Block) -> Ints:
    """Return the stores of a block that a planner values, by their number in it."""
    problem = block.problem
    return np.flatnonzero(problem.planned & (problem.capacity > 0.0))


def select(block: Block) -> Selection:
    """Return the part of a block that a look-ahead decides."""
    problem = block.problem
    stores = planned_stores(block)
    homes = {block.stores[s].storage.bus for s in stores}
    inside = [
        i for i, bus in enumerate(block.buses) if bus in homes or commodity(bus).kind in ENERGY
    ]
    moves = {int(problem.charge[s]) for s in range(len(block.stores))}
    moves |= {int(problem.discharge[s]) for s in range(len(block.stores))}
    free: list[int] = []
    given: list[int] = []
    for j in range(problem.slack):
        touched = {int(i) for i in problem.ai[problem.ap[j] : problem.ap[j + 1]]}
        if not touched & set(inside) or (j in moves and _is_planned(problem, stores, j)):
            continue
        (free if j not in moves and _is_decided(block, touched, inside) else given).append(j)
    bought = _bought(block, [i for i in inside if block.buses[i] not in homes], free, given)
    free = [j for j in free if j not in bought.values()]
    return Selection(
        buses=np.array([i for i in inside if i not in bought], dtype=np.int64),
        groups=_alike(block, free),
        given=np.array(given, dtype=np.int64),
        stores=stores,
        peaks=np.array([p for p, j in enumerate(problem.peak_column) if j in free], dtype=np.int64),
        bought=bought,
    )


def _bought(block: Block, buses: list[int], free: list[int], given: list[int]) -> dict[int, int]:
    """Return the buses of a fuel that one column alone sells, any amount of it, to columns decided.

    Nothing can lack or be over there, so the bus and its seller need no row and no variable.
    """
    problem, found = block.problem, {}
    fuels = [i for i in buses if commodity(block.buses[i]).kind == "fuel" and i not in block.asked]
    for bus in fuels:
        entries = np.flatnonzero(problem.ai[: problem.ap[problem.slack]] == bus)
        touching = np.searchsorted(problem.ap, entries, side="right") - 1
        sellers = touching[problem.coefficient[entries] > 0.0].tolist()
        if len(sellers) == 1 and sellers[0] in free and not set(touching.tolist()) & set(given):
            found[bus] = sellers[0]
    return {bus: j for bus, j in found.items() if _sells_any(block, j)}


def _sells_any(block: Block, j: int) -> bool:
    """Return whether a column brings any amount of one thing, at a price by the unit alone."""
    problem = block.problem
    return bool(
        block.columns[j].cap is None
        and block.state.limit[j] == 1.0
        and problem.ap[j + 1] - problem.ap[j] == 1
        and problem.coefficient_row[problem.ap[j]] < 0
        and j not in problem.peak_column
    )


def _is_decided(block: Block, touched: set[int], inside: list[int]) -> bool:
    """Return whether a column moves energy only, or turns it into another with some water."""
    others = touched - set(inside)
    return not others or (
        len(touched) - len(others) > 1
        and all(commodity(block.buses[i]).kind in WATER for i in others)
    )


def _is_planned(problem: object, stores: Ints, column: int) -> bool:
    moves = {*problem.charge[stores].tolist(), *problem.discharge[stores].tolist()}  # type: ignore[attr-defined]
    return column in moves


def _alike(block: Block, columns: list[int]) -> tuple[Ints, ...]:
    """Group columns of equal entries and cost; the tie-breaker does not tell them apart."""
    problem = block.problem
    groups: dict[tuple[object, ...], list[int]] = {}
    for j in columns:
        part = slice(problem.ap[j], problem.ap[j + 1])
        column = block.columns[j]
        key: tuple[object, ...] = (
            tuple(problem.ai[part].tolist()),
            tuple(problem.coefficient[part].tolist()),
            tuple(problem.coefficient_row[part].tolist()),
            problem.cost_row[j],
            column.cost.scale,
            column.extra_cost,
            j if j in problem.peak_column or column.cap is None else -1,
        )
        groups.setdefault(key, []).append(j)
    return tuple(np.array(group, dtype=np.int64) for group in groups.values())


def planned_parts(network: Network) -> list[tuple[Block, Selection]]:
    """Return the blocks in which something is to be planned, with what it is."""
    parts = [(block, select(block)) for block in network.blocks]
    return [(block, part) for block, part in parts if part.is_needed]
