"""The engine of a batch: hand out chunks, take them back, and lose nothing whoever dies.

When workers die, the run each chunk was at is suspected. Suspects are run one at a time, so that
the next death is blamed on the right one; after three tries a run is set aside.
"""

from __future__ import annotations

import json
import os
from asyncio import CancelledError
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from scenarios.batch.executors import Pool
from scenarios.batch.points import Brief, Point
from scenarios.batch.results import is_done
from scenarios.batch.worker import STOP, Outcome, work
from twin.errors import ZeroparkError

TRIES = 3
MOST_CHUNK = 25  # runs; a chunk shares events, and few runs must be told again if its worker dies
MOST_DEATHS = 12  # in a row, without a run finished in between
POISON, TIMINGS = "poison", "timings.csv"
Chunk = tuple[Point, ...]


class StudyStoppedError(ZeroparkError):
    """A study that cannot go on, such as on a full disc; what was done is kept."""


@dataclass
class Tally:
    """Where a batch stands: runs in all, done before and now, and those set aside."""

    total: int
    before: int = 0
    done: int = 0
    aside: dict[str, str] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """Runs still to do."""
        return self.total - self.before - self.done - len(self.aside)


Told = Callable[[Tally], None]


def chunks(points: tuple[Point, ...], workers: int) -> deque[Chunk]:
    """Return neighbouring runs in chunks, enough of them to keep all workers busy to the end."""
    size = max(1, min(MOST_CHUNK, len(points) // (8 * workers)))
    return deque(points[i : i + size] for i in range(0, len(points), size))


class Engine:
    """Does all runs that are not done, over a pool.

    Parameters
    ----------
    brief : Brief
    points : tuple of Point
        Runs to do.
    pool : Pool
    tally : Tally
        Kept up to date.
    told : callable
        Called whenever it changed.
    """

    def __init__(
        self, brief: Brief, points: tuple[Point, ...], pool: Pool, tally: Tally, told: Told
    ) -> None:
        self.brief, self.pool, self.tally, self.told = brief, pool, tally, told
        self.todo = chunks(points, pool.workers)
        self.suspects: deque[Point] = deque()
        self.flying: dict[Future[list[Outcome]], Chunk] = {}
        self.errors: dict[str, list[str]] = {}
        self.deaths = 0
        self.broken = False
        self.full = ""  # what the disc said when it took no more

    def run(self) -> None:
        """Do all runs.

        Raises
        ------
        StudyStoppedError
            If the study's folder takes no more, or workers die whatever they do.
        KeyboardInterrupt
            If it was stopped; runs under way are given up, those done are kept.
        """
        try:
            while self.todo or self.suspects or self.flying:
                self._submit()
                done, _ = wait(self.flying, return_when=FIRST_COMPLETED)
                for future in done:
                    self._take(future, self.flying.pop(future))
                self.told(self.tally)
                if self.full:
                    self._give_up()
        except BaseException:
            self._stop()
            raise

    def _submit(self) -> None:
        """Keep every worker in work, or a suspect alone."""
        if self.broken and not self.flying:
            self.pool.rebuild()
            self.broken = False
        if self.suspects:
            if not self.flying:
                self._fly((self.suspects.popleft(),))
            return
        while self.todo and not self.broken and len(self.flying) <= self.pool.workers:
            self._fly(self.todo.popleft())

    def _fly(self, chunk: Chunk) -> None:
        try:
            future = self.pool.executor.submit(work, self.brief, chunk)
        except Exception as error:  # noqa: BLE001 - each library has its own for a dead pool
            future = Future()
            future.set_exception(error)
        self.flying[future] = chunk

    def _take(self, future: Future[list[Outcome]], chunk: Chunk) -> None:
        try:
            outcomes = future.result()
        except (Exception, CancelledError) as error:  # noqa: BLE001 - whatever says that workers died
            self._lost(chunk, error)
            return
        for outcome in outcomes:
            self._count(outcome, {point.key: point for point in chunk})
        _write_timings(self.brief.folder, outcomes)

    def _count(self, outcome: Outcome, points: Mapping[str, Point]) -> None:
        if outcome.state == "disc":
            self.full = outcome.error
        elif outcome.state == "failed":
            self._failed(points[outcome.key], outcome.error, outcome.trace)
        elif outcome.state != "stopped":
            self.tally.done += 1
            self.deaths = 0

    def _lost(self, chunk: Chunk, error: BaseException) -> None:
        """Take back what a chunk did not do; the run it was at is suspected."""
        self.broken = True
        left = deque(point for point in chunk if not is_done(self.brief.folder, point.key))
        self.tally.done += len(chunk) - len(left)
        self.deaths = self.deaths + 1 if len(left) == len(chunk) else 0
        if self.deaths > MOST_DEATHS * (self.pool.workers + 1):
            raise StudyStoppedError(f"workers die whatever they are given: {error}") from error
        if left:
            told = f"the worker died ({type(error).__name__})"
            self._failed(left.popleft(), told, str(error), alone=True)
        if left:
            self.todo.appendleft(tuple(left))

    def _failed(self, point: Point, error: str, trace: str, *, alone: bool = False) -> None:
        """Try a run again, alone if it may have killed its worker, or set it aside."""
        errors = self.errors.setdefault(point.key, [])
        errors.append(error)
        if len(errors) >= TRIES:
            write_poison(self.brief.folder, point, errors, trace)
            self.tally.aside[point.key] = error
        elif alone:
            self.suspects.append(point)
        else:
            self.todo.append((point,))

    def _give_up(self) -> None:
        """End a study whose disc is full, once the runs under way are counted too."""
        self._stop()
        for future, chunk in self.flying.items():
            if not future.cancelled():
                self.tally.done += sum(is_done(self.brief.folder, point.key) for point in chunk)
        raise StudyStoppedError(
            f"{self.full}: {self.tally.before + self.tally.done} of {self.tally.total} "
            "runs are done and kept; make room and call again"
        )

    def _stop(self) -> None:
        """Ask all workers to stop, and wait until they did; the next call takes the mark away."""
        with suppress(OSError):
            (self.brief.folder / STOP).touch()
        for future in self.flying:
            future.cancel()
        wait(self.flying)


def write_poison(folder: Path, point: Point, errors: list[str], trace: str) -> None:
    """Keep what is known of a run that was set aside, replaced as a whole."""
    where = folder / POISON
    where.mkdir(exist_ok=True)
    plain = {"run": asdict(point), "tries": errors, "trace": trace}
    write_json(where / f"{point.key}.json", plain)


def read_poison(folder: Path) -> dict[str, str]:
    """Return the last error of every run that was set aside, by key."""
    out = {}
    for path in sorted((folder / POISON).glob("*.json")):
        try:
            out[path.stem] = str(json.loads(path.read_text(encoding="utf-8"))["tries"][-1])
        except (OSError, ValueError, KeyError, IndexError, TypeError):
            path.unlink(missing_ok=True)  # damaged: the run is tried again
    return out


def write_json(path: Path, content: Any) -> None:  # noqa: ANN401 - plain data
    """Write plain data under a temporary name and rename it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False, default=str)
    draft.write_text(text + "\n", encoding="utf-8")
    draft.replace(path)


def _write_timings(folder: Path, outcomes: list[Outcome]) -> None:
    """Add how long runs took; a line is lost at most if the disc is full."""
    lines = [
        f"{o.key},{o.seconds:.6f},{o.cpu_seconds:.6f},{o.worker}\n"
        for o in outcomes
        if o.state == "done"
    ]
    path = folder / TIMINGS
    with suppress(OSError), path.open("a", encoding="utf-8") as stream:
        if stream.tell() == 0:
            stream.write("hash,seconds,cpu_seconds,worker\n")
        stream.write("".join(lines))
