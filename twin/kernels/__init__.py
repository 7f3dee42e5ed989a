"""The compiled kernels: small loops over plain arrays, no objects, no fast-math.

numba's on-disk cache does not notice a change in a file that a kernel *calls*, so a stale number
could survive an edit. The cache folder is therefore named after the hash of every kernel file
and of the versions of numba, NumPy and Python: an edited kernel can only miss the cache. The
folder lies in the user's cache, so a read-only installation works too.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import platform
import tempfile
from functools import lru_cache
from pathlib import Path

import numba
import numpy as np
from numba.core import config
from numba.np import linalg

from twin.cache import cache_base


@lru_cache(maxsize=1)
def source_hash() -> str:
    """Return the hash that names the cache folder: kernel sources and tool versions."""
    digest = hashlib.sha256()
    for version in (numba.__version__, np.__version__, platform.python_version()):
        digest.update(version.encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=1)
def cache_folder() -> Path:
    """Return (and make) the folder of compiled kernels, a temporary one if nothing is writable."""
    folder = cache_base() / "kernels" / source_hash()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="zeropark-kernels-"))
    return folder


def is_warm() -> bool:
    """Return whether compiled kernels are already on disk for this very source."""
    return any(cache_folder().rglob("*.nbi"))


def _leave_blas() -> None:
    """Let numba make its tables without loading SciPy's linear algebra.

    It asks whether there is one, and asking loads it: 15 MB and some 200 modules that no kernel
    uses. A function that needs it (``np.dot``) still loads it when it is compiled.
    """
    asked = linalg.ensure_blas
    linalg.ensure_blas = lambda: None
    try:
        importlib.import_module("numba.np.arraymath")
    finally:
        linalg.ensure_blas = asked


def _load() -> None:
    """Import all kernel modules with numba's cache pointed at our folder, and only then.

    numba chooses the folder when a kernel is decorated: one imported later would be cached beside
    its source, where an edit of what it calls goes unnoticed.
    """
    before = config.CACHE_DIR  # type: ignore[attr-defined]  # set by numba at import
    config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]
    try:
        for path in sorted(Path(__file__).parent.glob("*.py")):
            if path.stem != "__init__":
                importlib.import_module(f"{__name__}.{path.stem}")
    finally:
        config.CACHE_DIR = before  # type: ignore[attr-defined]


_leave_blas()
_load()
