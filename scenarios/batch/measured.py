"""A run as figures: verdicts, indicators with their states, and the accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from scenarios.batch.points import Brief, Cell, Point
from scenarios.batch.results import FOLDERS
from scenarios.build import Options
from scenarios.memo import MemoryMemo
from scenarios.park_file import load_park
from scenarios.run import RunResult, run_park
from scenarios.store import write_run
from twin.primitives import Purpose

HEADLINE = (
    "energy.total_equivalent_tce",
    "energy.total_calorific_tce",
    "electricity.used_mwh",
    "carbon.park.total_t",
    "carbon.location.total_t",
    "carbon.residual.total_t",
)
PREFIXES = ("cost.", "energy.carrier.")
MOST_MEMO_BYTES = 60_000_000


@dataclass
class Desk:
    """What a worker remembers from run to run, bounded: events, and the run before."""

    memo: MemoryMemo = field(default_factory=lambda: MemoryMemo(MOST_MEMO_BYTES))
    last: RunResult | None = None


_desk = Desk()


def clear_desk() -> None:
    """Forget all runs of before."""
    global _desk  # noqa: PLW0603 - one desk a process
    _desk = Desk()


def park_year(brief: Brief, point: Point, breathe: Callable[[], None]) -> Mapping[str, Cell]:
    """Run a park and return its figures; ``breathe`` is called now and then and may stop it.

    Raises
    ------
    InputError
        If the park is not sound.
    ClosureError
        If the physics cannot be closed.
    """
    from pathlib import Path

    loaded = load_park(brief.park, point.changes)
    weather = Path(point.weather) if point.weather else None
    options = Options(point.seed, None, weather, brief.dispatch)
    result = run_park(loaded, options, lambda _: breathe(), _desk.memo, _desk.last)
    _desk.last = result
    cells = figures(result, brief.terms, brief.systems)
    if brief.keep:
        folder = write_run(result, brief.folder / FOLDERS / point.key[:2] / point.key)
        path = folder.relative_to(brief.folder).as_posix()
        cells["folder"] = Cell(path, "folder", "", "run folder, beside this table")
    return cells


def figures(
    result: RunResult, terms: tuple[str, ...], systems: tuple[str, ...] = ()
) -> dict[str, Cell]:
    """Return the figures of a run by column.

    A term that only other variants of the study have is null in the study's tables; that some
    variant has it was checked before (:mod:`scenarios.batch.checks`).
    """
    cells = dict(_scores(result, systems))
    for term in result.accounts.book:
        if term.id in HEADLINE or term.id in terms or term.id.startswith(PREFIXES):
            value = None if term.missing else term.value
            cells[term.id] = Cell(value, "account", term.unit, term.formula)
    return cells | dict(_failings(result))


def _scores(result: RunResult, systems: tuple[str, ...]) -> Iterator[tuple[str, Cell]]:
    for name, card in result.scorecards.items():
        if systems and name not in systems:
            continue
        yield f"{name}.verdict", Cell(card.verdict, "verdict", "", card.en)
        yield f"{name}.class", Cell(card.class_id, "class", "", f"class of {card.en}")
        for score in card.scores:
            told = f"{score.en} ({score.kind})"
            yield f"{name}.{score.id}", Cell(score.value, "indicator", score.unit, told)
            yield f"{name}.{score.id}.state", Cell(score.state, "state", "", f"state of {told}")


def _failings(result: RunResult) -> Iterator[tuple[str, Cell]]:
    """Yield what was not served and what overflowed, zero included."""
    for what, purpose in (("unserved", Purpose.UNSERVED), ("spilled", Purpose.SURPLUS)):
        amounts: dict[str, float] = {}
        units: dict[str, str] = {}
        for row in result.ledger.select(purpose):
            total = amounts.get(row.commodity, 0.0) + result.ledger.total(row.id)
            amounts[row.commodity], units[row.commodity] = total, row.unit
        for name in sorted(amounts):
            yield f"{what}.{name}", Cell(amounts[name], "account", units[name], f"{name} {what}")
