"""The fixed flows on the buses of a block, ready for the kernel that sums them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from twin.network.pack import Network

Floats = npt.NDArray[np.float64]


class BusFlows(NamedTuple):
    """The fixed flows on the buses of one block; demand counts positive, supply negative."""

    factor: Floats
    row: npt.NDArray[np.int64]
    varying: npt.NDArray[np.int64]
    bus: npt.NDArray[np.int64]


def flows_on(network: Network, block: int) -> BusFlows:
    """Return the fixed flows on the buses of a block."""
    numbers, signs, buses = [], [], []
    for number, flow in enumerate(network.compiled.fixed):
        bus = flow.row.into or flow.row.out_of
        if bus and network.bus_block[bus][0] == block:
            numbers.append(number)
            signs.append(1.0 if flow.row.out_of else -1.0)
            buses.append(network.bus_block[bus][1])
    chosen = np.array(numbers, dtype=np.int64)
    return BusFlows(
        factor=network.fixed_factor[chosen] * np.array(signs),
        row=network.fixed_row[chosen],
        varying=network.fixed_varying[chosen],
        bus=np.array(buses, dtype=np.int64),
    )
