"""The remembered event layer: same agents in the same world do the same, so do not run them again.

What an agent can read is in the key, or it goes through a door of the plant. The key is a hash of
the timeline, the seed, the weather, what each agent's events follow (``AgentSpec.event_key``), and
the sources of the code that acts. A park in which an agent looks at the plant has no key.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol

import numpy as np

import agents
import twin
from agents.base import AgentSpec
from agents.park import World
from agents.remembered import EventRecord
from twin.plugins import plugin_fingerprint
from twin.weather.weather import Weather

MOST_BYTES = 400_000_000
LIBRARIES = ("numpy", "simpy", "mesa", "holidays", "numba")  # whose behaviour is in the events
ACTING = (  # sources that decide the events
    (agents, "**/*.py"), (twin, "*.py"), (twin, "vehicles/*.py"), (twin, "kernels/*.py"),
)  # fmt: skip


class Memo(Protocol):
    """Keeps event records by key."""

    def get(self, key: str) -> EventRecord | None:
        """Return the record of a key, if it is still there."""
        ...

    def put(self, key: str, record: EventRecord) -> None:
        """Keep a record."""
        ...


class MemoryMemo:
    """Keeps the records last used, up to a number of bytes."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self._records: OrderedDict[str, EventRecord] = OrderedDict()

    def get(self, key: str) -> EventRecord | None:
        """Return the record of a key, which is then the one last used."""
        if key in self._records:
            self._records.move_to_end(key)
        return self._records.get(key)

    def put(self, key: str, record: EventRecord) -> None:
        """Keep a record and forget those not used for longest; one too large is not kept."""
        if record.n_bytes > self.most_bytes:
            return
        self._records[key] = record
        self._records.move_to_end(key)
        while sum(kept.n_bytes for kept in self._records.values()) > self.most_bytes:
            self._records.popitem(last=False)


def event_key(world: World, people: Mapping[str, tuple[str, AgentSpec]]) -> str:
    """Return the key of what agents, (kind, specification) by name, do in a world.

    It is "" if that cannot be remembered.
    """
    acting = []
    for name, (kind, spec) in people.items():
        key = spec.event_key()
        if key is None:
            return ""
        if key:
            acting.append([name, kind, key])
    specs = {name: spec for name, (_, spec) in people.items()}
    plain = {
        "agents": acting,
        "timeline": world.timeline.to_json(),
        "seed": world.streams.seed,
        "weather": _weather_hash(world.climate),
        "tariffs": _tariffs_hash(world, specs.values()),
        "files": _files_hash(world, specs.values()),
        "ground": world.ground.to_json(specs),
        "code": _code_hash(),
        "plugins": plugin_fingerprint(),
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True, allow_nan=False).encode()).hexdigest()


def _tariffs_hash(world: World, specs: Iterable[AgentSpec]) -> dict[str, Any]:
    """Return the tariffs that agents go by, as plain data."""
    names = {name for spec in specs for name in spec.tariffs()}
    return {name: world.tariff(name).model_dump(mode="json") for name in sorted(names)}


def _files_hash(world: World, specs: Iterable[AgentSpec]) -> dict[str, str]:
    """Return the hashes of the files that agents read."""
    names = {name for spec in specs for name in spec.files()}
    return {n: hashlib.sha256((world.folder / n).read_bytes()).hexdigest() for n in sorted(names)}


def _weather_hash(weather: Weather | None) -> str:
    if weather is None:
        return ""
    digest = hashlib.sha256()
    for field in fields(weather):
        value = getattr(weather, field.name)
        content = value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode()
        digest.update(f"{field.name}:{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _code_hash() -> str:
    """Return the hash of all sources that decide what agents do, and of the libraries below."""
    digest = hashlib.sha256(platform.python_version().encode())
    for library in LIBRARIES:
        digest.update(f"{library} {metadata.version(library)};".encode())
    for package, pattern in ACTING:
        folder = Path(str(package.__file__)).parent
        for path in sorted(folder.glob(pattern)):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
