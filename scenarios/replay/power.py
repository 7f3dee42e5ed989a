"""The park's electricity over a day: from the grid, of its own, used, and what batteries hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.replay import gauges, spans

Floats = npt.NDArray[np.float64]
KINDS = ("grid", "own", "use")


def kind_of(row: Mapping[str, Any]) -> str:
    """Return what a row of the ledger is to the park's power, "" for nothing of it."""
    if row["commodity"] != "electricity":
        return ""
    purpose = row["purpose"]
    if purpose == "grid_import":
        return "grid"
    into = str(row["target"]).partition("@")[0] == "electricity"
    if purpose in {"own_generation", "direct_supply"} or (purpose == "conversion" and into):
        return "own"
    return "use" if purpose in {"use", "conversion"} else ""


def of_day(
    folder: Path, rows: Iterable[Mapping[str, Any]], span: slice, step_minutes: int
) -> dict[str, Floats]:
    """Return power by kind in every interval of a day [MW].

    Raises
    ------
    InputError
        If the run's flows cannot be read.
    """
    mine = [(str(row["id"]), kind_of(row)) for row in rows if row["total"]]
    mine = [(name, kind) for name, kind in mine if kind]
    amounts = spans.columns(folder, [name for name, _ in mine], span)
    found = {kind: np.zeros(span.stop - span.start) for kind in KINDS}
    for name, kind in mine:
        found[kind] += amounts[name] * (60.0 / step_minutes)
    return found


def in_batteries(park: Mapping[str, Any], stores: Iterable[gauges.Gauge]) -> Floats | None:
    """Return what all batteries of the park hold at bounds of intervals [MWh], None without any."""
    agents = park.get("agents") or {}
    mine = [
        gauge.levels
        for gauge in stores
        if ((agents.get(gauge.agent) or {}).get("component") or {}).get("type") == "battery"
    ]
    return np.sum(mine, axis=0) if mine else None
