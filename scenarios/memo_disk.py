"""The remembered event layer on disk: one file a record, numbers and plain text only."""

from __future__ import annotations

import json
import os
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from agents.remembered import EventRecord
from agents.yard.doing import StateRows
from twin.cache import cache_base
from twin.event_log import LogRecord

MOST_BYTES = 400_000_000
DAMAGED = (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile)
ARRAYS = ("seconds", "numbers", "rates", "log_seconds", "log_numbers", "log_codes")
DOINGS = tuple(f"doing_{name}" for name in StateRows._fields)


class DiskMemo:
    """Keeps event records in a folder, up to a number of bytes; those used last stay.

    A record that cannot be read is told, dropped and made again; a folder that cannot be written
    is told, and the run goes on without it.
    """

    def __init__(self, folder: Path | None = None, most_bytes: int = MOST_BYTES) -> None:
        self.folder = cache_base() / "events" if folder is None else folder
        self.most_bytes = most_bytes

    def get(self, key: str) -> EventRecord | None:
        """Return the record of a key, which is then the one last used."""
        path = self._path(key)
        if not path.is_file():
            return None
        try:
            record = _read(path, key)
            os.utime(path)
        except DAMAGED as error:
            warnings.warn(f"{path}: damaged, made again: {error}", stacklevel=2)
            with suppress(OSError):
                path.unlink(missing_ok=True)
            return None
        return record

    def put(self, key: str, record: EventRecord) -> None:
        """Keep a record and drop those not used for longest; one too large is not kept."""
        if record.n_bytes > self.most_bytes:
            return
        path = self._path(key)
        draft = path.with_name(f".{key}.{os.getpid()}.tmp")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as stream:
                np.savez(stream, allow_pickle=False, **_arrays(record, key))
            draft.replace(path)
            self._drop_oldest()
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            warnings.warn(f"{self.folder}: events cannot be kept: {error}", stacklevel=2)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.npz"

    def _drop_oldest(self) -> None:
        """Drop the files not used for longest until the rest fits."""
        found = [(path.stat(), path) for path in self.folder.glob("*.npz")]
        total = sum(stat.st_size for stat, _ in found)
        for stat, path in sorted(found, key=lambda item: (item[0].st_mtime_ns, item[1].name)):
            if total <= self.most_bytes:
                return
            path.unlink(missing_ok=True)
            total -= stat.st_size


def _arrays(record: EventRecord, key: str) -> dict[str, npt.NDArray[Any]]:
    """Return a record as arrays; what is text or a count is JSON in one of them."""
    plain = {
        "key": key,
        "meters": record.meters,
        "texts": dict(record.log.texts),
        "names": dict(record.names),
        "counts": dict(record.counts),
        "n_events": record.n_events,
        "tallies": {name: dict(tally) for name, tally in record.tallies.items()},
    }
    text = np.frombuffer(json.dumps(plain, allow_nan=False).encode(), dtype=np.uint8)
    values = (record.seconds, record.numbers, record.rates, *record.log[:3], *record.doings)
    return {"plain": text, **dict(zip((*ARRAYS, *DOINGS), values, strict=True))}


def _read(path: Path, key: str) -> EventRecord:
    """Return the record of a file; every part of it has a checksum.

    Raises
    ------
    ValueError
        If it holds another key, or anything that is not an array of numbers.
    """
    with np.load(path, allow_pickle=False) as held:
        plain = json.loads(held["plain"].tobytes())
        seconds, numbers, rates, *log = (held[name] for name in ARRAYS)
        doings = StateRows(*(held[name] for name in DOINGS))
    if plain["key"] != key:
        raise ValueError("it holds another key")
    texts = {name: tuple(words) for name, words in plain["texts"].items()}
    return EventRecord(
        meters=tuple(plain["meters"]),
        seconds=seconds,
        numbers=numbers,
        rates=rates,
        log=LogRecord(log[0], log[1], log[2], texts),
        counts=plain["counts"],
        n_events=plain["n_events"],
        tallies=plain["tallies"],
        doings=doings,
        names={name: tuple(words) for name, words in plain["names"].items()},
    )
