"""The one place where texts are looked up, in Chinese or English."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from views.words import Pair, table
from views.words.faults import FAULTS
from views.words.job_faults import fault_zh

if TYPE_CHECKING:
    from scenarios.catalogue import Problem

LANGUAGES = ("zh", "en")
USUAL = "zh"


@lru_cache(maxsize=1)
def _table() -> dict[str, Pair]:
    return dict(table())


def say(lang: str, key: str, **values: object) -> str:
    """Return a text in a language, with its blanks filled.

    Raises
    ------
    KeyError
        If there is no such text.
    """
    pair = _table()[key]
    text = pair[LANGUAGES.index(lang)]
    return text.format(**values) if values else text


def knows(key: str) -> bool:
    """Return whether there is such a text."""
    return key in _table()


def engine_says(lang: str, sentence: str) -> str:
    """Return one of the engine's own sentences in a language, as it is if it is not known."""
    parts = [part.strip() for part in sentence.split(";")]
    found = [say(lang, f"say.{part}") if knows(f"say.{part}") else part for part in parts]
    return ("；" if lang == "zh" else "; ").join(found)


def fault(lang: str, problem: Problem | str) -> str:
    """Return a complaint of the engine in a language, as it is if it is not known."""
    if not isinstance(problem, str) and problem.told(lang) != problem.message:
        return problem.told(lang)
    message = problem if isinstance(problem, str) else problem.message
    for pattern, *both in FAULTS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            shown = both[LANGUAGES.index(lang)]
            return shown.format(*(part or "" for part in found.groups())) if shown else message
    if lang == "zh" and (zh := fault_zh(message)):
        return zh
    return engine_says(lang, message)


def language_of(locale: str | None) -> str:
    """Return the language for a browser's locale, Chinese where it says nothing."""
    if not locale:
        return USUAL
    return "zh" if locale.lower().startswith("zh") else "en"


def label(lang: str, both: object, fallback: str = "") -> str:
    """Return the label of a ``{zh: …, en: …}`` mapping."""
    if isinstance(both, dict) and isinstance(both.get(lang), str):
        return str(both[lang])
    return fallback


def unlike(told: Mapping[str, str]) -> dict[str, str]:
    """Return what choices are called, with their own name behind where two are called the same.

    A box answers with a label: of two that are alike the last would be taken for chosen.
    """
    counts = Counter(told.values())
    return {name: f"{text} ({name})" if counts[text] > 1 else text for name, text in told.items()}
