"""Chance: one base seed and one random stream per *name*.

A stream depends on the seed and its name alone, never on how many other streams there are or
when they were made, so adding an asset never changes another agent's luck and two scenarios
that share an agent share its luck (common random numbers).
"""

from __future__ import annotations

import hashlib

import numpy as np


class Streams:
    """Named random streams under one base seed."""

    def __init__(self, seed: int) -> None:
        self.seed = int(seed)
        self._streams: dict[str, np.random.Generator] = {}

    def get(self, name: str) -> np.random.Generator:
        """Return the stream called ``name``, the same generator at every call."""
        stream = self._streams.get(name)
        if stream is None:
            digest = hashlib.sha256(name.encode("utf-8")).digest()
            words = np.frombuffer(digest, dtype="<u4").tolist()
            sequence = np.random.SeedSequence([self.seed, *words])
            stream = self._streams[name] = np.random.Generator(np.random.PCG64(sequence))
        return stream
