"""Measure what-ifs in one process: from a changed figure to new scorecards.

The park is run once (its events are then remembered), and each change is laid on the park as it
is. Wall time and CPU time, as ratios to the yardstick of ``reference_year.py`` as well; the median
of several values of each figure, so that none is a repetition of the last.

    python -m benchmarks.what_if [PARK ...] [--runs N]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.reference_year import yardstick
from scenarios.session import Session

Change = Callable[[int], Mapping[str, Any]]


def battery_added(i: int) -> Mapping[str, Any]:
    """Return the intervention of a battery, larger each time."""
    parameters = {"energy": 20.0 + i, "power": 10.0}
    return {"interventions": [{"id": "park_battery", "parameters": parameters}]}


def roofs_covered(i: int) -> Mapping[str, Any]:
    """Return the intervention of PV on more and more of the free roofs."""
    return {"interventions": [{"id": "roof_pv", "parameters": {"coverage": 0.1 + 0.05 * i}}]}


def cases(park: str) -> Mapping[str, Change]:
    """Return the what-ifs of a park."""
    found: dict[str, Change] = {
        "as it is": lambda _: {},
        "battery added": battery_added,
        "roofs covered": roofs_covered,
        "price of gas": lambda i: {"prices.natural_gas": 3.0 + 0.1 * i},
        "price of carbon": lambda i: {"prices.carbon": 60.0 + i},
    }
    if park == "yunnan":
        path = "agents.battery-1.component.energy_mwh"
        found["battery-1"] = lambda i: {path: 30.0 + i}
    return found


def measure(park: str, runs: int) -> None:
    """Print the times of a park's what-ifs."""
    unit, session = yardstick(), Session(park)
    for name, case in {"first run": lambda _: {}, **cases(park)}.items():
        times = [timed(session, case(i)) for i in range(1 if name == "first run" else runs)]
        wall, cpu = (statistics.median(values) for values in zip(*times, strict=True))
        print(
            f"{park:8} {name:16} {wall:6.2f} s wall {cpu:6.2f} s CPU {cpu / unit:6.1f} yardsticks"
        )


def timed(session: Session, changes: Mapping[str, Any]) -> tuple[float, float]:
    """Return wall and CPU seconds of one what-if."""
    wall, cpu = time.perf_counter(), time.process_time()
    session.what_if(changes)
    return time.perf_counter() - wall, time.process_time() - cpu


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parks", nargs="*", default=["yunnan", "jiangxi"])
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    for park_name in given.parks:
        measure(park_name, given.runs)
