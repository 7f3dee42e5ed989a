"""Which part of a block a look-ahead programme decides, and which it takes as given.

Stores are planned for energy; water and wastes that happen to be joined to it by their pumps
keep to what they did. A plant that turns one energy into another and needs some water besides (an
electrolyser, a cooling tower) is decided, and pays for its water what water was worth. Columns
that are alike but for their size (roofs of one price) are one variable.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    """

    buses: Ints
    groups: tuple[Ints, ...]
    given: Ints
    stores: Ints
    peaks: Ints

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to look ahead for."""
        return bool(len(self.stores) or len(self.peaks))


def select(block: Block) -> Selection:
    """Return the part of a block that a look-ahead decides."""
    problem = block.problem
    stores = np.flatnonzero(problem.planned & (problem.capacity > 0.0))
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
    return Selection(
        buses=np.array(inside, dtype=np.int64),
        groups=_alike(block, free),
        given=np.array(given, dtype=np.int64),
        stores=stores,
        peaks=np.array([p for p, j in enumerate(problem.peak_column) if j in free], dtype=np.int64),
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
