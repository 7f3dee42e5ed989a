"""Long work in processes of its own: queued, watched, cancelled, and found again after a reload.

A job is a folder ``RUNS/.jobs/ID`` with ``request.json`` (what to do), ``progress.json`` (where
it stands, replaced as a whole) and ``log.txt`` (what its process wrote to standard error). Who
looks at a job, asks for one or ends one also starts those that wait, so that the queue goes on in
whatever process; nothing has to run all the time.

::

    job = jobs.start(Request("yunnan"), runs)
    jobs.status(job, runs).state  # waiting, running, stopping, done, failed, …
    jobs.cancel(job, runs)
"""

from __future__ import annotations

from scenarios.jobs.folder import JOBS, job_folder
from scenarios.jobs.process import own_environment
from scenarios.jobs.queue import asked, cancel, clean, start, status
from scenarios.jobs.requests import (
    AnyRequest,
    AttributionRequest,
    FleetsRequest,
    Kind,
    Request,
    StudyRequest,
    kind_of,
)
from scenarios.jobs.status import State, Status

__all__ = [
    "JOBS",
    "AnyRequest",
    "AttributionRequest",
    "FleetsRequest",
    "Kind",
    "Request",
    "State",
    "Status",
    "StudyRequest",
    "asked",
    "cancel",
    "clean",
    "job_folder",
    "kind_of",
    "own_environment",
    "start",
    "status",
]
