"""The file a plan is made of: its text, the agents it speaks of, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenarios.catalogue import upload_text
from scenarios.drafts import Draft
from scenarios.park_file import assembled, park_path
from scenarios.sheets import Target
from twin.errors import InputError, Problem

LONGEST_LINE = 160


@dataclass(frozen=True)
class Trouble:
    """One thing that keeps a plan from being run.

    Attributes
    ----------
    message : str
    path : str
        Dotted field.
    line : int, optional
        Line of the plan's text, from one.
    stands : str
        What stands in that line.
    elsewhere : str
        File and line, where it is not the plan's own text.
    """

    message: str
    path: str
    line: int | None
    stands: str
    elsewhere: str


def text_of(draft: Draft) -> str:
    """Return the YAML of a plan: its own, or that of the shipped park it is.

    Raises
    ------
    InputError
        If there is no such park.
    """
    return draft.text or park_path(draft.park).read_text(encoding="utf-8")


def target_of(draft: Draft) -> Target:
    """Return what tables and sheets are laid into.

    Raises
    ------
    InputError
        If the text is too large, no YAML, or names files of this machine.
    """
    return Target(upload_text(text_of(draft)), draft.park)


def agents_of(draft: Draft) -> dict[str, dict[str, Any]]:
    """Return the entries of all agents as they are written, sound or not.

    Raises
    ------
    InputError
        If the text cannot be read at all.
    """
    found = target_of(draft).agents()
    return {name: entry for name, entry in found.items() if isinstance(entry, dict)}


def label_of(draft: Draft) -> dict[str, Any]:
    """Return a park's name in both languages, as far as it says one.

    Raises
    ------
    InputError
        If the text cannot be read at all.
    """
    target = target_of(draft)
    found = assembled(target.text, target.name, target.folder).data.get("label")
    return found if isinstance(found, dict) else {}


def troubles_of(draft: Draft) -> tuple[Trouble, ...]:
    """Return everything that keeps a plan from being run; nothing if it is sound."""
    try:
        draft.load()
    except InputError as error:
        lines = _lines(draft)
        return tuple(_trouble(problem, draft.park, lines) for problem in error.problems)
    return ()


def _lines(draft: Draft) -> list[str]:
    try:
        return text_of(draft).split("\n")
    except InputError:
        return []


def _trouble(problem: Problem, park: str, lines: list[str]) -> Trouble:
    is_here = problem.file.rpartition("/")[2] == f"{park}.yaml"
    number = problem.line if is_here else None
    stands = lines[number - 1].strip() if number and number <= len(lines) else ""
    where = "" if is_here or not problem.file else f"{problem.file}, {problem.line or ''}"
    return Trouble(problem.message, problem.path, number, stands[:LONGEST_LINE], where.rstrip(", "))
