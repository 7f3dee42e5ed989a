"""Works what-ifs out, in the process that does nothing else: sessions of parks, and their memory.

An answer never depends on what was asked before: a session only spares what cannot differ.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import Any

from agents.remembered import EventRecord
from scenarios.build import Options
from scenarios.dispatching import dispatch_of_run
from scenarios.drafts.draft import Draft
from scenarios.memo import Memo, MemoryMemo
from scenarios.park_file import LoadedPark
from scenarios.session import Session
from scenarios.simulate import NotRememberedError, Watch, silent
from scenarios.what_if.answer import Answer, Needs
from scenarios.what_if.figures import answer_of
from twin.kernels import is_warm

MOST_SESSIONS = 3
START_SECONDS, COMPILE_SECONDS = 3.0, 40.0
AGENT_SECONDS_PER_DAY = 1e-4  # the reference park: 160 agents, 4 s a year
PLAN_SECONDS_PER_DAY = {"rolling": 0.2, "perfect": 0.1}


class DeskMemo:
    """Keeps events in this process, and where other processes find them."""

    def __init__(self, shared: Memo) -> None:
        self._near, self._shared = MemoryMemo(), shared

    def get(self, key: str) -> EventRecord | None:
        """Return the record of a key, if it is still there."""
        found = self._near.get(key)
        if found is None and (found := self._shared.get(key)) is not None:
            self._near.put(key, found)
        return found

    def put(self, key: str, record: EventRecord) -> None:
        """Keep a record."""
        self._near.put(key, record)
        self._shared.put(key, record)


class Desk:
    """Answers drafts, one after another; parks not asked for longest are let go.

    Parameters
    ----------
    shared : Memo
        Where events are kept beyond this process.
    most_sessions : int
    """

    def __init__(self, shared: Memo, most_sessions: int = MOST_SESSIONS) -> None:
        self.memo, self.most_sessions = DeskMemo(shared), most_sessions
        self._sessions: OrderedDict[tuple[Any, ...], Session] = OrderedDict()

    def answer(
        self, draft: Draft, watch: Watch = silent, *, may_run: bool = False
    ) -> Answer | Needs:
        """Return a draft's figures, or what it needs if that is not allowed.

        Raises
        ------
        InputError
            If the draft is not sound.
        ClosureError
            If the physics cannot be closed.
        """
        begun = time.process_time()
        loaded = draft.load()
        if not may_run and self._looks_ahead(loaded, draft):
            return self._needs(loaded, draft)
        try:
            result = self._session(draft).run(loaded, watch, only_recalled=not may_run)
        except NotRememberedError:
            return self._needs(loaded, draft)
        return answer_of(result, time.process_time() - begun)

    def _session(self, draft: Draft) -> Session:
        """Return the session of a draft's park, which is then the one last used."""
        key = (draft.park, draft.text, draft.seed, draft.step_minutes, draft.dispatch)
        found = self._sessions.pop(key, None)
        if found is None:
            options = Options(draft.seed, draft.step_minutes, None, draft.dispatch)
            found = Session(draft.park, draft.text, options, self.memo)
        self._sessions[key] = found
        while len(self._sessions) > self.most_sessions:
            self._sessions.popitem(last=False)
        return found

    @staticmethod
    def _looks_ahead(loaded: LoadedPark, draft: Draft) -> bool:
        return dispatch_of_run(loaded, draft.dispatch).rehearses

    def _needs(self, loaded: LoadedPark, draft: Draft) -> Needs:
        planner = dispatch_of_run(loaded, draft.dispatch).planner
        days, compiles = loaded.spec.days or 365, not is_warm()
        seconds = START_SECONDS + AGENT_SECONDS_PER_DAY * days * len(loaded.agents)
        seconds += PLAN_SECONDS_PER_DAY.get(planner, 0.0) * days
        return Needs(
            "planner" if planner in PLAN_SECONDS_PER_DAY else "agents",
            compiles,
            seconds + COMPILE_SECONDS * compiles,
        )
