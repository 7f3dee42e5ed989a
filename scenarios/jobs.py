"""Long runs in a process of their own: start, watch, cancel, and find again after a reload.

A job is a folder ``RUNS/.jobs/ID`` with ``request.json`` (what to run), ``progress.json`` (where
it stands, replaced as a whole) and ``log.txt`` (what the worker wrote to standard error). The
worker holds a lock on the folder for as long as it lives, so that a killed worker is noticed by
whoever looks, from any process, without trusting process ids.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, Any, Literal

from twin.errors import ClosureError, InputError, RunCancelledError

if sys.platform != "win32":
    import fcntl

State = Literal["running", "done", "failed", "cancelled", "lost"]
JOBS = ".jobs"
MOST_RUNNING = 4
KEEP_SECONDS = 3 * 24 * 3600
CANCEL_SECONDS = 4.0
LOG_CHARACTERS = 2000
_ID = re.compile(r"^[0-9a-f]{16}$")
_HOME = Path(__file__).resolve().parent.parent
_children: dict[str, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True)
class Request:
    """What to run.

    Attributes
    ----------
    park : str
        Name of a shipped park, or what an uploaded one is called.
    text : str
        YAML of an uploaded park; empty for a shipped one.
    changes : mapping
        Values by dotted path, as ``--set`` takes them.
    seed, step_minutes, dispatch
        As :class:`scenarios.build.Options`.
    """

    park: str
    text: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    step_minutes: int | None = None
    dispatch: str = ""


@dataclass(frozen=True)
class Status:
    """Where a job stands; ``run`` is the finished run's id, ``message`` says what went wrong."""

    state: State
    share: float = 0.0
    stage: str = "preparing"
    month: str = ""
    events: int = 0
    unserved_mwh: float = 0.0
    run: str = ""
    message: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state != "running"


def job_folder(job: str, runs: Path) -> Path:
    """Return a job's folder.

    Raises
    ------
    InputError
        If the id is not one of ours or there is no such job.
    """
    if not _ID.match(job):
        raise InputError(f"not a job id: {job[:40]!r}")
    folder = runs / JOBS / job
    if not (folder / "request.json").is_file():
        raise InputError(f"there is no job {job}")
    return folder


def start(request: Request, runs: Path) -> str:
    """Start a run in its own process and return the job's id.

    Raises
    ------
    InputError
        If too many are running already, or the folder cannot be written.
    """
    clean(runs)
    running = sum(1 for job in _ids(runs) if not status(job, runs).is_over)
    if running >= MOST_RUNNING:
        raise InputError(f"{running} runs are under way; wait for one to finish")
    job = secrets.token_hex(8)
    folder = runs / JOBS / job
    try:
        folder.mkdir(parents=True)
        _write(folder / "progress.json", asdict(Status("running")))
        _write(folder / "request.json", asdict(request))
    except OSError as error:
        raise InputError(f"{runs}: a run cannot be started: {error.strerror}") from error
    with (folder / "lock").open("w") as lock, (folder / "log.txt").open("wb") as log:
        _lock(lock)
        child = _children[job] = _spawn(folder, lock, log)
    _write(folder / "process.json", {"pid": child.pid})
    return job


def own_environment() -> dict[str, str]:
    """Return the environment in which ``python -P`` finds our packages and no one else's."""
    paths = [str(_HOME), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}


