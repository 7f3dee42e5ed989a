"""A year of a fleet: our yard by every charging strategy, a bare SimPy loop, and SpiceEV.

The same trips for all (:mod:`benchmarks.trips`), each run in a fresh process: CPU seconds of the
run itself and of the whole process, and its peak memory. Our yard and the SimPy loop have shared
plugs, a queue, trucks that lose patience, and late departures; SpiceEV knows no queue, so it has a
plug for every truck, and is left out if it cannot be imported.

    python -m benchmarks.fleet [--vehicles N] [--days N] [--plugs N] [--json] [--spiceev-days N]
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import json
import math
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from agents.yard.tables import Jobs
from benchmarks.trips import (
    DAY_S,
    Trip,
    Trips,
    Truck,
    always_on_duty,
    draw_trips,
    jobs_of,
    roads_of_one_place,
    signals_of_a_tariff,
    spiceev_scenario,
    station_of,
    vehicles_of,
)

PATIENCE_S = 5400
STEP_S = 3600
TRUCK = Truck()
CONTROLS = ("uncontrolled", "balanced", "tariff", "surplus", "peak_limited", "v2g", "coordinated")
SIZES = (250, 500, 1000, 2000)
CASE = ("who", "vehicles", "days", "plugs", "control")
GROWTH_DAYS = 60  # 2,000 trucks make 7,500 trips a day
Result = dict[str, float]


def run_yard(jobs: Jobs, vehicles: int, days: int, plugs: int, control: str) -> Result:
    """Return what our yard did with the jobs, and the CPU seconds it took."""
    from agents.yard.record import energy_mwh
    from agents.yard.tables import Control
    from agents.yard.yard import Yard

    limit = 0.9 * plugs * TRUCK.plug_mw / TRUCK.efficiency
    begun = time.process_time()
    yard = Yard(
        vehicles_of(vehicles, TRUCK, PATIENCE_S),
        station_of(plugs, TRUCK, int(Control[control.upper()]), limit_mw=limit),
        always_on_duty(days),
        roads_of_one_place(),
        signals_of_a_tariff(days, STEP_S),
    )
    yard.add(jobs)
    yard.advance(days * DAY_S)
    done = yard.done
    return {
        "run_s": time.process_time() - begun,
        "mwh": energy_mwh(done.draws[0], days * DAY_S),
        "peak_mw": float(done.draws[0][1].max()),
        "late": float((done.jobs.late_s > 0).sum()),
        "reneged": float(done.services.reneged.sum()),
        "waited_h": float(done.vehicles.waited_s.sum() / 3600.0),
    }


def charge_s(have: float, want: float) -> float:
    """Return how long a truck charges, its taper included [s]."""
    t = TRUCK
    k = t.fill_mw * (1 - t.taper_to) / ((1 - t.taper_from) * t.store_mwh)
    above = t.store_mwh * (t.taper_from + (1 - t.taper_from) / (1 - t.taper_to))
    knee = above - t.plug_mw / k
    hours = max(0.0, min(want, knee) - have) / t.plug_mw
    if want > knee:
        hours += math.log((above - max(have, knee)) / (above - want)) / k
    return hours * 3600.0


def run_simpy(trips: Trips, days: int, plugs: int) -> Result:
    """Return the same of a bare SimPy loop: a process for each truck, a resource for the plugs.

    A truck that waits leaves when it has lost patience, and if it cannot do without, only then
    when it has been filled; it fills up whole.
    """
    import simpy

    env = simpy.Environment()
    station = simpy.Resource(env, plugs)
    told = {"mwh": 0.0, "late": 0.0, "reneged": 0.0, "waited_h": 0.0}
    want = TRUCK.wanted * TRUCK.store_mwh

    def live(own: list[Trip]) -> Iterator[Any]:
        have = want
        for _, depart, arrive, km in own:
            if depart > env.now:
                yield env.timeout(depart - env.now)
            told["late"] += env.now > depart
            yield env.timeout(arrive - depart)
            have -= km * TRUCK.per_km
            asked, must = env.now, have < 0.5 * TRUCK.store_mwh
            with station.request() as plug:
                yield plug if must else plug | env.timeout(PATIENCE_S)
                told["waited_h"] += (env.now - asked) / 3600.0
                if not plug.triggered:
                    told["reneged"] += 1
                    continue
                yield env.timeout(charge_s(have, want))
                told["mwh"] += (want - have) / TRUCK.efficiency
                have = want

    own: dict[int, list[Trip]] = {}
    for trip in trips.tolist():
        own.setdefault(trip[0], []).append(trip)
    begun = time.process_time()
    for mine in own.values():
        env.process(live(mine))
    env.run(until=days * DAY_S)
    return {"run_s": time.process_time() - begun, **told}


def run_spiceev(trips: Trips, days: int, control: str) -> Result:
    """Return the same of SpiceEV, which has a plug for everyone and steps of 15 minutes."""
    from spice_ev.scenario import Scenario

    scenario = Scenario(spiceev_scenario(trips, days, TRUCK))
    begun = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scenario.run(control, {"ALLOW_NEGATIVE_SOC": True})
    if scenario.step_i != days * 96:
        raise RuntimeError(f"SpiceEV stopped at step {scenario.step_i}")
    load = np.array(scenario.totalLoad["depot"]) / 1000.0
    return {
        "run_s": time.process_time() - begun,
        "mwh": float(load.sum() / 4.0),
        "peak_mw": float(load.max()),
    }


def run_case(who: str, vehicles: int, days: int, plugs: int, control: str) -> Result:
    """Return the figures of one of the three, and the number of trips."""
    if who == "yard":
        jobs = jobs_of(draw_trips(vehicles, days))
        return {**run_yard(jobs, vehicles, days, plugs, control), "trips": len(jobs)}
    trips = draw_trips(vehicles, days)
    if who == "simpy":
        return {**run_simpy(trips, days, plugs), "trips": len(trips)}
    return {**run_spiceev(trips, days, control), "trips": len(trips)}


def child(who: str, vehicles: int, days: int, plugs: int, control: str) -> Result:
    """Run one case in this process and return its figures."""
    if who == "yard":  # the kernels are compiled, or read from disk, before
        run_yard(jobs_of(draw_trips(2, 2)), 2, 2, 1, control)
    result = run_case(who, vehicles, days, plugs, control)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {
        **result,
        "process_s": usage.ru_utime + usage.ru_stime,
        "memory_mb": usage.ru_maxrss / 1024.0,
    }


def fresh(who: str, vehicles: int, days: int, plugs: int, control: str) -> Result:
    """Run one case in a fresh process."""
    case = json.dumps([who, vehicles, days, plugs, control])
    command = [sys.executable, "-m", "benchmarks.fleet", "--case", case]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {key: float(value) for key, value in json.loads(told.splitlines()[-1]).items()}


def compare(vehicles: int, days: int, plugs: int, spiceev_days: int) -> Iterator[dict[str, Any]]:
    """Yield a row for every case."""
    cases = [("yard", vehicles, days, n, c) for n in (plugs, vehicles) for c in CONTROLS]
    cases.append(("simpy", vehicles, days, plugs, "uncontrolled"))
    if importlib.util.find_spec("spice_ev") and spiceev_days:
        cases += [("spiceev", vehicles, spiceev_days, vehicles, c) for c in ("greedy", "balanced")]
    for case in cases:
        yield {**dict(zip(CASE, case, strict=True)), **fresh(*case)}


def growth(days: int, share: float) -> tuple[list[dict[str, Any]], float]:
    """Return rows of growing fleets, plugs in proportion, and the exponent of their CPU seconds.

    Each is the quickest of three: the smallest takes some hundredths of a second.
    """
    rows = []
    for n in SIZES:
        case = ("yard", n, days, int(n * share), "uncontrolled")
        best = min((fresh(*case) for _ in range(3)), key=lambda row: row["run_s"])
        rows.append({**dict(zip(CASE, case, strict=True)), **best})
    exponent = np.polyfit(np.log(SIZES), np.log([row["run_s"] for row in rows]), 1)[0]
    return rows, float(exponent)


def line(row: dict[str, Any]) -> str:
    """Return one row of the table."""
    figures = [
        f"{row['who']:8} {row['control']:13} {row['vehicles']:5} {row['plugs']:5} {row['days']:4}",
        f"{row['run_s']:8.2f} {row['process_s']:8.2f} {row['memory_mb']:6.0f}",
        *(f"{row.get(name, math.nan):9.1f}" for name in ("mwh", "peak_mw", "late", "reneged")),
    ]
    return " ".join(figures)


def main() -> None:
    """Print the table, or all figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vehicles", type=int, default=200)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--plugs", type=int, default=20)
    parser.add_argument("--spiceev-days", type=int, default=365)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--case", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.case:
        print(json.dumps(child(*json.loads(given.case))))
        return
    rows = []
    head = ("who", "control", "cars", "plugs", "days", "run s", "process s", "MB")
    titles = "{:8} {:13} {:>5} {:>5} {:>4} {:>8} {:>8} {:>5}".format(*head)
    if not given.json:
        print(titles, *(f"{name:>9}" for name in ("MWh", "peak MW", "late", "reneged")))
    for row in compare(given.vehicles, given.days, given.plugs, given.spiceev_days):
        rows.append(row)
        if not given.json:
            print(line(row), flush=True)
    larger, exponent = growth(min(given.days, GROWTH_DAYS), given.plugs / given.vehicles)
    if given.json:
        print(json.dumps({"cases": rows, "growth": larger, "exponent": exponent}, indent=1))
        return
    print("\n".join(line(row) for row in larger))
    print(f"CPU seconds grow as n^{exponent:.2f}")


if __name__ == "__main__":
    main()
