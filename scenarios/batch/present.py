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
from scenarios.batch.query import to_text

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
        console.print(_chances(name, held, zh=zh))
        console.print(_bands(name, held, zh=zh))
        if held["sensitivity"].get("of"):
            console.print(_indices(name, held["sensitivity"], zh=zh))
    for note in summary["notes"]:
        console.print(f"{'注' if zh else 'note'}: {note}")


def _table(title: str, *columns: str) -> Table:
    """Return an empty table whose first column is never cut."""
    table = Table(title=title, title_justify="left")
    table.add_column("", no_wrap=True)
    for column in columns:
        table.add_column(column)
    return table


def _chances(name: str, held: Mapping[str, Any], *, zh: bool) -> Table:
    title = f"{name}: {'达标概率（95 % 区间）' if zh else 'probability of passing (95 %)'}"
    table = _table(title, "k/n", "", "")
    for kind in ("passed", "met"):
        for what, chance in held[kind].items():
            if chance["n"]:
                told = f"{chance['low']:.3f}-{chance['high']:.3f}"
                share = f"{chance['share']:.3f}"
                table.add_row(f"{kind} {what}", f"{chance['k']}/{chance['n']}", share, told)
            else:
                words = ", ".join(f"{word} {n}" for word, n in chance["counts"].items())
                table.add_row(f"{kind} {what}", "0/0", "-", words)
    return table


def _bands(name: str, held: Mapping[str, Any], *, zh: bool) -> Table:
    keys = ("p5", "p25", "p50", "p75", "p95")
    title = f"{name}: {'区间' if zh else 'bands'}"
    table = _table(title, *(key.upper() for key in keys), "")
    for what, band in held["bands"].items():
        table.add_row(what, *(f"{band[key]:,.6g}" for key in keys), band["unit"])
    return table


def _indices(name: str, held: Mapping[str, Any], *, zh: bool) -> Table:
    """Return the parameter of largest index for every figure."""
    index = "mu_star" if held["method"] == "morris" else "total"
    title = f"{name}: {'最敏感参数' if zh else 'most sensitive to'} ({index})"
    table = _table(title, "", "")
    for what, found in held["of"].items():
        first = max(found, key=lambda parameter: found[parameter][index])
        table.add_row(what, first, f"{found[first][index]:.4g} ± {found[first][f'{index}_ci']:.2g}")
    return table


def print_table(table: pa.Table, how: str) -> None:
    """Print what a query found as ``table``, ``csv`` or ``json``."""
    console = Console(soft_wrap=how != "table", highlight=False, markup=False)
    if how != "table":
        console.print(to_text(table, how))
        return
    shown = Table(*table.column_names)
    for row in table.slice(0, MOST_PRINTED).to_pylist():
        shown.add_row(*("" if value is None else str(value) for value in row.values()))
    console.print(shown)
    if table.num_rows > MOST_PRINTED:
        console.print(f"{MOST_PRINTED} of {table.num_rows} rows; use --format csv for all")
