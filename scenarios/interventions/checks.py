"""Entries of a scenario: known names, numbers in range, none twice, what they need and exclude."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scenarios.interventions.apply import Call
from scenarios.interventions.reader import Reader
from scenarios.interventions.schema import Condition, Intervention, Rule
from scenarios.interventions.select import select
from twin.errors import InputError

SUFFIX = re.compile(r"^[A-Za-z0-9_]{1,16}$")


def numbers_of(rule: Rule, given: Mapping[str, Any]) -> dict[str, float]:
    """Return all parameters of a rule, defaults filled in.

    Raises
    ------
    InputError
        If one is not known, no number, or out of its range.
    """
    known = rule.parameters
    unknown = sorted(set(given) - set(known))
    if unknown:
        has = ", ".join(known) or "none"
        raise InputError(f"{rule.id} has no parameter {', '.join(unknown)}; it has: {has}")
    return {name: _number(rule, name, given.get(name, p.default)) for name, p in known.items()}


def _number(rule: Rule, name: str, value: Any) -> float:  # noqa: ANN401 - whatever was given
    parameter = rule.parameters[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(f"{rule.id}.{name}: expected a number, got {value!r}")
    if not parameter.min <= value <= parameter.max:
        raise InputError(
            f"{rule.id}.{name}: {value} is not between {parameter.min:g} and "
            f"{parameter.max:g} {parameter.unit.removeprefix('1')}".rstrip()
        )
    if parameter.whole and float(value) != int(value):
        raise InputError(f"{rule.id}.{name}: {value} is not a whole number")
    return float(value)


def suffix_of(rule: Rule, given: Any) -> str:  # noqa: ANN401 - whatever was given
    """Return the suffix of an entry, if its measure may have one.

    Raises
    ------
    InputError
        If it may not, or the suffix is not letters and digits.
    """
    if given in (None, ""):
        return ""
    if not getattr(rule, "repeatable", False):
        raise InputError(f"{rule.id} may stand only once; it takes no suffix")
    if not SUFFIX.match(str(given)):
        raise InputError(f"{rule.id}: a suffix has letters, digits and _, at most 16")
    return str(given)


def set_problems(calls: Sequence[Call], park: Reader) -> Iterator[tuple[int, str]]:
    """Yield entry and what is wrong with it among the others and in this park."""
    chosen = [call.rule.id for call in calls]
    for number, call in enumerate(calls):
        yield from ((number, told) for told in _twice(calls[:number], call))
        rule = call.rule
        if not isinstance(rule, Intervention):
            continue
        for need in rule.requires:
            if not _is_met(need, chosen, park):
                yield number, f"{rule.id} needs {_sought(need)}: {_reason(need)}"
        for bar in rule.excludes:
            others = sorted(set(bar.measures) & set(chosen) - {rule.id})
            if others:
                yield (
                    number,
                    f"{rule.id} and {', '.join(others)} exclude each other: {_reason(bar)}",
                )
            elif bar.park is not None and select(park, bar.park, {}):
                found = ", ".join(select(park, bar.park, {})[:3])
                yield number, f"{rule.id} does not go with {found} of the park: {_reason(bar)}"


def _twice(before: Sequence[Call], call: Call) -> Iterator[str]:
    same = [other for other in before if other.rule.id == call.rule.id]
    if not same:
        return
    if not getattr(call.rule, "repeatable", False):
        yield f"{call.rule.id} stands twice; it may stand once"
    elif call.suffix in {other.suffix for other in same}:
        yield f"{call.rule.id} stands twice; give each a 'suffix' of its own"


def _is_met(need: Condition, chosen: Sequence[str], park: Reader) -> bool:
    if set(need.measures) & set(chosen):
        return True
    return need.park is not None and bool(select(park, need.park, {}))


def _sought(need: Condition) -> str:
    told = [f"the measure {name}" for name in need.measures]
    if need.park is not None:
        told.append(f"a park with {need.park.told()}")
    return " or ".join(told)


def _reason(condition: Condition) -> str:
    return f"{condition.reason.en}（{condition.reason.zh}）"
