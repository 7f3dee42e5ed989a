"""How long a block took."""

from __future__ import annotations

import time


class timed:  # noqa: N801 - a small context manager
    """Adds the seconds a block took to a table."""

    def __init__(self, table: dict[str, float], name: str) -> None:
        self.table, self.name = table, name

    def __enter__(self) -> None:
        self.begun = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.table[self.name] = time.perf_counter() - self.begun
