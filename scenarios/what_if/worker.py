"""The process that works what-ifs out: a question a line comes in, lines of replies go out.

A reply is ``progress`` any number of times and then one of ``answer``, ``needs``, ``offers``,
``problems`` (what is wrong with the plan) and ``failed`` (why its physics cannot be closed). The
process ends when nobody can ask any more.
"""

from __future__ import annotations

import gc
import json
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from scenarios.drafts.draft import from_json
from scenarios.memo_disk import DiskMemo
from scenarios.simulate import Progress
from scenarios.what_if.answer import Answer
from scenarios.what_if.desk import Desk
from scenarios.what_if.offering import offers_of
from twin.errors import ClosureError, InputError

Tell = Callable[[Mapping[str, Any]], None]
PAUSE_SECONDS = 0.08  # about as long as an answer takes to be painted


def reply(desk: Desk, question: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Return the reply to a question, telling of progress meanwhile."""
    try:
        draft = from_json(question["draft"])
        if question["about"] == "offers":
            return {"offers": [asdict(offer) for offer in offers_of(draft)]}

        def watch(step: Progress) -> None:
            tell({"progress": asdict(step)})

        found = desk.answer(draft, watch, may_run=question["about"] == "run")
        return {"answer" if isinstance(found, Answer) else "needs": asdict(found)}
    except InputError as error:
        return {"problems": [asdict(problem) for problem in error.problems]}
    except ClosureError as error:
        return {"failed": str(error)}


def main() -> None:
    """Answer until standard input ends.

    Rubbish is collected between questions, not while somebody waits, nor while the answer is
    painted: on two cores the page would wait for it.
    """
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints must not get between the replies

    def tell(content: Mapping[str, Any]) -> None:
        out.write(json.dumps(dict(content), ensure_ascii=False, allow_nan=False) + "\n")
        out.flush()

    desk = Desk(DiskMemo())
    gc.collect()
    gc.freeze()
    gc.disable()
    asked: queue.SimpleQueue[str] = queue.SimpleQueue()
    lines = os.fdopen(os.dup(0), encoding="utf-8")
    threading.Thread(target=_read, args=(lines, asked), daemon=True).start()
    line = asked.get()
    while line:
        tell({**reply(desk, json.loads(line), tell), "peak_bytes": peak_bytes()})
        line = _next(asked)


def _read(lines: Iterable[str], asked: queue.SimpleQueue[str]) -> None:
    """Take in questions as they come; an empty one is the end."""
    try:
        for line in lines:
            asked.put(line)
    finally:
        asked.put("")


def _next(asked: queue.SimpleQueue[str]) -> str:
    """Return the next question; in a pause rubbish is collected."""
    with suppress(queue.Empty):
        return asked.get(timeout=PAUSE_SECONDS)
    gc.collect()
    return asked.get()


def peak_bytes() -> int:
    """Return the most memory this process ever took, 0 where that is not known."""
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak) * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
