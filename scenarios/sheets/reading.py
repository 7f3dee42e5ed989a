"""A planner's spreadsheet as agents of a park: every error at once, good rows apart from bad."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scenarios.members import NAME, parse_members
from scenarios.sheets.columns import kind_of
from scenarios.sheets.filling import Filled, complete, left_to_others
from scenarios.sheets.grid import Grid, read_grids
from scenarios.sheets.guard import address_of
from scenarios.sheets.into import Target, merged_entry, park_text
from scenarios.sheets.layout import ID, Layout, is_help, layout_of
from scenarios.sheets.preview import Change, Preview, changes_of
from scenarios.sheets.problems import CellProblem, expectation
from scenarios.sheets.rows import Row, owner_kind, read_rows
from scenarios.yaml_io import Document, Place
from twin.errors import InputError, Problem

MOST_ROUNDS = 50
NOTES = {"header_unknown"}
_MISSING = "this key is missing"


@dataclass(frozen=True)
class Sheet:
    """What a file says.

    Attributes
    ----------
    file : str
    agents : mapping of str to dict
        Entries of the rows without problems, as a park file takes them.
    aside : mapping of str to dict
        Entries of the rows with problems, as far as they could be read.
    problems : tuple of CellProblem
        All of them, in the order of the file.
    notes : tuple of CellProblem
        What was not read and does no harm: columns that are not known.
    filled : tuple of Filled
        What the rows left blank, and where it comes from.
    preview : Preview
    ignored : tuple of str
        Sheets that are none of ours; a template's own lists are.
    """

    file: str
    agents: Mapping[str, dict[str, Any]]
    aside: Mapping[str, dict[str, Any]]
    problems: tuple[CellProblem, ...]
    notes: tuple[CellProblem, ...]
    filled: tuple[Filled, ...]
    preview: Preview
    ignored: tuple[str, ...]
    grids: tuple[Grid, ...] = field(repr=False, default=())
    layouts: Mapping[str, Layout] = field(repr=False, default_factory=dict)

    def merged_text(self, into: Target) -> str:
        """Return the park's YAML with the good rows in it."""
        return park_text(into, self.agents, self.filled)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "file": self.file, "agents": dict(self.agents), "aside": dict(self.aside),
            "problems": [p.to_json() for p in self.problems],
            "notes": [n.to_json() for n in self.notes],
            "filled": [f.to_json() for f in self.filled], "preview": self.preview.to_json(),
            "ignored": list(self.ignored),
        }  # fmt: skip


def read_sheet(
    source: str | Path | bytes, name: str = "", into: Target | None = None, kind: str = ""
) -> Sheet:
    """Read an xlsx workbook or a csv file.

    Parameters
    ----------
    source : path or bytes
    name : str
        File name for messages; the path's own if empty.
    into : Target, optional
        Park the rows are for: agents it has are changed, and references are checked.
    kind : str
        Kind of all sheets, where neither name nor header tells it.

    Raises
    ------
    InputError
        If the file is unsafe, too large or not readable, or ``into`` is not sound. Errors in
        cells are no exception: they are :attr:`Sheet.problems`.
    """
    file, grids = read_grids(source, name)
    park = into.loaded().document.data.get("agents", {}) if into else {}
    kind = kind_of(kind).id if kind else ""
    layouts: dict[str, Layout] = {}
    loose: list[CellProblem] = []
    rows: list[Row] = []
    for grid in grids:
        found = layout_of(file, grid, kind)
        if isinstance(found, Layout):
            layouts[grid.name] = found
            loose += found.problems
            rows += read_rows(file, grid, found)
        elif found is not None:
            loose.append(found)
    if not layouts and not loose:
        first = grids[0].name if grids else ""
        loose.append(CellProblem(file, first, 1, 1, "", "", "no_sheet"))
    entries, filled = _settled(rows, park, into)
    ignored = tuple(g.name for g in grids if g.name not in layouts and not is_help(g))
    return _sheet(file, rows, entries, filled, park, loose, ignored, grids, layouts)


def _settled(
    rows: list[Row], park: Mapping[str, Any], into: Target | None
) -> tuple[dict[int, dict[str, Any]], list[Filled]]:
    """Name, complete and check the rows; return their entries by place, and what was filled."""
    _name(rows, park)
    filled: list[Filled] = []
    entries: dict[int, dict[str, Any]] = {}
    for place, row in enumerate(rows):
        old = park.get(row.id)
        if old is not None and owner_kind(old) != row.layout.kind.id:
            row.report(_id_column(row), "id", row.id, "other_kind", {"there": owner_kind(old)})
            old = None
        _keep_names(row, old)
        filled += complete(row)
        told = [c.path for c in row.layout.columns.values() if c is not ID]
        entries[place] = merged_entry(old, row.entry, told) if old is not None else row.entry
        _validate(row, entries[place])
    if into is not None:
        _check_references(rows, entries, into)
    for place, row in enumerate(rows):
        if not row.problems and park.get(row.id) != entries[place]:
            filled += left_to_others(row.id, entries[place])
    return entries, filled


def _id_column(row: Row) -> int:
    return row.layout.by_path.get(ID.path, min(row.layout.columns, default=1))


