"""A batch on the terminal: progress with time left, the summary, and tables of queries."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from scenarios.batch.engine import POISON, Tally, Told
from scenarios.batch.names import name_of, system_of
from scenarios.batch.query import to_text
from scenarios.compare.words import word
from twin.indicators import load_system

MOST_PRINTED = 200  # rows of a query on the terminal


@contextmanager
def live_batch() -> Iterator[Told]:
    """Yield a watcher that shows runs done, rate and time left; lines, if there is no terminal."""
    console, begun = Console(stderr=True), time.monotonic()

    def rate(tally: Tally) -> str:
        aside = f", {len(tally.aside)} set aside" if tally.aside else ""
        return f"{tally.done / max(time.monotonic() - begun, 1e-9):.1f} runs/s{aside}"

    if not console.is_terminal:
        yield lambda tally: _line(console, tally, rate(tally), time.monotonic() - begun)
        return
    columns = (
        TextColumn("runs"), BarColumn(bar_width=28), MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"), TimeRemainingColumn(elapsed_when_finished=True),
    )  # fmt: skip
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("runs", total=None, rate="")

        def watch(tally: Tally) -> None:
            bar.update(
                task, total=tally.total, completed=tally.total - tally.left, rate=rate(tally)
            )

        yield watch


def _line(console: Console, tally: Tally, rate: str, seconds: float) -> None:
    left = f"{seconds / tally.done * tally.left:.0f} s left" if tally.done else ""
    done = tally.before + tally.done
    console.print(f"{done} of {tally.total} runs, {rate}, {left}", highlight=False, soft_wrap=True)


def print_summary(summary: Mapping[str, Any], folder: Path, lang: str) -> None:
    """Print bands, probabilities and the parameters that matter most, by variant."""
    console, zh = Console(), lang == "zh"
    console.print(f"{summary['study']}: {summary['rows']} {'行' if zh else 'rows'}, {folder}")
    if summary["set_aside"]:
        told = "行已搁置，见" if zh else "rows set aside, see"
        console.print(f"{summary['set_aside']} {told} {folder / POISON}")
    for name, held in summary["variants"].items():
        console.print(_chances(name, held, lang))
        console.print(_bands(name, held, lang))
        if held["sensitivity"].get("of"):
            console.print(_indices(name, held["sensitivity"], lang))
    own = summary.get("notes_zh") if zh else None  # studies of before have none
    for note in own or summary["notes"]:
        console.print(f"{'注' if zh else 'note'}: {note}")


def _table(title: str, *columns: str) -> Table:
    """Return an empty table in which names fold and numbers are never cut."""
    table = Table(title=title, title_justify="left")
    table.add_column("", overflow="fold", min_width=12)
    for column in columns:
        table.add_column(column, no_wrap=True, justify="right")
    return table


def _name_rows(table: Table, column: str, before: str, lang: str) -> None:
    """Open the figures of an indicator system with its name, where theirs do not say it."""
    system = system_of(column)
    if lang == "zh" and system and system != system_of(before):
        table.add_row(f"[b]{load_system(system).zh}[/b]")


def _chances(name: str, held: Mapping[str, Any], lang: str) -> Table:
    title = {"zh": "达标概率（95 % 区间）", "en": "probability of passing (95 %)"}[lang]
    table = _table(f"{name}: {title}", "k/n", "")
    table.add_column("", overflow="fold")
    for kind in ("passed", "met"):
        before = ""
        for what, chance in held[kind].items():
            if kind == "met":
                _name_rows(table, what, before, lang)
            before = what
            label = f"{word(kind, lang)} {name_of(what, lang)}"
            if chance["n"]:
                told = f"{chance['low']:.3f}-{chance['high']:.3f}"
                share = f"{chance['share']:.3f}"
                table.add_row(label, f"{chance['k']}/{chance['n']}", share, told)
            else:
                words = ", ".join(f"{word(w, lang)} {n}" for w, n in chance["counts"].items())
                table.add_row(label, "0/0", "-", words)
    return table


def _bands(name: str, held: Mapping[str, Any], lang: str) -> Table:
    """Return the median and the band of 90 % of every figure; quartiles are in the summary file."""
    table = _table(f"{name}: {'区间' if lang == 'zh' else 'bands'}", "P5", "P50", "P95")
    table.add_column("", overflow="fold")
    before = ""
    for what, band in held["bands"].items():
        _name_rows(table, what, before, lang)
        before = what
        found = (f"{band[key]:,.6g}" for key in ("p5", "p50", "p95"))
        table.add_row(name_of(what, lang), *found, band["unit"])
    return table


def _indices(name: str, held: Mapping[str, Any], lang: str) -> Table:
    """Return the parameter of largest index for every figure."""
    index = "mu_star" if held["method"] == "morris" else "total"
    title = f"{name}: {'最敏感参数' if lang == 'zh' else 'most sensitive to'} ({index})"
    table = Table(title=title, title_justify="left")
    table.add_column("", overflow="fold")
    table.add_column("", overflow="fold")
    table.add_column("", no_wrap=True)
    before = ""
    for what, found in held["of"].items():
        _name_rows(table, what, before, lang)
        before = what
        first = max(found, key=lambda parameter: found[parameter][index])
        told = f"{found[first][index]:.4g} ± {found[first][f'{index}_ci']:.2g}"
        table.add_row(name_of(what, lang), first, told)
    return table


def print_table(table: pa.Table, how: str) -> None:
    """Print what a query found as ``table``, ``csv`` or ``json``."""
    console = Console(soft_wrap=how != "table", highlight=False, markup=False)
    if how != "table":
        console.print(to_text(table, how))
        return
    shown = Table()
    for column in table.column_names:
        shown.add_column(column, overflow="fold")  # folded, never cut
    for row in table.slice(0, MOST_PRINTED).to_pylist():
        shown.add_row(*("" if value is None else str(value) for value in row.values()))
    console.print(shown)
    if table.num_rows > MOST_PRINTED:
        console.print(f"{MOST_PRINTED} of {table.num_rows} rows; use --format csv for all")
