"""Comparisons and attributions as tidy tables, one fact a row, with the unit of every column."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from scenarios.compare.attribution import COST, Attribution
from scenarios.compare.comparison import Comparison
from scenarios.compare.figures import LEDGERS
from scenarios.compare.flows import FlowChange
from scenarios.compare.inputs import InputDifference
from scenarios.compare.monthly import MonthlyReader
from scenarios.compare.words import word

SEE_UNIT = "see column unit"
WAYS = ("sequential", "leave_one_out", "shapley")


@dataclass(frozen=True)
class Sheet:
    """A table.

    Attributes
    ----------
    name : str
    rows : DataFrame
    units : mapping of str to str
        By column; columns of text have none.
    """

    name: str
    rows: pd.DataFrame
    units: Mapping[str, str] = field(default_factory=dict)


def _sheet(
    name: str,
    rows: list[dict[str, Any]],
    columns: list[str],
    units: Mapping[str, str] | None = None,
) -> Sheet:
    """Return a table whose columns with a unit are numbers, whatever is not known."""
    frame, known = pd.DataFrame(rows, columns=columns), dict(units or {})
    for column in known:
        frame[column] = frame[column].astype("float64")
    return Sheet(name, frame, known)


def comparison_sheets(found: Comparison) -> list[Sheet]:
    """Return the tables of a comparison."""
    return [
        _summary(found),
        _values(found, "indicators"),
        _values(found, "accounts"),
        _differences(found),
        *_compared_inputs(found),
        _changes(_compared_changes(found), "scenario"),
        *_monthly(found),
        _sources(found),
        _cautions(found.cautions),
    ]


def _cautions(found: tuple[tuple[str, str], ...]) -> Sheet:
    return _sheet("cautions", [{"zh": zh, "en": en} for zh, en in found], ["zh", "en"])


def _summary(found: Comparison) -> Sheet:
    rows = [
        {
            "scenario": group.name, "is_baseline": group is found.base, "runs": len(group.by_seed),
            "seeds": " ".join(map(str, group.by_seed)), "start": group.first.timeline["start"],
            "days": group.first.timeline["days"],
            "step_minutes": group.first.timeline["step_minutes"],
            "version": group.first.version, "dispatch": group.first.dispatch,
        }
        for group in found.groups
    ]  # fmt: skip
    columns = [
        "scenario", "is_baseline", "runs", "seeds", "start", "days", "step_minutes", "version",
        "dispatch",
    ]  # fmt: skip
    return _sheet("summary", rows, columns, {"days": "d", "step_minutes": "min"})


def _values(found: Comparison, name: str) -> Sheet:
    """Return every run's figures, indicators apart from accounts."""
    columns = ["scenario", "seed", "figure", "group", "zh", "en", "value", "unit"]
    of_indicators = ["target", "sense", "state"] if name == "indicators" else []
    rows = [
        {
            "scenario": group.name, "seed": seed, "figure": f.id, "group": f.group, "zh": f.zh,
            "en": f.en, "value": run.reading.value(f.id), "unit": f.unit,
        } | _judged(run.reading.figures.get(f.id), of_indicators)
        for f in found.figures
        if (f.group == "indicators") == (name == "indicators")
        for group in found.groups
        for seed, run in group.by_seed.items()
    ]  # fmt: skip
    units = {"value": SEE_UNIT} | ({"target": SEE_UNIT} if of_indicators else {})
    return _sheet(name, rows, columns + of_indicators, units)


def _judged(figure: object, fields: list[str]) -> dict[str, Any]:
    return {name: getattr(figure, name, None) for name in fields}


def _differences(found: Comparison) -> Sheet:
    rows = [
        {
            "scenario": group.name, "figure": f.id, "group": f.group, "zh": f.zh, "en": f.en,
            "unit": f.unit, "baseline": found.mean(found.base, f.id),
            "value": found.mean(group, f.id), **found.difference(group, f.id).to_json(),
        }
        for f in found.figures
        for group in found.plans
    ]  # fmt: skip
    numbers = ["baseline", "value", "absolute", "low", "high", "standard_error"]
    columns = [
        "scenario", "figure", "group", "zh", "en", "unit", "baseline", "value", "absolute",
        "relative", "low", "high", "standard_error", "pairs", "method",
    ]  # fmt: skip
    units = dict.fromkeys(numbers, SEE_UNIT) | {"relative": "1"}
    return _sheet("differences", rows, columns, units)


def _compared_inputs(found: Comparison) -> Iterator[Sheet]:
    pairs = ((group.name, d) for group in found.plans for d in found.inputs(group))
    yield _inputs(pairs)


def _inputs(pairs: Iterator[tuple[str, InputDifference]]) -> Sheet:
    rows = [
        {"scenario": name, "path": d.path, "base": _text(d.base), "plan": _text(d.plan)}
        for name, d in pairs
    ]
    return _sheet("inputs", rows, ["scenario", "path", "base", "plan"])


