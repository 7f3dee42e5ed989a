"""What every planner is: asked at the start of each day, it sets what a unit in store is worth.

The executor settles every interval exactly; all a planner may do is write, for the day ahead, what
a unit in store is worth, the level it aims at, and the purchase it accepts without the demand
charge. In a run it reads only what is already settled and what is published in advance.

A planner whose planning is compiled may also have ``carry_out(network, block, k0, k1)``: it then
plans and settles a block over many days in one call, and returns what ``settle`` does.
"""

from __future__ import annotations

from typing import Protocol

from twin.network.pack import Network


class Planner(Protocol):
    """Supplies values of stores, day by day."""

    name: str

    @property
    def knows(self) -> object:
        """What the planner was told; two of a kind that know the same plan the same."""
        ...

    def plan(self, network: Network, first_step: int) -> None:
        """Write values for the day that begins at ``first_step``."""
        ...
