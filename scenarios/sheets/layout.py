"""Which kind a table is, where its header stands, and which column means what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from scenarios.sheets.cells import Cell, plain_text
from scenarios.sheets.columns import Column, Kind, Path, kind_names, kind_of, list_of
from scenarios.sheets.grid import Grid
from scenarios.sheets.problems import CellProblem
from scenarios.sheets.words import aliases_of, field_words, kind_words

ID = Column(("id",), "text")
MOST_GROUPS = 30
HEADER_ROWS = 25
LEAST_KNOWN = 2
# Rows of a template that are not data, by how their first cell begins.
EXPLANATION, EXAMPLE = "说明", "示例"
LISTS = "清单"
_UNIT = re.compile(r"^(?P<name>.*?)\s*[\[(（【](?P<unit>[^\])）】]*)[\])）】]\s*$", re.DOTALL)


@dataclass(frozen=True)
class Layout:
    """How a table is read.

    Attributes
    ----------
    kind : Kind
    header_row : int
    columns : mapping of int to Column
        By the number of the column, from one.
    units : mapping of int to str
        Units named in the header.
    """

    kind: Kind
    header_row: int
    columns: Mapping[int, Column]
    units: Mapping[int, str]
    problems: tuple[CellProblem, ...] = ()

    @property
    def by_path(self) -> Mapping[Path, int]:
        """Numbers of the columns by the path of their value."""
        return {column.path: number for number, column in self.columns.items()}


@dataclass
class _Header:
    columns: dict[int, Column] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)
    mixed: dict[int, tuple[Column, ...]] = field(default_factory=dict)


def is_help(grid: Grid) -> bool:
    """Whether a sheet is one of a template that holds no data: lists to choose from, notes."""
    return plain_text(grid.name).startswith((LISTS, EXPLANATION))


def layout_of(file: str, grid: Grid, kind: str = "") -> Layout | CellProblem | None:
    """Return how a table is read; None if it is none of ours, a problem if it fits several kinds.

    Parameters
    ----------
    kind : str
        Id of the kind, where it is known.
    """
    if is_help(grid):
        return None
    named = kind or _named_and_fitting(grid)
    found = {k: _best_row(grid, kind_of(k)) for k in ([named] if named else kind_names())}
    scored = {k: (len(h.columns), row) for k, (row, h) in found.items()}
    best = max((known for known, _ in scored.values()), default=0)
    if best < LEAST_KNOWN:
        return None
    fits = [k for k, (known, _) in scored.items() if known == best]
    fits = [k for k in fits if _has_required(kind_of(k), found[k][1])] or fits
    row, header = found[fits[0]]
    if len(fits) > 1:
        names = ", ".join(fits)
        return CellProblem(file, grid.name, row, 1, "", "", "kind_unclear", {"names": names})
    return _finished(file, grid, kind_of(fits[0]), row, header)


def _named_and_fitting(grid: Grid) -> str:
    """Return the kind that a sheet is named after, if its header fits; "" otherwise."""
    named = kind_in_name(grid.name)
    if not named:
        return ""
    header = _best_row(grid, kind_of(named))[1]
    fits = len(header.columns) >= LEAST_KNOWN and _has_required(kind_of(named), header)
    return named if fits else ""


def kind_in_name(title: str) -> str:
    """Return the kind that a sheet or a file is named after; "" if none.

    Whole words go before their parts: ``hydrogen_station`` is no ``station``.
    """
    plain = plain_text(title)
    parts = plain.replace("_", " _ ").split(" ")
    for words in ({plain, *plain.split()}, set(parts)):
        for kind in kind_names():
            names = {kind, kind.removeprefix("asset."), *kind_words(kind)}
            if kind == "asset.building":
                names = {kind}
            if words & set(map(plain_text, names)):
                return kind
    return ""


def _best_row(grid: Grid, kind: Kind) -> tuple[int, _Header]:
    """Return the first row of the head of a table that names most columns."""
    best = (0, _Header())
    for row, cells in enumerate(grid.rows[:HEADER_ROWS], start=1):
        header = _read_header(kind, cells)
        if len(header.columns) > len(best[1].columns):
            best = (row, header)
    return best


def _read_header(kind: Kind, cells: tuple[Cell, ...]) -> _Header:
    names, out = _names(kind.id), _Header()
    for number, cell in enumerate(cells, start=1):
        if cell.is_blank:
            continue
        found = dict(_meanings(str(cell.value), names))
        if len(found) == 1:
            ((out.columns[number], out.units[number]),) = found.items()
        elif found:
            out.mixed[number] = tuple(found)
        else:
            out.unknown.append(number)
    return out


def _meanings(text: str, names: Mapping[str, Column]) -> Iterator[tuple[Column, str]]:
    """Yield the columns that the lines of a header name, each with the unit it gives."""
    unit, found = "", {}
    for line in (line.strip().strip("*＊").strip() for line in re.split(r"[\n|｜]", text)):
        bare = _UNIT.match(line)
        if plain_text(line) in names:
            found[names[plain_text(line)]] = ""
        elif bare and plain_text(bare["name"]) in names:
            unit = bare["unit"].strip() or unit
            found[names[plain_text(bare["name"])]] = ""
        elif bare and not bare["name"]:
            unit = bare["unit"].strip() or unit
    yield from ((column, unit) for column in found)


@lru_cache(maxsize=128)
def _names(kind_id: str) -> Mapping[str, Column]:
    """Return what a header may say by the column it means; what fits two columns is left out."""
    kind = kind_of(kind_id)
    heads = {head for c in kind.columns if (head := list_of(c.path))}
    columns = (ID, *kind.with_groups(dict.fromkeys(heads, MOST_GROUPS)))
    found: dict[str, set[Column]] = {}
    for column in columns:
        words = field_words("", ("id",)) if column is ID else kind.words(column)
        plain = column.name.removeprefix("component.")
        for name in (column.name, plain, *words, *aliases_of(plain)):
            found.setdefault(plain_text(name), set()).add(column)
    sure = {column.name: column for column in columns}  # a full name is always its own column's
    out = {name: next(iter(of)) for name, of in found.items() if len(of) == 1}
    return out | {plain_text(name): column for name, column in sure.items()}


def _has_required(kind: Kind, header: _Header) -> bool:
    there = {column.path for column in header.columns.values()}
    return all(c.path in there for c in kind.columns if c.required and c.path[0] == "component")


def _finished(file: str, grid: Grid, kind: Kind, row: int, header: _Header) -> Layout:
    problems: list[CellProblem] = []

    def report(number: int, key: str, **values: object) -> None:
        text = str(grid.cell(row, number).value)
        problems.append(CellProblem(file, grid.name, row, number, "", text, key, values))

    first: dict[Path, int] = {}
    for number, column in list(header.columns.items()):
        other = first.setdefault(column.path, number)
        if other != number:
            del header.columns[number]
            report(number, "header_twice", name=column.name, other=f"column {other}")
    for number in header.unknown:
        if any(not grid.cell(r, number).is_blank for r in range(row + 1, len(grid.rows) + 1)):
            report(number, "header_unknown")
    for number, several in header.mixed.items():
        report(number, "header_mixed", names=", ".join(c.name for c in several))
    return Layout(kind, row, header.columns, header.units, tuple(problems))
