"""Columns of a sheet, taken from the schema of what a row becomes: a new field is a new column.

A row holds one agent. A nested entry is spread over columns (``outages.mtbf_h``), a list of
entries over numbered groups of them (``vehicles.1.count``), a list of plain values stands in one
cell, and what has no fixed shape is written in its cell as YAML (``{file: load.csv, ...}``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel

from agents.archetypes import Archetype
from agents.base import agent_kinds
from scenarios.reference import BOUNDS, field_notes
from scenarios.sheets.choices import Choice, catalogue_of, choices_of
from scenarios.sheets.measures import unit_in_name
from scenarios.sheets.words import field_words
from twin.components.base import component_types
from twin.errors import InputError

Form = Literal["number", "integer", "text", "flag", "date", "list", "tree"]
Path = tuple[str, ...]
Schema = Mapping[str, Any]

ASSET = "asset"
# Components that other agents make for themselves.
MADE = {"building", "production_line", "vehicle_charger", "vehicle_store"}
USUAL_GROUPS = 2
# Mappings whose keys are the fields of a model of their own, told apart as columns.
OPEN_FIELDS: Mapping[tuple[str, str], type[BaseModel]] = {("enterprise", "intensities"): Archetype}
NOT_CHANGED = {"id", "zh", "en", "sector", "unit", "source", "confidence"}
FIRST = ("label",)
FILLED_IN = {"label", "source", "confidence"}  # a row without them is given them, and told so
LAST = ("intensities", "position", "source", "confidence")


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    Attributes
    ----------
    path : tuple of str
        Where its value stands in the agent's entry; numbers are places in a list.
    form : str
        What a cell holds.
    unit : str
        Unit of a bare number; "" if it has none.
    takes_units : bool
        Whether the park file itself may say ``"50 kW"`` here.
    bounds : str
        As ``≥ 0 ≤ 1``.
    choices : tuple of Choice
        Values allowed, or usual if ``is_open``.
    catalogue : str
        Table of the data that the choices are rows of; "" if none.
    item : str
        Form of the items of a list.
    note : str
        What it means, from the schema's own docstring.
    may_be_tree : bool
        Whether YAML may stand in place of the plain value (a series from a file).
    may_be_text : bool
        Whether a text may stand in place of a number: its unit follows from another field.
    """

    path: Path
    form: Form
    unit: str = ""
    takes_units: bool = False
    required: bool = False
    default: Any = field(default=None, compare=False)
    bounds: str = ""
    choices: tuple[Choice, ...] = ()
    is_open: bool = False
    catalogue: str = ""
    item: Form = "text"
    note: str = ""
    may_be_tree: bool = False
    may_be_text: bool = False

    @property
    def name(self) -> str:
        """Field name as a header may give it; groups count from one."""
        return ".".join(str(int(p) + 1) if p.isdigit() else p for p in self.path)


@dataclass(frozen=True)
class Kind:
    """What the rows of a sheet become: an agent kind, or assets of one component type."""

    id: str
    agent: str
    component: str
    columns: tuple[Column, ...]

    def words(self, column: Column) -> tuple[str, str]:
        """Return a column's names in Chinese and English."""
        owner = self.component if column.path[0] == "component" else self.agent
        return field_words(owner, column.path)

    def with_groups(self, counts: Mapping[Path, int]) -> tuple[Column, ...]:
        """Return the columns, with at least so many groups of each list of entries."""
        out: list[Column] = []
        behind = (*self.columns[1:], None)
        for column, after in zip(self.columns, behind, strict=True):
            out.append(column)
            head = list_of(column.path)
            if head is not None and (after is None or list_of(after.path) != head):
                for number in range(USUAL_GROUPS, counts.get(head, 0)):
                    out += self._group(head, number)
        return tuple(out)

    def _group(self, head: Path, number: int) -> list[Column]:
        here = len(head)
        return [
            replace(c, path=(*head, str(number), *c.path[here + 1 :]))
            for c in self.columns
            if list_of(c.path) == head and c.path[here] == "1"
        ]


def kind_names() -> tuple[str, ...]:
    """Return the ids of all kinds of sheets."""
    agents = [name for name in agent_kinds() if name != ASSET]
    return (*agents, *(f"{ASSET}.{name}" for name in component_types() if name not in MADE))


@lru_cache(maxsize=128)
def kind_of(name: str) -> Kind:
    """Return a kind by its id; a component type is enough where no agent kind has its name.

    Raises
    ------
    InputError
        If there is none.
    """
    known = kind_names()
    found = name if name in known else f"{ASSET}.{name}"
    if found not in known:
        raise InputError(f"no kind of sheet '{name}'; there are: {', '.join(known)}")
    agent, _, component = found.partition(".")
    spec = agent_kinds()[agent].Spec
    columns = [c for c in _of_model(spec, (), agent) if c.path[0] not in {"kind", "component"}]
    if component:
        columns += _of_model(component_types()[component], ("component",), component)
    columns = [replace(c, required=False) if c.path[0] in FILLED_IN else c for c in columns]
    needed = {_top(c) for c in columns if c.required}
    columns.sort(key=lambda c: _rank(c, _top(c) in needed))
    return Kind(found, agent, component, tuple(columns))


def _top(column: Column) -> Path:
    return column.path[: 2 if column.path[0] == "component" else 1]


