"""The processes of jobs: started, seen alive from any other process, and stopped.

A process holds a lock on its job's folder for as long as it lives, so that one that was killed is
noticed by whoever looks, without trusting process ids.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from scenarios.jobs.folder import hold, is_held, write_json

CANCEL_SECONDS = 4.0
STOPPING = "stopping"  # name of the file that tells that a job was asked to stop
HOME = Path(__file__).resolve().parents[2]
children: dict[str, subprocess.Popen[bytes]] = {}


def own_environment() -> dict[str, str]:
    """Return the environment in which ``python -P`` finds our packages and no one else's."""
    paths = [str(HOME), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}


def begin(folder: Path) -> None:
    """Start the process of a job.

    Raises
    ------
    OSError
        If there can be none.
    """
    _let_go_of_ended()
    with (folder / "lock").open("w") as lock, (folder / "log.txt").open("wb") as log:
        hold(lock)
        child = children[folder.name] = _spawn(folder, lock, log)
    write_json(folder / "process.json", {"pid": child.pid})


def _let_go_of_ended() -> None:
    """Take dead children off the system's table too: nobody asks again for a job that is over."""
    for name, child in [*children.items()]:
        if child.poll() is not None:
            children.pop(name, None)


def _spawn(folder: Path, lock: IO[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the worker, which inherits the lock."""
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-P", "-m", "scenarios.jobs.worker", str(folder.resolve())],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, env=own_environment(),
        start_new_session=True, pass_fds=(lock.fileno(),) if sys.platform != "win32" else (),
    )  # fmt: skip


def is_alive(folder: Path) -> bool:
    """Return whether a job's process lives."""
    child = children.get(folder.name)
    if child is not None and child.poll() is not None:  # also takes a dead child off the table
        children.pop(folder.name, None)
        return False
    if sys.platform == "win32":
        return child is not None
    return is_held(folder / "lock")


def ask_to_stop(folder: Path) -> None:
    """Ask a job's process to stop, once, and return at once; see `end_if_late`."""
    if not is_stopping(folder):
        (folder / STOPPING).touch()
        _kill(folder, signal.SIGTERM)


def is_stopping(folder: Path) -> bool:
    """Return whether a job's process was asked to stop."""
    return (folder / STOPPING).is_file()


def end_if_late(folder: Path) -> None:
    """End a process that was asked to stop some seconds ago and still lives."""
    if not is_stopping(folder) or not is_alive(folder):
        return
    if time.time() - (folder / STOPPING).stat().st_mtime > CANCEL_SECONDS:
        _kill(folder, getattr(signal, "SIGKILL", signal.SIGTERM))


def _kill(folder: Path, number: int) -> None:
    if sys.platform == "win32":
        children[folder.name].terminate()
        return
    with suppress(OSError, ValueError, KeyError):
        text = (folder / "process.json").read_text(encoding="utf-8")
        os.killpg(int(json.loads(text)["pid"]), number)
