"""What the planners of stores leave on the table, on one park.

    python -m benchmarks.regret [PARK] [--set PATH=VALUE ...] [--step MINUTES]

PARK is a park file, a shipped park, or ``energy`` for the benchmark's own. Its events happen once;
then the year is settled without its planned stores, and under every planner. Cost is what the
dispatch minimises: purchases less sales, running costs and wear, penalties of what is not served.
Stores begin empty, so that no end needs a price. Regret is the cost above the optimum of the
year's linear programme, or above ``perfect`` where minimum loads forbid one, as a share of the cost
and of what the stores can win at all.
"""

from __future__ import annotations

import argparse

from benchmarks.energy_park import energy_park
from benchmarks.whole_year import cost_of_run, whole_year
from scenarios.build import Options, build
from scenarios.park_file import load_park, parse_set
from scenarios.run import simulate
from twin.dispatch import planner_named
from twin.dispatch.lookahead import Perfect
from twin.dispatch.planner import Planner, planned_stores
from twin.network.pack import Network
from twin.plant import Plant
from twin.spec import assemble


class FromEmpty:
    """A planner whose stores hold nothing at the start of the year."""

    def __init__(self, planner: Planner) -> None:
        self.name, self.planner = planner.name, planner

    def plan(self, network: Network, first_step: int) -> None:
        """Empty the stores on the first day, then plan."""
        if first_step == 0:
            _empty(network)
        self.planner.plan(network, first_step)


class Idle:
    """No planner: planned stores are as if they were not there."""

    name = "no stores"

    def plan(self, network: Network, first_step: int) -> None:
        """Keep the planned stores empty."""
        if first_step == 0:
            _empty(network)
        span = slice(first_step, first_step + network.timeline.steps_per_day)
        for planned in planned_stores(network):
            planned.block.state.ceiling[planned.number, span] = 0.0
            planned.block.state.floor[planned.number, span] = 0.0


def _empty(network: Network) -> None:
    for planned in planned_stores(network):
        planned.block.state.level[planned.number, 0] = 0.0


def settled_plant(park: str, changes: dict[str, object], step: int | None) -> Plant:
    """Return the plant of a park after its events."""
    if park == "energy":
        plant = assemble(energy_park(step_minutes=step or 60))
        plant.settle(plant.timeline.n_steps)
        return plant
    built = build(load_park(park, changes), Options(step_minutes=step, dispatch="rules"))
    simulate(built)
    return built.plant


def costs(plant: Plant) -> dict[str, float]:
    """Return the year's cost without stores and under every planner, the optimum last [CNY]."""
    found = {}
    for planner in (Idle(), planner_named("rolling"), planner_named("rules")):
        plant.replan(FromEmpty(planner))
        found[planner.name] = cost_of_run(plant.network)
    linear = not any(block.problem.minimum.any() for block in plant.network.blocks)
    optimum = whole_year(plant.network) if linear else None
    plant.replan(FromEmpty(Perfect(plant.network)))
    found["perfect"] = cost_of_run(plant.network)
    if optimum is not None:
        found["optimum"] = optimum
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("park", nargs="?", default="energy")
    parser.add_argument("--set", action="append", default=[], dest="settings")
    parser.add_argument("--step", type=int)
    given = parser.parse_args()
    changes = dict(parse_set(text) for text in given.settings)
    found = costs(settled_plant(given.park, changes, given.step))
    least_name, least = list(found.items())[-1]
    won = found["no stores"] - least
    print(f"{'':10s} {'cost CNY':>18s} {'of the cost':>12s} {'of what stores win':>19s}")
    for name, cost in found.items():
        share = f"{100.0 * (cost - least) / won:17.2f} %" if won > 0.0 else f"{'-':>19s}"
        print(f"{name:10s} {cost:18,.2f} {100.0 * (cost / least - 1.0):10.4f} % {share}")
    print(f"regret above: {least_name}")


if __name__ == "__main__":
    main()
