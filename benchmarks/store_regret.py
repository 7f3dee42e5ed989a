"""What the planners of stores cost: rules and rolling against perfect foresight.

    python benchmarks/store_regret.py [PARK] [--battery MWH] [--pv MW]

Prints what a planner minimises, the bill for power (import less feed-in) and the battery's wear,
for one park-year under each planner and without the battery, and the regret in per cent of what
the battery can save at all.
"""

from __future__ import annotations

import argparse

from scenarios.build import Options
from scenarios.park_file import load_park
from scenarios.run import run_park

BATTERY = "agents.battery-1.component"


def objective(park: str, dispatch: str, changes: dict) -> float:
    """Return the yearly bill for power and the wear of the battery [CNY]."""
    result = run_park(load_park(park, changes), Options(dispatch=dispatch))
    names = ("cost.grid_energy_cny", "cost.grid_adders_cny", "cost.feed_in_cny")
    moved = sum(
        result.ledger.total(row) for row in ("electricity>battery-1", "battery-1>electricity")
    )
    wear = next(
        store.storage.throughput_cost
        for store in result.built.plant.network.compiled.stores
        if store.storage.name == "battery-1"
    )
    return sum(result.value(name) for name in names) + wear * moved


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("park", nargs="?", default="yunnan")
    parser.add_argument("--battery", type=float, default=200.0)
    parser.add_argument("--pv", type=float, default=300.0)
    given = parser.parse_args()
    changes = {
        f"{BATTERY}.energy_mwh": given.battery,
        f"{BATTERY}.power_mw": given.battery / 4.0,
        f"{BATTERY}.initial_share": 0.0,
        "agents.roof-pv-wafer.component.capacity_mw": given.pv,
    }
    none = objective(given.park, "rules", changes | {f"{BATTERY}.energy_mwh": 0.0})
    bills = {name: objective(given.park, name, changes) for name in ("rules", "rolling", "perfect")}
    saved = none - bills["perfect"]
    print(f"without battery   {none:16,.0f} CNY")
    for name, value in bills.items():
        regret = 100.0 * (value - bills["perfect"]) / saved
        print(f"{name:16s}  {value:16,.0f} CNY   regret {regret:5.2f} % of what can be saved")


if __name__ == "__main__":
    main()
