"""Names of fields, kinds and values in Chinese and English, from ``configs/sheets.yaml``.

A field that has no Chinese name yet stands under its own: nothing that a park file takes is
missing from a sheet because nobody has named it (a test lists what is not named).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from twin.configs import config_folders, read_config

_UNIT_WORDS = {
    "mw", "mwh", "kwh", "gj", "m2", "m3", "t", "kg", "h", "c", "k", "bar", "deg", "cny", "km",
    "m", "kw", "d", "per",
}  # fmt: skip


@lru_cache(maxsize=16)
def _table(name: str) -> Mapping[str, Any]:
    """Return one table of names, those of plug-in folders laid on the shipped ones."""
    found: dict[str, Any] = {}
    for folder in reversed(config_folders()):
        path = folder / "sheets.yaml"
        if path.is_file():
            found |= read_config(path).get(name) or {}
    return found


def field_words(owner: str, path: tuple[str, ...]) -> tuple[str, str]:
    """Return the names of a field; numbers in the path count from one.

    Parameters
    ----------
    owner : str
        Agent kind or component type.
    path : tuple of str
        Path in the agent's entry.
    """
    plain = _plain(path)
    zh, en = _field_zh(owner, plain), _field_en(owner, plain)
    if not any(part.isdigit() for part in path):
        return zh, en
    place = next(n for n, part in enumerate(path) if part.isdigit())
    number = int(path[place]) + 1
    if place == len(path) - 1:
        pair = _table("pairs").get(plain[-1])
        return tuple(pair[number - 1]) if pair else (f"{zh}{number}", f"{en} {number}")
    outer = _plain(path[:place])
    own_en = _field_en(owner, plain[len(outer) :]).lower()
    return (
        f"{_field_zh(owner, outer)}{number}：{zh}",
        f"{_field_en(owner, outer)} {number}: {own_en}",
    )


def has_name(owner: str, path: tuple[str, ...]) -> bool:
    """Return whether a field has a Chinese name."""
    return any(key in _table("fields") for key in _keys(owner, _plain(path)))


def _plain(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part for part in path if not part.isdigit() and part != "component")


def _keys(owner: str, plain: tuple[str, ...]) -> tuple[str, ...]:
    inner = ".".join(plain)
    return f"{owner}.{inner}", inner, plain[-1]


def _field_zh(owner: str, plain: tuple[str, ...]) -> str:
    names = _table("fields")
    return next((str(names[key]) for key in _keys(owner, plain) if key in names), plain[-1])


def _field_en(owner: str, plain: tuple[str, ...]) -> str:
    names = _table("english")
    own = next((str(names[key]) for key in _keys(owner, plain)[:2] if key in names), "")
    if own:
        return own
    words = plain[-1].split("_")
    while len(words) > 1 and words[-1] in _UNIT_WORDS:
        words.pop()
    nested = " ".join(plain[:-1]).replace("_", " ")
    text = " ".join(words) if nested in {"", "intensities"} else f"{nested}: {' '.join(words)}"
    return text[:1].upper() + text[1:]


def aliases_of(name: str) -> tuple[str, ...]:
    """Return further headers that mean a field."""
    return tuple(map(str, _table("aliases").get(name, ())))


def kind_words(kind: str) -> tuple[str, str]:
    """Return the names of a kind of sheet."""
    plain = kind.removeprefix("asset.")
    return _pair("kinds", kind) or _pair("kinds", plain) or (plain, plain.replace("_", " "))


def kind_has_name(kind: str) -> bool:
    """Return whether a kind has a Chinese name."""
    return (_pair("kinds", kind) or _pair("kinds", kind.removeprefix("asset."))) is not None


def choice_words(name: str) -> tuple[str, str]:
    """Return the names of a value of a schema; its id where it has none."""
    return _pair("choices", name) or (name, name.replace("_", " "))


def choice_has_name(name: str) -> bool:
    """Return whether a value has names."""
    return _pair("choices", name) is not None


def say(key: str, lang: str, **values: object) -> str:
    """Return a sentence of ours in a language, with values put in."""
    zh, en = SENTENCES[key]
    return (zh if lang == "zh" else en).format(**values)


def _pair(table: str, key: str) -> tuple[str, str] | None:
    found = _table(table).get(key)
    return (str(found[0]), str(found[1])) if found else None


SENTENCES: Mapping[str, tuple[str, str]] = {
    "missing": ("此项必填", "this must be given"),
    "not_number": ("不是数值", "not a number"),
    "unit": ("单位“{unit}”不能换算为 {want}", "the unit '{unit}' does not convert to {want}"),
    "no_unit": ("此处数值不带单位", "a number without a unit is expected here"),
    "not_whole": ("不是整数", "not a whole number"),
    "not_flag": ("不是“是/否”", "neither yes nor no"),
    "not_date": ("不是日期", "not a date"),
    "not_text": ("不是文本", "not text"),
    "not_yaml": ("无法读作 YAML：{told}", "not readable as YAML: {told}"),
    "no_choice": ("没有这个选项", "no such choice"),
    "formula": (
        "公式没有保存的结果；公式不会被计算",
        "a formula without a stored result; formulas are not evaluated",
    ),
    "error_value": ("单元格是错误值", "the cell holds an error value"),
    "bad_id": (
        "编号只能含字母、数字、- 与 _，至多 64 个",
        "an id has letters, digits, - and _, at most 64",
    ),
    "id_twice": ("编号重复，另见 {other}", "this id stands twice, also in {other}"),
    "other_kind": (
        "园区中同名对象是另一类（{there}）",
        "the park's object of this name is of another kind ({there})",
    ),
    "schema": ("不符合要求：{told}", "{told}"),
    "header_twice": (
        "列“{name}”出现两次，另见 {other}",
        "the column '{name}' stands twice, also in {other}",
    ),
    "header_mixed": ("表头同时指向几列：{names}", "the header names several columns: {names}"),
    "header_unknown": ("未识别的列，未读入", "a column that is not known; it was not read"),
    "kind_unclear": (
        "适合几类模板（{names}）；请以类别命名工作表，或用 --kind 指明",
        "several kinds fit ({names}); name the sheet after its kind, or give --kind",
    ),
    "no_sheet": (
        "没有可识别的工作表；请用 zeropark sheet template 生成模板",
        "no sheet is recognised; zeropark sheet template writes templates",
    ),
    "cross": ("与园区其他部分不符：{told}", "{told}"),
    "expected": ("应为：{what}", "expected {what}"),
    "number": ("数值", "a number"), "integer": ("整数", "a whole number"),
    "text": ("文本", "text"), "flag": ("是/否", "yes or no"),
    "date": ("日期，如 2025-06-30", "a date such as 2025-06-30"),
    "list": ("以分号隔开的清单（[] 为空清单）", "a list, items parted by semicolons ([] for none)"),
    "tree": ("YAML，如 {{a: 1}}", "YAML such as {{a: 1}}"),
    "one_of": ("下列之一：{names}", "one of: {names}"),
    "in_unit": ("单位 {unit}", "in {unit}"),
    "or_series": ("或时间序列 {{file:, column:, unit:}}", "or a series {{file:, column:, unit:}}"),
    "required": ("必填", "required"), "optional": ("可空", "may be blank"),
    "default": ("缺省 {value}", "default {value}"),
    "by_table": ("缺省取自所选类型", "from the type chosen if blank"),
    "kind_and_number": ("按类别与序号生成", "made from kind and number"),
    "other_name": ("取自另一语言的名称", "name in the other language"),
    "from_sheet": ("表名、工作表与行号；可信度按最低", "file, sheet and row; lowest confidence"),
    "by_default": ("缺省值", "default"),
}  # fmt: skip
