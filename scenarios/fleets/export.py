"""Files of the comparison of strategies: tables as CSV, Parquet and xlsx, pictures as SVG and PNG.

The same comparison gives the same bytes. Every file is written beside its place and renamed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from scenarios.compare.export import PICTURES, TABLES, csv_bytes, parquet_bytes, write_whole
from scenarios.compare.frames import Sheet
from scenarios.fleets.comparison import FleetComparison
from scenarios.fleets.frames import fleet_sheets

STEM = "fleets"
WRITERS: dict[str, Callable[[Sheet], bytes]] = {"csv": csv_bytes, "parquet": parquet_bytes}


def export_fleets(
    found: FleetComparison, folder: Path, formats: Sequence[str], lang: str
) -> list[Path]:
    """Write the tables and pictures of a comparison of strategies and return their paths.

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
    written = []
    for name, content in _files(found, formats, lang):
        write_whole(folder / name, content)
        written.append(folder / name)
    return written


def _files(
    found: FleetComparison, formats: Sequence[str], lang: str
) -> Iterator[tuple[str, bytes]]:
    sheets = fleet_sheets(found)
    for kind in (kind for kind in formats if kind in TABLES):
        for sheet in sheets:
            yield f"{STEM}_{sheet.name}.{kind}", WRITERS[kind](sheet)
    if "xlsx" in formats:
        from scenarios.compare.workbook import workbook

        yield f"{STEM}.xlsx", workbook(sheets)
    kinds = [kind for kind in formats if kind in PICTURES]
    if kinds:
        from scenarios.fleets.pictures import fleet_pictures

        yield from fleet_pictures(found, kinds, lang)
