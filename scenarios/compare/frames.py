"""Comparisons as tidy tables, one fact a row, with the unit of every column."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from scenarios.compare.comparison import Comparison
from scenarios.compare.figures import LEDGERS
from scenarios.compare.flows import FlowChange
from scenarios.compare.inputs import InputDifference
from scenarios.compare.monthly import MonthlyReader
from scenarios.compare.words import word

SEE_UNIT = "see column unit"


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


def sheet(
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
        change_sheet(_compared_changes(found), "scenario"),
        *_monthly(found),
        _sources(found),
        caution_sheet(found.cautions),
    ]


def caution_sheet(found: tuple[tuple[str, str], ...]) -> Sheet:
    """Return what a reader must know."""
    return sheet("cautions", [{"zh": zh, "en": en} for zh, en in found], ["zh", "en"])


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
    return sheet("summary", rows, columns, {"days": "d", "step_minutes": "min"})


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
    return sheet(name, rows, columns + of_indicators, units)


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
    return sheet("differences", rows, columns, units)


def _compared_inputs(found: Comparison) -> Iterator[Sheet]:
    pairs = ((group.name, d) for group in found.plans for d in found.inputs(group))
    yield input_sheet(pairs)


def input_sheet(pairs: Iterator[tuple[str, InputDifference]]) -> Sheet:
    """Return the paths at which inputs differ, by scenario."""
    rows = [
        {"scenario": name, "path": d.path, "base": as_text(d.base), "plan": as_text(d.plan)}
        for name, d in pairs
    ]
    return sheet("inputs", rows, ["scenario", "path", "base", "plan"])


def as_text(value: Any) -> str:  # noqa: ANN401 - plain data
    """Return plain data as one text."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _compared_changes(found: Comparison) -> Iterator[tuple[dict[str, Any], FlowChange]]:
    for group in found.plans:
        for change in found.flow_changes(group):
            yield {"scenario": group.name}, change


def change_sheet(changes: Iterator[tuple[dict[str, Any], FlowChange]], *leading: str) -> Sheet:
    """Return physical changes, each with what it belongs to in the leading columns."""
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
    return sheet("changes", rows, columns, units)


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
    yield sheet("monthly", rows, columns, {"amount": SEE_UNIT})


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
    return sheet("sources", rows, columns)
