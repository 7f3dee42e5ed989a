"""What every planner is: asked at the start of each day, it sets what a unit in store is worth.

The executor settles every interval exactly; all a planner may do is write the values, floors
and ceilings of stores for the day ahead. It reads only what is already settled and what is
published in advance, so it is causal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from twin.network.block import Block
from twin.network.compile import Column, Store
from twin.network.pack import Network
from twin.primitives import Profile, Purpose

Floats = npt.NDArray[np.float64]


class Planner(Protocol):
    """Supplies values of stores, day by day."""

    name: str

    def plan(self, network: Network, first_step: int) -> None:
        """Write values for the day that begins at ``first_step``."""
        ...


@dataclass(frozen=True)
class PlannedStore:
    """A store whose value a planner supplies, with where it stands in its block."""

    block: Block
    number: int
    store: Store

    @property
    def bus(self) -> str:
        """The bus it stands on."""
        return self.store.storage.bus


def planned_stores(network: Network) -> Iterator[PlannedStore]:
    """Yield the stores that ask for a planner, in name order."""
    for block in network.blocks:
        for number, store in enumerate(block.stores):
            if store.storage.planned:
                yield PlannedStore(block, number, store)


def columns_with(block: Block, purpose: Purpose) -> list[tuple[int, Column]]:
    """Return the columns of a block that write a row of ``purpose``."""
    return block.by_purpose.get(purpose, [])


def known_ahead(profile: Profile, first: int, last: int, day: int) -> Floats:
    """Return a published rate for intervals ``first`` to ``last``; beyond the span its last day."""
    known = profile.published
    if known is None:
        return np.full(last - first, profile.scale)
    total = known.shape[0]
    if last <= total:
        return np.asarray(profile.scale * known[first:last])
    steps = np.arange(first, last)
    steps = np.where(steps < total, steps, total - day + steps % day)
    return np.asarray(profile.scale * known[steps])
