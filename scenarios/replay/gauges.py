"""Stores and how full they are: batteries, tanks, basins, yards."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from scenarios.catalogue import commodity_looks
from scenarios.replay.flows import ELSEWHERE
from scenarios.replay.plan import place_of
from scenarios.stored import StoredRun

Floats = npt.NDArray[np.float64]


class Gauge(NamedTuple):
    """A store: where it stands, what is in it, and its largest content of the whole run.

    ``levels`` are its contents at the bounds of the day's intervals, one more than there are. What
    was in it before the first interval of a run is not recorded: that day begins with its end.
    """

    id: str
    agent: str
    place: str
    commodity: str
    unit: str
    most: float
    levels: Floats


def of_day(folder: Path, park: Mapping[str, Any], span: slice) -> list[Gauge]:
    """Return every store that ever held something, with its contents over a part of the run."""
    table = StoredRun(folder).table("stores")
    found = []
    for field in table.schema:
        if field.name == "time":
            continue
        levels = table.column(field.name).to_numpy().astype(np.float64)
        most = float(levels.max(initial=0.0))
        if most <= 0.0:
            continue
        agent = field.name.partition("/")[0]
        bus = (field.metadata or {}).get(b"bus", b"").decode().partition("@")[0]
        look = commodity_looks().get(bus)
        unit = look.unit if look else ""
        place = place_of(agent, park) or ELSEWHERE
        bounds = np.append(levels[max(span.start - 1, 0)], levels[span])
        found.append(Gauge(field.name, agent, place, bus, unit, most, bounds))
    return found
