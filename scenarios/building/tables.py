"""Agents of one kind as a table that is typed in, and what was typed as text of the park.

Columns, names, units and choices are those of the spreadsheets (``scenarios.sheets``). What cannot
be read in a cell is kept as it was typed: the park is then unsound and says where, and nothing that
a planner typed is lost.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from scenarios.building.entries import new_agent, with_agent, without
from scenarios.sheets import Target
from scenarios.sheets.cells import Cell, CellError, cell_of, value_of
from scenarios.sheets.choices import table_row
from scenarios.sheets.columns import Column, Kind, kind_of, list_of
from scenarios.sheets.columns import Path as ColumnPath
from scenarios.sheets.measures import pretty, whole
from scenarios.sheets.problems import explanation
from scenarios.sheets.rows import owner_kind

Form = Literal["number", "choice", "flag", "date", "text", "told"]
OUTPUT, OUTPUT_UNIT, ARCHETYPE = "output_per_year", "output_unit", "archetype"
ID = "id"
ALWAYS = {"label", "position", "belongs_to"}
_TYPES: Mapping[str, tuple[type, ...]] = {"number": (int, float), "integer": (int, float),
                                          "flag": (bool,), "date": (dt.date,)}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A column as it is shown and typed in.

    Attributes
    ----------
    name : str
        Dotted field, by which cells are known.
    title : str
        In the reader's language, with the unit.
    form : str
        How it is typed in; ``told`` is only read.
    note : str
        What it means and takes.
    choices : mapping of str to str
        Names by value, of a choice; a value that is none of them stands with a question mark.
    """

    name: str
    title: str
    note: str
    form: Form
    required: bool
    choices: Mapping[str, str] = field(default_factory=dict)
    column: Column | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Table:
    """The agents of a kind: ids by row, and cells by field."""

    kind: str
    fields: tuple[Field, ...]
    ids: tuple[str, ...]
    cells: Mapping[str, list[Any]]


@dataclass(frozen=True)
class Deltas:
    """What was typed into a table since it was made.

    Attributes
    ----------
    changed : mapping of int to mapping
        Cells by row and field.
    added : sequence of mapping
        New rows.
    removed : sequence of int
        Rows taken away.
    """

    changed: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    added: tuple[Mapping[str, Any], ...] = ()
    removed: tuple[int, ...] = ()

    def touch(self, name: str) -> bool:
        """Whether a field of a row was typed in."""
        return any(name in cells for cells in self.changed.values())


def table_of(
    agents: Mapping[str, Mapping[str, Any]], kind: str, lang: str, *, everything: bool = False
) -> Table:
    """Return the table of a kind.

    Parameters
    ----------
    everything : bool
        All columns; otherwise those that are needed, usual, or used by somebody.
    """
    known = kind_of(kind)
    rows = {name: entry for name, entry in agents.items() if owner_kind(entry) == kind}
    columns = _columns(known, rows, everything=everything)
    values = {c.name: [_at(entry, c.path) for entry in rows.values()] for c in columns}
    fields = tuple(_field(known, c, values[c.name], lang) for c in columns)
    cells = {f.name: [_shown(f, value, lang) for value in values[f.name]] for f in fields}
    if OUTPUT in cells:
        at = next(place for place, one in enumerate(fields, start=1) if one.name == OUTPUT)
        fields = (*fields[:at], _output_unit(lang), *fields[at:])
        cells[OUTPUT_UNIT] = [_unit_of(entry, lang) for entry in rows.values()]
    return Table(kind, fields, tuple(rows), cells)


def _output_unit(lang: str) -> Field:
    title = "产量单位" if lang == "zh" else "Unit of output"
    return Field(OUTPUT_UNIT, title, "", "told", required=False)


def _unit_of(entry: Mapping[str, Any], lang: str) -> str:
    """Return the unit of an entry's output, which is that of its archetype's product."""
    found = table_row("archetypes", str(entry.get(ARCHETYPE, "")))
    unit = pretty(str(found.figures["unit"])) if found else ""
    return f"{unit}/{'年' if lang == 'zh' else 'year'}" if unit else ""


def edited(target: Target, table: Table, deltas: Deltas) -> str:
    """Return the park's text with what was typed.

    Parameters
    ----------
    target : Target
        The park as it was when the table was made.

    Raises
    ------
    InputError
        If the text cannot be read.
    """
    fields = {f.name: f for f in table.fields}
    for row, cells in deltas.changed.items():
        if row in deltas.removed or not 0 <= row < len(table.ids):
            continue
        name = table.ids[row]
        entry = _typed(target.agents()[name], cells, fields)
        target = replace(target, text=with_agent(target, name, entry))
    for cells in deltas.added:
        name, entry = new_agent(target.agents(), table.kind)
        entry = _typed(entry, cells, fields)
        target = replace(target, text=with_agent(target, name, entry))
    gone = [table.ids[row] for row in deltas.removed if 0 <= row < len(table.ids)]
    return without(target, gone) if gone else target.text


