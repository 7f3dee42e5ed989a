"""Property tests draw the same cases everywhere; HYPOTHESIS_PROFILE=search looks for more."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

RUNNER = sys.modules["__main__"]


@pytest.fixture(autouse=True)
def _own_main() -> Iterator[None]:
    """Put the test runner's `__main__` back: Streamlit sets its page there and leaves it, and
    workers that a later test starts by `spawn` would run that page first."""
    sys.modules["__main__"] = RUNNER
    yield
    sys.modules["__main__"] = RUNNER


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Share files out as `tests.sharing` says."""
    from tests.sharing import Sharing

    return Sharing(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Bring the tests of a worker into the order from which files are shared out."""
    if hasattr(config, "workerinput"):
        from tests.sharing import place

        items.sort(key=lambda item: place(item.nodeid))


def pytest_collection_finish() -> None:
    """Leave what is imported by now out of the collector's rounds: it stays to the end."""
    gc.collect()
    gc.freeze()
