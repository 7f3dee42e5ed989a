"""A planner's workbook written back with what is wrong marked in its cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenarios.sheets.grid import Grid
from scenarios.sheets.layout import LISTS, Layout
from scenarios.sheets.problems import CellProblem
from scenarios.sheets.reading import Sheet
from scenarios.sheets.style import Book, written
from scenarios.sheets.template import add_choices, write_lists

_NOTE_SIZE = {"x_scale": 2, "y_scale": 1.5}
_FORBIDDEN = str.maketrans("[]:*?/\\", "_______")
_WIDTH = 18
Wrong = Mapping[tuple[int, int], list[CellProblem]]


def marked(sheet: Sheet, lang: str = "zh") -> bytes:
    """Return the values of a file at their own addresses, wrong cells coloured, with notes.

    Formulas come back as the values that were stored, merged cells as single ones; sheets that are
    none of ours come back too, but for our own list of choices, which is written anew.
    """
    return written(lambda book: _fill(book, sheet, lang))


def _fill(book: Book, sheet: Sheet, lang: str) -> None:
    grids = [grid for grid in sheet.grids if not grid.name.startswith(LISTS)]
    pages = [book.page(_name(grid.name, number)) for number, grid in enumerate(grids, start=1)]
    tables = {c.catalogue for of in sheet.layouts.values() for c in of.columns.values()} - {""}
    lists = write_lists(book, tables, lang)
    for grid, page in zip(grids, pages, strict=True):
        wrong: dict[tuple[int, int], list[CellProblem]] = {}
        for problem in (*sheet.problems, *sheet.notes):
            if problem.sheet == grid.name:
                wrong.setdefault((problem.row, problem.column), []).append(problem)
        layout = sheet.layouts.get(grid.name)
        _write(book, page, grid, layout, wrong)
        for (row, column), found in wrong.items():
            told = "\n".join(problem.message(lang) for problem in found)
            page.write_comment(row - 1, column - 1, told, _NOTE_SIZE)
        for place, known in layout.columns.items() if layout else ():
            add_choices(page, place - 1, known, lang, lists)


def _name(name: str, number: int) -> str:
    """Return a name that a sheet may have; a csv file may be called anything."""
    return name.translate(_FORBIDDEN).strip("'")[:31] or f"sheet {number}"


def _write(book: Book, page: Any, grid: Grid, layout: Layout | None, wrong: Wrong) -> None:  # noqa: ANN401
    head = layout.header_row if layout else 0
    for row, cells in enumerate(grid.rows, start=1):
        for column, cell in enumerate(cells, start=1):
            style = "wrong" if (row, column) in wrong else "head" if row == head else ""
            value = None if cell.fault == "formula" else cell.value
            book.write(page, row - 1, column - 1, value, style)
    for row, column in wrong:
        if grid.cell(row, column).value is None:
            book.write(page, row - 1, column - 1, None, "wrong")
    page.set_column(0, max(map(len, grid.rows), default=1), _WIDTH)
    page.freeze_panes(head, 1)
