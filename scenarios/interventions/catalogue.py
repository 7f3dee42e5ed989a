"""The catalogue of measures and assumptions, written from their files.

python -m scenarios.interventions.catalogue > docs/interventions.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from scenarios.economics.block import CostItem, MeasureEconomics, Subsidy
from scenarios.interventions.library import (
    assumption_names,
    intervention_names,
    load_assumption,
    load_intervention,
)
from scenarios.interventions.schema import Condition, Intervention, Rule
from twin.configs import shipped_configs

PATHWAYS = {
    "energy": "能源供给 · Energy supply",
    "industry": "产业 · Industry",
    "resources": "资源循环 · Resources",
    "end_of_pipe": "末端治理 · End of pipe",
    "management": "全过程管理 · Whole-process management",
}
INVESTORS = {"park": "the park", "owner": "the owner", "third_party": "a third party"}


def lines() -> Iterator[str]:
    """Yield the document line by line."""
    yield (shipped_configs() / "interventions" / "README.md").read_text(encoding="utf-8")
    measures = in_order([load_intervention(name) for name in intervention_names()])
    assumptions = [load_assumption(name) for name in assumption_names()]
    yield f"## Measures ({len(measures)})\n"
    for pathway, title in PATHWAYS.items():
        mine = [measure for measure in measures if measure.pathway == pathway]
        if mine:
            yield f"### {title}\n"
        for measure in mine:
            yield from _measure(measure)
    yield f"## Assumptions ({len(assumptions)})\n"
    for assumption in assumptions:
        yield from _head(assumption)
        told = "before the measures" if assumption.stage == "before" else "after the measures"
        yield f"Group {assumption.group}, applied {told}.\n"
        yield from _numbers(assumption)
        yield _sources(assumption)


def in_order(measures: list[Intervention]) -> list[Intervention]:
    """Return measures with each behind those that it follows, otherwise as they are given.

    Raises
    ------
    ValueError
        If one follows a measure that is not there, or measures follow each other in a circle.
    """
    left, found = list(measures), dict[str, Intervention]()
    while left:
        ready = next((m for m in left if all(name in found for name in m.follows)), None)
        if ready is None:
            told = "; ".join(f"{m.id} follows {', '.join(m.follows)}" for m in left)
            raise ValueError(f"no order of measures: {told}")
        left.remove(ready)
        found[ready.id] = ready
    return list(found.values())


def _measure(measure: Intervention) -> Iterator[str]:
    yield from _head(measure)
    yield f"Instrument: {measure.instrument.zh} · {measure.instrument.en}.\n"
    if measure.awaits:
        told = f"{measure.awaits.zh} · {measure.awaits.en}"
        yield f"**Awaits** {told}. It changes nothing till then.\n"
    yield from _numbers(measure)
    yield from _conditions("Needs", measure.requires)
    yield from _conditions("Excludes", measure.excludes)
    if measure.follows:
        told = ", ".join(f"`{name}`" for name in measure.follows)
        yield f"In a plan it stands after {told}.\n"
    if measure.repeatable:
        yield "May stand more than once, each with a `suffix`.\n"
    if measure.economics:
        yield from _economics(measure.economics)
    yield _sources(measure)


def _head(rule: Rule) -> Iterator[str]:
    yield f"#### `{rule.id}` — {rule.label.zh} · {rule.label.en}\n"
    yield f"{rule.explanation.zh} {rule.explanation.en}\n"


def _numbers(rule: Rule) -> Iterator[str]:
    if not rule.parameters and not rule.quantities:
        return
    yield "| number | unit | default | range |"
    yield "|---|---|---|---|"
    for name, item in rule.parameters.items():
        told = f"{item.min:g} to {item.max:g}" + (", whole" if item.whole else "")
        both = f"{item.label.zh} · {item.label.en}"
        yield f"| `{name}` {both} | {item.unit} | {item.default:g} | {told} |"
    for name, found in rule.quantities.items():
        yield f"| `{name}` {found.label.zh} · {found.label.en} | {found.unit} | of the park | – |"
    yield ""


def _conditions(word: str, conditions: tuple[Condition, ...]) -> Iterator[str]:
    for condition in conditions:
        told = [f"`{name}`" for name in condition.measures]
        told += [f"a park with {condition.park.told()}"] if condition.park else []
        yield f"{word} {' or '.join(told)}: {condition.reason.zh} · {condition.reason.en}.\n"


def _economics(money: MeasureEconomics) -> Iterator[str]:
    yield (
        f"Paid by {INVESTORS[money.investor]}; {money.lifetime_y:g} years in service, "
        f"{money.lead_time_y:g} to build, worth {money.residual_share:.0%} of capex at the end.\n"
    )
    if not (money.capex or money.opex_per_year or money.subsidy):
        return
    yield "| item | CNY per unit of | source | confidence |"
    yield "|---|---|---|---|"
    yield from _costs("capex", money.capex)
    yield from _costs("opex a year", money.opex_per_year)
    yield from _costs("subsidy", money.subsidy)
    yield ""


def _costs(what: str, items: tuple[CostItem | Subsidy, ...]) -> Iterator[str]:
    for item in items:
        told = (
            f"{item.cny_per_unit:,.15g} per `{item.quantity}` | {item.source} | {item.confidence}"
        )
        yield f"| {what}: {item.item.zh} · {item.item.en} | {told} |"


def _sources(rule: Rule) -> str:
    return f"Source: {rule.source} (confidence {rule.confidence}).\n"


def catalogue() -> str:
    """Return the whole document."""
    return "\n".join(lines()).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(catalogue())
