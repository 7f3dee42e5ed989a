"""Applies one measure or assumption: first all that is read, then all that is written.

What a rule selects and works out is of the park as it was before its first change, so that
its own changes never feed back into its numbers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.interventions.applied import Applied, Quantity
from scenarios.interventions.change import Change, number_named
from scenarios.interventions.paths import Step, parse
from scenarios.interventions.reader import Reader
from scenarios.interventions.schema import Intervention, Rule
from scenarios.interventions.select import amount, quantity, select
from scenarios.interventions.writer import Writer
from scenarios.yaml_io import Document, Place
from twin.errors import InputError


@dataclass(frozen=True)
class Call:
    """A measure or assumption asked for: the rule, its numbers, and where they were written."""

    rule: Rule
    values: Mapping[str, float]
    place: Place
    suffix: str = ""


@dataclass
class _Target:
    """Where a change goes for one agent, and by how much."""

    change: Change
    path: tuple[Step, ...]
    value: Any


def apply(document: Document, call: Call) -> Applied:
    """Apply a rule to a document, in place, and return what it came to.

    Raises
    ------
    InputError
        If a number cannot be read, or the rule finds nothing to change in this park.
    """
    awaits = getattr(call.rule, "awaits", None)
    if awaits is not None:
        return Applied(call.rule, call.values, suffix=call.suffix, awaits=awaits)
    reader = Reader(document)
    values, quantities = dict(call.values), {}
    for name, rule in call.rule.quantities.items():
        values[name] = quantity(reader, rule, values)
        quantities[name] = Quantity(values[name], rule.unit)
    targets = [
        target for change in call.rule.changes for target in _targets(reader, call, change, values)
    ]
    writer = Writer(document, call.place, reader)
    for target in targets:
        writer.write(target.change, target.path, target.value)
    if isinstance(call.rule, Intervention) and not writer.writes and not reader.met:
        _refuse_idle(call.rule)
    return Applied(
        call.rule, call.values, quantities, call.suffix,
        reads=frozenset(reader.reads), writes=frozenset(writer.writes),
    )  # fmt: skip


def _targets(
    reader: Reader, call: Call, change: Change, values: Mapping[str, float]
) -> Iterator[_Target]:
    """Yield where a change goes: once, or for every selected agent."""
    words = {
        "suffix": f"-{call.suffix}" if call.suffix else "",
        "start": reader.header.start.isoformat(),
        "end": reader.last_day.isoformat(),
    }
    if "{tariff}" in str(change.value):
        words["tariff"] = reader.grid_tariff()
    if change.each is None:
        path = parse(filled(change.path, words))
        yield _Target(change, path, _value(reader, change, values, "", words))
        return
    for name in select(reader, change.each, values):
        label = reader.spec(name).label
        mine = {**words, "name": name, "zh": label.zh, "en": label.en}
        agent = filled(change.agent, mine) or name
        path = (Step("agents"), Step(agent), *parse(filled(change.path, mine)))
        yield _Target(change, path, _value(reader, change, values, name, mine))


def _value(
    reader: Reader, change: Change, values: Mapping[str, float], name: str, words: Mapping[str, str]
) -> Any:  # noqa: ANN401 - plain data
    if change.amount is not None:
        return amount(reader, change.amount, values, name)
    key = change.parameter or change.quantity
    return values[key] if key else filled(change.value, words, values)


LATER = re.compile(r"\{start\+(\d{1,3})\}")


def filled(
    value: Any,  # noqa: ANN401 - plain data
    words: Mapping[str, str],
    numbers: Mapping[str, float] | None = None,
) -> Any:  # noqa: ANN401 - plain data
    """Return plain data with ``{word}`` filled in, in keys as well, and ``{number}`` replaced."""
    if isinstance(value, str):
        number = number_named(value)
        if numbers is not None and number in numbers:
            return numbers[number]
        for word, text in words.items():
            value = value.replace(f"{{{word}}}", text)
        return LATER.sub(lambda found: _days_later(words["start"], int(found[1])), value)
    if isinstance(value, dict):
        return {filled(k, words): filled(item, words, numbers) for k, item in value.items()}
    if isinstance(value, list | tuple):
        return [filled(item, words, numbers) for item in value]
    return value


def _days_later(start: str, days: int) -> str:
    return (dt.date.fromisoformat(start) + dt.timedelta(days=days)).isoformat()


def _refuse_idle(rule: Rule) -> None:
    """Refuse a measure that found nothing to change.

    Raises
    ------
    InputError
        Always.
    """
    sought = sorted({change.each.told() for change in rule.changes if change.each is not None})
    what = "; ".join(sought) or "nothing stands at its paths"
    raise InputError(f"{rule.id} finds nothing to change in this park ({what})")
