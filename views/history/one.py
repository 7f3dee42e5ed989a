"""What can be done with one run: open, compare, note on, download, delete."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from scenarios.catalogue import InputError, runs_folder
from scenarios.run_notes import MOST_CHARACTERS, write_note
from scenarios.stored import StoredRun
from views.frame import state, trash
from views.frame.page import plain
from views.frame.state import t
from views.frame.texts import label
from views.history import deleted
from views.stored import cache
from views.stored.cache import Listed, Run

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = (
    ("park", "park.yaml", "text/yaml"),
    ("manifest", "manifest.json", "application/json"),
    ("indicators", "indicators.json", "application/json"),
    ("accounts", "accounts.json", "application/json"),
)


def show(line: Listed, note: str) -> None:
    """Draw one run's card."""
    run = cache.run_of(line.id)
    with st.container(border=True):
        name = plain(label(state.lang(), line.label, line.id))
        about = t("runs.about", seed=line.seed, version=line.version, hash=_hash(run))
        st.markdown(f"**{name}** · {plain(line.id)}")
        st.caption(plain(about))
        _buttons(line)
        st.text_area(
            t("runs.note"), note, key=f"note_{line.id}", max_chars=MOST_CHARACTERS, height=80,
            on_change=_note, args=(line.id,), placeholder=t("runs.note.empty"),
        )  # fmt: skip
        st.caption(t("runs.downloads"))
        _downloads(run)


def _hash(run: Run) -> str:
    return str(cache.manifest(run)["hash"])[:16]


def _buttons(line: Listed) -> None:
    is_shown, is_base = state.get("run") == line.id, state.get("base") == line.id
    with st.container(horizontal=True):
        st.button(
            t("runs.shown" if is_shown else "runs.open"), type="primary", disabled=is_shown,
            icon=":material/visibility:", key="open_run", on_click=state.put,
            args=("run", line.id),
        )  # fmt: skip
        st.button(
            t("runs.base.is" if is_base else "runs.base"), disabled=is_base or is_shown,
            icon=":material/flag:", key="base_run", on_click=state.put, args=("base", line.id),
            help=t("runs.base.help"),
        )  # fmt: skip
        st.button(
            t("runs.delete"), icon=":material/delete:", key="delete_run",
            on_click=deleted.delete, args=([line.id],),
        )  # fmt: skip


def _note(name: str) -> None:
    try:
        write_note(name, str(st.session_state[f"note_{name}"]), runs_folder())
    except InputError as error:
        trash.tell(deleted.RUNS, error)


def _downloads(run: Run) -> None:
    """Offer files; what has to be made is made when it is asked for."""
    lang = state.lang()
    made: list[tuple[str, Callable[[], bytes], str, str]] = [
        ("xlsx", lambda: workbook(run), f"{run.id}.xlsx", XLSX),
        ("parquet", lambda: tables(run), f"{run.id}-parquet.zip", "application/zip"),
        ("png", lambda: pictures(run, "png", lang), f"{run.id}-png.zip", "application/zip"),
        ("svg", lambda: pictures(run, "svg", lang), f"{run.id}-svg.zip", "application/zip"),
    ]
    with st.container(horizontal=True):
        for form, data, name, kind in made:
            st.download_button(
                t(f"runs.file.{form}"), data, name, kind, icon=":material/download:",
                key=f"download_{form}", on_click="ignore",
            )  # fmt: skip
        for name, file, kind in FILES:
            st.download_button(
                t(f"runs.file.{name}"), (run.path / file).read_bytes(), f"{run.id}-{file}", kind,
                icon=":material/download:", key=f"download_{name}", on_click="ignore",
            )  # fmt: skip


def workbook(run: Run) -> bytes:
    """Return a run's workbook: inputs, figures, hourly data and sources."""
    from scenarios.sheets import export_run

    return export_run(StoredRun(run.path))


def tables(run: Run) -> bytes:
    """Return all tables of a run, packed together as they are."""
    return _packed([(path.name, path.read_bytes()) for path in sorted(_parquet(run.path))])


def _parquet(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*.parquet") if path.is_file()]


def pictures(run: Run, kind: str, lang: str) -> bytes:
    """Return a run's main pictures, packed together."""
    from scenarios.compare.run_pictures import run_pictures

    return _packed(list(run_pictures(StoredRun(run.path), (kind,), lang)))


def _packed(files: list[tuple[str, bytes]]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return sink.getvalue()
