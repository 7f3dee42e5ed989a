"""One small park year by our planners, by PyPSA, by oemof.solph, and by hand; side by side.

    python -m benchmarks.energy [--steps 60 15] [--slow] [--parks] [--runs N] [--json]

Weather, photovoltaics and wind are models of ours alone, so they run beforehand in a process of
their own. Every contender gets the same profiles and prices in memory and runs in a fresh process
after one warm-up (kernels compiled and cached). CPU seconds count building its model from
primitives (not the imports) and solving it; peak memory is the whole process, and what it was
after the imports stands beside it. All stores begin empty, so that no end needs a price.

Costs are what the year's programme minimises: purchases less sales, running costs, wear. ``pypsa``
and ``oemof`` need the extra 'peers'; oemof at 15 minutes runs with ``--slow`` only. ``loop`` is a
hand-written warm HiGHS loop: 48 hours of true values in sight, one day carried out, bounds and
costs changed in one call each. ``--parks`` adds how long the shipped parks take to settle.
"""

from __future__ import annotations

import argparse
import json
import logging
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from importlib.util import find_spec
from pathlib import Path

from benchmarks.energy_park import given_park, profiles
from benchmarks.given import Given, load
from benchmarks.whole_year import cost_of_run, rolling_loop, whole_year
from twin.dispatch.lookahead import Perfect
from twin.dispatch.settings import Dispatch
from twin.plant import Plant
from twin.spec import TwinSpec, assemble

OURS = ("rules", "rolling", "perfect")
PEERS = ("pypsa", "oemof")
CONTENDERS = (*OURS, "loop", "highs", *PEERS)
# What is aimed at: CPU milliseconds or shares, by contender and step.
GOALS = {
    "rules": "12 / 50 ms", "rolling": "1.5 x loop", "pypsa": ">= 20 x rules",
    "oemof": ">= 100 x rules",
}  # fmt: skip


def memory_mb() -> float:
    """Return the peak memory of this process so far [MB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run_ours(given: Given, name: str) -> dict[str, float]:
    """Settle the year under one of our planners, the kernels loaded and two days' practice done."""
    practice(given, name)
    planner = "rules" if name == "perfect" else name
    spec = given_park(given, planner, initial_share=0.0)
    begun = time.process_time()
    plant = assemble(spec)
    built = time.process_time()
    plant.settle(plant.timeline.n_steps)
    if name == "perfect":
        plant.replan(Perfect(plant.network))
    done = time.process_time()
    peak = memory_mb()
    return {"build_s": built - begun, "solve_s": done - built, "peak_mb": peak,
            "cost_cny": cost_of_run(plant.network)}  # fmt: skip


def practice(given: Given, name: str) -> None:
    """Settle two days, so that no code is loaded while the clock runs."""
    plant = settled(given_park(given.first(2), "rolling" if name == "rolling" else "rules"))
    if name == "perfect":
        plant.replan(Perfect(plant.network))


def settled(spec: TwinSpec) -> Plant:
    """Return a plant whose profiles are all known."""
    plant = assemble(spec)
    plant.settle(plant.timeline.n_steps)
    return plant


def run_other(given: Given, name: str) -> dict[str, float]:
    """Solve the year by hand."""
    plant = settled(given_park(given, initial_share=0.0))
    begun = time.process_time()
    cost = {"loop": rolling_loop, "highs": whole_year}[name](plant.network)
    return {"build_s": 0.0, "solve_s": time.process_time() - begun, "peak_mb": memory_mb(),
            "cost_cny": cost}  # fmt: skip


def run_pypsa(given: Given) -> dict[str, float]:
    """Build and solve PyPSA's network of the year."""
    import pypsa  # noqa: F401 - imported before the clock starts

    from scenarios.to_pypsa import to_pypsa

    plant = settled(given_park(given, initial_share=0.0))
    begun = time.process_time()
    network = to_pypsa(plant)
    built = time.process_time()
    network.optimize(
        solver_name="highs", solver_options={"output_flag": False, "threads": 1},
        include_objective_constant=False, progress=False,
    )  # fmt: skip
    done = time.process_time()
    return {"build_s": built - begun, "solve_s": done - built, "peak_mb": memory_mb(),
            "cost_cny": float(network.objective)}  # fmt: skip


def run_oemof(given: Given) -> dict[str, float]:
    """Build and solve oemof's model of the year."""
    from benchmarks.oemof_model import oemof_optimum

    plant = settled(given_park(given, initial_share=0.0))
    begun = time.process_time()
    cost = oemof_optimum(plant.network)
    return {"build_s": 0.0, "solve_s": time.process_time() - begun, "peak_mb": memory_mb(),
            "cost_cny": cost}  # fmt: skip


def child(name: str, file: str) -> None:
    """Run one contender in this process on the profiles of a file and print what it took."""
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    imported = memory_mb()
    given = load(Path(file))
    if name in OURS:
        found = run_ours(given, name)
    elif name in PEERS:
        found = {"pypsa": run_pypsa, "oemof": run_oemof}[name](given)
    else:
        found = run_other(given, name)
    print(json.dumps(found | {"imports_mb": imported}))


