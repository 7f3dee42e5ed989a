"""What-ifs for all sessions of the app: one process answers at once, another does what takes long.

Neither works in this process, so that nobody's page waits for another's figures. Answers are
kept by what was asked: going back to a plan, or to one somebody else asked for, takes no time.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYetError
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from scenarios.drafts.draft import Draft
from scenarios.what_if.answer import Answer, Needs
from scenarios.what_if.line import Line, Reply, WorkerLostError
from scenarios.what_if.offers import Offer
from twin.errors import InputError, Problem, ZeroparkError

MOST_KEPT = 400
SLOW_IDLE_SECONDS = 5.0
About = Literal["look", "run", "offers"]


class WhatIfError(ZeroparkError):
    """A what-if that has no answer though the plan is sound: why."""


@dataclass(frozen=True)
class Waiting:
    """It is being worked out."""


@dataclass
class Task:
    """Something that takes long: where it stands.

    Attributes
    ----------
    progress : mapping
        As :class:`scenarios.simulate.Progress`; empty while it waits or starts.
    askers : int
        How many sessions asked for it.
    """

    future: Future[Reply]
    progress: Mapping[str, Any] = field(default_factory=dict)
    askers: int = 1

    def tell(self, progress: Mapping[str, Any]) -> None:
        """Take note of where it stands."""
        self.progress = progress


def key_of(draft: Draft, about: str = "") -> str:
    """Return what names a plan's figures: equal for equal plans."""
    plain = json.dumps([about, draft.to_json()], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()


class Service:
    """Answers drafts from memory, from the quick process, or on request from the slow one.

    Parameters
    ----------
    quick, slow : Line, optional
        To what answers at once, and to what may take long.
    """

    def __init__(self, quick: Line | None = None, slow: Line | None = None) -> None:
        self._guard = threading.Lock()
        self._kept: OrderedDict[str, Any] = OrderedDict()
        self._quick, self._slow = quick or Line(), slow or Line(SLOW_IDLE_SECONDS)
        self._asked: dict[str, Future[Reply]] = {}
        self._tasks: dict[str, Task] = {}

    def look(self, draft: Draft, patience: float) -> Answer | Needs | Waiting:
        """Return a draft's figures if they can be had without running the agents.

        Parameters
        ----------
        draft : Draft
        patience : float
            Seconds to wait before it is said that it is being worked out.

        Raises
        ------
        InputError
            If the draft is not sound.
        WhatIfError
            If its physics cannot be closed, or the process that answers is lost.
        """
        found = self._ask(draft, "look", patience)
        return found if isinstance(found, Answer | Needs) else Waiting()

    def knows(self, draft: Draft) -> bool:
        """Return whether a draft has its figures already: it is sound then."""
        return key_of(draft) in self._kept

    def is_working_on(self, draft: Draft) -> bool:
        """Return whether the quick process has yet to reply to a draft."""
        future = self._asked.get(key_of(draft))
        return future is not None and not future.done()

    def offers(self, draft: Draft, patience: float) -> list[Offer] | None:
        """Return which measures a draft's park could take, None while that is not known yet.

        Raises
        ------
        InputError
            If the draft is not sound.
        WhatIfError
            If the process that answers is lost.
        """
        bare = draft.with_(measures=[], seed=None, step_minutes=None, days=None, dispatch="rules")
        found = self._ask(bare, "offers", patience)
        return found if isinstance(found, list) else None

    def run(self, draft: Draft) -> Task:
        """Have a draft worked out though the agents must run; ask for a task under way once more.

        The answer is then what `look` finds.
        """
        key = key_of(draft)
        with self._guard:
            task = self._tasks.get(key)
            if task is not None and not task.future.done():
                task.askers += 1
                return task
            task = self._tasks[key] = Task(Future())
        task.future = self._slow.ask(_question(draft, "run"), task.tell)
        task.future.add_done_callback(lambda done: self._finish(key, done))
        return task

    def task(self, draft: Draft) -> Task | None:
        """Return what is under way for a draft, or has ended without an answer."""
        return self._tasks.get(key_of(draft))

    def cancel(self, draft: Draft) -> None:
        """Stop what is under way for a draft unless somebody else waits for it too."""
        with self._guard:
            task = self._tasks.get(key_of(draft))
            if task is None:
                return
            task.askers -= 1
            if task.askers > 0:
                return
            del self._tasks[key_of(draft)]
        if not task.future.cancel() and not task.future.done():
            self._slow.stop()

    def _ask(self, draft: Draft, about: About, patience: float) -> object:
        """Return what is kept, or ask the quick process and wait for it a while."""
        key = key_of(draft, about if about == "offers" else "")
        with self._guard:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            future = self._asked.get(key)
            if future is None:
                future = self._quick.ask(_question(draft, about), lambda _: None)
                self._asked[key] = future
        try:
            reply = future.result(patience)
        except NotYetError:
            return None
        except WorkerLostError as error:
            raise WhatIfError(str(error)) from error
        finally:
            if future.done():
                with self._guard:
                    self._asked.pop(key, None)
        return self._keep(key, reply)

    def _finish(self, key: str, done: Future[Reply]) -> None:
        """Keep what a task came to; of one that failed the task stays, to tell why."""
        if done.cancelled() or done.exception() is not None or "answer" not in done.result():
            return
        self._keep(key, done.result())
        with self._guard:
            self._tasks.pop(key, None)

    def _keep(self, key: str, reply: Reply) -> object:
        """Return a reply as what it is, and keep it if it stays true."""
        found = read(reply)
        if not isinstance(found, Needs):
            with self._guard:
                self._kept[key] = found
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
        return found


def read(reply: Reply) -> Answer | Needs | list[Offer]:
    """Return a reply as what it is.

    Raises
    ------
    InputError
        If it says what is wrong with the plan.
    WhatIfError
        If it says why there is no answer.
    """
    if "problems" in reply:
        raise InputError([Problem(**problem) for problem in reply["problems"]])
    if "failed" in reply:
        raise WhatIfError(reply["failed"])
    if "answer" in reply:
        return Answer(**reply["answer"])
    if "needs" in reply:
        return Needs(**reply["needs"])
    return [Offer(**offer) for offer in reply["offers"]]


def _question(draft: Draft, about: About) -> dict[str, Any]:
    return {"about": about, "draft": draft.to_json()}


@lru_cache(maxsize=1)
def service() -> Service:
    """Return the one service of this program."""
    return Service()
