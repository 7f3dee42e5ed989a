"""What is wrong with a cell: file, sheet, address, value, and what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any

from scenarios.sheets.columns import Column
from scenarios.sheets.guard import address_of
from scenarios.sheets.measures import pretty
from scenarios.sheets.words import say
from scenarios.yaml_io import shown
from twin.errors import Problem

MOST_NAMES = 12


@dataclass(frozen=True)
class CellProblem:
    """One thing wrong with a table.

    Attributes
    ----------
    file, sheet : str
    row, column : int
        From one.
    field : str
        Name of the field; "" for a header.
    value : str
        What stands there.
    key : str
        What is wrong, with ``values`` put in.
    expected : tuple of str
        What was expected, in Chinese and English.
    agent : str
        Id of the row's object, where it has one.
    """

    file: str
    sheet: str
    row: int
    column: int
    field: str
    value: str
    key: str
    values: Mapping[str, object] = made(default_factory=dict)
    expected: tuple[str, str] = ("", "")
    agent: str = ""

    @property
    def address(self) -> str:
        """Address in the way of table programs, such as C7."""
        return address_of(self.row, self.column)

    def message(self, lang: str) -> str:
        """Return what is wrong and what was expected."""
        told = say(self.key, lang, **self.values)
        wanted = self.expected[0 if lang == "zh" else 1]
        if not wanted:
            return told
        return f"{told}{'；' if lang == 'zh' else '; '}{say('expected', lang, what=wanted)}"

    def problem(self, lang: str) -> Problem:
        """Return it in the form all problems of the house have."""
        path = " ".join(part for part in (self.agent, self.field) if part)
        where = f"{self.file} [{self.sheet}] {self.address}"
        return Problem(self.message(lang), path, shown(self.value or None), where)

    def to_json(self) -> dict[str, Any]:
        """Return plain data, messages in both languages."""
        return {
            "file": self.file, "sheet": self.sheet, "row": self.row, "address": self.address,
            "agent": self.agent, "field": self.field, "value": self.value,
            "zh": self.message("zh"), "en": self.message("en"),
        }  # fmt: skip


def expectation(column: Column, unit: str) -> tuple[str, str]:
    """Return what a column takes, in Chinese and English."""
    return _expected(column, unit, "zh"), _expected(column, unit, "en")


def explanation(column: Column, unit: str, lang: str) -> str:
    """Return what a column means and takes, for the head of a template."""
    comma = "，" if lang == "zh" else ", "
    words = [_expected(column, unit, lang)]
    words.append(say("required" if column.required else "optional", lang))
    if column.path[0] == "intensities":
        words.append(say("by_table", lang))
    elif column.default not in (None, "", [], {}) and not column.required:
        words.append(say("default", lang, value=column.default))
    told = comma.join(words)
    note = column.note.replace("``", "").rstrip(".")
    return f"{note} ({told})" if note and lang == "en" else told


def _expected(column: Column, unit: str, lang: str) -> str:
    comma = "，" if lang == "zh" else ", "
    if column.choices and column.form == "text" and not column.is_open:
        ids = [choice.id for choice in column.choices]
        rest = " …" if len(ids) > MOST_NAMES else ""
        return say("one_of", lang, names=", ".join(ids[:MOST_NAMES]) + rest)
    words = [" ".join(w for w in (say(column.form, lang), column.bounds) if w)]
    if unit:
        words.append(say("in_unit", lang, unit=pretty(unit)))
    if column.may_be_tree:
        words.append(say("or_series", lang))
    return comma.join(words)
