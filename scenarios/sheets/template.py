"""Templates for planners, and parks written to the same tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from scenarios.sheets.cells import cell_of
from scenarios.sheets.choices import Choice, table_names, table_rows
from scenarios.sheets.columns import Column, Kind, Path, kind_names, kind_of, list_of
from scenarios.sheets.guard import column_letters
from scenarios.sheets.layout import EXAMPLE, EXPLANATION, ID, LISTS
from scenarios.sheets.measures import pretty
from scenarios.sheets.problems import explanation
from scenarios.sheets.rows import owner_kind
from scenarios.sheets.style import Book, written
from scenarios.sheets.words import field_words, kind_words
from twin.errors import InputError

ROOM = 1000  # rows that drop-downs reach
LONGEST_LIST = 250  # letters of a drop-down that stands in the cell itself
_TITLES = {
    "archetypes": ("工艺原型", "archetypes"), "building_types": ("建筑类型", "building types"),
    "vehicle_classes": ("车型", "vehicle classes"), "shifts": ("班制", "shifts"),
    "tariffs": ("电价方案", "tariffs"), "heat_levels": ("热级", "heat levels"),
    "fuels": ("燃料", "fuels"), "wastes": ("固废", "wastes"),
    "commodities": ("品种", "commodities"),
}  # fmt: skip
_FLAGS = {"zh": ["是", "否"], "en": ["yes", "no"]}
EXAMPLES: Mapping[str, Any] = {
    "label.zh": "示例对象", "label.en": "Example", "archetype": "machinery", "lines": 2,
    "output_per_year": 40000, "roof_m2": 20000, "diagnosed_on": dt.date(2024, 5, 20),
    "building_type": "office_code", "floor_m2": 9000, "storeys": 6,
    "built_on": dt.date(2020, 6, 30), "vehicles.1.vehicle_class": "tractor_49t",
    "vehicles.1.powertrain": "battery", "vehicles.1.count": 5, "jobs_per_day": 20, "km": 25,
    "payload_t": 20, "chargers": 2, "charger_mw": 0.12, "position.1": 120, "position.2": 420,
    "source": "园区台账 park records", "confidence": "M",
}  # fmt: skip


def template(kind: str, lang: str = "zh") -> bytes:
    """Return an empty template of a kind (or ``all`` of them) as the bytes of a workbook.

    Raises
    ------
    InputError
        If there is no such kind.
    """
    kinds = [kind_of(name) for name in (kind_names() if kind == "all" else [kind])]
    return written(lambda book: _fill(book, [(k, k.columns, []) for k in kinds], lang))


def write_park(agents: Mapping[str, Mapping[str, Any]], lang: str = "zh") -> bytes:
    """Return agents of a park document as a workbook: a sheet a kind, a row an agent.

    Raises
    ------
    InputError
        If an agent is of a kind that has no sheet, or says what no column holds.
    """
    by_kind: dict[str, dict[str, Mapping[str, Any]]] = {}
    for name, entry in agents.items():
        by_kind.setdefault(owner_kind(entry), {})[name] = entry
    unknown = [kind for kind in by_kind if kind not in kind_names()]
    if unknown:
        raise InputError(f"no kind of sheet for {', '.join(map(repr, unknown))}")
    filled = [_with_rows(kind_of(k), by_kind[k], lang) for k in kind_names() if k in by_kind]
    return written(lambda book: _fill(book, filled, lang))


Content = tuple[Kind, tuple[Column, ...], list[list[Any]]]


def _with_rows(kind: Kind, entries: Mapping[str, Mapping[str, Any]], lang: str) -> Content:
    heads = {head for c in kind.columns if (head := list_of(c.path)) is not None}
    counts = {h: max(len(_at(e, h) or ()) for e in entries.values()) for h in heads}
    columns = kind.with_groups(counts)
    rows = []
    for name, entry in entries.items():
        cells = [_cell(column, _at(entry, column.path), lang) for column in columns]
        _refuse_lost(name, entry, columns)
        rows.append([name, *cells])
    return kind, columns, rows


def _cell(column: Column, value: Any, lang: str) -> Any:  # noqa: ANN401 - plain data
    return None if value is None else cell_of(column, value, lang)


def _at(entry: Any, path: Path) -> Any:  # noqa: ANN401 - plain data
    for part in path:
        if isinstance(entry, list):
            entry = entry[int(part)] if int(part) < len(entry) else None
        else:
            entry = entry.get(part) if isinstance(entry, Mapping) else None
    return entry


def _refuse_lost(name: str, entry: Mapping[str, Any], columns: Iterable[Column]) -> None:
    """Refuse an entry with a value that no column holds, so that none is lost unseen."""
    paths = {column.path for column in columns} | {("kind",), ("component", "type")}
    lost = [".".join(path) for path in _leaves(entry, (), paths)]
    if lost:
        raise InputError(f"agents.{name}: no column for {', '.join(lost)}")


def _leaves(value: Any, path: Path, known: set[Path]) -> Iterable[Path]:  # noqa: ANN401
    if path in known or value is None:
        return
    inner: Any = ()
    if isinstance(value, Mapping):
        inner = value.items()
    elif isinstance(value, list):
        inner = ((str(n), item) for n, item in enumerate(value))
    else:
        yield path
    for key, item in inner:
        yield from _leaves(item, (*path, str(key)), known)


def _fill(book: Book, contents: list[Content], lang: str) -> None:
    pages = [(content, book.page(sheet_name(content[0]))) for content in contents]
    tables = {c.catalogue for _, columns, _ in contents for c in columns if c.catalogue}
    lists = write_lists(book, tables, lang)
    for (kind, columns, rows), page in pages:
        _write_page(book, page, kind, columns, rows, lang, lists)


def sheet_name(kind: Kind) -> str:
    """Return the name of a kind's sheet; at most 31 letters."""
    return f"{kind_words(kind.id)[0]} {kind.id}"[:31] if len(kind.id) < 25 else kind.id


