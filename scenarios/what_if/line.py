"""A line to a process that works what-ifs out: questions wait in turn, replies come as futures."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, NamedTuple

from scenarios.jobs import own_environment
from twin.errors import ZeroparkError

MOST_BYTES = 3_000_000_000  # a process that ever took more makes room when it has answered
IDLE_SECONDS = 900.0
Reply = dict[str, Any]
Tell = Callable[[Mapping[str, Any]], None]


class WorkerLostError(ZeroparkError):
    """The process ended before it replied."""


class _Asked(NamedTuple):
    question: Mapping[str, Any]
    future: Future[Reply]
    tell: Tell


class Line:
    """One process, started with the first question, and those who wait for it.

    Parameters
    ----------
    idle_seconds : float
        The process ends if nobody asked for so long.
    """

    def __init__(self, idle_seconds: float = IDLE_SECONDS) -> None:
        self.idle_seconds = idle_seconds
        self._asked: queue.Queue[_Asked] = queue.Queue()
        self._process: subprocess.Popen[str] | None = None
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None

    def ask(self, question: Mapping[str, Any], tell: Tell) -> Future[Reply]:
        """Put a question and return where its reply will be."""
        future: Future[Reply] = Future()
        self._asked.put(_Asked(question, future, tell))
        with self._guard:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True, name="what-if")
                self._thread.start()
        return future

    def stop(self) -> None:
        """End the process, whatever it does: whoever waits for its reply gets an error."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):
                    if stream is not None:
                        stream.close()

    def _work(self) -> None:
        """Take questions in turn, for as long as this program lives."""
        while True:
            try:
                asked = self._asked.get(timeout=self.idle_seconds if self._process else None)
            except queue.Empty:
                self.stop()
                continue
            if not asked.future.set_running_or_notify_cancel():
                continue
            try:
                asked.future.set_result(self._reply(asked))
            except (OSError, ValueError, WorkerLostError) as error:
                self.stop()
                asked.future.set_exception(WorkerLostError(str(error)))

    def _reply(self, asked: _Asked) -> Reply:
        process = self._process
        if process is None or process.poll() is not None:
            process = self._process = _spawn()
        if process.stdin is None or process.stdout is None:
            raise WorkerLostError("no way to speak with the process")
        process.stdin.write(json.dumps(dict(asked.question), ensure_ascii=False) + "\n")
        process.stdin.flush()
        for line in process.stdout:
            found: Reply = json.loads(line)
            if "progress" in found:
                asked.tell(found["progress"])
                continue
            if found.pop("peak_bytes", 0) > MOST_BYTES:
                self.stop()
            return found
        raise WorkerLostError("the process ended before it replied")


def _spawn() -> subprocess.Popen[str]:
    """Start the process; it ends by itself when its questions can come no more."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "scenarios.what_if.worker"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=own_environment(), text=True,
        encoding="utf-8", start_new_session=True,
    )  # fmt: skip
