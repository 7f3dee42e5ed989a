"""Tables as one xlsx workbook: a sheet each, numbers formatted, headers frozen, units named."""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from scenarios.compare.frames import SEE_UNIT, Sheet

# The day a file is made is no part of what it says: the same tables give the same bytes.
CREATED = dt.datetime(2000, 1, 1)
WIDEST, NARROWEST = 48, 8
SHARE, LARGE, SMALL, WHOLE = "0.0%", "#,##0", "0.000", "0"


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return the bytes of a workbook."""
    sink = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(sink, options) as book:
        book.set_properties({"title": "zeropark", "created": CREATED})
        header = book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1})
        formats = {code: book.add_format({"num_format": code})
                   for code in (SHARE, LARGE, SMALL, WHOLE)}  # fmt: skip
        for sheet in sheets:
            _add(book, sheet, header, formats)
    return sink.getvalue()


def _add(book: Any, sheet: Sheet, header: Any, formats: dict[str, Any]) -> None:  # noqa: ANN401
    page, columns = book.add_worksheet(sheet.name), list(sheet.rows.columns)
    units = sheet.rows["unit"].tolist() if "unit" in columns else None
    for place, column in enumerate(columns):
        title, values = _title(sheet, column), sheet.rows[column].tolist()
        page.write_string(0, place, title, header)
        widest = len(title)
        for row, value in enumerate(values, start=1):
            unit = sheet.units.get(column, "")
            own = units[row - 1] if unit == SEE_UNIT and units is not None else unit
            widest = max(widest, _write(page, row, place, value, own, formats))
        page.set_column(place, place, min(max(widest + 1, NARROWEST), WIDEST))
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(len(sheet.rows), 1), max(len(columns) - 1, 0))


def _title(sheet: Sheet, column: str) -> str:
    unit = sheet.units.get(column, "")
    return f"{column} [{unit}]" if unit and unit != SEE_UNIT else column


def _write(
    page: Any,  # noqa: ANN401 - the library has no types
    row: int,
    place: int,
    value: Any,  # noqa: ANN401 - a cell
    unit: str,
    formats: dict[str, Any],
) -> int:
    """Write one cell and return how wide it shows."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return 0
    if isinstance(value, bool):
        page.write_boolean(row, place, value)
        return 5
    if isinstance(value, int | float):
        page.write_number(row, place, value, formats[_code(value, unit)])
        return len(f"{value:,.0f}") + 2
    page.write_string(row, place, str(value))
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in str(value))  # CJK is twice as wide


def _code(value: float, unit: str) -> str:
    if unit == "1":
        return SHARE
    if float(value).is_integer() and abs(value) < 1e4:
        return WHOLE
    return LARGE if abs(value) >= 1000.0 else SMALL