def header(kind: Kind, column: Column) -> str:
    """Return a column's head: both names, field and unit."""
    zh, en = field_words("", ("id",)) if column is ID else kind.words(column)
    star = "*" if column.required else ""
    unit = f" [{pretty(column.unit)}]" if column.unit and column.unit != "1/year" else ""
    return f"{zh}{star}\n{en}\n{column.name}{unit}"


def _write_page(
    book: Book, page: Any, kind: Kind, columns: tuple[Column, ...], rows: list[list[Any]],  # noqa: ANN401
    lang: str, lists: Mapping[str, str],
) -> None:  # fmt: skip
    told = {"zh": f"{EXPLANATION}：编号可空（自动生成）", "en": f"{EXPLANATION}: ids may be blank"}
    book.write(page, 0, 0, header(kind, ID), "head")
    book.write(page, 1, 0, told[lang], "note")
    for place, column in enumerate(columns, start=1):
        book.write(page, 0, place, header(kind, column), "required" if column.required else "head")
        text = explanation(column, column.unit, lang)
        other = explanation(column, column.unit, "en" if lang == "zh" else "zh")
        book.write(page, 1, place, f"{text}\n{other}", "note")
        add_choices(page, place, column, lang, lists)
    page.set_row(0, 62)
    page.set_row(1, 90)
    page.set_column(0, 0, 18)
    page.set_column(1, len(columns), 20)
    page.freeze_panes(2, 1)
    if not rows:
        _write_example(book, page, columns, lang)
    for number, cells in enumerate(rows, start=2):
        for place, value in enumerate(cells):
            book.write(page, number, place, value)


def _write_example(book: Book, page: Any, columns: tuple[Column, ...], lang: str) -> None:  # noqa: ANN401
    book.write(page, 2, 0, f"{EXAMPLE} example", "example")
    for place, column in enumerate(columns, start=1):
        value = EXAMPLES.get(column.name)
        if value is None and column.required:
            value = column.choices[0].id if column.choices else _usual(column)
        shown = None if value is None else cell_of(column, value, lang)
        style = "date" if isinstance(value, dt.date) else "example"
        book.write(page, 2, place, shown, "" if value is None else style)


def _usual(column: Column) -> Any:  # noqa: ANN401 - a cell
    return {"number": 10, "integer": 1}.get(column.form)


def add_choices(page: Any, place: int, column: Column, lang: str, lists: Mapping[str, str]) -> None:  # noqa: ANN401
    """Put a drop-down on a column that has choices."""
    if column.form == "flag":
        source: Any = _FLAGS[lang]
    elif column.form != "text" or not column.choices:
        return
    else:
        source = [choice.shown(lang) for choice in column.choices]
        names = {row.choice.id for row in table_rows(column.catalogue)} if column.catalogue else ()
        own = {choice.id for choice in column.choices}
        if column.catalogue in lists and own == set(names):
            source = lists[column.catalogue]
        elif sum(len(text) + 1 for text in source) > LONGEST_LIST:
            return
    title, told = ("请从列表选择", "编号、中文名或英文名均可") if lang == "zh" else (
        "Choose from the list", "id, Chinese or English name"
    )  # fmt: skip
    page.data_validation(2, place, ROOM, place, {
        "validate": "list", "source": source, "error_type": "warning",
        "input_title": title, "input_message": told,
    })  # fmt: skip


def write_lists(book: Book, tables: set[str], lang: str) -> dict[str, str]:
    """Write the sheet of lists and return, by table, where its drop-down stands."""
    if not tables:
        return {}
    page, place = book.page(f"{LISTS} lists"), 0
    out: dict[str, str] = {}
    for table in (name for name in table_names() if name in tables):
        rows = table_rows(table)
        heads = (" ".join(_TITLES[table]), "编号 id", "中文", "English", "单位 unit", "来源 source")
        for offset, text in enumerate(heads):
            book.write(page, 0, place + offset, text, "head")
        for number, row in enumerate(rows, start=1):
            choice: Choice = row.choice
            unit = row.figures.get("unit", "") if table == "archetypes" else ""
            cells = (choice.shown(lang), choice.id, choice.zh, choice.en, unit, row.source)
            for offset, text in enumerate(cells):
                book.write(page, number, place + offset, text or None)
        letters = column_letters(place + 1)
        out[table] = f"='{LISTS} lists'!${letters}$2:${letters}${len(rows) + 1}"
        page.set_column(place, place + 5, 18)
        place += len(heads) + 1
    page.freeze_panes(1, 0)
    return out
