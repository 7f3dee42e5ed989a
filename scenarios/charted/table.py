"""A table as a file to take away: csv and xlsx, in which nothing a user named is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from scenarios.sheets.style import FORMULA_STARTS, Book, written

WIDTH = 24


def csv_bytes(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Return a table as csv that table programs open as UTF-8.

    Text that such a program would take for a formula begins with an apostrophe.
    """
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerows([_safe(cell) for cell in row] for row in (heads, *rows))
    return sink.getvalue().encode("utf-8-sig")


def _safe(cell: Any) -> Any:  # noqa: ANN401 - a cell
    is_formula = isinstance(cell, str) and cell.startswith(FORMULA_STARTS)
    return f"'{cell}" if is_formula else cell


def xlsx_bytes(name: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Return a table as a workbook of one sheet; text stays text."""

    def fill(book: Book) -> None:
        page = book.page(name[:31])
        for column, head in enumerate(heads):
            book.write(page, 0, column, head, "head")
        for row, cells in enumerate(rows, start=1):
            for column, value in enumerate(cells):
                book.write(page, row, column, value)
        page.set_column(0, len(heads) - 1, WIDTH)
        page.freeze_panes(1, 0)

    return written(fill)
