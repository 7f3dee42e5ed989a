"""Downloads of a comparison, made when they are asked for."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from scenarios.catalogue import runs_folder
from scenarios.compare.export import export
from scenarios.compare.shown import comparison_of
from scenarios.jobs import Kind
from scenarios.jobs.results import result_files
from views.compare.chosen import Named
from views.frame import state
from views.frame.state import t
from views.stored.cache import Run

FORMATS = ("xlsx", "csv", "parquet", "png", "svg")
KINDS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
ZIP = "application/zip"


def draw(chosen: list[Named]) -> None:
    """Offer the tables and pictures of a comparison."""
    runs = tuple(named.run for named in chosen)
    _buttons("compare", lambda kind, lang: lambda: made(runs, kind, lang))


def of_result(kind: Kind, name: str) -> None:
    """Offer the tables and pictures of a kept result."""
    _buttons(name, lambda form, lang: lambda: kept(kind, name, form, lang))


def _buttons(key: str, maker: Callable[[str, str], Callable[[], bytes]]) -> None:
    with st.container(horizontal=True):
        for form in FORMATS:
            end = form if form == "xlsx" else f"{form}.zip"
            st.download_button(
                t(f"export.{form}"), maker(form, state.lang()), f"zeropark-{key}.{end}",
                KINDS.get(form, ZIP), icon=":material/download:", key=f"export_{key}_{form}",
                on_click="ignore",
            )  # fmt: skip


def made(runs: tuple[Run, ...], form: str, lang: str) -> bytes:
    """Return the workbook of a comparison, or its files of a form packed together."""
    with tempfile.TemporaryDirectory() as folder:
        found = comparison_of([run.path for run in runs])
        return packed(export(found, Path(folder), (form,), lang))


def kept(kind: Kind, name: str, form: str, lang: str) -> bytes:
    """Return the workbook of a kept result, or its files of a form packed together."""
    files = result_files(kind, name, runs_folder())
    chosen = [path for path in files if path.suffix == f".{form}"]
    here = [path for path in chosen if path.parent.name == lang]
    return packed(here or chosen)


def packed(files: list[Path]) -> bytes:
    """Return one workbook as it is, everything else in a zip file."""
    if len(files) == 1 and files[0].suffix == ".xlsx":
        return files[0].read_bytes()
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.writestr(path.name, path.read_bytes())
    return sink.getvalue()
