"""The folders of jobs: their ids, their files, and the locks on them."""

from __future__ import annotations

import json
import os
import re
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from scenarios.jobs.requests import AnyRequest, from_json
from twin.errors import InputError

if sys.platform != "win32":
    import fcntl

JOBS = ".jobs"
REQUEST = "request.json"
LOG_CHARACTERS = 2000
ID = re.compile(r"^[0-9a-f]{16}$")


def job_folder(job: str, runs: Path) -> Path:
    """Return a job's folder.

    Raises
    ------
    InputError
        If the id is not one of ours or there is no such job.
    """
    if not ID.match(job):
        raise InputError(f"not a job id: {job[:40]!r}")
    folder = runs / JOBS / job
    if not (folder / REQUEST).is_file():
        raise InputError(f"there is no job {job}")
    return folder


def job_ids(runs: Path) -> list[str]:
    """Return the ids of all jobs."""
    names = (path.parent.name for path in (runs / JOBS).glob(f"*/{REQUEST}"))
    return sorted(filter(ID.match, names))


def read_request(folder: Path) -> tuple[int, AnyRequest]:
    """Return when a job was asked for [ns since 1970], and what.

    Raises
    ------
    InputError
        If its file is damaged.
    """
    try:
        plain = json.loads((folder / REQUEST).read_text(encoding="utf-8"))
        return int(plain.pop("asked_ns", 0)), from_json(plain)
    except (OSError, ValueError, AttributeError) as error:
        raise InputError(f"{folder.name}: the job's request cannot be read") from error


def log_end(folder: Path) -> str:
    """Return the end of what a job's process wrote to standard error."""
    path = folder / "log.txt"
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    return text[-LOG_CHARACTERS:].strip()


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Replace a small file as a whole, so that no reader ever sees half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.tmp")
    draft.write_text(json.dumps(dict(content), ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def hold(stream: IO[str]) -> None:
    """Take the lock of a file; whoever inherits the stream holds it, to his last breath."""
    if sys.platform != "win32":
        fcntl.flock(stream, fcntl.LOCK_EX)


def is_held(path: Path) -> bool:
    """Return whether some process holds the lock of a file."""
    if sys.platform == "win32":
        return False
    try:
        with path.open("r") as stream:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return path.is_file()
    return False


@contextmanager
def alone(runs: Path) -> Iterator[None]:
    """Be the only one, of all processes and threads, who changes the queue."""
    with (runs / JOBS / "queue.lock").open("w") as stream:
        hold(stream)
        yield
