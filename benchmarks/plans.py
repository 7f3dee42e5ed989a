"""How likely the shipped plans pass: seeds of weather, orders, breakdowns and journeys.

    python -m benchmarks.plans yunnan_plan --seeds 50 > yunnan_plan.json

Every seed is a year of its own, at an hourly step. Beside the share of years in which an indicator
is met stands its 95 % Wilson interval; beside the verdict, the range of every indicator.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from scipy.stats import binomtest

from scenarios.build import Options
from scenarios.run import run_park
from scenarios.scenario import Scenario, load_scenario


def wilson(met: int, of: int) -> tuple[float, float]:
    """Return the 95 % Wilson score interval of a share."""
    found = binomtest(met, of).proportion_ci(method="wilson")
    return float(found.low), float(found.high)


def one_year(scenario: Scenario, seed: int, step_minutes: int) -> dict[str, Any]:
    """Return the verdict, every indicator and what a planner looks at of one seed."""
    loaded = scenario.with_more(settings={"seed": seed}).load()
    result = run_park(loaded, Options(step_minutes=step_minutes))
    system = scenario.park if scenario.park in result.scorecards else next(iter(result.scorecards))
    card = result.scorecards[system].to_json()
    used = result.value("electricity.used_mwh")
    direct = result.value("electricity.direct_and_own_used_mwh")
    cards = result.accounts.green.to_json()["direct_connection"]["cards"]
    return {
        "seed": seed,
        "verdict": card["verdict"],
        "indicators": {
            name: {"value": score["value"], "state": score["state"]}
            for name, score in card["indicators"].items()
        },
        "direct_share": direct / used,
        "lines": {
            ratio["id"]: {"value": ratio["value"], "state": ratio["state"]}
            for line in cards
            for ratio in line["ratios"]
        },
        "carbon_t": result.value("carbon.park.total_t"),
        "unserved": sum(result.unserved.values()),
    }


def summary(years: list[dict[str, Any]]) -> dict[str, Any]:
    """Return shares met with intervals, and ranges, over all seeds."""
    found: dict[str, Any] = {"seeds": len(years), "verdicts": {}}
    for verdict in sorted({year["verdict"] for year in years}):
        found["verdicts"][verdict] = sum(year["verdict"] == verdict for year in years)
    for group in ("indicators", "lines"):
        for name in years[0][group]:
            values = [year[group][name]["value"] for year in years]
            met = sum(year[group][name]["state"] == "met" for year in years)
            found[name] = {
                "met": met,
                "wilson_95": wilson(met, len(years)),
                "range": None if None in values else (min(values), max(values)),
            }
    for name in ("direct_share", "carbon_t", "unserved"):
        values = [year[name] for year in years]
        found[name] = {"range": (min(values), max(values))}
    return found


def main(arguments: list[str] | None = None) -> None:
    """Run the seeds and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario")
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--step", type=int, default=60)
    given = parser.parse_args(arguments)
    scenario = load_scenario(given.scenario)
    years = []
    for seed in range(1, given.seeds + 1):
        years.append(one_year(scenario, seed, given.step))
        print(f"{given.scenario}: {seed}/{given.seeds} {years[-1]['verdict']}", file=sys.stderr)
    json.dump({"scenario": given.scenario, **summary(years)}, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
