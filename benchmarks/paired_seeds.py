"""How much pairing by seed saves: standard errors of a difference, paired and independent.

A park is run with and without a measure, for as many seeds. *Paired*: both with the same seeds.
*Independent*: the measure with other seeds than the park without it, as many runs. For each figure
the two standard errors, their ratio, and how many times as many runs independent seeds would need
for the same error (the ratio squared).

    python -m benchmarks.paired_seeds [PARK] [--seeds 20] [--days 365] [--step 60] [--with ID:p=v]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence

from scenarios.build import Options
from scenarios.compare import difference
from scenarios.compare.figures import read_result
from scenarios.scenario import Chosen, parse_chosen
from scenarios.session import Session

FIGURES = (
    "energy.electricity_mwh", "supply.grid_mwh", "carbon.park", "carbon.location", "cost.total_cny",
    "supply.peak_mw",
)  # fmt: skip
Values = dict[str, dict[int, float | None]]


def read(session: Session, seed: int, days: int, measures: Sequence[Chosen], into: Values) -> None:
    """Run a park with measures and keep its figures under the seed."""
    entries = [measure.entry() for measure in measures]
    result = session.what_if({"seed": seed, "days": days, "interventions": entries})
    found = read_result(result)
    for figure in FIGURES:
        into.setdefault(figure, {})[seed] = found.value(figure)


def study(
    make: Callable[[], Session], measure: Chosen, seeds: int, days: int
) -> Mapping[str, tuple[float, float, float]]:
    """Return difference, paired and independent standard error of every figure.

    A session is for one seed: what it remembers is of no use to another.
    """
    base: Values = {}
    plan: Values = {}
    apart: Values = {}
    for seed in range(1, seeds + 1):
        session = make()
        read(session, seed, days, (), base)
        read(session, seed, days, (measure,), plan)
        read(make(), 1000 + seed, days, (measure,), apart)
    out = {}
    for figure in FIGURES:
        paired = difference(base[figure], plan[figure])
        independent = difference(base[figure], apart[figure])
        errors = (paired.standard_error or 0.0, independent.standard_error or 0.0)
        out[figure] = (paired.absolute or 0.0, *errors)
    return out


def main() -> None:
    """Print the study of one park."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("park", nargs="?", default="jiangxi")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--step", type=int, default=60)
    parser.add_argument("--with", dest="measure", default="park_battery:energy=50,power=12.5")
    given = parser.parse_args()
    options = Options(step_minutes=given.step)
    found = study(
        lambda: Session(given.park, options=options),
        parse_chosen(given.measure, "--with"), given.seeds, given.days,
    )  # fmt: skip
    print(f"{given.park}, {given.days} days, {given.seeds} seeds, {given.measure}")
    print(f"{'figure':26} {'difference':>14} {'paired SE':>12} {'independent':>12} {'ratio':>8}")
    for figure, (change, paired, apart) in found.items():
        ratio = f"{apart / paired:8.1f}" if paired else "       –"
        print(f"{figure:26} {change:14,.1f} {paired:12.3f} {apart:12.1f} {ratio}")


if __name__ == "__main__":
    main()
