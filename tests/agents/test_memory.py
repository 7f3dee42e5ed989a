"""A park that is over is let go: nothing of it stays in a process that runs many."""

from __future__ import annotations

import gc
import weakref

from scenarios.build import build
from tests.parks import small_park


def test_a_park_that_is_over_is_let_go():
    built = build(small_park({"days": 1}))
    held = weakref.ref(built.park), weakref.ref(built.plant)
    del built
    gc.collect()
    assert [ref() for ref in held] == [None, None]