def _columns(
    kind: Kind, rows: Mapping[str, Mapping[str, Any]], *, everything: bool
) -> tuple[Column, ...]:
    heads = {head for c in kind.columns if (head := list_of(c.path)) is not None}
    counts = {h: max([len(_at(e, h) or ()) for e in rows.values()], default=0) for h in heads}
    columns = kind.with_groups(counts)
    if everything:
        return columns
    return tuple(
        c for c in columns
        if c.required or c.path[0] in ALWAYS or any(_at(e, c.path) is not None
                                                    for e in rows.values())
    )  # fmt: skip


def _field(kind: Kind, column: Column, values: Iterable[Any], lang: str) -> Field:
    zh, en = kind.words(column)
    star = " *" if column.required else ""
    unit = f" [{pretty(column.unit)}]" if column.unit and column.unit != "1/year" else ""
    given = [value for value in values if value is not None]
    form = _form(column, given)
    choices = {c.id: c.zh if lang == "zh" else c.en for c in column.choices}
    choices |= {value: f"{value} ?" for value in map(str, given) if value not in choices}
    return Field(
        column.name, f"{zh if lang == 'zh' else en}{star}{unit}",
        explanation(column, column.unit, lang), form, column.required,
        choices if form == "choice" else {}, column,
    )  # fmt: skip


def _form(column: Column, values: list[Any]) -> Form:
    """Return how a column is typed in; as text where a value stands in it that fits no other."""
    if column.form == "text" and column.choices and not column.is_open:
        return "choice" if all(isinstance(value, str) for value in values) else "text"
    types = _TYPES.get(column.form)
    if types is None or column.may_be_text:
        return "text"
    fits = all(isinstance(v, types) and isinstance(v, bool) == (types == (bool,)) for v in values)
    form: Form = "number" if column.form == "integer" else column.form  # type: ignore[assignment]
    return form if fits else "text"


def _shown(own: Field, value: Any, lang: str) -> Any:  # noqa: ANN401 - a cell
    if value is None or own.form != "text" or own.column is None:
        return value
    if isinstance(value, str):
        return value
    return str(cell_of(own.column, value, lang))


def _typed(
    entry: Mapping[str, Any], cells: Mapping[str, Any], fields: Mapping[str, Field]
) -> dict[str, Any]:
    out: dict[str, Any] = _copied(entry)
    for name, given in cells.items():
        own = fields.get(name)
        if own is not None and own.column is not None:
            _put(out, own.column.path, _value(own, own.column, given))
    for own in (fields[name] for name in cells if name in fields):
        if own.column is not None:
            _close_up(out, own.column.path)
    return out


def _value(own: Field, column: Column, given: Any) -> Any:  # noqa: ANN401 - plain data
    """Return what a cell says, as it was typed if it cannot be read; None if it is blank."""
    is_blank = given is None or not str(given).strip()
    if is_blank or (isinstance(given, float) and not math.isfinite(given)):
        return None
    if own.form == "number":
        return whole(float(given))
    if own.form == "date":
        return dt.date.fromisoformat(str(given)[:10])
    if own.form in {"flag", "choice"}:
        return given
    try:
        return value_of(column, Cell(str(given)), "", column.unit)
    except CellError:
        return str(given)


def _at(entry: Any, path: ColumnPath) -> Any:  # noqa: ANN401 - plain data
    for part in path:
        if isinstance(entry, list):
            entry = entry[int(part)] if part.isdigit() and int(part) < len(entry) else None
        else:
            entry = entry.get(part) if isinstance(entry, Mapping) else None
    return entry


def _put(entry: Any, path: ColumnPath, value: Any) -> None:  # noqa: ANN401 - plain data
    """Put a value where it belongs, or take it away with what it leaves empty.

    Places in lists stay as they are, None where nothing is left, until all cells are put.
    """
    key: Any = int(path[0]) if isinstance(entry, list) else path[0]
    inner = _at(entry, path[:1])
    if len(path) > 1 and (inner or value is not None):
        if not isinstance(inner, dict | list):
            inner = [] if path[1].isdigit() else {}
        _put(inner, path[1:], value)
        value = inner if _holds(inner) else None
    if isinstance(entry, list):
        entry += [None] * (key + 1 - len(entry))
    if value is None and isinstance(entry, dict):
        entry.pop(key, None)
    else:
        entry[key] = value


def _holds(value: dict[str, Any] | list[Any]) -> bool:
    return any(item is not None for item in value) if isinstance(value, list) else bool(value)


def _close_up(entry: dict[str, Any], path: ColumnPath) -> None:
    """Drop the places of a list of entries at which nothing is left."""
    head = list_of(path)
    found = _at(entry, head) if head is not None else None
    if isinstance(found, list):
        found[:] = [item for item in found if item is not None]


def _copied(value: Any) -> Any:  # noqa: ANN401 - plain data
    if isinstance(value, Mapping):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value
