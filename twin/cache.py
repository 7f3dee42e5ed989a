"""Where things are kept that can be made again: a folder of the user's, never the installation."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

CACHE_VARIABLE = "ZEROPARK_CACHE_DIR"


def cache_base() -> Path:
    """Return the folder of all caches: that of the environment, or the user's own."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else Path(platformdirs.user_cache_dir("zeropark", appauthor=False))
