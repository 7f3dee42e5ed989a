"""The tables of a comparison as plain cells: the very texts that the command line prints."""

from __future__ import annotations

from typing import NamedTuple

from scenarios.fleets.comparison import FleetComparison
from scenarios.fleets.present import tables

NAMES = (
    "ranking", "apart", "service", "needs", "energy", "origins", "carbon", "cost", "regret",
    "states", "break_even", "leaders",
)  # fmt: skip


class Cells(NamedTuple):
    """A table as texts; ``is_left`` tells columns of words from columns of figures."""

    title: str
    heads: tuple[str, ...]
    is_left: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]


def cells(found: FleetComparison, lang: str) -> dict[str, Cells]:
    """Return every table of a comparison by name."""
    out = {}
    for name, table in zip(NAMES, tables(found, lang), strict=True):
        columns = [[str(cell) for cell in column.cells] for column in table.columns]
        heads = tuple(str(column.header) for column in table.columns)
        is_left = tuple(column.justify == "left" for column in table.columns)
        rows = tuple(zip(*columns, strict=True))
        out[name] = Cells(str(table.title), heads, is_left, rows)
    return out
