"""The hash of a run: of all that decides its numbers, so that the same is never run twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

import agents
import scenarios
import twin
from scenarios.store import LIBRARIES, code_version
from twin.configs import shipped_configs
from twin.plugins import plugin_fingerprint

DATA = {".yaml", ".csv"}


@lru_cache(maxsize=1)
def code_hash() -> str:
    """Return the hash of all sources, shipped data and libraries behind a run's numbers."""
    digest = hashlib.sha256()
    for library in (*LIBRARIES, "scipy", "highspy"):
        digest.update(f"{library} {metadata.version(library)};".encode())
    for package in (twin, agents, scenarios):
        folder = Path(str(package.__file__)).parent
        _add(digest, folder, (p for p in folder.rglob("*.py") if "batch" not in p.parts))
    configs = shipped_configs()
    _add(digest, configs, (p for p in configs.rglob("*") if p.suffix in DATA))
    return digest.hexdigest()


def _add(digest: hashlib._Hash, folder: Path, files: Iterable[Path]) -> None:
    for path in sorted(files):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())


def file_hash(path: Path) -> str:
    """Return the hash of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def world_hash(park: Mapping[str, Any], files: Iterable[Path], kept: object) -> str:
    """Return the hash of what all runs of a study share.

    Parameters
    ----------
    park : mapping
        The base park's document.
    files : iterable of Path
        Files its runs read beside it.
    kept : object
        What is kept of a run, as plain data.
    """
    from twin.kernels import source_hash

    plain = {
        "park": park,
        "files": sorted(file_hash(path) for path in files),
        "kept": kept,
        "version": code_version(),
        "code": code_hash(),
        "kernels": source_hash(),
        "plugins": plugin_fingerprint(),
    }
    return digest_of(plain)


def digest_of(plain: object) -> str:
    """Return the hash of plain data, whatever the order of its keys."""
    text = json.dumps(plain, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
