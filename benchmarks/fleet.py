"""A year of a fleet: our yard by every charging strategy, a bare SimPy loop, and SpiceEV.

The same trips for all (:mod:`benchmarks.trips`), each run in a fresh process that reads them from
files: CPU seconds of the run itself and of the whole process, and its peak memory. Our yard is told
its jobs a week at a time and hands over what happened as often; its log goes to a file. It and the
SimPy loop have shared plugs, a queue that trucks leave when their next trip is due and what they
have suffices, and late departures; SpiceEV knows no queue, so it has a plug for every truck, and is
left out if it cannot be imported.

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
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from agents.yard.tables import NONE
from benchmarks.trips import (
    DAY_S,
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

if TYPE_CHECKING:
    from agents.yard.yard import Yard

STEP_S = 3600
WEEK_S = 7 * DAY_S
AHEAD_S = 2 * DAY_S  # a truck's next trip is known before the last one of a week is over
TRUCK = Truck()
CONTROLS = ("uncontrolled", "balanced", "tariff", "surplus", "peak_limited", "v2g", "coordinated")
SIZES = (250, 500, 1000, 2000)
Case = tuple[str, int, int, int, str]
CASE = ("who", "vehicles", "days", "plugs", "control")
GROWTH_DAYS = 60  # 2,000 trucks make 7,500 trips a day
Result = dict[str, float]
Power = tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]  # second, MW from then on


def write_weeks(folder: Path, vehicles: int, days: int) -> Path:
    """Write drawn trips, sorted by departure, a file a week; return where."""
    place = folder / f"{vehicles}-{days}"
    if not place.exists():
        place.mkdir()
        trips = draw_trips(vehicles, days)
        trips = trips[np.argsort(trips["depart_s"], kind="stable")]
        week = trips["depart_s"] // WEEK_S
        for k in np.unique(week).tolist():
            np.save(place / f"{k:03d}.npy", trips[week == k])
    return place


def read_weeks(place: Path) -> Iterator[Trips]:
    """Yield the trips of week after week."""
    for file in sorted(place.glob("*.npy")):
        yield np.load(file)


def read_whole(place: Path) -> Trips:
    """Return all trips by vehicle and time."""
    trips = np.concatenate(list(read_weeks(place)))
    return trips[np.argsort(trips["vehicle"], kind="stable")]


def run_yard(place: Path, vehicles: int, days: int, plugs: int, control: str) -> Result:
    """Return what our yard did with the trips, and the CPU seconds it took."""
    from agents.yard.tables import Control
    from agents.yard.yard import Yard

    limit = 0.9 * plugs * TRUCK.plug_mw / TRUCK.efficiency
    begun, end = time.process_time(), days * DAY_S
    yard = Yard(
        vehicles_of(vehicles, TRUCK, NONE),
        station_of(plugs, TRUCK, int(Control[control.upper()]), limit_mw=limit),
        always_on_duty(days),
        roads_of_one_place(),
        signals_of_a_tariff(days, STEP_S),
    )
    told = {"trips": 0.0, "mwh": 0.0, "peak_mw": 0.0, "reneged": 0.0, "logged": 0.0}
    last = np.zeros(1, np.int32), np.zeros(1)
    with tempfile.TemporaryFile() as log:
        for k, trips in enumerate(read_weeks(place), start=1):
            yard.add(jobs_of(trips))
            told["trips"] += len(trips)
            yard.advance(min(end, k * WEEK_S - AHEAD_S))
            last = read_out(yard, told, last, log)
        yard.advance(end)
        last = read_out(yard, told, last, log)
    told["mwh"] += float(last[1][0]) * (end - int(last[0][0])) / 3600.0
    done = yard.done
    told["late"] = float((done.jobs.late_s > 0).sum())
    told["waited_h"] = float(done.vehicles.waited_s.sum() / 3600.0)
    return {"run_s": time.process_time() - begun, **told}


def read_out(yard: Yard, told: Result, last: Power, log: IO[bytes]) -> Power:
    """Count what the yard hands over, write its log, and return the last power it drew."""
    news = yard.news()
    drawn = news.channel == 0
    new = news.second[drawn], news.mw[drawn]
    second, mw = (np.concatenate(p) for p in zip(last, new, strict=True))
    lasts = np.diff(second)  # of two powers of one second the last counts
    told["mwh"] += float((mw[:-1] * lasts).sum()) / 3600.0
    told["peak_mw"] = max(told["peak_mw"], float(mw[:-1][lasts > 0].max(initial=0.0)))
    told["reneged"] += float(yard.served().reneged.sum())
    told["logged"] += len(news.log)
    for column in vars(news.log).values():
        column.tofile(log)
    return second[-1:], mw[-1:]


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


def run_case(who: str, vehicles: int, days: int, plugs: int, control: str, place: Path) -> Result:
    """Return the figures of one of the three, and the number of trips."""
    if who == "yard":
        return run_yard(place, vehicles, days, plugs, control)
    trips = read_whole(place)
    if who == "simpy":
        from benchmarks.fleet_simpy import run_simpy

        return {**run_simpy(trips, days, plugs), "trips": len(trips)}
    return {**run_spiceev(trips, days, control), "trips": len(trips)}


def child(who: str, vehicles: int, days: int, plugs: int, control: str, place: str) -> Result:
    """Run one case in this process and return its figures."""
    if who == "yard":  # the kernels are compiled, or read from disk, before
        with tempfile.TemporaryDirectory() as folder:
            run_yard(write_weeks(Path(folder), 2, 2), 2, 2, 1, control)
    result = run_case(who, vehicles, days, plugs, control, Path(place))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {
        **result,
        "process_s": usage.ru_utime + usage.ru_stime,
        "memory_mb": usage.ru_maxrss / 1024.0,
    }


def fresh(case: Case, folder: Path) -> dict[str, Any]:
    """Run one case in a fresh process; return the row that says what it was and what it took."""
    place = write_weeks(folder, case[1], case[2])
    asked = json.dumps([*case, str(place)])
    command = [sys.executable, "-m", "benchmarks.fleet", "--case", asked]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    figures = {key: float(value) for key, value in json.loads(told.splitlines()[-1]).items()}
    return {**dict(zip(CASE, case, strict=True)), **figures}


def cases(vehicles: int, days: int, plugs: int, spiceev_days: int) -> Iterator[Case]:
    """Yield what is compared."""
    for n in (plugs, vehicles):
        yield from (("yard", vehicles, days, n, control) for control in CONTROLS)
    yield "simpy", vehicles, days, plugs, "uncontrolled"
    if importlib.util.find_spec("spice_ev") and spiceev_days:
        for control in ("greedy", "balanced"):
            yield "spiceev", vehicles, spiceev_days, vehicles, control


def growth(days: int, share: float, folder: Path) -> tuple[list[dict[str, Any]], float]:
    """Return rows of growing fleets, plugs in proportion, and the exponent of their CPU seconds.

    Each is the quickest of three: the smallest takes some hundredths of a second.
    """
    rows = []
    for n in SIZES:
        case = "yard", n, days, int(n * share), "uncontrolled"
        rows.append(min((fresh(case, folder) for _ in range(3)), key=lambda row: row["run_s"]))
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
    with tempfile.TemporaryDirectory() as folder:
        report(given, Path(folder))


def report(given: argparse.Namespace, folder: Path) -> None:
    """Run all cases and print them as they come, or in the end as JSON."""
    rows = []
    head = ("who", "control", "cars", "plugs", "days", "run s", "process s", "MB")
    titles = "{:8} {:13} {:>5} {:>5} {:>4} {:>8} {:>8} {:>5}".format(*head)
    if not given.json:
        print(titles, *(f"{name:>9}" for name in ("MWh", "peak MW", "late", "reneged")))
    for case in cases(given.vehicles, given.days, given.plugs, given.spiceev_days):
        rows.append(fresh(case, folder))
        if not given.json:
            print(line(rows[-1]), flush=True)
    days, share = min(given.days, GROWTH_DAYS), given.plugs / given.vehicles
    larger, exponent = growth(days, share, folder)
    if given.json:
        print(json.dumps({"cases": rows, "growth": larger, "exponent": exponent}, indent=1))
        return
    print("\n".join(line(row) for row in larger))
    print(f"CPU seconds grow as n^{exponent:.2f}")


if __name__ == "__main__":
    main()
