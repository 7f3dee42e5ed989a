"""The headline numbers of a park year, as reviewed text.

    python -m tests.golden.headline yunnan > tests/golden/yunnan.txt

rewrites a park's file; a change of any number then shows in the diff, and CHANGELOG says why.
"""

from __future__ import annotations

import sys

from scenarios.park_file import load_park
from scenarios.run import RunResult, run_park

TERMS = (
    "energy.total_equivalent_tce", "energy.total_calorific_tce", "energy.feedstock_tce",
    "energy.fuel_tce", "energy.clean_tce", "energy.carrier.natural_gas_amount",
    "energy.carrier.diesel_amount", "electricity.used_mwh", "electricity.grid_mwh",
    "electricity.own_used_mwh", "electricity.zeroed_by_contract_mwh", "carbon.fuel_t",
    "carbon.process_t", "carbon.park.total_t", "carbon.location.total_t",
    "carbon.residual.total_t", "cost.grid_energy_cny", "cost.grid_adders_cny",
    "cost.demand_charge_cny", "cost.fuel_cny", "cost.water_cny", "cost.waste_cny",
    "cost.total_cny", "waste_heat.recoverable_mwh", "waste_heat.recovered_mwh", "water.fresh_m3",
    "water.wastewater_m3", "water.reclaimed_m3", "waste.arising_t", "waste.used_t",
    "waste.disposed_t", "waste.hazardous_t", "transport.total_tkm", "transport.clean_tkm",
    "product.judged", "product.level2", "roof.covered_m2",
)  # fmt: skip


def lines(result: RunResult) -> list[str]:
    """Return one line per number: name, seven digits, unit; then events and scores."""
    book = result.accounts.book
    there = (name for name in TERMS if name in book)  # a park without gas has no term for it
    out = [f"{name} {book.value(name):.7g} {book[name].unit}".rstrip() for name in there]
    out += [f"events.{kind} {count}" for kind, count in result.event_counts.items()]
    for system, card in result.scorecards.items():
        out.append(f"{system} {card.class_id} {card.verdict}")
        for score in card.scores:
            value = "-" if score.value is None else f"{score.value:.7g}"
            out.append(f"{system}.{score.id} {value} {score.state}")
    return out


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines(run_park(load_park(sys.argv[1])))) + "\n")
