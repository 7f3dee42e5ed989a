"""How our workbooks are written: nothing a user typed is ever a formula or a link."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import xlsxwriter

from scenarios.compare.workbook import CREATED

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
           "strings_to_numbers": False}  # fmt: skip
# What a table program would take for a formula if the cell were typed in anew.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MOST_LETTERS = 32_000  # of a cell
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4", "border": 1},
    "required": {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#CFE0F1",
                 "border": 1},
    "note": {"italic": True, "text_wrap": True, "valign": "top", "font_color": "#555555",
             "font_size": 9},
    "example": {"font_color": "#777777", "italic": True},
    "plain": {},
    "text": {"num_format": "@"},
    "quoted": {"num_format": "@", "quote_prefix": True},
    "date": {"num_format": "yyyy-mm-dd"},
    "time": {"num_format": "yyyy-mm-dd hh:mm"},
    "wrong": {"bg_color": "#F8CBAD", "border": 1},
    "wrong_date": {"bg_color": "#F8CBAD", "border": 1, "num_format": "yyyy-mm-dd"},
    "wrong_quoted": {"bg_color": "#F8CBAD", "border": 1, "num_format": "@", "quote_prefix": True},
}  # fmt: skip


class Exact(float):
    """A number that is written with all its digits: the library's own format keeps sixteen."""

    def __format__(self, spec: str) -> str:
        return repr(float(self))


class Book:
    """A workbook that is written, with its formats."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - the library has no types
        self.book = book
        self.formats = {name: book.add_format(style) for name, style in _STYLES.items()}

    def page(self, name: str) -> Any:  # noqa: ANN401
        """Return a new sheet."""
        return self.book.add_worksheet(name)

    def write(self, page: Any, row: int, column: int, value: Any, style: str = "") -> None:  # noqa: ANN401
        """Write one cell; row and column count from nought. Text is written as text."""
        if value is None:
            if style:
                page.write_blank(row, column, None, self.formats[style])
            return
        if isinstance(value, bool):
            page.write_boolean(row, column, value, self.formats[style or "plain"])
        elif isinstance(value, int | float):
            number = Exact(value) if isinstance(value, float) else value
            page.write_number(row, column, number, self.formats[style or "plain"])
        elif isinstance(value, dt.date):
            kind = "time" if isinstance(value, dt.datetime) else "date"
            page.write_datetime(row, column, value, self.formats[_dated(style, kind)])
        else:
            text = str(value)[:MOST_LETTERS]
            page.write_string(row, column, text, self.formats[_quoted(style, text)])

    def write_numbers(self, page: Any, row: int, column: int, values: list[float]) -> None:  # noqa: ANN401
        """Write a long column of numbers downwards."""
        for number, value in enumerate(values, start=row):
            page.write_number(number, column, Exact(value))


def _dated(style: str, kind: str) -> str:
    return "wrong_date" if style == "wrong" else kind


def _quoted(style: str, text: str) -> str:
    if not text.startswith(FORMULA_STARTS):
        return style or "text"
    return "wrong_quoted" if style == "wrong" else "quoted"


@contextmanager
def _opened(sink: io.BytesIO) -> Iterator[Book]:
    with xlsxwriter.Workbook(sink, OPTIONS) as book:
        # The day a file is made is no part of what it says: the same input gives the same bytes.
        book.set_properties({"title": "zeropark", "created": CREATED})
        yield Book(book)


def written(fill: Callable[[Book], None]) -> bytes:
    """Return the bytes of a workbook that ``fill`` writes."""
    sink = io.BytesIO()
    with _opened(sink) as book:
        fill(book)
    return sink.getvalue()