def _text(value: Any) -> str:  # noqa: ANN401 - plain data
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _compared_changes(found: Comparison) -> Iterator[tuple[dict[str, Any], FlowChange]]:
    for group in found.plans:
        for change in found.flow_changes(group):
            yield {"scenario": group.name}, change


def _changes(changes: Iterator[tuple[dict[str, Any], FlowChange]], *leading: str) -> Sheet:
    rows = [
        {
            **lead, "purpose": c.purpose, "commodity": c.commodity, "owner": c.owner,
            "purpose_zh": word(f"purpose.{c.purpose}", "zh"),
            "purpose_en": word(f"purpose.{c.purpose}", "en"),
            "commodity_zh": c.commodity_label("zh"), "commodity_en": c.commodity_label("en"),
            "base": c.base, "plan": c.plan, "change": c.change, "unit": c.unit,
        }
        for lead, c in changes
    ]  # fmt: skip
    columns = [
        *leading, "purpose", "commodity", "owner", "purpose_zh", "purpose_en", "commodity_zh",
        "commodity_en", "base", "plan", "change", "unit",
    ]  # fmt: skip
    units = dict.fromkeys(("base", "plan", "change"), SEE_UNIT)
    return _sheet("changes", rows, columns, units)


def _monthly(found: Comparison) -> Iterator[Sheet]:
    """Yield carbon and energy by month of each scenario's first run, if all were stored."""
    rows = []
    for group in found.groups:
        run = found.shown(group)
        if run.stored is None:
            return
        reader = MonthlyReader(run.stored)
        tables = [("energy", "MWh", reader.energy())]
        tables += [(f"carbon.{ledger}", "t", reader.carbon(ledger)) for ledger in LEDGERS]
        for what, unit, months in tables:
            lead = {"scenario": group.name, "seed": run.seed, "account": what, "unit": unit}
            rows += [
                {**lead, "part": part, "month": month, "amount": float(amount)}
                for part, amounts in months.amounts.items()
                for month, amount in zip(months.names, amounts, strict=True)
            ]
            if months.unplaced:
                rows.append({**lead, "part": "unplaced", "month": "", "amount": months.unplaced})
    columns = ["scenario", "seed", "account", "part", "month", "amount", "unit"]
    yield _sheet("monthly", rows, columns, {"amount": SEE_UNIT})


def _sources(found: Comparison) -> Sheet:
    rows = [
        {
            "scenario": group.name, "seed": seed, "run_id": run.run_id,
            "folder": run.stored.folder.name if run.stored else "", "version": run.version,
            "weather": run.weather,
        }
        for group in found.groups
        for seed, run in group.by_seed.items()
    ]  # fmt: skip
    columns = ["scenario", "seed", "run_id", "folder", "version", "weather"]
    return _sheet("sources", rows, columns)


def attribution_sheets(found: Attribution) -> list[Sheet]:
    """Return the tables of an attribution."""
    parts = list(_with_and_without(found))
    return [
        _measures(parts),
        _attributed(parts),
        _curves(parts),
        _changes(_attributed_changes(parts), "measures", "measure", "method"),
        _inputs(("plan", difference) for difference in found.inputs),
        _ran(found),
        _cautions(found.cautions),
    ]


def _with_and_without(found: Attribution) -> Iterator[tuple[str, Attribution]]:
    yield "all", found
    if found.physical is not None:
        yield "without_paper", found.physical


def _measures(parts: list[tuple[str, Attribution]]) -> Sheet:
    rows = [
        {
            "measures": name, "order": number + 1, "measure": m.id, "zh": m.label("zh"),
            "en": m.label("en"), "parameters": _text(dict(m.parameters)),
            "on_paper": found.on_paper[number], "not_left_out": found.left_out_reason(number),
        }
        for name, found in parts
        for number, m in enumerate(found.measures)
    ]  # fmt: skip
    columns = [
        "measures", "order", "measure", "zh", "en", "parameters", "on_paper", "not_left_out",
    ]  # fmt: skip
    return _sheet("measures", rows, columns)


def _attributed(parts: list[tuple[str, Attribution]]) -> Sheet:
    rows = [row for name, found in parts for row in _attributed_rows(name, found)]
    columns = ["measures", "figure", "zh", "en", "unit", "part", *WAYS]
    return _sheet("attribution", rows, columns, dict.fromkeys(WAYS, SEE_UNIT))


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
        rest = 0.0 if shares.shapley and shares.total is not None else None
        yield {**lead, "part": "residual", "sequential": shares.sequential_residual,
               "leave_one_out": shares.residual, "shapley": rest}  # fmt: skip
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
    return _sheet("curves", rows, columns, units)


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
    return _sheet("sources", [row], list(row), units)
