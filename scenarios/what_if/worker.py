"""The process that works what-ifs out: a question a line comes in, lines of replies go out.

A reply is ``progress`` any number of times and then one of ``answer``, ``needs``, ``offers``,
``problems`` (what is wrong with the plan) and ``failed`` (why its physics cannot be closed). The
process ends when nobody can ask any more.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Mapping
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

    Rubbish is collected between questions, not while somebody waits.
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
    for line in sys.stdin:
        tell({**reply(desk, json.loads(line), tell), "peak_bytes": peak_bytes()})
        gc.collect()


def peak_bytes() -> int:
    """Return the most memory this process ever took, 0 where that is not known."""
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak) * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
