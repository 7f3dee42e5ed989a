"""Tables as planners send them, xlsx or csv: bounded, and merged cells filled downwards."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.sheets.cells import Cell
from scenarios.sheets.guard import (
    MOST_BYTES,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    OLD_EXCEL,
    Part,
    address_of,
    check_size,
    checked_parts,
    column_number,
)
from twin.errors import InputError, Problem

_RANGE = re.compile(r"^([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$")
_SEPARATORS = (",", "\t", ";", "，")
_ZIP = b"PK\x03\x04"
_NUMBER = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")
BLANK = Cell()


@dataclass(frozen=True)
class Grid:
    """One table: its name, and its cells by row; the first row is row one."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell; both count from one. What is not there is blank."""
        cells = self.rows[row - 1] if 0 < row <= len(self.rows) else ()
        return cells[column - 1] if 0 < column <= len(cells) else BLANK


def read_grids(source: str | Path | bytes, name: str = "") -> tuple[str, tuple[Grid, ...]]:
    """Return a file's name and its tables.

    Raises
    ------
    InputError
        If it cannot be read, is too large, or is no workbook and no text.
    """
    if isinstance(source, bytes):
        raw, told = source, name or "sheet"
    else:
        path = Path(source)
        told = name or path.name
        raw = _bytes_of(path, told)
    check_size(raw, told)
    if raw.startswith((_ZIP, OLD_EXCEL)):
        return told, _read_workbook(raw, told)
    return told, (_read_text(raw, told),)


def _bytes_of(path: Path, name: str) -> bytes:
    try:
        if path.is_file():
            with path.open("rb") as stream:
                # One byte more than is read, so that a file of any size never stands in memory.
                return stream.read(MOST_BYTES + 1)
        raise InputError(Problem("the file does not exist", file=name))
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror}", file=name)) from error


def _read_workbook(raw: bytes, name: str) -> tuple[Grid, ...]:
    from openpyxl import load_workbook

    parts = checked_parts(raw, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that values do not need
            book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
            try:
                return tuple(_grid(page, parts.get(page.title, Part())) for page in book.worksheets)
            finally:
                book.close()
    except InputError:
        raise
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError,
            EOFError, zipfile.BadZipFile, zlib.error) as error:  # fmt: skip
        # The library reports damaged workbooks by whatever its parts raise.
        raise InputError(Problem("not a readable .xlsx workbook", file=name)) from error


def _grid(page: Any, part: Part) -> Grid:  # noqa: ANN401 - the library has no types
    page.reset_dimensions()  # a file may claim any size; rows are read as they come
    rows = [
        [_cell(found, row, column, part) for column, found in enumerate(line, start=1)]
        for row, line in enumerate(page.iter_rows(), start=1)
    ]
    _fill_merged(rows, part)
    return Grid(str(page.title), tuple(map(tuple, rows)))


def _cell(found: Any, row: int, column: int, part: Part) -> Cell:  # noqa: ANN401
    if address_of(row, column) in part.bare:
        return Cell(fault="formula")
    value = found.value
    if getattr(found, "data_type", "n") == "e":
        return Cell(value, fault="error_value")
    if isinstance(value, dt.time | dt.timedelta):
        value = str(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    is_percent = isinstance(value, int | float) and "%" in str(found.number_format)
    return Cell(value, is_percent)


def _fill_merged(rows: list[list[Cell]], part: Part) -> None:
    """Let every row of a cell merged downwards have its value."""
    for told in part.merges:
        found = _RANGE.match(told)
        if found is None:
            continue
        column, first, last = column_number(found[1]), int(found[2]), int(found[4])
        value = rows[first - 1][column - 1] if _is_there(rows, first, column) else BLANK
        for row in range(first + 1, min(last, len(rows)) + 1):
            line = rows[row - 1]
            line.extend([BLANK] * (column - len(line)))
            line[column - 1] = value._replace(is_shared=True)


def _is_there(rows: list[list[Cell]], row: int, column: int) -> bool:
    return 0 < row <= len(rows) and column <= len(rows[row - 1])


def _read_text(raw: bytes, name: str) -> Grid:
    text = _decoded(raw, name)
    head = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=head.count)
    try:
        lines = list(_bounded(csv.reader(io.StringIO(text, newline=""), delimiter=separator), name))
    except csv.Error as error:
        raise InputError(Problem(f"not a readable table: {error}", file=name)) from error
    return Grid(Path(name).stem, tuple(tuple(map(_text_cell, line)) for line in lines))


def _decoded(raw: bytes, name: str) -> str:
    """Return the text of a csv file: UTF-8, or what Chinese table programs write."""
    for code in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(code)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InputError(Problem("neither an .xlsx workbook nor UTF-8 or GB 18030 text", file=name))


def _bounded(lines: Any, name: str) -> Any:  # noqa: ANN401 - csv's own reader
    cells = 0
    for number, line in enumerate(lines, start=1):
        cells += len(line)
        if number > MOST_ROWS or len(line) > MOST_COLUMNS or cells > MOST_CELLS:
            told = f"more than {MOST_ROWS} rows, {MOST_COLUMNS} columns or {MOST_CELLS} cells"
            raise InputError(Problem(told, file=name, line=number))
        yield line


def _text_cell(text: str) -> Cell:
    """Read plain numbers as numbers, as a table program does; all else stays text."""
    plain = text.strip()
    if not plain:
        return BLANK
    if _NUMBER.match(plain) and len(plain) < 16 and not re.match(r"^[+-]?0\d", plain):
        return Cell(float(plain) if not plain.lstrip("+-").isdigit() else int(plain))
    return Cell(text)
