"""The files of a comparison in the bundles that are offered."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ZIP = "application/zip"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BUNDLES = {"csv": (".csv",), "parquet": (".parquet",), "pictures": (".svg", ".png")}


def bundles(written: Sequence[Path], stem: str, lang: str) -> Iterator[tuple[str, str, bytes, str]]:
    """Yield name, label, content and kind of every bundle there is something for."""
    for path in written:
        if path.suffix == ".xlsx":
            yield f"fleets-{stem}.xlsx", "xlsx", path.read_bytes(), XLSX
    for label, kinds in BUNDLES.items():
        mine = [path for path in written if path.suffix in kinds]
        if label == "pictures":
            mine = [path for path in mine if path.parent.name == lang]
        if mine:
            yield f"fleets-{stem}-{label}.zip", label, _zipped(mine), ZIP


def _zipped(paths: Sequence[Path]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.writestr(zipfile.ZipInfo(path.name), path.read_bytes())
    return sink.getvalue()
