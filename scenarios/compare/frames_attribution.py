"""Attributions as tidy tables; both methods, with and without measures on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scenarios.compare.attribution import COST, Attribution
from scenarios.compare.figures import LEDGERS
from scenarios.compare.flows import FlowChange
from scenarios.compare.frames import (
    SEE_UNIT,
    Sheet,
    as_text,
    caution_sheet,
    change_sheet,
    input_sheet,
    sheet,
)
from scenarios.compare.measures import label_of

WAYS = ("sequential", "leave_one_out", "shapley")


def attribution_sheets(found: Attribution) -> list[Sheet]:
    """Return the tables of an attribution."""
    parts = list(_with_and_without(found))
    return [
        _summary(parts),
        _attributed(parts),
        _curves(parts),
        change_sheet(_attributed_changes(parts), "measures", "measure", "method"),
        input_sheet(("plan", difference) for difference in found.inputs),
        _ran(found),
        caution_sheet(found.cautions),
    ]


def _with_and_without(found: Attribution) -> Iterator[tuple[str, Attribution]]:
    yield "all", found
    if found.physical is not None:
        yield "without_paper", found.physical


def _summary(parts: list[tuple[str, Attribution]]) -> Sheet:
    """Return every measure with what leaving it out would lose, by the year."""
    rows = []
    for name, found in parts:
        steps = {ledger: {s.measure: s for s in found.curve(ledger)} for ledger in LEDGERS}
        for number, m in enumerate(found.measures):
            known = {ledger: steps[ledger].get(number) for ledger in LEDGERS}
            row = {
                "measures": name, "order": number + 1, "measure": m.id, "zh": label_of(m, "zh"),
                "en": label_of(m, "en"), "parameters": as_text(dict(m.parameters)),
                "on_paper": found.on_paper[number], "not_left_out": found.left_out_reason(number),
            }  # fmt: skip
            row |= {f"abated_{ledger}": s.abated_t if s else None for ledger, s in known.items()}
            park = known["park"]
            row["cost"] = park.cost_cny if park else None
            row["cost_per_tonne_park"] = park.cny_per_t if park else None
            rows.append(row)
    abated = [f"abated_{ledger}" for ledger in LEDGERS]
    columns = [
        "measures", "order", "measure", "zh", "en", "parameters", *abated, "cost",
        "cost_per_tonne_park", "on_paper", "not_left_out",
    ]  # fmt: skip
    units = dict.fromkeys(abated, "t/y") | {"cost": "CNY/y", "cost_per_tonne_park": "CNY/t"}
    return sheet("summary", rows, columns, units)


def _attributed(parts: list[tuple[str, Attribution]]) -> Sheet:
    rows = [row for name, found in parts for row in _attributed_rows(name, found)]
    columns = ["measures", "figure", "zh", "en", "unit", "part", *WAYS]
    return sheet("attribution", rows, columns, dict.fromkeys(WAYS, SEE_UNIT))


def _attributed_rows(name: str, found: Attribution) -> Iterator[dict[str, Any]]:
    """Yield the change of every figure by measure, its residual and its total."""
    for figure in found.figures:
        shares = found.shares(figure.id)
        lead = {"measures": name, "figure": figure.id, "zh": figure.zh, "en": figure.en,
                "unit": figure.unit}  # fmt: skip
        for number, measure in enumerate(found.measures):
            fair = shares.shapley[number] if shares.shapley else None
            yield {
                **lead, "part": measure.id, "sequential": shares.sequential[number],
                "leave_one_out": shares.leave_one_out[number], "shapley": fair,
            }  # fmt: skip
        yield {**lead, "part": "residual", "sequential": shares.sequential_residual,
               "leave_one_out": shares.residual, "shapley": shares.shapley_residual}  # fmt: skip
        total = shares.total
        yield {**lead, "part": "total", "sequential": total, "leave_one_out": total,
               "shapley": total if shares.shapley else None}  # fmt: skip


def _curves(parts: list[tuple[str, Attribution]]) -> Sheet:
    rows = [
        {
            "measures": name, "ledger": ledger, "method": method, "order": place + 1,
            "measure": found.measures[step.measure].id, "abated": step.abated_t,
            "cost": step.cost_cny, "cost_per_tonne": step.cny_per_t,
        }
        for name, found in parts
        for ledger in LEDGERS
        for method in WAYS[:2]
        for place, step in enumerate(found.curve(ledger, method))
    ]  # fmt: skip
    columns = [
        "measures", "ledger", "method", "order", "measure", "abated", "cost", "cost_per_tonne",
    ]  # fmt: skip
    units = {"abated": "t/y", "cost": "CNY/y", "cost_per_tonne": "CNY/t"}
    return sheet("curves", rows, columns, units)


def _attributed_changes(
    parts: list[tuple[str, Attribution]],
) -> Iterator[tuple[dict[str, Any], FlowChange]]:
    for name, found in parts:
        for method in WAYS[:2]:
            for number, measure in enumerate(found.measures):
                lead = {"measures": name, "measure": measure.id, "method": method}
                for change in found.flow_changes(number, method) or ():
                    yield lead, change


def _ran(found: Attribution) -> Sheet:
    row = {"park": found.park, "seed": found.seed, **found.timeline, "cost_figure": COST}
    units = {"days": "d", "step_minutes": "min"}
    return sheet("sources", [row], list(row), units)
