"""Rows as entries of a park file: nested, named, with the cell of every value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scenarios.members import NAME
from scenarios.sheets.cells import Cell, CellError, plain_text, value_of
from scenarios.sheets.choices import table_row
from scenarios.sheets.columns import ASSET, Column, Path
from scenarios.sheets.grid import Grid
from scenarios.sheets.layout import EXAMPLE, EXPLANATION, ID, Layout
from scenarios.sheets.problems import CellProblem, expectation

_MARK = re.compile(rf"^\s*({EXPLANATION}|{EXAMPLE})")


@dataclass
class Row:
    """One row: what it says of an agent, as far as it could be read.

    Attributes
    ----------
    entry : dict
        The agent's entry.
    id : str
        As given or made; "" until it is made.
    number : int
        Row of the sheet, from one.
    cells : dict of Path to int
        Column of each value by its path in the entry.
    """

    file: str
    sheet: str
    layout: Layout
    number: int
    id: str = ""
    entry: dict[str, Any] = field(default_factory=dict)
    cells: dict[Path, int] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)
    id_was_made: bool = False

    @property
    def place(self) -> str:
        """Where the row stands, as a source."""
        return f"{self.file}, {self.sheet}, row {self.number}"

    def report(
        self, column: int, name: str, value: str, key: str, values: Mapping[str, object],
        expected: tuple[str, str] = ("", ""),
    ) -> None:  # fmt: skip
        """Add a problem."""
        found = CellProblem(self.file, self.sheet, self.number, column, name, value, key, values,
                            expected, self.id)  # fmt: skip
        if not any(p.column == column and p.message("en") == found.message("en")
                   for p in self.problems):  # fmt: skip
            self.problems.append(found)

    def column_of(self, path: Path) -> tuple[int, Column | None]:
        """Return the column that a path of the entry stands in, or the nearest above or below.

        A problem of the whole row stands at its first known column.
        """
        by_path = {**self.layout.by_path, **self.cells}
        for length in range(len(path), 0, -1):
            head = path[:length]
            if head in by_path:
                return by_path[head], self.layout.columns[by_path[head]]
            inside = [n for p, n in by_path.items() if p[:length] == head]
            if inside and head not in {("component",), ("label",)}:
                return min(inside), self.layout.columns[min(inside)]
        return min(self.layout.columns, default=1), None


def read_rows(file: str, grid: Grid, layout: Layout) -> Iterator[Row]:
    """Yield the rows of a table that hold something."""
    first = min(layout.columns, default=1)
    header = [plain_text(str(c.value)) for c in grid.rows[layout.header_row - 1]]
    for number in range(layout.header_row + 1, len(grid.rows) + 1):
        cells = grid.rows[number - 1]
        known = [grid.cell(number, column) for column in layout.columns]
        if all(cell.is_blank or cell.is_shared for cell in known):
            continue
        if any(_MARK.match(str(grid.cell(number, n).value or "")) for n in (1, first)):
            continue
        if [plain_text(str(c.value)) for c in cells] == header:
            continue  # a header repeated on a new page
        yield _read_row(Row(file, grid.name, layout, number), grid)


def _read_row(row: Row, grid: Grid) -> Row:
    layout = row.layout
    _read_id(row, grid)
    values: dict[Path, Any] = {}
    product = _product_unit(row, grid)
    for number, column in layout.columns.items():
        cell = grid.cell(row.number, number)
        if column is ID or cell.is_blank:
            continue
        unit = _unit_here(column, product)
        try:
            values[column.path] = value_of(
                column, cell, _header_unit(layout, number, product), unit
            )
        except CellError as error:
            told = "" if cell.fault == "formula" else str(cell.value)
            row.report(number, column.name, told, error.key, error.values,
                       expectation(column, unit))  # fmt: skip
    _check_pairs(row, values)
    for path, value in _compressed(values):
        row.cells[path[1]] = layout.by_path[path[0]]
        _put(row.entry, path[1], value)
    row.entry = _listed(row.entry)
    _declare(row)
    return row


def _declare(row: Row) -> None:
    kind = row.layout.kind
    row.entry = {"kind": kind.agent, **row.entry}
    if kind.component:
        row.entry["component"] = {"type": kind.component, **row.entry.get("component", {})}


def _read_id(row: Row, grid: Grid) -> None:
    number = row.layout.by_path.get(ID.path)
    cell = grid.cell(row.number, number) if number else Cell()
    if number is None or cell.is_blank:
        return
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if NAME.match(str(value).strip()) and not cell.fault:
        row.id = str(value).strip()
    else:
        row.report(number, "id", str(value), cell.fault or "bad_id", {})


def _product_unit(row: Row, grid: Grid) -> str:
    """Return the unit of the product of the archetype that a row names; "" if it names none."""
    number = row.layout.by_path.get(("archetype",))
    if number is None or grid.cell(row.number, number).is_blank:
        return ""
    try:
        column, cell = row.layout.columns[number], grid.cell(row.number, number)
        found = table_row("archetypes", str(value_of(column, cell, "", "")))
    except CellError:
        return ""
    return str(found.figures["unit"]) if found else ""


def _unit_here(column: Column, product: str) -> str:
    """Return the unit of a bare number: planned output is in that of the archetype's product."""
    return f"{product}/year" if column.path == ("output_per_year",) and product else column.unit


