"""The log of vehicles: what each of them does at every second of the span, for a replay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from agents.freight.roads import RoadMap
from agents.yard.doing import TYPES, StateRows
from agents.yard.tables import NONE, Floats, Ints

OUTSIDE = "outside/"  # before a gate's name: beyond it
AT_ONCE = 32  # vehicles whose year stands in memory side by side


def nearest_gates(ways: RoadMap) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Return the number of the gate nearest to each place, and which places are gates."""
    near = [ways.gates.index(ways.gate_of(place)) for place in ways.places]
    return np.array(near, dtype=np.int64), np.isin(ways.places, ways.gates)


class VehicleStates(NamedTuple):
    """States of all vehicles by vehicle and time: each begins where and when the last one ends.

    ``place_from`` and ``place`` number the places of the log; ``soc_from`` and ``soc`` are the
    store's shares at both ends.
    """

    vehicle: Ints
    begin_s: Ints
    end_s: Ints
    doing: Ints
    place_from: Ints
    place: Ints
    station: Ints
    queue: Ints
    load_t: Floats
    km: Floats
    soc_from: Floats
    soc: Floats


class VehicleLog:
    """Collects begins of states as they become known.

    Attributes
    ----------
    texts : mapping of str to tuple of str
        Names by number: ``vehicle``, ``place``, ``station``.
    """

    def __init__(self) -> None:
        self.texts: Mapping[str, tuple[str, ...]] = {"vehicle": (), "place": (), "station": ()}
        self._parts: list[StateRows] = []

    def open(
        self, vehicles: Sequence[str], nodes: Sequence[str], gates: Sequence[str],
        stations: Sequence[str],
    ) -> None:  # fmt: skip
        """Give the names; places are the nodes, then what lies beyond each gate."""
        places = (*nodes, *(OUTSIDE + gate for gate in gates))
        self.texts = {"vehicle": tuple(vehicles), "place": places, "station": tuple(stations)}

    def extend(self, rows: StateRows) -> None:
        """Add begins of states; those of a vehicle in order."""
        if len(rows.second):
            self._parts.append(rows)

    def recorded(self) -> StateRows:
        """Return all rows as they were added."""
        if len(self._parts) != 1:
            empty = StateRows(*(np.empty(0, t) for t in TYPES))  # type: ignore[arg-type]
            parts = [empty, *self._parts]
            joined = (np.concatenate(columns) for columns in zip(*parts, strict=True))
            self._parts = [StateRows(*joined)]
        return self._parts[0]

    def replay(self, rows: StateRows, texts: Mapping[str, tuple[str, ...]]) -> None:
        """Take over the rows of an earlier run of the same agents."""
        self._parts, self.texts = [rows], texts

    def states(self, until_s: int) -> Iterator[VehicleStates]:
        """Yield what vehicles do until a second, some at a time, without gap or overlap."""
        rows = self.recorded()
        order = np.lexsort((rows.second, rows.vehicle)).astype(np.int32)
        first = np.arange(0, len(self.texts["vehicle"]) + AT_ONCE, AT_ONCE)
        edges = np.searchsorted(rows.vehicle[order], first)
        for some in map(slice, edges[:-1], edges[1:]):
            mine = StateRows._make(column[order[some]] for column in rows)
            yield tiled(mine, until_s)


def tiled(rows: StateRows, until_s: int) -> VehicleStates:
    """Return states from their begins: each lasts until the next one of its vehicle begins.

    Rows are sorted by vehicle and second.
    What is in the store is told where states begin; at the end of the span it is taken evenly
    between the last begin and the next, or is what is told of the end.
    """
    vehicle, begin = rows.vehicle.astype(np.int64), rows.second.astype(np.int64)
    place, soc = rows.place.astype(np.int64), rows.soc.astype(np.float64)
    last = vehicle != np.append(vehicle[1:], NONE)[: len(vehicle)]
    first = vehicle != np.append(NONE, vehicle[:-1])[: len(vehicle)]
    end = np.where(last, np.maximum(until_s, begin), np.roll(begin, -1))
    then = np.where(last, soc, np.roll(soc, -1))
    within = np.clip((until_s - begin) / np.maximum(end - begin, 1), 0.0, 1.0)
    end, then = np.minimum(end, until_s), soc + (then - soc) * within
    before = np.where(first, place, np.roll(place, 1))
    kept = np.flatnonzero(end > begin)
    return VehicleStates(
        vehicle[kept], begin[kept], end[kept], rows.doing[kept].astype(np.int64), before[kept],
        place[kept], rows.station[kept].astype(np.int64), rows.queue[kept].astype(np.int64),
        rows.load_t[kept].astype(np.float64), rows.km[kept] * within[kept], soc[kept], then[kept],
    )  # fmt: skip