def park_child(name: str) -> None:
    """Settle a shipped park's year under ``rules`` and ``rolling`` and print what it took."""
    from scenarios.build import Options, build
    from scenarios.park_file import load_park
    from scenarios.simulate import simulate
    from twin.dispatch import first_planner

    built = build(load_park(name), Options())
    simulate(built)
    network, found = built.plant.network, {}
    for planner in ("rules", "rolling"):
        begun = time.process_time()
        built.plant.replan(first_planner(Dispatch(planner=planner), network.timeline))
        found[f"{planner}_s"] = time.process_time() - begun
    components = len(built.loaded.components) + sum(
        len(agent.components(name)) for name, (_, agent) in built.loaded.agents.items()
    )
    live = sum(len(block.columns) for block in network.blocks)
    print(json.dumps(found | {"components": components, "free_flows": live}))


def measure(*words: str) -> dict[str, float]:
    """Return what a fresh process says of itself."""
    command = [sys.executable, "-m", "benchmarks.energy", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def prepared(step: int, folder: Path) -> str:
    """Return the file of the year's profiles, made in a process of its own."""
    file = str(folder / f"{step}.npz")
    measure("--prepare", str(step), file)
    return file


def fastest(runs: list[dict[str, float]]) -> dict[str, float]:
    """Return the run of least time: what other work on the machine adds is never negative."""
    return min(runs, key=lambda r: r["build_s"] + r["solve_s"])


def compare(step: int, runs: int, file: str, *, slow: bool) -> dict[str, dict[str, float]]:
    """Return all contenders of one step, with regret and ratios."""
    found = {}
    for name in CONTENDERS:
        absent = name in PEERS and find_spec(name) is None
        if absent or (name == "oemof" and step < 60 and not slow):
            continue
        times = 1 if name in (*PEERS, "highs") else runs
        found[name] = fastest([measure("--child", name, file) for _ in range(times)])
    best, unit = found["highs"]["cost_cny"], found["rules"]
    for row in found.values():
        row["total_s"] = row["build_s"] + row["solve_s"]
        row["regret_pct"] = 100.0 * (row["cost_cny"] / best - 1.0)
        row["times_rules"] = row["total_s"] / (unit["build_s"] + unit["solve_s"])
        row["times_loop"] = row["solve_s"] / found["loop"]["solve_s"]
    return found


def show(step: int, found: dict[str, dict[str, float]]) -> None:
    """Print one step's table."""
    print(f"\n{8760 * 60 // step:,} steps of {step} minutes")
    print(f"{'':8s} {'build s':>8s} {'solve s':>8s} {'x rules':>8s} {'x loop':>7s} "
          f"{'cost CNY':>16s} {'regret %':>9s} {'peak MB':>8s} {'imports':>8s}  goal")  # fmt: skip
    for name, row in found.items():
        print(f"{name:8s} {row['build_s']:8.3f} {row['solve_s']:8.3f} {row['times_rules']:8.1f} "
              f"{row['times_loop']:7.2f} {row['cost_cny']:16,.2f} {row['regret_pct']:9.4f} "
              f"{row['peak_mb']:8.0f} {row['imports_mb']:8.0f}  {GOALS.get(name, '')}")  # fmt: skip


def main() -> None:
    """Print tables, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", nargs="*", type=int, default=[60, 15])
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("--parks", action="store_true")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--prepare", nargs=2)
    parser.add_argument("--child", nargs=2)
    parser.add_argument("--park-child")
    given = parser.parse_args()
    if given.prepare:
        profiles(int(given.prepare[0])).save(Path(given.prepare[1]))
        print("{}")
    elif given.child:
        child(*given.child)
    elif given.park_child:
        park_child(given.park_child)
    else:
        run_all(given)


def run_all(given: argparse.Namespace) -> None:
    """Let all contenders run, each in a process of its own, and print what they took."""
    with tempfile.TemporaryDirectory() as folder:
        files = {step: prepared(step, Path(folder)) for step in given.steps}
        for name in OURS:
            measure("--child", name, files[given.steps[0]])
        found = {
            str(step): compare(step, given.runs, file, slow=given.slow)
            for step, file in files.items()
        }
    parks = {}
    if given.parks:
        parks = {park: measure("--park-child", park) for park in ("yunnan", "jiangxi")}
    if given.json:
        print(json.dumps({"steps": found, "parks": parks}, indent=1))
        return
    for step, rows in found.items():
        show(int(step), rows)
    for park, row in parks.items():
        print(f"{park}: settled by rules in {row['rules_s']:.2f} s, by rolling in "
              f"{row['rolling_s']:.2f} s; {row['components']} components, "
              f"{row['free_flows']} free flows")  # fmt: skip


if __name__ == "__main__":
    main()
