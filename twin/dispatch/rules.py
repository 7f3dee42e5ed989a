"""The ``rules`` planner: tomorrow's published tariff, yesterday's merit order, store by store.

Causal and fast. For each store a dynamic programme over two days, in which every interval offers
what the same one of yesterday did without the store; the next store sees what the one before
means to do. Own generation is seen through its transfer to the park's bus. All its regret against
perfect foresight lies in these values.
"""

from __future__ import annotations

from itertools import accumulate

import numpy as np
import numpy.typing as npt

from twin.dispatch.selection import planned_stores
from twin.kernels.days import code, plan_and_settle
from twin.kernels.merit import pieces
from twin.kernels.store_value import PIECES, Near, value_stores
from twin.network.block import UNLIMITED, Block
from twin.network.pack import Network
from twin.primitives import Purpose

Ints = npt.NDArray[np.int64]

HORIZON_DAYS = 2


class Rules:
    """Values of stores by dynamic programme on tariff and yesterday's merit order."""

    name = "rules"
    knows = ()

    def __init__(self) -> None:
        self._near: dict[int, tuple[Block, Near]] = {}

    def plan(self, network: Network, first_step: int) -> None:
        """Write values for the day that begins at ``first_step``."""
        spd = network.timeline.steps_per_day
        for number in network.planned:
            block, near = self._beside(network, number)
            value_stores(block.problem, block.state, near, first_step, spd)

    def carry_out(self, network: Network, number: int, k0: int, k1: int) -> int:
        """Plan and settle a block over many days in one call; return as ``settle`` does."""
        block, near = self._beside(network, number)
        return int(
            plan_and_settle(
                code(), block.problem, block.state, near, block.work, block.demand,
                network.timeline.month_of_step, UNLIMITED, k0, k1, network.timeline.steps_per_day,
            )
        )  # fmt: skip

    def _beside(self, network: Network, number: int) -> tuple[Block, Near]:
        """Return a block with what lies beside its stores, found once."""
        block = network.blocks[number]
        known = self._near.get(number)
        if known is None or known[0] is not block:
            near = _neighbours(block, planned_stores(block), network.timeline.steps_per_day)
            self._near[number] = known = block, near
        return known


def _neighbours(block: Block, stores: Ints, spd: int) -> Near:
    """Return the columns beside each planned store, from its bus."""
    problem, peaks = block.problem, dict.fromkeys(block.problem.peak_column.tolist(), 0.0)
    peaks |= dict(zip(peaks, problem.peak_penalty.tolist(), strict=True))
    homes = [block.buses.index(block.stores[s].storage.bus) for s in stores]
    found = [_beside(block, home) for home in homes]
    beside = [[(j, p) for j, p, _ in here] for here in found]
    through = [passed for here in found for _, _, passed in here]
    column, entry = [j for here in beside for j, _ in here], [p for here in beside for _, p in here]
    start = [0, *accumulate(map(len, beside))]
    bought, horizon = _purchases(block), HORIZON_DAYS * spd
    on_bus = {bus: j for j, bus in reversed(bought)}
    most = 2 * max(map(len, beside), default=0) + 2
    return Near(
        store=stores,
        purchase=np.array([on_bus.get(home, -1) for home in homes], dtype=np.int64),
        home=np.array(homes, dtype=np.int64),
        wear=problem.cost[problem.charge[stores]],
        start=np.array(start, dtype=np.int64),
        column=np.array(column, dtype=np.uint32),
        entry=np.array(entry, dtype=np.uint32),
        through=np.array(through, dtype=np.int64),
        penalty=np.array([peaks.get(j, 0.0) for j in column]),
        bought=np.array([j for j, _ in bought], dtype=np.int64),
        bought_on=np.array([bus for _, bus in bought], dtype=np.int64),
        left=pieces(most),
        right=pieces(most),
        worth=np.zeros(PIECES),
        length=np.zeros(PIECES),
        offer=np.zeros((horizon, 2, most)),
        pieces=np.zeros((horizon, 2), dtype=np.int64),
        charging=np.zeros(horizon),
        offset=np.zeros((spd, len(block.buses))),
        shift=np.zeros(len(block.buses)),
    )


def _beside(block: Block, home: int) -> list[tuple[int, int, int]]:
    """Return the columns that touch a bus, with their entries there, stores' own apart.

    A transfer of generation is looked through: the price behind it says what the last unit was
    worth, which is much where a store took it, and not how much more there is for nothing. So in
    its place stands what is behind it, with its number.
    """
    problem, found = block.problem, []
    own = {*problem.charge.tolist(), *problem.discharge.tolist()}
    for j, p in _touching(block, home, problem.slack + 2 * len(block.buses)):
        behind = _behind(block, j, home)
        if j not in own and not behind:
            found.append((j, p, -1))
        found += [(i, q, j) for i, q in behind]
    return found


def _touching(block: Block, bus: int, columns: int) -> list[tuple[int, int]]:
    """Return those of the first columns that touch a bus, with their entries there."""
    rows, first = block.problem.ai, block.problem.ap.astype(np.int64)
    entries = np.flatnonzero(rows[: first[columns]] == bus)
    return [(int(np.searchsorted(first, p, side="right")) - 1, int(p)) for p in entries]


def _behind(block: Block, j: int, home: int) -> list[tuple[int, int]]:
    """Return what lies behind a transfer without limit or loss, of what comes and goes alone."""
    problem = block.problem
    part = slice(problem.ap[j], problem.ap[j + 1])
    given = dict(zip(problem.ai[part].tolist(), problem.coefficient[part].tolist(), strict=True))
    is_plain = j < problem.slack and block.columns[j].cap is None and problem.cost_row[j] < 0
    if not is_plain or (problem.coefficient_row[part] >= 0).any() or len(given) != 2:
        return []
    (bus,) = set(given) - {home}
    behind = [(i, p) for i, p in _touching(block, bus, problem.slack) if i != j]
    alone = all(problem.ap[i + 1] - problem.ap[i] == 1 for i, _ in behind)
    is_store = any(block.buses[bus] == store.storage.bus for store in block.stores)
    return behind if given[home] == 1.0 and given[bus] == -1.0 and alone and not is_store else []


def _purchases(block: Block) -> list[tuple[int, int]]:
    """Return the columns that buy from the grid, with their buses."""
    numbers = {bus: i for i, bus in enumerate(block.buses)}
    return [
        (j, numbers[entry.bus])
        for j, column in enumerate(block.columns)
        for entry in column.entries
        if entry.row.purpose is Purpose.GRID_IMPORT and entry.bus
    ]