def _spawn(folder: Path, lock: IO[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the worker, which inherits the lock."""
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-P", "-m", "scenarios.jobs", str(folder.resolve())],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, env=own_environment(),
        start_new_session=True, pass_fds=(lock.fileno(),) if sys.platform != "win32" else (),
    )  # fmt: skip


def status(job: str, runs: Path) -> Status:
    """Return where a job stands; a worker that died without a word is ``lost``.

    Raises
    ------
    InputError
        If there is no such job.
    """
    folder = job_folder(job, runs)
    alive = _alive(job, folder)
    now = _read_status(folder)
    if now.state == "running" and not alive:
        return replace(now, state="lost", message=_log_end(folder))
    return now


def cancel(job: str, runs: Path) -> Status:
    """Stop a job's process group and return where it ended.

    Raises
    ------
    InputError
        If there is no such job.
    """
    folder = job_folder(job, runs)
    for number in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        if not _alive(job, folder):
            break
        _kill(job, folder, number)
        until = time.monotonic() + CANCEL_SECONDS
        while _alive(job, folder) and time.monotonic() < until:
            time.sleep(0.02)
    now = _read_status(folder)
    if not now.is_over:
        now = replace(now, state="cancelled", message="")
        _write(folder / "progress.json", asdict(now))
    return now


def clean(runs: Path) -> None:
    """Remove the folders of jobs that ended some days ago."""
    oldest = time.time() - KEEP_SECONDS
    for job in _ids(runs):
        folder = runs / JOBS / job
        if (folder / "progress.json").stat().st_mtime < oldest and not _alive(job, folder):
            shutil.rmtree(folder, ignore_errors=True)


def _ids(runs: Path) -> list[str]:
    names = (path.parent.name for path in (runs / JOBS).glob("*/request.json"))
    return sorted(filter(_ID.match, names))


def _lock(stream: IO[str]) -> bool:
    """Take the lock and return whether it was free."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _alive(job: str, folder: Path) -> bool:
    """Return whether the worker lives: it holds the lock until its last breath."""
    child = _children.get(job)
    if child is not None and child.poll() is not None:  # also takes a dead child off the table
        del _children[job]
        return False
    if sys.platform == "win32":
        return child is not None
    try:
        with (folder / "lock").open("r") as stream:
            return not _lock(stream)
    except OSError:
        return False


def _kill(job: str, folder: Path, number: int) -> None:
    if sys.platform == "win32":
        _children[job].terminate()
        return
    with suppress(OSError, ValueError, KeyError):
        text = (folder / "process.json").read_text(encoding="utf-8")
        os.killpg(int(json.loads(text)["pid"]), number)


def _read_status(folder: Path) -> Status:
    try:
        return Status(**json.loads((folder / "progress.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise InputError(f"{folder.name}: the job's progress cannot be read") from error


def _log_end(folder: Path) -> str:
    path = folder / "log.txt"
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    return text[-LOG_CHARACTERS:].strip()


def _write(path: Path, content: Mapping[str, Any]) -> None:
    """Replace a small file as a whole, so that no reader ever sees half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    draft.write_text(json.dumps(dict(content), ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def work(folder: Path) -> Status:
    """Do a job in this process and return how it ended."""
    last = Status("running")
    try:
        last = _run(folder)
    except RunCancelledError:
        last = replace(_read_status(folder), state="cancelled")
    except (InputError, ClosureError) as error:
        message = "\n".join([str(error), *getattr(error, "__notes__", ())])
        last = replace(_read_status(folder), state="failed", message=message)
    _write(folder / "progress.json", asdict(last))
    return last


def _run(folder: Path) -> Status:
    from scenarios.build import Options
    from scenarios.keep import run_and_write
    from scenarios.memo_disk import DiskMemo
    from scenarios.park_file import load_park, load_park_text
    from scenarios.simulate import Progress

    request = Request(**json.loads((folder / "request.json").read_text(encoding="utf-8")))

    def watch(step: Progress) -> None:
        _write(folder / "progress.json", {**asdict(Status("running")), **asdict(step)})

    if request.text:
        park = load_park_text(request.text, request.park, request.changes)
    else:
        park = load_park(request.park, request.changes)
    options = Options(request.seed, request.step_minutes, None, request.dispatch)
    _, run = run_and_write(park, options, watch, DiskMemo(), folder.parent.parent)
    return replace(_read_status(folder), state="done", run=run.name)


def _stop(*_: object) -> None:
    raise RunCancelledError("stopped on request")


def main() -> None:
    """Run the job whose folder is named on the command line."""
    signal.signal(signal.SIGTERM, _stop)
    last = work(Path(sys.argv[1]))
    raise SystemExit(0 if last.state == "done" else 1)


if __name__ == "__main__":
    main()