def _name(rows: list[Row], park: Mapping[str, Any]) -> None:
    """Give an id to rows without one, and report ids that stand twice.

    A row without an id whose name the park's object of its kind has is that object.
    """
    by_name = {
        (owner_kind(entry), lang, text): agent
        for agent, entry in park.items()
        for lang, text in (entry.get("label") or {}).items()
    }
    taken = {*park, *(row.id for row in rows if row.id)}
    for row in (row for row in rows if not row.id):
        label, kind = row.entry.get("label", {}), row.layout.kind
        known = [by_name.get((kind.id, lang, text)) for lang, text in label.items()]
        row.id = next((agent for agent in known if agent), "")
        if not row.id:
            stem, number = (kind.component or kind.agent).replace("_", "-"), 1
            while f"{stem}-{number}" in taken:
                number += 1
            row.id, row.id_was_made = f"{stem}-{number}", True
        taken.add(row.id)
    count = Counter(row.id for row in rows)
    for row in rows:
        if count[row.id] > 1:
            other = next(o for o in rows if o.id == row.id and o is not row)
            told = f"[{other.sheet}] {address_of(other.number, _id_column(other))}"
            row.report(_id_column(row), "id", row.id, "id_twice", {"other": told})


def _keep_names(row: Row, old: Mapping[str, Any] | None) -> None:
    """Let an agent the park has keep names and source that the row does not give."""
    if old is None:
        return
    label = row.entry.setdefault("label", {})
    for lang, text in (old.get("label") or {}).items():
        label.setdefault(lang, text)
    for key in ("source", "confidence"):
        if key in old:
            row.entry.setdefault(key, old[key])


def _validate(row: Row, entry: dict[str, Any]) -> None:
    """Check an entry as a park file's, and put every problem into its cell."""
    path = ("agents", row.id)
    places = {p: Place(row.file, row.number) for p in _paths(entry, path)}
    document = Document({"agents": {row.id: entry}}, {("agents",): Place(row.file, None), **places})
    if not NAME.match(row.id):
        return
    for problem in parse_members(document).problems:
        _place(row, tuple(problem.path.split("."))[2:], problem, "schema")


def _paths(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:  # noqa: ANN401
    yield path
    items: Iterable[tuple[Any, Any]] = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else items
    for key, inner in items:
        yield from _paths(inner, (*path, str(key)))


def _place(row: Row, path: tuple[str, ...], problem: Problem, key: str) -> None:
    number, column = row.column_of(path)
    if any(p.column == number for p in row.problems) and path:
        return  # the cell itself could not be read
    name = column.name if column is not None else ".".join(path)
    unit = column.unit if column is not None else ""
    told = expectation(column, unit) if column is not None and path else ("", "")
    if problem.message == _MISSING:
        name = ".".join(path)
        row.report(number, name, "", "missing", {}, told)
        return
    row.report(number, name, problem.value, key, {"told": problem.message}, told)


def _check_references(rows: list[Row], entries: dict[int, dict[str, Any]], into: Target) -> None:
    """Find names that lead nowhere in the whole park; a row set aside may leave others so."""
    by_id = {row.id: row for row in rows}
    for _ in range(MOST_ROUNDS):
        good = {row.id: entries[n] for n, row in enumerate(rows) if not row.problems}
        try:
            into.loaded(park_text(into, good, ()))
        except InputError as error:
            found = [(_owner(problem), problem) for problem in error.problems]
            bad = [(by_id[name], problem) for name, problem in found if name in good]
            if not bad:
                raise
            for row, problem in bad:
                _place(row, tuple(problem.path.split("."))[2:], problem, "cross")
        else:
            return


def _owner(problem: Problem) -> str:
    parts = problem.path.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "agents" else ""


def _sheet(  # noqa: PLR0917 - the parts of a result
    file: str, rows: list[Row], entries: dict[int, dict[str, Any]], filled: list[Filled],
    park: Mapping[str, Any], loose: list[CellProblem], ignored: tuple[str, ...],
    grids: tuple[Grid, ...], layouts: Mapping[str, Layout],
) -> Sheet:  # fmt: skip
    good = {row.id: entries[n] for n, row in enumerate(rows) if not row.problems}
    aside: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(rows):
        if row.problems:
            key = row.id if row.id not in aside else f"{row.id} ({row.place})"
            aside[key] = entries[number]
    problems = [p for p in loose if p.key not in NOTES]
    problems += [
        replace(p, agent=row.id)
        for row in rows
        for p in sorted(row.problems, key=lambda p: p.column)
    ]
    changes = tuple(_change(row, entries[n], park) for n, row in enumerate(rows))
    named = {row.id for row in rows}
    left = tuple(agent for agent in park if agent not in named)
    return Sheet(
        file, good, aside, tuple(problems), tuple(p for p in loose if p.key in NOTES),
        tuple(f for f in filled if f.agent in good), Preview(changes, left), ignored, grids,
        layouts,
    )  # fmt: skip


def _change(row: Row, entry: dict[str, Any], park: Mapping[str, Any]) -> Change:
    label = entry.get("label") or {}
    old = park.get(row.id)
    fields = changes_of(old, entry) if old is not None and not row.problems else ()
    action: Any = "aside" if row.problems else "added" if old is None else (
        "changed" if fields else "same"
    )  # fmt: skip
    return Change(row.id, row.layout.kind.id, str(label.get("zh", "")), str(label.get("en", "")),
                  action, row.sheet, row.number, fields)  # fmt: skip
