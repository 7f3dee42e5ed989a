"""Every text exists in both languages, every key used exists, and none is left over."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from views import words
from views.frame.texts import LANGUAGES, engine_says, label, language_of, say, unlike
from views.menu import SECTIONS

VIEWS = Path(words.__file__).resolve().parents[1]
SOURCE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted(VIEWS.rglob("*.py"))
    if path.parent.name != "words"
)
TABLE = words.table()
MODULES = {entry.module for entries in SECTIONS.values() for entry in entries}
KEY = re.compile(r"""["']([a-z_]+(?:\.\w+)+)["']""")
STARTS = tuple(sorted(set(re.findall(r"""f["']((?:[a-z_]+\.)+)\{""", SOURCE))))
STARTS += tuple(f"{name}." for name in re.findall(r"""names\("([a-z_.]+)"\)""", SOURCE))
HAN = re.compile(r"[\u4e00-\u9fff]")


def blanks(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_say_it():
    assert [key for key, pair in TABLE.items() if not all(text.strip() for text in pair)] == []


def test_both_languages_have_the_same_blanks():
    kept = {k: pair for k, pair in TABLE.items() if not k.startswith("axis.")}  # chart templates
    assert [key for key, (zh, en) in kept.items() if blanks(zh) != blanks(en)] == []


def test_english_is_english():
    mixed = [key for key, (_, en) in TABLE.items() if HAN.search(en) and key != "lang.zh"]
    assert mixed == []


def test_every_key_named_in_the_source_exists():
    kinds = {key.split(".")[0] for key in TABLE}
    named = {key for key in KEY.findall(SOURCE) if key.split(".")[0] in kinds}
    assert {key for key in named if key not in TABLE and not is_other(key)} == set()


def is_other(key):
    """Files, modules and account terms are named like keys."""
    is_file = key.endswith((".py", ".json", ".yaml"))
    is_term = any(f"{kind}.{key}" in TABLE for kind in ("term", "compare.part"))
    return is_file or key in MODULES or is_term


def test_no_text_is_left_over():
    used = set(KEY.findall(SOURCE))
    used |= {f"{key}.help" for key in used}
    assert {key for key in TABLE if key not in used and not key.startswith(STARTS)} == set()


def test_an_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        say("zh", "no.such.text")


def test_the_engines_sentences_are_translated_part_by_part():
    assert engine_says("zh", "grid power; something new") == "公网受电；something new"
    assert engine_says("en", "grid power") == "grid power"


@pytest.mark.parametrize(
    ("locale", "lang"),
    [("zh-CN", "zh"), ("zh-TW", "zh"), ("en-GB", "en"), ("de", "en"), (None, "zh")],
)
def test_language_follows_the_browser(locale, lang):
    assert language_of(locale) == lang
    assert lang in LANGUAGES


def test_label_falls_back():
    assert label("en", {"zh": "甲", "en": "A"}) == "A"
    assert label("en", {"zh": "甲"}, "a") == "a"


def test_what_is_called_the_same_is_told_apart():
    told = unlike({"a": "Steel", "b": "Steel", "c": "Foundry"})
    assert told == {"a": "Steel (a)", "b": "Steel (b)", "c": "Foundry"}
