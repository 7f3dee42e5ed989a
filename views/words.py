"""Every text of the app, (Chinese, English) by key; one module a part of the app."""

from __future__ import annotations

from collections.abc import Mapping

from views import (
    words_cards,
    words_figures,
    words_flows,
    words_frame,
    words_green,
    words_reasons,
    words_replay,
    words_runs,
    words_setup,
    words_states,
    words_terms,
)

Pair = tuple[str, str]

MODULES = (
    words_frame,
    words_setup,
    words_cards,
    words_green,
    words_figures,
    words_flows,
    words_replay,
    words_runs,
    words_states,
    words_terms,
    words_reasons,
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
