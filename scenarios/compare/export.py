"""Files of comparisons and attributions: Parquet, CSV, xlsx, SVG and PNG.

The same comparison gives the same bytes. Every file is written beside its place and renamed.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from scenarios.compare.attribution import Attribution
from scenarios.compare.comparison import Comparison
from scenarios.compare.frames import Sheet, comparison_sheets
from scenarios.compare.frames_attribution import attribution_sheets
from twin.errors import InputError

FORMATS = ("csv", "parquet", "xlsx", "svg", "png")
TABLES, PICTURES = ("csv", "parquet"), ("svg", "png")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def parse_formats(text: str) -> tuple[str, ...]:
    """Return the formats of a list such as ``csv,xlsx``.

    Raises
    ------
    InputError
        If one is not known.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in FORMATS]
    if unknown or not names:
        raise InputError(f"--format {text}: expected some of {', '.join(FORMATS)}")
    return tuple(dict.fromkeys(names))


def export(
    found: Comparison | Attribution, folder: Path, formats: Sequence[str], lang: str
) -> list[Path]:
    """Write the tables and pictures of a comparison or attribution and return their paths.

    Parameters
    ----------
    folder : Path
        Made if it is not there; files of the same name are replaced.
    formats : sequence of str
        Some of ``csv``, ``parquet``, ``xlsx``, ``svg``, ``png``.
    lang : str
        Of the pictures; tables hold both languages.

    Raises
    ------
    InputError
        If a file cannot be written.
    """
    if isinstance(found, Comparison):
        sheets, stem = comparison_sheets(found), "comparison"
    else:
        sheets, stem = attribution_sheets(found), "attribution"
    written: list[Path] = []
    for name, content in _files(found, sheets, stem, formats, lang):
        write_whole(folder / name, content)
        written.append(folder / name)
    return written


def _files(
    found: Comparison | Attribution,
    sheets: list[Sheet],
    stem: str,
    formats: Sequence[str],
    lang: str,
) -> Iterator[tuple[str, bytes]]:
    writers: dict[str, Callable[[Sheet], bytes]] = {"csv": csv_bytes, "parquet": parquet_bytes}
    for kind in (kind for kind in formats if kind in TABLES):
        for sheet in sheets:
            yield f"{stem}_{sheet.name}.{kind}", writers[kind](sheet)
    if "xlsx" in formats:
        from scenarios.compare.workbook import workbook

        yield f"{stem}.xlsx", workbook(sheets)
    kinds = [kind for kind in formats if kind in PICTURES]
    if kinds:
        from scenarios.compare.pictures import pictures

        yield from pictures(found, kinds, lang)


def csv_bytes(sheet: Sheet) -> bytes:
    """Return a table as CSV; the header names the unit of a column."""
    names = {
        column: f"{column} [{unit}]"
        for column, unit in sheet.units.items()
        if unit and column in sheet.rows and not unit.startswith("see")
    }
    rows = sheet.rows.apply(lambda column: column.map(_as_text))
    text: str = rows.rename(columns=names).to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8-sig")  # with its mark spreadsheets read Chinese


def _as_text(value: object) -> object:
    """Return what a spreadsheet would take for a formula with the mark of a text before it."""
    if not isinstance(value, str) or not value.startswith(FORMULAS):
        return value
    try:
        float(value)
    except ValueError:
        return f"'{value}"
    return value  # a number told as text


def parquet_bytes(sheet: Sheet) -> bytes:
    """Return a table as Parquet, units in the metadata of the columns."""
    table = pa.Table.from_pandas(sheet.rows, preserve_index=False)
    fields = [
        column.with_metadata({"unit": sheet.units[column.name]})
        if column.name in sheet.units
        else column
        for column in table.schema
    ]
    sink = io.BytesIO()
    pq.write_table(table.cast(pa.schema(fields)), sink, compression="zstd")
    return sink.getvalue()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file wholly or not at all.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):  # it is there only if writing or renaming failed
            draft.unlink(missing_ok=True)


def names_of(paths: Iterable[Path]) -> str:
    """Return the names of files as one text."""
    return ", ".join(path.name for path in paths)
