"""A line of what-ifs within the test's own process, which counts what it is asked."""

from __future__ import annotations

from concurrent.futures import Future

from scenarios.memo import MemoryMemo
from scenarios.what_if.desk import Desk
from scenarios.what_if.line import Line
from scenarios.what_if.worker import reply


class NearLine(Line):
    """Replies at once, or when it is told to."""

    def __init__(self, desk, *, holds=False):
        super().__init__()
        self.desk, self.holds = desk, holds
        self.asked, self.held, self.stopped = [], [], 0

    def ask(self, question, tell):
        self.asked.append(question)
        future = Future()
        self.held.append((question, tell, future))
        if not self.holds:
            self.release()
        return future

    def release(self):
        for question, tell, future in self.held:
            if future.set_running_or_notify_cancel():
                future.set_result(reply(self.desk, question, tell))
        self.held = []

    def stop(self):
        self.stopped += 1


def near_lines(*, holds=False):
    """Return a quick and a slow line that share what is remembered."""
    shared = MemoryMemo()
    return NearLine(Desk(shared)), NearLine(Desk(shared), holds=holds)
