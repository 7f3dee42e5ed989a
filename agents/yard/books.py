"""What a fleet's and a station's books keep of a span: numbers for the tally, facts from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from agents.freight.moved import facts_of
from twin.facts import Fact
from twin.vehicles import POWERTRAINS

BY_POWERTRAIN = {"vehicles": "", "jobs_done": "", "jobs_late": "", "driven_km": "km",
                 "driven_mwh": "MWh"}  # fmt: skip
MOVED = {"moved_t": "t", "moved_tkm": "tkm", "moved_outside_tkm": "tkm"}
OF_FLEET = {"jobs_refused": "", "jobs_expired": "", "jobs_open": "", "late_p95_s": "s"}
WAITING = {"services": "", "wait_p50_s": "s", "wait_p95_s": "s", "wait_p99_s": "s"}
OF_STATION = {**WAITING, "filled_mwh": "MWh", "fed_mwh": "MWh", "left_the_queue": ""}


def percentiles(
    name: str, values: npt.NDArray[np.generic], shares: tuple[int, ...]
) -> dict[str, float]:
    """Return percentiles of seconds as ``NAME_p50_s``; 0 if there is nothing."""
    if not len(values):
        return {f"{name}_p{share}_s": 0.0 for share in shares}
    found = np.percentile(np.asarray(values, dtype=np.float64), shares).tolist()
    return {f"{name}_p{share}_s": value for share, value in zip(shares, found, strict=True)}


def fleet_facts(name: str, service: str, did: Mapping[str, float]) -> Iterator[Fact]:
    """Yield vehicles, jobs and what was moved, by powertrain, and the fleet's waiting."""
    powertrains = [name for name in POWERTRAINS if f"{name}/vehicles" in did]
    for powertrain in powertrains:
        for key, unit in BY_POWERTRAIN.items():
            note = f"{service}/{powertrain}"
            yield Fact(name, key, did[f"{powertrain}/{key}"], unit, None, note)
        for key, unit in MOVED.items() if service == "goods" else ():
            moved = did[f"{powertrain}/{key}"]
            if moved or key != "moved_outside_tkm":
                yield Fact(name, key, moved, unit, None, powertrain)
    yield from facts_of(did)
    for key, unit in (OF_FLEET | WAITING).items():
        yield Fact(name, key, did[key], unit, None, service)


def station_facts(name: str, did: Mapping[str, float]) -> Iterator[Fact]:
    """Yield what a station gave, and how long vehicles waited for it."""
    for key, unit in OF_STATION.items():
        yield Fact(name, f"station_{key}", did[key], unit)
