"""The process of a job: ``python -m scenarios.jobs.worker FOLDER``."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from scenarios.jobs.folder import read_request
from scenarios.jobs.queue import advance
from scenarios.jobs.requests import kind_of
from scenarios.jobs.status import Status, Teller, read_status, write_status
from twin.errors import ClosureError, InputError, RunCancelledError


def work(folder: Path) -> Status:
    """Do a job in this process and return how it ended."""
    teller = Teller(folder, replace(read_status(folder), state="running"))
    try:
        _, request = read_request(folder)
        teller.now = replace(teller.now, kind=kind_of(request))
        from scenarios.jobs.work import do

        found = do(request, folder, teller)
        last = replace(teller.now, state="done", share=1.0, **found)
    except (KeyboardInterrupt, RunCancelledError):
        last = replace(teller.now, state="cancelled")
    except (InputError, ClosureError) as error:
        message = "\n".join([str(error), *getattr(error, "__notes__", ())])
        problems = tuple(
            asdict(problem) | {"file": Path(problem.file).name}
            for problem in getattr(error, "problems", ())
        )
        last = replace(teller.now, state="failed", message=message, problems=problems)
    return write_status(folder, last)


def _stop(*_: object) -> None:
    # Not an Exception, so that no one on the way takes it for the failure of one run of many.
    raise KeyboardInterrupt


def main() -> None:
    """Do the job whose folder is named on the command line, and let the next one begin."""
    signal.signal(signal.SIGTERM, _stop)
    folder = Path(sys.argv[1])
    last = work(folder)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with suppress(OSError):
        advance(folder.parent.parent)
    raise SystemExit(0 if last.state == "done" else 1)


if __name__ == "__main__":
    main()