def _header_unit(layout: Layout, number: int, product: str) -> str:
    """Return the unit of the header, per unit of product left away where that is the meaning."""
    unit, column = layout.units[number], layout.columns[number]
    if column.path == ("output_per_year",) and not product:
        return ""  # the archetype is missing, and told to be; its unit cannot be checked
    if column.path[0] == "intensities" and product:
        return unit.removesuffix(f"/{product}")
    return unit


def _check_pairs(row: Row, values: dict[Path, Any]) -> None:
    """Find a pair (a position, a season) of which only a part is given."""
    for path, number in row.layout.by_path.items():
        if not path[-1].isdigit() or path in values:
            continue
        if any(other[:-1] == path[:-1] and other[-1].isdigit() for other in values):
            column = row.layout.columns[number]
            if not any(p.column == number for p in row.problems):
                told = expectation(column, column.unit)
                row.report(number, column.name, "", "missing", {}, told)


def _compressed(values: Mapping[Path, Any]) -> Iterator[tuple[tuple[Path, Path], Any]]:
    """Yield values by their path in the sheet and in the entry: empty groups are closed up."""
    used: dict[Path, list[str]] = {}
    for path in values:
        for place, part in enumerate(path):
            if part.isdigit():
                groups = used.setdefault(path[:place], [])
                if part not in groups:
                    groups.append(part)
    for groups in used.values():
        groups.sort(key=int)
    for path, value in values.items():
        inner = tuple(
            str(used[path[:place]].index(part)) if part.isdigit() else part
            for place, part in enumerate(path)
        )
        yield (path, inner), value


def _put(entry: dict[str, Any], path: Path, value: Any) -> None:  # noqa: ANN401 - plain data
    for part in path[:-1]:
        entry = entry.setdefault(part, {})
    entry[path[-1]] = value


def _listed(value: Any) -> Any:  # noqa: ANN401 - plain data
    """Turn mappings whose keys are places into lists."""
    if not isinstance(value, dict):
        return value
    if value and all(isinstance(key, str) and key.isdigit() for key in value):
        return [_listed(value[key]) for key in sorted(value, key=int)]
    return {key: _listed(inner) for key, inner in value.items()}


def owner_kind(entry: Mapping[str, Any]) -> str:
    """Return the kind of sheet that an agent's entry belongs on; "" if there is none."""
    kind = str(entry.get("kind"))
    if kind != ASSET:
        return kind
    component = entry.get("component")
    return f"{ASSET}.{component.get('type')}" if isinstance(component, dict) else ""
