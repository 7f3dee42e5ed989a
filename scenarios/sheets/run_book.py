"""A stored run as one workbook: what went in, what came out, where it comes from, by the hour."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scenarios.compare.export import write_whole
from scenarios.present_words import word
from scenarios.sheets.run_hours import Hours, hours_of
from scenarios.sheets.run_tables import Table, tables
from scenarios.sheets.style import Book, written
from scenarios.stored import StoredRun

WIDTH = 22


def export_run(run: StoredRun | Path, path: Path | None = None) -> bytes:
    """Return a finished run as the bytes of a workbook, and write it if a path is given.

    Raises
    ------
    InputError
        If the run is damaged or failed, or the file cannot be written.
    """
    stored = run if isinstance(run, StoredRun) else StoredRun(run)
    hours = hours_of(stored)
    found = list(tables(stored))
    content = written(lambda book: _fill(book, stored, found, hours))
    if path is not None:
        write_whole(path, content)
    return content


def _fill(book: Book, stored: StoredRun, found: list[Table], hours: Hours) -> None:
    _write_cover(book, list(_cover(stored, hours)))
    for table in found:
        _write_table(book, table)
    _write_hours(book, hours)


def _cover(stored: StoredRun, hours: Hours) -> Iterator[tuple[str, str, Any]]:
    """Yield what the run is: Chinese, English, value."""
    manifest = stored.manifest
    label, timeline = manifest["label"], manifest["timeline"]
    yield "园区", "park", label["zh"]
    yield "", "", label["en"]
    yield "园区文件", "park file", manifest["park"]
    yield "情景", "scenario", (manifest.get("scenario") or {}).get("name") or None
    yield "运行编号", "run id", manifest["run_id"]
    yield "散列", "hash", manifest["hash"]
    yield "随机种子", "seed", manifest["seed"]
    yield "版本", "version", manifest["version"]
    yield "调度", "dispatch", manifest["dispatch"]
    yield "起始", "start", timeline["start"]
    yield "天数", "days", timeline["days"]
    yield "步长（分钟）", "step [min]", timeline["step_minutes"]
    yield "天气", "weather", manifest["weather"]
    for name, chosen in manifest["factors"].items():
        yield f"因子集：{name}", f"factors: {name}", chosen
    worst = max(manifest["residuals"].values(), default=0.0)
    yield word("residuals", "zh"), word("residuals", "en"), worst
    for name, card in stored.scorecards.items():
        verdict = " / ".join(word(card["verdict"], lang) for lang in ("zh", "en"))
        yield card["zh"], card["en"], verdict
        yield f"{name}：文件", f"{name}: document", f"{card['document']} / {card['document_en']}"
    yield "逐时表的一行", "a row of the hourly table is", f"1 {hours.step}"
    for flow in hours.left_out:
        title = flow.title().replace("\n", " ")
        yield "逐时表未列（全期合计）", f"not in the hourly table, total of {title}", flow.total


def _write_cover(book: Book, lines: list[tuple[str, str, Any]]) -> None:
    page = book.page("封面 cover")
    book.write(page, 0, 0, "zeropark", "title")
    for row, (zh, en, value) in enumerate(lines, start=2):
        book.write(page, row, 0, zh or None, "head")
        book.write(page, row, 1, en or None, "head")
        book.write(page, row, 2, value)
    page.set_column(0, 1, 32)
    page.set_column(2, 2, 80)


def _write_table(book: Book, table: Table) -> None:
    page = book.page(table.name)
    for column, head in enumerate(table.heads):
        book.write(page, 0, column, head, "head")
    for row, cells in enumerate(table.rows, start=1):
        for column, value in enumerate(cells):
            book.write(page, row, column, None if value == "" else value)
    page.set_column(0, len(table.heads) - 1, WIDTH)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(len(table.rows), 1), len(table.heads) - 1)


def _write_hours(book: Book, hours: Hours) -> None:
    page = book.page("逐时 hourly" if hours.step == "hour" else "逐日 daily")
    book.write(page, 0, 0, "时间 time", "head")
    for column, name in enumerate(hours.names, start=1):
        book.write(page, 0, column, name.title(), "head")
    for row, time in enumerate(hours.times, start=1):
        book.write(page, row, 0, time)
    for column, values in enumerate(hours.values, start=1):
        book.write_numbers(page, 1, column, values.tolist())
    page.set_row(0, 62)
    page.set_column(0, len(hours.names), 16)
    page.freeze_panes(1, 1)
