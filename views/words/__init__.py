"""Every text of the app, (Chinese, English) by key; one module a part of the app."""

from __future__ import annotations

from collections.abc import Mapping

from views.words import (
    build,
    cards,
    compare,
    draft,
    figures,
    fleets,
    flows,
    frame,
    goods,
    green,
    jobs,
    nodes,
    reasons,
    replay,
    runs,
    series,
    setup,
    sign,
    states,
    studies,
    supply,
    terms,
    tour,
    trial,
)

Pair = tuple[str, str]

MODULES = (
    build,
    cards,
    compare,
    draft,
    figures,
    fleets,
    flows,
    frame,
    goods,
    green,
    jobs,
    nodes,
    reasons,
    replay,
    runs,
    series,
    setup,
    sign,
    states,
    studies,
    supply,
    terms,
    tour,
    trial,
)


def table() -> Mapping[str, Pair]:
    """Return all texts by key.

    Raises
    ------
    ValueError
        If two modules define the same key.
    """
    found: dict[str, Pair] = {}
    for module in MODULES:
        for key, pair in module.WORDS.items():
            if key in found:
                raise ValueError(f"the text '{key}' is defined twice")
            found[key] = pair
    return found
