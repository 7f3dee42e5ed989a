"""Job files as text: encoding, separator, header; numbers and times of single cells."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from collections.abc import Iterator, Mapping
from pathlib import Path

from twin.errors import InputError, Problem
from twin.timeline import Timeline

MOST_BYTES = 100_000_000
MOST_ROWS = 1_000_000
SEPARATORS = ",;\t|"
MOST_CELL = 200

# Columns by the names they may have; units are part of the name.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "vehicle": ("vehicle", "车辆", "车号"),
    "class": ("class", "vehicle_class", "车型"),
    "group": ("group", "fleet", "车队"),
    "depart": ("depart", "departure", "出发", "出发时间"),
    "arrive": ("arrive", "arrival", "到达", "到达时间"),
    "duration_h": ("duration_h", "duration", "时长_h", "时长"),
    "km": ("km", "distance_km", "里程_km", "里程"),
    "loaded_km": ("loaded_km", "重载里程_km", "重载里程"),
    "payload_t": ("payload_t", "载重_t", "载重"),
    "from": ("from", "start", "起点"),
    "to": ("to", "end", "终点"),
    "due": ("due", "最晚到达"),
}
# Units that are not ours, with what to do about them.
WRONG_UNITS: Mapping[str, str] = {
    "miles": "distances are in km: multiply by 1.609344 and call the column 'km'",
    "mi": "distances are in km: multiply by 1.609344 and call the column 'km'",
    "distance_m": "distances are in km: divide by 1000 and call the column 'km'",
    "metres": "distances are in km: divide by 1000 and call the column 'km'",
    "meters": "distances are in km: divide by 1000 and call the column 'km'",
    "payload_kg": "loads are in t: divide by 1000 and call the column 'payload_t'",
    "kg": "loads are in t: divide by 1000 and call the column 'payload_t'",
    "payload_lb": "loads are in t: multiply by 0.00045359 and call the column 'payload_t'",
    "载重_kg": "loads are in t: divide by 1000 and call the column 'payload_t'",
    "duration_min": "durations are in h: divide by 60 and call the column 'duration_h'",
    "duration_s": "durations are in h: divide by 3600 and call the column 'duration_h'",
    "minutes": "durations are in h: divide by 60 and call the column 'duration_h'",
    "时长_min": "durations are in h: divide by 60 and call the column 'duration_h'",
}
_BY_NAME = {alias: column for column, names in COLUMNS.items() for alias in names}


def text_of(path: Path) -> str:
    """Return the text of a file: UTF-8 or UTF-16 with a mark, UTF-8, or GB 18030.

    Raises
    ------
    InputError
        If it cannot be read, is too large, or is none of these.
    """
    name = str(path)
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            told = f"{size / 1e6:.0f} MB; at most {MOST_BYTES / 1e6:.0f} MB"
            raise InputError(Problem(told, file=name))
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror}", file=name)) from error
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        kinds: tuple[str, ...] = ("utf-16",)
    else:
        kinds = ("utf-8-sig", "gb18030")
    for kind in kinds:
        try:
            text = raw.decode(kind)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise InputError(Problem("no text in UTF-8, UTF-16 or GB 18030", file=name))


def rows_of(text: str, name: str) -> tuple[dict[str, int], str, Iterator[tuple[int, list[str]]]]:
    """Return the columns by name, the separator, and the rows with their lines.

    Raises
    ------
    InputError
        If there is no header, or it does not hold what a job needs.
    """
    head = text.lstrip("\r\n").partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = next((row for row in reader if any(cell.strip() for cell in row)), None)
    except csv.Error as error:
        raise InputError(Problem(f"not readable as csv: {error}", file=name, line=1)) from error
    if header is None:
        raise InputError(Problem("the file is empty; a header and rows are expected", file=name))
    columns = _columns(header, name, reader.line_num)
    return columns, separator, _numbered(reader, name)


def _numbered(reader: Iterator[list[str]], name: str) -> Iterator[tuple[int, list[str]]]:
    line = 0
    try:
        for row in reader:
            line = reader.line_num  # type: ignore[attr-defined]
            if row and any(row):
                yield line, row
    except csv.Error as error:
        told = f"not readable as csv: {error}"
        raise InputError(Problem(told, file=name, line=line + 1)) from error


def _columns(header: list[str], name: str, line: int) -> dict[str, int]:
    """Return the place of each column.

    Raises
    ------
    InputError
        Names every column that is unknown, double, in a wrong unit or missing.
    """
    problems, found = [], {}
    for place, cell in enumerate(header):
        label = _plain(cell)
        column = _BY_NAME.get(label)
        if label in WRONG_UNITS:
            problems.append(Problem(WRONG_UNITS[label], cell.strip(), "", name, line))
        elif column is None and label:
            known = ", ".join(COLUMNS)
            problems.append(
                Problem(f"unknown column; known: {known}", cell.strip(), "", name, line)
            )
        elif column is None:
            problems.append(
                Problem("a column without a name", f"column {place + 1}", "", name, line)
            )
        elif column in found:
            problems.append(
                Problem(f"a second column for '{column}'", cell.strip(), "", name, line)
            )
        else:
            found[column] = place
    for need in (("vehicle", "class", "group"), ("depart",), ("arrive", "duration_h"), ("km",)):
        if not any(column in found for column in need) and not problems:
            wanted = " or ".join(f"'{column}'" for column in need)
            problems.append(Problem(f"a column {wanted} is missing", "header", "", name, line))
    if problems:
        raise InputError(problems)
    return found


def _plain(cell: str) -> str:
    """Return a column's name without spaces, with units in brackets as endings."""
    text = cell.strip().lower().replace("（", "(").replace("）", ")").replace("[", "(")
    text = text.replace("]", ")").replace(" ", "_").replace("_(", "(").replace("-", "_")
    return text.replace("(", "_").replace(")", "").strip("_")


def number(text: str, separator: str) -> float:
    """Return the number in a cell; a comma is a decimal point where commas do not separate.

    Raises
    ------
    ValueError
        If there is none, or it is not finite.
    """
    if separator != "," and text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if len(text) > MOST_CELL or "_" in text:
        raise ValueError("expected a number")
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("expected a finite number")
    return value


def second_of(text: str, separator: str, timeline: Timeline) -> int:
    """Return the second since the start of the span: a date with time, or hours since the start.

    Raises
    ------
    ValueError
        If it is neither, or bears a time zone.
    """
    if len(text) >= 8 and text[4] in "-/":
        return _of_date(text, timeline)
    return round(number(text, separator) * 3600.0)


def _of_date(text: str, timeline: Timeline) -> int:
    try:
        when = dt.datetime.fromisoformat(text)
    except ValueError:
        when = _loose(text)
    if when.tzinfo is not None:
        raise ValueError("expected local time without a time zone")
    start = timeline.start
    since = when - dt.datetime(start.year, start.month, start.day)
    return since.days * 86_400 + since.seconds


def _loose(text: str) -> dt.datetime:
    """Return a date as spreadsheets write it: 2025/3/9 8:05."""
    plain = text.replace("/", "-").replace("T", " ")
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(plain, form)  # noqa: DTZ007 - civil time
        except ValueError:
            continue
    raise ValueError("expected a time such as 2025-03-09 08:05, or hours since the start")
