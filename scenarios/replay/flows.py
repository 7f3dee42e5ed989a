"""Flows between places: who gives power, heat or water to the park, and who takes it.

The ledger knows no wires and pipes, only what enters and leaves each network. So every flow is
drawn between an agent's place and one middle of its network; its width is the ledger's amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from scenarios.catalogue import commodity_looks
from scenarios.replay import spans
from scenarios.replay.plan import place_of

Floats = npt.NDArray[np.float64]
Direction = Literal["gives", "takes"]
LAYERS = ("electricity", "heat", "water")
SHARED = ("building",)  # kinds of agents that are many and small: one flow for all of a kind
# What stays within the network, never was in it, or flows outside the park.
WITHIN = {
    "transfer", "loss", "water_recirculated", "rejected", "curtailed", "surplus", "unserved",
    "generation", "direct_feed_in",
}  # fmt: skip
HANDED = {"water_intake", "water_reclaimed", "use", "wastewater", "discharged"}  # of water
ELSEWHERE = "elsewhere"  # of whom the park file gives no place


class Term(NamedTuple):
    """A row of the ledger with the place it is drawn at: an agent's, or a group's."""

    row: str
    layer: str
    commodity: str
    place: str
    direction: Direction


class Flow(NamedTuple):
    """What one place gives to or takes from a network, in each interval [unit/h]."""

    layer: str
    commodity: str
    place: str
    direction: Direction
    rates: Floats


def terms(rows: Iterable[Mapping[str, Any]], park: Mapping[str, Any]) -> list[Term]:
    """Return the rows of the ledger that are drawn."""
    looks = commodity_looks()
    found = []
    for row in rows:
        look = looks.get(str(row["commodity"]))
        layer = look.kind if look else ""
        direction = _direction(row) if layer in LAYERS and row["total"] else None
        if direction is not None and (layer != "water" or row["purpose"] in HANDED):
            place = _place(row, direction, park)
            found.append(Term(str(row["id"]), layer, str(row["commodity"]), place, direction))
    return found


def _direction(row: Mapping[str, Any]) -> Direction | None:
    """Return which way a row goes over the edge of its network, None if it stays within."""
    if row["purpose"] in WITHIN:
        return None
    if str(row["target"]).partition("@")[0] == row["commodity"]:
        return "gives"
    return "takes" if str(row["source"]).partition("@")[0] == row["commodity"] else None


def _place(row: Mapping[str, Any], direction: Direction, park: Mapping[str, Any]) -> str:
    node = str(row["source"] if direction == "gives" else row["target"])
    agents = park.get("agents") or {}
    for agent in (node.partition("/")[0], str(row["owner"])):
        if place := place_of(agent, park):
            kind = str(agents[place]["kind"])
            return f"{kind}s" if kind in SHARED else place
    return ELSEWHERE


def of_day(folder: Path, drawn: Sequence[Term], span: slice, step_minutes: int) -> list[Flow]:
    """Return the flows of a day, those of a layer together, largest first.

    Raises
    ------
    InputError
        If the run's flows cannot be read.
    """
    amounts = spans.columns(folder, [term.row for term in drawn], span) if drawn else {}
    sums: dict[tuple[str, str, str, Direction], Floats] = {}
    for term in drawn:
        key = (term.layer, term.commodity, term.place, term.direction)
        sums[key] = sums.get(key, 0.0) + amounts[term.row] * (60.0 / step_minutes)
    flows = [Flow(*key, rates) for key, rates in sums.items() if rates.any()]
    order = {layer: number for number, layer in enumerate(LAYERS)}
    return sorted(flows, key=lambda f: (order[f.layer], -float(f.rates.max()), f.place))
