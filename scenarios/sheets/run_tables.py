"""The tables of a run's workbook: plain rows under heads in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from scenarios.compare.figures import read_stored
from scenarios.compare.inputs import park_document
from scenarios.sheets.cells import flow
from scenarios.sheets.columns import Column, kind_names, kind_of
from scenarios.sheets.measures import pretty
from scenarios.sheets.rows import owner_kind
from scenarios.stored import StoredRun


@dataclass(frozen=True)
class Table:
    """One sheet.

    Attributes
    ----------
    name : str
        Of the sheet, in both languages.
    heads : tuple of str
    rows : sequence of sequences
        Numbers as numbers.
    """

    name: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Any]]


def tables(stored: StoredRun) -> Iterator[Table]:
    """Yield all tables of a run but its cover and its hours."""
    yield _indicators(stored.scorecards)
    yield _figures(stored)
    yield _terms(stored.accounts["terms"])
    yield _factors(stored.accounts["terms"])
    yield _inputs(park_document(stored))
    yield _measures(stored.manifest.get("scenario") or {})
    yield _closure(stored.manifest["residuals"])
    yield _warnings(stored.accounts)


def _indicators(cards: Mapping[str, Any]) -> Table:
    heads = (
        "体系 system", "指标 id", "指标", "Indicator", "类别 kind", "数值 value", "单位 unit",
        "目标 target", "方向 sense", "状态 state", "差距 gap", "差距单位 gap unit",
        "物理差距 physical gap", "单位 unit", "差距含义", "What the gap is", "依据 clause",
        "Clause", "原因 reason", "分子 numerator", "分母 denominator",
    )  # fmt: skip
    rows = []
    for system, card in cards.items():
        for one in card["indicators"].values():
            gap = one.get("gap") or {}
            rows.append([
                system, one["id"], one["zh"], one["en"], one["kind"], one["value"], one["unit"],
                one["target"], one["sense"], one["state"], gap.get("amount"), gap.get("unit"),
                gap.get("physical"), gap.get("physical_unit"), gap.get("zh"), gap.get("en"),
                one["clause"], one["clause_en"], one["reason"], one["numerator"],
                one["denominator"],
            ])  # fmt: skip
    return Table("指标 indicators", heads, rows)


def _figures(stored: StoredRun) -> Table:
    heads = ("组 group", "键 id", "名称", "Figure", "数值 value", "单位 unit")
    figures = read_stored(stored).figures.values()
    rows = [
        [f.group, f.id, f.zh, f.en, f.value, f.unit] for f in figures if f.group != "indicators"
    ]
    return Table("关键指标 figures", heads, rows)


def _terms(terms: Mapping[str, Any]) -> Table:
    heads = ("账目 term", "数值 value", "单位 unit", "公式 formula", "缺失 missing")
    rows = [
        [key, term["value"], term["unit"], term.get("formula"), _plain(term.get("missing"))]
        for key, term in terms.items()
    ]
    return Table("账目 accounts", heads, rows)


def _factors(terms: Mapping[str, Any]) -> Table:
    heads = (
        "账目 term", "项目 part", "数量 amount", "单位 unit", "因子 factor",
        "因子单位 factor unit", "来源 source", "结果 value", "账行 ledger rows",
    )  # fmt: skip
    rows = [
        [key, part["what"], part["amount"], part["unit"], part["factor"], part["factor_unit"],
         part["source"], part["value"], "; ".join(map(str, part.get("rows", ())))]
        for key, term in terms.items() for part in term.get("parts", ())
    ]  # fmt: skip
    return Table("因子与来源 factors", heads, rows)


def _inputs(document: Mapping[str, Any]) -> Table:
    """Every value of the resolved park with unit, source and confidence."""
    heads = (
        "部分 section", "对象 agent", "字段 field", "字段名", "Field", "数值 value", "单位 unit",
        "来源 source", "可信度 confidence",
    )  # fmt: skip
    rows: list[list[Any]] = []
    for section, content in document.items():
        if section in {"agents", "components"} and isinstance(content, Mapping):
            for name, entry in content.items():
                rows += _agent_rows(section, name, entry)
        else:
            rows += [[section, None, *cells] for cells in _setting_rows(content, ())]
    return Table("输入 inputs", heads, rows)


def _agent_rows(section: str, name: str, entry: Mapping[str, Any]) -> Iterator[list[Any]]:
    kind = owner_kind(entry)
    known = _columns(kind) if kind in kind_names() else {}
    source, confidence = entry.get("source"), entry.get("confidence")
    for path, value in _leaves(entry, (), frozenset(known)):
        if path[-1] in {"source", "confidence"} and len(path) == 1:
            continue
        column, words = known.get(_in_first_group(path), (None, ("", "")))
        unit = pretty(column.unit) if column is not None else ""
        yield [section, name, ".".join(path), *words, value, unit, source, confidence]


@lru_cache(maxsize=64)
def _columns(kind: str) -> Mapping[tuple[str, ...], tuple[Column, tuple[str, str]]]:
    return {c.path: (c, kind_of(kind).words(c)) for c in kind_of(kind).columns}


def _in_first_group(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return a path as the first group of its list has it: names and units are the same."""
    last = len(path) - 1
    return tuple("0" if p.isdigit() and n < last else p for n, p in enumerate(path))


