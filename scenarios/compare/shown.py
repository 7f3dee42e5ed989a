"""A comparison of stored runs as plain data, for pages that draw it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scenarios.compare.comparison import Comparison, compare_runs
from scenarios.compare.figures import LEDGERS, Figure
from scenarios.compare.groups import Group
from scenarios.compare.headline import HEADLINE, carbon_steps, less_is_better
from scenarios.compare.monthly import MonthlyReader, Months
from scenarios.compare.words import word
from scenarios.stored import StoredRun
from twin.commodities import catalogue
from twin.errors import InputError

LETTERS = "ABCD"
MOST_CHANGES = 40


def comparison_of(folders: Sequence[Path]) -> Comparison:
    """Return the comparison of two to four run folders; the first is the baseline.

    Raises
    ------
    InputError
        If there are fewer or more, one is damaged, or their spans differ.
    """
    if not 2 <= len(folders) <= len(LETTERS):
        raise InputError(f"2 to {len(LETTERS)} runs are compared, not {len(folders)}")
    return compare_runs([StoredRun(folder) for folder in folders])


def shown(folders: Sequence[Path]) -> dict[str, Any]:
    """Return all that the page on comparisons draws.

    ``runs``: id and seed of each, the baseline first; ``figures``: with the value of every run and,
    of every plan, the difference, the relative one, and whether that is better (None: neither);
    ``inputs`` and ``changes`` by plan; ``falls`` by plan and carbon ledger; ``months``.

    Raises
    ------
    InputError
        As :func:`comparison_of`.
    """
    found = comparison_of(folders)
    return {
        "runs": [
            {"id": group.name, "seed": group.first.seed, "version": group.first.version}
            for group in found.groups
        ],
        "cautions": [{"zh": zh, "en": en} for zh, en in found.cautions],
        "figures": [_figure(found, figure) for figure in found.figures],
        "inputs": [[d.to_json() for d in found.inputs(group)] for group in found.plans],
        "changes": [_changes(found, group) for group in found.plans],
        "falls": [
            {ledger: carbon_steps(found, group, ledger) for ledger in LEDGERS}
            for group in found.plans
        ],
        "months": _months(found),
    }


def _figure(found: Comparison, figure: Figure) -> dict[str, Any]:
    of_each = [group.first.reading.figures.get(figure.id) for group in found.groups]
    return {
        "id": figure.id, "group": figure.group, "zh": figure.zh, "en": figure.en,
        "unit": figure.unit, "headline": figure.id in HEADLINE,
        "values": [found.mean(group, figure.id) for group in found.groups],
        "states": [one.state if one is not None else "" for one in of_each],
        "targets": [one.target if one is not None else None for one in of_each],
        "differences": [_difference(found, group, figure) for group in found.plans],
    }  # fmt: skip


def _difference(found: Comparison, group: Group, figure: Figure) -> dict[str, Any]:
    told = found.difference(group, figure.id)
    less = less_is_better(figure)
    is_better = None
    if told.absolute and less is not None:
        is_better = (told.absolute < 0.0) == less
    return {"absolute": told.absolute, "relative": told.relative, "better": is_better}


def _changes(found: Comparison, group: Group) -> list[dict[str, Any]]:
    """Return what flows differently, biggest first, named in both languages."""
    return [
        {
            "purpose": {lang: word(f"purpose.{c.purpose}", lang) for lang in ("zh", "en")},
            "commodity": {lang: c.commodity_label(lang) for lang in ("zh", "en")},
            "owner": c.owner, "base": c.base, "plan": c.plan, "change": c.change, "unit": c.unit,
        }
        for c in found.flow_changes(group)[:MOST_CHANGES]
    ]  # fmt: skip


def _months(found: Comparison) -> dict[str, Any]:
    """Return carbon by ledger and energy by month, part by part, one entry a run."""
    readers = [
        MonthlyReader(run.stored)
        for g in found.groups
        if (run := found.shown(g)).stored is not None
    ]
    for reader in readers:
        reader.fetch_all()
    tables = {
        "energy": [reader.energy() for reader in readers],
        **{f"carbon.{name}": [reader.carbon(name) for reader in readers] for name in LEDGERS},
    }
    return {
        "names": list(readers[0].names),
        "tables": {key: _parts(months) for key, months in tables.items()},
        "unplaced": {key: [m.unplaced for m in months] for key, months in tables.items()},
    }


def _parts(months: Sequence[Months]) -> dict[str, dict[str, Any]]:
    """Return every part by name: what it is called, and its months in every run."""
    names = dict.fromkeys(part for one in months for part in one.amounts)
    count = len(months[0].names)
    return {
        part: {
            "zh": _part_name(part, "zh"), "en": _part_name(part, "en"),
            "runs": [one.amounts[part].tolist() if part in one.amounts else [0.0] * count
                     for one in months],
        }
        for part in names
    }  # fmt: skip


def _part_name(part: str, lang: str) -> str:
    known = catalogue().get(part)
    if known is None:
        return word(part, lang)
    return known.zh if lang == "zh" else known.en
