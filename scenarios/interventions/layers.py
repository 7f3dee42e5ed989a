"""Lays the assumptions and measures of a park document on it, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from scenarios.interventions.applied import Applied
from scenarios.interventions.apply import Call, apply
from scenarios.interventions.checks import numbers_of, set_problems, suffix_of
from scenarios.interventions.library import load_assumption, load_intervention
from scenarios.interventions.reader import Reader
from scenarios.interventions.schema import Assumption, Rule
from scenarios.yaml_io import Document, merge
from twin.errors import InputError, Problem

MEASURES, ASSUMPTIONS = "interventions", "assumptions"


class Laid(NamedTuple):
    """A park document with its measures and assumptions, and what they came to."""

    document: Document
    applied: tuple[Applied, ...]
    assumed: tuple[Applied, ...]


def lay(document: Document) -> Laid:
    """Return the document with its ``assumptions`` and ``interventions`` applied.

    Raises
    ------
    InputError
        With every problem found, at the entry's place.
    """
    measures = _calls(document, MEASURES, load_intervention)
    assumptions = _calls(document, ASSUMPTIONS, load_assumption)
    if not measures and not assumptions:
        return Laid(document, (), ())
    out = merge(document, Document({}, {}))
    early = [c for c in assumptions if isinstance(c.rule, Assumption) and c.rule.stage == "before"]
    assumed = _apply_all(out, ASSUMPTIONS, assumptions, early)
    problems = _among(out, MEASURES, measures) + _among(out, ASSUMPTIONS, assumptions)
    if problems:
        raise InputError(problems)
    before = {path: len(entries) for path, entries in _lists(out.data)}
    applied = _apply_all(out, MEASURES, measures, measures)
    _sort_appended(out, before)
    late = [call for call in assumptions if call not in early]
    assumed |= _apply_all(out, ASSUMPTIONS, assumptions, late)
    return Laid(
        out,
        tuple(applied[number] for number in range(len(measures))),
        tuple(assumed[number] for number in range(len(assumptions))),
    )


def _among(document: Document, section: str, calls: list[Call]) -> list[Problem]:
    found = set_problems(calls, Reader(document))
    return [document.problem((section, str(n)), told, calls[n].rule.id) for n, told in found]


def _calls(document: Document, section: str, load: Callable[[str], Rule]) -> list[Call]:
    """Return the entries of a section, each with its rule and all its numbers."""
    entries = document.data.get(section) or []
    if not isinstance(entries, list):
        raise InputError(document.problem((section,), "expected a list", entries))
    out, problems = [], []
    for number, entry in enumerate(entries):
        path = (section, str(number))
        try:
            out.append(_call(document, path, entry, load))
        except InputError as error:
            name = entry if isinstance(entry, str) else (entry or {}).get("id")
            problems += [
                p if p.file or p.path else document.problem(path, p.message, name)
                for p in error.problems
            ]
    if problems:
        raise InputError(problems)
    return out


def _call(
    document: Document, path: tuple[str, ...], entry: object, load: Callable[[str], Rule]
) -> Call:
    plain = {"id": entry} if isinstance(entry, str) else entry
    if not isinstance(plain, dict) or not isinstance(plain.get("id"), str):
        raise InputError(document.problem(path, "expected the id of one", entry))
    given = plain.get("parameters") or {}
    if not isinstance(given, dict):
        raise InputError(document.problem((*path, "parameters"), "expected a mapping", given))
    rule = load(plain["id"])
    problems = list(_misfits(document, (*path, "parameters"), rule, given))
    if problems:
        raise InputError(problems)
    values, suffix = numbers_of(rule, given), suffix_of(rule, plain.get("suffix"))
    return Call(rule, values, document.place(path), suffix)


def _misfits(
    document: Document, path: tuple[str, ...], rule: Rule, given: dict[str, Any]
) -> Iterator[Problem]:
    """Yield what is wrong with each parameter given, with its own name, value and place."""
    for name, value in given.items():
        try:
            numbers_of(rule, {name: value})
        except InputError as error:
            yield from (document.problem((*path, name), p.message, value) for p in error.problems)


def _apply_all(
    out: Document, section: str, calls: list[Call], some: list[Call]
) -> dict[int, Applied]:
    found = {}
    for number, call in enumerate(calls):
        if call not in some:
            continue
        try:
            found[number] = apply(out, call)
        except InputError as error:
            path = (section, str(number))
            raise InputError(
                [
                    p if p.file else out.problem(path, p.message, call.rule.id)
                    for p in error.problems
                ]
            ) from error
    return found


def _lists(data: Any, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], list[Any]]]:  # noqa: ANN401
    """Return every list of mappings, by path."""
    if isinstance(data, list):
        return [(path, data)] if all(isinstance(item, dict) for item in data) else []
    if not isinstance(data, dict):
        return []
    return [found for key, item in data.items() for found in _lists(item, (*path, key))]


def _told(item: Any) -> str:  # noqa: ANN401 - plain data
    return repr(sorted(item.items()) if isinstance(item, dict) else item)


def _sort_appended(out: Document, before: dict[tuple[str, ...], int]) -> None:
    """Put what was appended in an order of its own, so that the order of measures does not show."""
    for path, entries in _lists(out.data):
        count = before.get(path, 0)
        if path[0] not in {MEASURES, ASSUMPTIONS} and len(entries) > count + 1:
            entries[count:] = sorted(entries[count:], key=_told)
            for old in [p for p in out.places if p[: len(path)] == path and p != path]:
                del out.places[old]