def _leaves(
    value: Any,  # noqa: ANN401 - plain data
    path: tuple[str, ...],
    known: frozenset[tuple[str, ...]],
) -> Iterator[tuple[tuple[str, ...], Any]]:
    if path in known or not isinstance(value, Mapping | list) or not value:
        yield path, _plain(value)
        return
    items = value.items() if isinstance(value, Mapping) else enumerate(value)
    for key, inner in items:
        yield from _leaves(inner, (*path, str(key)), known)


def _setting_rows(value: Any, path: tuple[str, ...]) -> Iterator[list[Any]]:  # noqa: ANN401
    """Yield settings; an entry with a value and a unit of its own is one row."""
    if isinstance(value, Mapping) and "value" in value and "unit" in value:
        cells = [_plain(value["value"]), pretty(str(value["unit"]))]
        yield [".".join(path), "", "", *cells, value.get("source"), value.get("confidence")]
    elif isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _setting_rows(inner, (*path, str(key)))
    else:
        yield [".".join(path), "", "", _plain(value), "", None, None]


def _measures(scenario: Mapping[str, Any]) -> Table:
    heads = ("种类 kind", "编号 id", "名称", "Name", "参数 parameter", "数值 value", "单位 unit",
             "说明 note")  # fmt: skip
    rows: list[list[Any]] = []
    for kind, told in (("measures", "措施 measure"), ("assumptions", "假设 assumption")):
        for one in scenario.get(kind, ()):
            name = "-".join(part for part in (one["id"], one["suffix"]) if part)
            head = [told, name, one["label"]["zh"], one["label"]["en"]]
            awaits = (one.get("awaits") or {}).get("zh", "")
            found = {**one["parameters"], **one["quantities"]}
            rows += [[*head, key, of["value"], of["unit"], awaits] for key, of in found.items()]
            rows += [] if found else [[*head, None, None, None, awaits]]
    rows += [
        ["设定 setting", path, None, None, None, _plain(value), None, None]
        for path, value in (scenario.get("settings") or {}).items()
    ]
    return Table("措施 interventions", heads, rows)


def _closure(residuals: Mapping[str, float]) -> Table:
    heads = ("母线 bus", "最差相对残差 worst relative residual")
    return Table("平衡 closure", heads, [[bus, value] for bus, value in residuals.items()])


def _warnings(accounts: Mapping[str, Any]) -> Table:
    heads = ("键 id", "提示", "Warning", "数值 value")
    rows: list[list[Any]] = [[w["id"], w["zh"], w["en"], None] for w in accounts["warnings"]]
    for key, zh, en in (("unserved", "未满足需求", "unserved"), ("spilled", "溢出", "spilled")):
        rows += [[f"{key}.{bus}", zh, en, value] for bus, value in accounts[key].items()]
    return Table("提示 warnings", heads, rows)


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell
    return flow(value) if isinstance(value, list | Mapping) else value
