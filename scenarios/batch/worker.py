"""What a worker does: a chunk of runs, one after the other, each kept as soon as it is done."""

from __future__ import annotations

import errno
import gc
import os
import resource
import signal
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from scenarios.batch.points import Brief, Point
from scenarios.batch.results import is_done, write_result
from twin.errors import RunCancelledError, ZeroparkError

STOP = ".stop"  # a file of this name in the study's folder asks all workers to stop
DISC_TROUBLE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG}
MOST_BYTES = 3_000_000_000  # of memory, beyond which a worker forgets what it remembers
MOST_TRACE = 4000


class Outcome(NamedTuple):
    """How a run ended, in a few numbers."""

    key: str
    state: Literal["done", "there", "failed", "stopped", "disc"]
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    worker: int = 0
    error: str = ""
    trace: str = ""


def work(brief: Brief, points: tuple[Point, ...]) -> list[Outcome]:
    """Run what is not there yet, and stop between runs or months if asked to."""
    out = []
    for point in points:
        out.append(_one(brief, point))
        if out[-1].state in {"stopped", "disc"}:
            break
    return out


def _one(brief: Brief, point: Point) -> Outcome:
    if is_done(brief.folder, point.key):
        return Outcome(point.key, "there")
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        _run(brief, point)
    except RunCancelledError:
        return Outcome(point.key, "stopped")
    except _DiscError as error:
        return Outcome(point.key, "disc", error=str(error))
    except ZeroparkError as error:
        return _failed(point, str(error))
    except Exception as error:  # noqa: BLE001 - one run must not end the study; it is told
        return _failed(point, f"{type(error).__name__}: {error}")
    finally:
        _tidy()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Outcome(point.key, "done", wall, cpu, os.getpid())


def _run(brief: Brief, point: Point) -> None:
    stop = brief.folder / STOP

    def breathe() -> None:
        if stop.exists():
            raise RunCancelledError("the study was stopped")

    breathe()
    try:
        cells = brief.model(brief, point, breathe)
        write_result(brief.folder, point.key, cells)
    except OSError as error:
        if error.errno in DISC_TROUBLE:
            raise _DiscError(f"{brief.out}: {os.strerror(error.errno or 0)}") from error
        raise
    except ZeroparkError as error:  # a run folder that could not be written
        cause = error.__cause__
        if isinstance(cause, OSError) and cause.errno in DISC_TROUBLE:
            raise _DiscError(f"{brief.out}: {os.strerror(cause.errno or 0)}") from error
        raise


class _DiscError(Exception):
    """The study's folder takes no more: not the fault of the run."""


def _failed(point: Point, error: str) -> Outcome:
    _forget()
    trace = traceback.format_exc()[-MOST_TRACE:]
    return Outcome(point.key, "failed", worker=os.getpid(), error=error, trace=trace)


def _forget() -> None:
    """Drop what is remembered from run to run, if runs are those of parks."""
    measured = sys.modules.get("scenarios.batch.measured")
    if measured is not None:
        measured.clear_desk()


def _tidy() -> None:
    """Let go of the run before; forget what is remembered if this process has grown too large.

    A park is a web of references that only the cyclic collector takes apart. In a process of our
    own, what stands after the first run (libraries, caches) is left out of its rounds for good,
    so that a round costs a millisecond and can follow every run.
    """
    if memory_bytes() > MOST_BYTES:
        _forget()
        gc.collect()
    if _process.is_ours:
        gc.collect()
        if not _process.is_frozen:
            gc.freeze()
            _process.is_frozen = True


@dataclass
class _Process:
    is_ours: bool = False
    is_frozen: bool = False


_process = _Process()


def memory_bytes() -> int:
    """Return the resident memory of this process, at its peak where the system tells no more."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


def begin_process() -> None:
    """Prepare a worker process: Ctrl-C is the parent's, and no worker outlives its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _process.is_ours = True
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
