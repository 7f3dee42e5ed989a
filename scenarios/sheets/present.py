"""What a terminal shows of a sheet that was read."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from scenarios.sheets.cells import flow
from scenarios.sheets.filling import Filled
from scenarios.sheets.reading import Sheet
from scenarios.sheets.words import kind_words

MOST_FIELDS = 6
MOST_FILLED = 4
_WORDS = {
    "added": ("新增", "added"), "changed": ("修改", "changed"), "same": ("不变", "same"),
    "aside": ("有误，另存", "set aside"),
    "left": ("园区其余对象不动", "the park's other objects stay"),
    "agent": ("编号", "id"), "kind": ("类别", "kind"), "name": ("名称", "name"),
    "action": ("处理", "action"), "where": ("位置", "where"), "fields": ("变动", "changes"),
    "filled": ("补全（未填而采用的值）", "filled in (what holds where nothing is given)"),
    "source": ("出处", "source"), "values": ("字段 = 值", "field = value"),
    "problem": ("问题", "problem"), "cell": ("单元格", "cell"), "value": ("内容", "value"),
    "ignored": ("未识别的工作表", "sheets that are none of ours"),
    "noted": ("未读入的列", "columns that were not read"), "more": ("等", "more"),
}  # fmt: skip


def _word(key: str, lang: str) -> str:
    return _WORDS[key][0 if lang == "zh" else 1]


def print_sheet(sheet: Sheet, lang: str) -> None:
    """Print what becomes of the rows, what was filled in, and what is wrong."""
    console = Console()
    if sheet.preview.rows:
        console.print(_rows(sheet, lang))
    if sheet.filled:
        console.print(_filled(sheet.filled, lang))
    if sheet.preview.left:
        console.print(f"{_word('left', lang)}: {len(sheet.preview.left)}")
    for key, names in (("ignored", list(sheet.ignored)), ("noted", [n.value for n in sheet.notes])):
        if names:
            console.print(escape(f"{_word(key, lang)}: {', '.join(names)}"))


def print_problems(sheet: Sheet, lang: str) -> None:
    """Print every problem on standard error."""
    console = Console(stderr=True)
    if sheet.problems:
        console.print(_problems(sheet, lang))


def _rows(sheet: Sheet, lang: str) -> Table:
    table = Table(*(_word(k, lang) for k in ("action", "agent", "name", "kind", "where", "fields")))
    for one in sheet.preview.rows:
        kind = kind_words(one.kind)[0 if lang == "zh" else 1]
        name = one.zh if lang == "zh" else one.en
        told = [f"{f.field}: {_cell(f.before)} → {_cell(f.after)}" for f in one.fields]
        shown = told[:MOST_FIELDS] + ([_word("more", lang)] if len(told) > MOST_FIELDS else [])
        cells = (_word(one.action, lang), one.agent, name, kind, f"{one.sheet} {one.row}",
                 "\n".join(shown))  # fmt: skip
        table.add_row(*map(escape, cells))
    return table


def _filled(filled: tuple[Filled, ...], lang: str) -> Table:
    table = Table(_word("agent", lang), _word("values", lang), _word("source", lang),
                  title=_word("filled", lang))  # fmt: skip
    groups: dict[tuple[str, str], list[str]] = {}
    for one in filled:
        groups.setdefault((one.agent, one.told(lang)), []).append(
            f"{one.field} = {_cell(one.value)}"
        )
    for (agent, source), told in groups.items():
        rest = len(told) - MOST_FILLED
        shown = told[:MOST_FILLED] + ([f"+{rest} {_word('more', lang)}"] if rest > 0 else [])
        table.add_row(*map(escape, (agent, "; ".join(shown), source)))
    return table


def _problems(sheet: Sheet, lang: str) -> Table:
    table = Table(*(_word(key, lang) for key in ("cell", "agent", "value", "problem")))
    for one in sheet.problems:
        where = f"{one.file} [{one.sheet}] {one.address}"
        who = " ".join(part for part in (one.agent, one.field) if part)
        table.add_row(*map(escape, (where, who, one.value[:60], one.message(lang))))
    return table


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return flow(value) if isinstance(value, dict | list) else str(value)
