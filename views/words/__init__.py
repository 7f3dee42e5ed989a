"""Every text of the app, (Chinese, English) by key in ``WORDS``; one module a part of the app."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from importlib import import_module

Pair = tuple[str, str]

NAMES = sorted(module.name for module in pkgutil.iter_modules(__path__))
MODULES = tuple(import_module(f"{__name__}.{name}") for name in NAMES)


def table() -> Mapping[str, Pair]:
    """Return all texts by key.

    Raises
    ------
    ValueError
        If two modules define the same key.
    """
    found: dict[str, Pair] = {}
    for module in MODULES:
        for key, pair in getattr(module, "WORDS", {}).items():
            if key in found:
                raise ValueError(f"the text '{key}' is defined twice")
            found[key] = pair
    return found
