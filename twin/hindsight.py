"""The day before, as one who plans the next day sees it: spare generation and worth of power."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from twin.commodities import commodity_of
from twin.network.block import Block
from twin.plant import Plant
from twin.primitives import Purpose
from twin.recipes import available_amounts, fixed_amounts

Floats = npt.NDArray[np.float64]

ELECTRICITY = "electricity"
GIVEN_AWAY = {Purpose.GRID_EXPORT: 1.0, Purpose.GRID_IMPORT: -1.0}


class Past(NamedTuple):
    """Settled intervals of a day.

    Attributes
    ----------
    span : slice
        Which intervals.
    spare_mw : array
        Own generation curtailed or exported, less what was bought: negative where power is short.
    value : array
        Marginal cost of power on the park's bus [CNY/MWh].
    """

    span: slice
    spare_mw: Floats
    value: Floats


def day_before(plant: Plant, now: int, own: Collection[str] = ()) -> Past | None:
    """Look at the day that ended at ``now``, or None if none has.

    It is a door of the plant: who looks is listening. What the sinks named ``own`` drew is added
    back to what was spare: they may draw it again.
    """
    plant.doors_used += 1
    steps = plant.timeline.settled_steps(now)
    plant.settle(steps)
    span = slice(steps - plant.timeline.steps_per_day, steps)
    if span.start < 0:
        return None
    spare, value = np.zeros(plant.timeline.steps_per_day), np.zeros(plant.timeline.steps_per_day)
    for block in plant.network.blocks:
        spare += _spare(plant, block, span)
        if ELECTRICITY in block.buses:
            value = block.state.price[span, block.buses.index(ELECTRICITY)].copy()
    for number, flow in enumerate(plant.network.compiled.fixed):
        if flow.row.target in own and flow.row.commodity == ELECTRICITY:
            spare += fixed_amounts(plant.network, number)(span)
    return Past(span, spare / plant.timeline.step_hours, value)


def _spare(plant: Plant, block: Block, span: slice) -> Floats:
    """Return what a block curtailed and exported, less what it bought [MWh]."""
    total = np.zeros(plant.timeline.steps_per_day)
    for j, column in enumerate(block.columns):
        did = block.state.activity[span, j]
        unused = column.unused
        if unused is not None and unused.purpose is Purpose.CURTAILED:
            total += np.maximum(available_amounts(plant.network, column)(span) - did, 0.0)
        for entry in column.entries:
            row = entry.row
            if row.purpose in GIVEN_AWAY and commodity_of(row.commodity) == ELECTRICITY:
                total += GIVEN_AWAY[row.purpose] * entry.coefficient.scale * did
    return total
