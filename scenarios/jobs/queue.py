"""The queue of jobs: as many run as the machine has cores, the others wait in their order.

It lives in the jobs' folders alone. Whoever asks for a job, looks at one that waits or ends one
starts what may start, under a lock; a server that was restarted needs to do nothing.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from dataclasses import replace
from pathlib import Path

from scenarios.jobs import process
from scenarios.jobs.folder import (
    JOBS,
    REQUEST,
    alone,
    job_folder,
    job_ids,
    log_end,
    read_request,
    write_json,
)
from scenarios.jobs.requests import AnyRequest, kind_of, to_json
from scenarios.jobs.results import finished_before
from scenarios.jobs.status import FILE, Status, read_status, write_status
from twin.errors import InputError

VARIABLE = "ZEROPARK_JOBS"


def room() -> int:
    """Return how many jobs run at once: what ``ZEROPARK_JOBS`` says, else one a core, at least 2.

    A value that is no number above zero is as if none were given.
    """
    given = os.environ.get(VARIABLE, "")
    if given.isdigit() and int(given) > 0:
        return int(given)
    return max(2, os.cpu_count() or 1)


MOST_RUNNING = room()
MOST_WAITING = 100
KEEP_SECONDS = 3 * 24 * 3600


def start(request: AnyRequest, runs: Path) -> str:
    """Ask for work and return the job's id; it starts at once if there is room, else it waits.

    Raises
    ------
    InputError
        If too many wait already, or the folder cannot be written.
    """
    job = secrets.token_hex(8)
    folder = runs / JOBS / job
    try:
        clean(runs)
        if len(_waiting(runs)) >= MOST_WAITING:
            raise InputError(f"{MOST_WAITING} jobs are waiting; try again when some are done")
        folder.mkdir(parents=True)
        write_status(folder, _first_status(request, runs))
        write_json(folder / REQUEST, {"asked_ns": time.time_ns(), **to_json(request)})
        advance(runs)
    except OSError as error:
        raise InputError(f"{runs}: a run cannot be started: {error.strerror}") from error
    return job


def _first_status(request: AnyRequest, runs: Path) -> Status:
    kind = kind_of(request)
    known = finished_before(request, runs)
    if known:
        return Status("done", kind, share=1.0, stage="writing", result=known)
    return Status("waiting", kind)


def asked(job: str, runs: Path) -> AnyRequest:
    """Return what a job was asked for.

    Raises
    ------
    InputError
        If there is no such job, or its file is damaged.
    """
    return read_request(job_folder(job, runs))[1]


def status(job: str, runs: Path) -> Status:
    """Return where a job stands; one whose process died without a word is ``lost``.

    Raises
    ------
    InputError
        If there is no such job.
    """
    folder = job_folder(job, runs)
    now = read_status(folder)
    if now.state == "waiting":
        advance(runs)
        now = read_status(folder)
    if now.state == "waiting":
        waiting = _waiting(runs)  # without this one, if somebody has just started it
        return replace(now, position=waiting.index(job) + 1 if job in waiting else 1)
    if now.state != "running":
        return now
    if not process.is_alive(folder):
        return _dead(folder, runs)
    process.end_if_late(folder)
    return replace(now, state="stopping") if process.is_stopping(folder) else now


def _dead(folder: Path, runs: Path) -> Status:
    """Return where a job without a process stands, once nobody is just starting or ending it."""
    with alone(runs):
        alive, now = process.is_alive(folder), read_status(folder)
        if now.state != "running" or alive:
            return now
        if process.is_stopping(folder):  # it could not say so itself
            return write_status(folder, replace(now, state="cancelled", message=""))
    return replace(now, state="lost", message=log_end(folder))


def cancel(job: str, runs: Path) -> Status:
    """Take a job out of the queue, or ask its process to stop, and return where it stands.

    A process is not waited for: it is ``stopping`` until it has ended, which it is made to by
    whoever looks at the job or the queue some seconds later.

    Raises
    ------
    InputError
        If there is no such job.
    """
    folder = job_folder(job, runs)
    with alone(runs):
        now = read_status(folder)
        if now.state == "waiting":
            return write_status(folder, replace(now, state="cancelled"))
        if now.state == "running":
            process.ask_to_stop(folder)
    return status(job, runs)


def advance(runs: Path) -> None:
    """Start the jobs that wait, as far as there is room."""
    with alone(runs):
        waiting = _waiting(runs)
        free = MOST_RUNNING - (_running(runs) if waiting else 0)
        for job in waiting[: max(free, 0)]:
            _begin(runs / JOBS / job)


def _begin(folder: Path) -> None:
    now = write_status(folder, replace(read_status(folder), state="running"))
    try:
        process.begin(folder)
    except OSError as error:
        write_status(folder, replace(now, state="failed", message=f"no process: {error}"))


def _running(runs: Path) -> int:
    """Return how many jobs have a process at work."""
    folders = [runs / JOBS / job for job in _in_state(runs, "running")]
    for folder in folders:
        process.end_if_late(folder)
    return sum(map(process.is_alive, folders))


def _waiting(runs: Path) -> list[str]:
    """Return the jobs that wait, in the order in which they were asked for."""
    found = _in_state(runs, "waiting")
    return sorted(found, key=lambda job: (_asked(runs / JOBS / job), job))


def _asked(folder: Path) -> int:
    try:
        return read_request(folder)[0]
    except InputError:
        return 0  # damaged: let it come to its turn, and fail with that reason


def _in_state(runs: Path, state: str) -> list[str]:
    found = []
    for job in job_ids(runs):
        try:
            if read_status(runs / JOBS / job).state == state:
                found.append(job)
        except InputError:
            continue  # a damaged one neither runs nor waits
    return found


def clean(runs: Path) -> None:
    """Remove the folders of jobs that ended some days ago."""
    oldest = time.time() - KEEP_SECONDS
    for job in job_ids(runs):
        folder = runs / JOBS / job
        try:
            is_old = (folder / FILE).stat().st_mtime < oldest
        except FileNotFoundError:
            continue  # somebody else has just removed it
        if is_old and not process.is_alive(folder) and _is_over(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_over(folder: Path) -> bool:
    try:
        return read_status(folder).state != "waiting"
    except InputError:
        return True
