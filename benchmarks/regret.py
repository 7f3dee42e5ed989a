"""What the planners leave on the table: cost above the bound of perfect foresight, on one park.

    python -m benchmarks.regret [PARK] [--set PATH=VALUE ...] [--step MINUTES]

PARK is a park file, a shipped park, or ``energy`` for the benchmark's own. Its events happen once;
then the year is settled under every planner. Cost is what the dispatch minimises: purchases less
sales, running costs, wear and demand charge. The bound is the optimum of the year's linear
programme from the same start to at least the same end; regret is told as a share of the bound and
of what the stores can win at all.
"""

from __future__ import annotations

import argparse

from benchmarks.energy_park import energy_park
from scenarios.build import Options, build
from scenarios.park_file import load_park, parse_set
from scenarios.simulate import simulate
from twin.dispatch.forecast import Forecast
from twin.dispatch.lookahead import Perfect, Rolling
from twin.dispatch.planner import Planner
from twin.dispatch.regret import shortfall
from twin.dispatch.rules import Rules
from twin.plant import Plant
from twin.spec import assemble


def settled_plant(park: str, changes: dict[str, object], step: int | None) -> Plant:
    """Return the plant of a park after its events."""
    if park == "energy":
        plant = assemble(energy_park(step_minutes=step or 60))
        plant.settle(plant.timeline.n_steps)
        return plant
    built = build(load_park(park, changes), Options(step_minutes=step, dispatch="rules"))
    simulate(built)
    return built.plant


def planners(plant: Plant) -> dict[str, Planner]:
    """Return every planner by what it knows."""
    time = plant.timeline
    return {
        "rules": Rules(),
        "rolling, persistence": Rolling(Forecast(time)),
        "rolling, exact": Rolling(Forecast(time, exact=True)),
        "rolling, 15 % error": Rolling(Forecast(time, exact=True, error=0.15, seed=1)),
        "perfect": Perfect(plant.network),
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("park", nargs="?", default="energy")
    parser.add_argument("--set", action="append", default=[], dest="settings")
    parser.add_argument("--step", type=int)
    given = parser.parse_args()
    plant = settled_plant(given.park, dict(parse_set(text) for text in given.settings), given.step)
    head = f"{'':20s} {'cost CNY':>16s} {'regret CNY':>14s}"
    print(head + f" {'of the bound':>13s} {'of stores':>10s}")
    for name, planner in planners(plant).items():
        plant.replan(planner)
        found = shortfall(plant, by_carbon=False)
        part = found.share_of_flexibility
        told = "-" if part is None else f"{part:.2%}"
        print(
            f"{name:20s} {found.run:16,.0f} {found.amount:14,.0f} {found.share:13.4%} {told:>10s}",
            flush=True,
        )


if __name__ == "__main__":
    main()
