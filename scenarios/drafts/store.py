"""Keeps drafts in files beside the runs; who knows a draft's id may open it.

A draft's file has a number that grows with every writing. Who writes says which number he has
seen, so that of two tabs the second one is told and nothing is lost.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.drafts.history import History, history_of
from twin.errors import InputError

if sys.platform != "win32":
    import fcntl

DRAFTS, SHARED = ".drafts", "shared"
MOST_BYTES = 20_000_000
_ID = re.compile(r"^[0-9a-f]{32}$")
_HASH = re.compile(r"^[0-9a-f]{64}$")


class StaleDraftError(InputError):
    """Somebody else has written the draft meanwhile."""


@dataclass(frozen=True)
class Kept:
    """A draft as it is kept: its id, its history, and how often it was written."""

    id: str
    history: History
    revision: int


def create(history: History, runs: Path) -> Kept:
    """Keep a new draft.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    kept = Kept(secrets.token_hex(16), history, 1)
    _replace(runs / DRAFTS / f"{kept.id}.json", {"revision": 1, **history.to_json()})
    return kept


def read(draft: str, runs: Path) -> Kept:
    """Return a draft.

    Raises
    ------
    InputError
        If the id is not one, or there is no such draft, or it is damaged.
    """
    data = _content(_path(draft, runs))
    return Kept(draft, history_of(data), int(data.get("revision", 0)))


def write(kept: Kept, history: History, runs: Path) -> Kept:
    """Replace a draft's history and return it as it is kept now.

    Raises
    ------
    StaleDraftError
        If it was written since ``kept`` was read; nothing is changed then.
    InputError
        If it cannot be written.
    """
    path = _path(kept.id, runs)
    with _alone(path):
        if int(_content(path).get("revision", 0)) != kept.revision:
            raise StaleDraftError("this plan was changed in another tab meanwhile")
        _replace(path, {"revision": kept.revision + 1, **history.to_json()})
    return Kept(kept.id, history, kept.revision + 1)


def share(content: bytes, runs: Path) -> str:
    """Keep a shared state for good and return its name, the hash of what it holds."""
    name = hashlib.sha256(content).hexdigest()
    path = runs / DRAFTS / SHARED / f"{name}.json"
    if not path.is_file():
        _replace(path, json.loads(content))
    return name


def shared(name: str, runs: Path) -> Mapping[str, Any]:
    """Return a shared state.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    path = runs / DRAFTS / SHARED / f"{name}.json"
    if not _HASH.match(name) or not path.is_file():
        raise InputError("this link is not known here: it was made on another installation")
    return _content(path)


def _path(draft: str, runs: Path) -> Path:
    path = runs / DRAFTS / f"{draft}.json"
    if not _ID.match(draft) or not path.is_file():
        raise InputError(f"there is no plan {draft[:40]!r}")
    return path


def _content(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"the plan's file is larger than {MOST_BYTES} bytes")
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"the plan cannot be read: {error}") from error
    if not isinstance(data, dict):
        raise InputError("the plan's file is damaged")
    return data


def _replace(path: Path, data: Mapping[str, Any]) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(dict(data), ensure_ascii=False), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise InputError(f"the plan cannot be kept: {error.strerror}") from error


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Be the only one who writes a draft; the system lets go of the lock with its process."""
    try:
        with path.with_suffix(".lock").open("w") as stream:
            if sys.platform != "win32":
                fcntl.flock(stream, fcntl.LOCK_EX)
            yield
    except OSError as error:
        raise InputError(f"the plan cannot be kept: {error.strerror}") from error
