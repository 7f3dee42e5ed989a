"""What a block's stores can expect of the hours ahead: prices, surplus, and purchases.

Without the stores themselves: their own charging and discharging is taken out of what is read
from settled intervals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.dispatch.planner import columns_with, known_ahead
from twin.network.block import Block
from twin.network.pack import Network
from twin.primitives import Purpose

Floats = npt.NDArray[np.float64]


@dataclass
class Outlook:
    """Expectations over a horizon, one value an interval.

    Attributes
    ----------
    buy, sell : array
        Price of a unit bought, and what a sold unit earns [CNY/unit].
    lost, sold, need : array
        Without the stores: surplus that would be curtailed, surplus that would be sold, and
        purchases [unit per interval].
    """

    buy: Floats
    sell: Floats
    lost: Floats
    sold: Floats
    need: Floats

    @classmethod
    def of_net(cls, prices: tuple[Floats, Floats], net: Floats, sellable: Floats) -> Outlook:
        """Return the outlook of purchases less surplus, of which ``sellable`` can be exported."""
        surplus = np.maximum(-net, 0.0)
        sold = np.minimum(surplus, sellable)
        return cls(*prices, surplus - sold, sold, np.maximum(net, 0.0))


def published_prices(
    network: Network, block: Block, first: int, last: int
) -> tuple[Floats, Floats]:
    """Return the prices of buying and of selling for intervals ``first`` to ``last``."""
    found = []
    for purpose in (Purpose.GRID_IMPORT, Purpose.GRID_EXPORT):
        day = network.timeline.steps_per_day
        prices = [known_ahead(c.cost, first, last, day) for _, c in columns_with(block, purpose)]
        found.append(_cheapest(prices, last - first))
    return found[0], np.maximum(-found[1], 0.0)


def _cheapest(prices: list[Floats], length: int) -> Floats:
    return np.min(prices, axis=0) if prices else np.zeros(length)


def net_without_stores(network: Network, block: Block, first: int, last: int) -> Floats:
    """Return purchases less surplus of settled intervals, the stores taken out [unit]."""
    span = slice(first, last)
    activity = block.state.activity[span]
    net = np.zeros(last - first)
    for j, _ in columns_with(block, Purpose.GRID_IMPORT):
        net += activity[:, j]
    for j, _ in columns_with(block, Purpose.GRID_EXPORT):
        net -= activity[:, j]
    for j, column in enumerate(block.columns):
        if column.unused is not None and column.unused.purpose is Purpose.CURTAILED:
            row = block.problem.cap_row[j]
            share = network.table.values[row, span] if row >= 0 else 1.0
            net -= block.problem.cap[j] * share - activity[:, j]
    for s, store in enumerate(block.stores):
        if store.storage.planned:
            net += activity[:, block.problem.discharge[s]]
            net -= activity[:, block.problem.charge[s]]
    return net


def sellable(network: Network, block: Block, first: int, last: int) -> Floats:
    """Return how much could be exported in each settled interval [unit]."""
    total = np.zeros(last - first)
    for j, _ in columns_with(block, Purpose.GRID_EXPORT):
        row = block.problem.cap_row[j]
        share = network.table.values[row, first:last] if row >= 0 else 1.0
        total += block.problem.cap[j] * share
    return total


def like_yesterday(network: Network, block: Block, first: int, days: int) -> Outlook:
    """Return an outlook in which the coming days look like the day before ``first``.

    On the first day nothing is known: no surplus, and as much need as the stores could serve.
    """
    spd = network.timeline.steps_per_day
    prices = published_prices(network, block, first, first + days * spd)
    if first < spd:
        most = float(block.problem.cap[block.problem.discharge].sum())
        unknown = np.zeros(days * spd)
        return Outlook(*prices, unknown, unknown.copy(), np.full(days * spd, most))
    yesterday = (first - spd, first)
    net = np.tile(net_without_stores(network, block, *yesterday), days)
    return Outlook.of_net(prices, net, np.tile(sellable(network, block, *yesterday), days))
