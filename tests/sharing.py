"""How the tests are shared out to workers: a file to one worker, and none waits for another.

The first worker takes the tests in Chromium, one file after another, so that they share one
server and one browser; the others come from the far end, the longest first, and meet it amid the
short ones. Kernels are compiled once, while workers collect, and not by each of them.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from xdist.scheduler import LoadFileScheduling

REPO = Path(__file__).resolve().parents[1]
FIRST = "tests/e2e/"
LAST = (  # the longest at last
    "tests/scenarios/", "tests/fleets/", "tests/golden/", "tests/batch/",
    "tests/e2e/test_studies.py",
)  # fmt: skip
COMPILE = "from scenarios.run import run_park; from tests.parks import small_park; "
COMPILE += "run_park(small_park({'days': 1}))"


def place(nodeid: str) -> int:
    """Return where a test stands in the order from which workers take files at both ends."""
    last = next((n for n, room in enumerate(LAST, 2) if nodeid.startswith(room)), 0)
    return last or int(not nodeid.startswith(FIRST))


class Sharing(LoadFileScheduling):
    """Gives files from both ends of the order, once the kernels are compiled."""

    def __init__(self, config, log=None):
        super().__init__(config, log)
        config.option.loadscopereorder = False
        self.compiling = subprocess.Popen([sys.executable, "-c", COMPILE], cwd=REPO)

    def schedule(self):
        if self.compiling.wait():
            raise RuntimeError("the small park does not run")
        super().schedule()

    def _assign_work_unit(self, node):
        if node is not self.nodes[0]:
            self.workqueue.move_to_end(next(reversed(self.workqueue)), last=False)
        super()._assign_work_unit(node)