def _rank(column: Column, needed: bool) -> tuple[int, bool]:
    """Names first, then what must be told, then the rest; intensities and sources last."""
    top = column.path[0]
    if top in FIRST:
        return 0, False
    return (2 + LAST.index(top), False) if top in LAST else (1, not needed)


def _of_model(model: type[BaseModel], path: Path, owner: str) -> list[Column]:
    schema = model.model_json_schema(by_alias=True)
    return list(_of_object(schema, schema.get("$defs", {}), path, owner, model))


def _of_object(
    schema: Schema, defs: Schema, path: Path, owner: str, model: type[BaseModel] | None
) -> Iterator[Column]:
    notes = field_notes(model) if model is not None else {}
    required = set(schema.get("required", ()))
    for name, own in schema.get("properties", {}).items():
        opened = OPEN_FIELDS.get((owner, name))
        if opened is not None:
            for column in _of_model(opened, (*path, name), name):
                if column.path[len(path) + 1] not in NOT_CHANGED:
                    yield replace(column, required=False, default=None)
            continue
        note = notes.get(name, "")
        for column in _of_field(own, defs, (*path, name), owner):
            yield replace(
                column,
                required=column.required and name in required,
                note=column.note or note,
            )


def _of_field(own: Schema, defs: Schema, path: Path, owner: str) -> Iterator[Column]:
    """Yield the column of a field, or those of what is nested in it."""
    parts = [p for p in _alternatives(own, defs) if p.get("type") != "null"]
    objects = [p for p in parts if p.get("properties")]
    plain = [p for p in parts if not p.get("properties")]
    if objects and not plain:
        yield from _of_object(objects[0], defs, path, owner, _class_of(objects[0]))
        return
    main = {**{k: v for k, v in own.items() if k in {"unit", "default"}}, **plain[0]}
    if not plain[0].get("type"):
        main["type"] = next((p["type"] for p in plain if p.get("type")), "string")
    if main.get("type") == "array":
        yield from _of_array(main, defs, path, owner)
        return
    yield _leaf(main, plain, path, owner, may_be_tree=bool(objects))


def _of_array(own: Schema, defs: Schema, path: Path, owner: str) -> Iterator[Column]:
    fixed = own.get("prefixItems", ())
    if fixed and len(fixed) <= 3:
        for number, part in enumerate(fixed):
            yield _leaf(_resolved(part, defs), [part], (*path, str(number)), owner)
        return
    item = _resolved(own.get("items") or {}, defs)
    if item.get("properties"):
        for number in range(USUAL_GROUPS):
            here = (*path, str(number))
            for column in _of_object(item, defs, here, owner, _class_of(item)):
                yield replace(column, required=column.required and number == 0)
        return
    form: Form = "tree" if item.get("type") in {"array", "object"} else "list"
    inner = _leaf(item, [item], path, owner)
    yield Column(path, form, required=True, item=inner.form, choices=inner.choices,
                 catalogue=inner.catalogue, is_open=True)  # fmt: skip


def _leaf(
    own: Schema, parts: list[Any], path: Path, owner: str, *, may_be_tree: bool = False
) -> Column:
    kinds = {"number": "number", "integer": "integer", "boolean": "flag", "object": "tree"}
    form: Any = kinds.get(str(own.get("type")), "text")
    if own.get("format") == "date":
        form = "date"
    ids = [str(v) for p in parts for v in p.get("enum", [p["const"]] if "const" in p else [])]
    is_open = any("enum" not in p and "const" not in p for p in parts)
    table = catalogue_of(owner, path)
    declared = own.get("unit")
    unit = (declared or unit_in_name(path[-1])) if form in {"number", "integer"} else ""
    if path[0] == "position":
        unit = "m"
    return Column(
        path, form, required=True,
        unit="" if unit == "dimensionless" else unit,
        takes_units=declared is not None, default=own.get("default"),
        bounds=" ".join(f"{sign} {own[key]:g}" for key, sign in BOUNDS.items() if key in own),
        choices=choices_of(table, ids), catalogue=table,
        is_open=is_open and not table, may_be_tree=may_be_tree,
        may_be_text=form == "number" and any(p.get("type") == "string" for p in parts),
    )  # fmt: skip


def _alternatives(own: Schema, defs: Schema) -> list[Schema]:
    """Return what may stand in a field, unions within unions opened; each keeps the unit."""
    if "anyOf" not in own:
        return [_resolved(own, defs)]
    unit = {"unit": own["unit"]} if "unit" in own else {}
    return [p for part in own["anyOf"] for p in _alternatives({**unit, **part}, defs)]


def _resolved(schema: Schema, defs: Schema) -> Schema:
    ref = schema.get("$ref")
    return defs.get(ref.rsplit("/", 1)[-1], schema) if ref else schema


def _class_of(schema: Schema) -> type[BaseModel] | None:
    """Return the model a nested schema was made from, for the notes in its docstring."""
    return _named(BaseModel).get(str(schema.get("title")))


def _named(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    found: dict[str, type[BaseModel]] = {}
    for child in model.__subclasses__():
        found |= {child.__name__: child, **_named(child)}
    return found


def list_of(path: Path) -> Path | None:
    """Return the path of the list of entries that a path leads into; None if there is none."""
    for number, part in enumerate(path[:-1]):
        if part.isdigit():
            return path[:number]
    return None
