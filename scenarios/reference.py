"""The configuration reference, written from the schemas themselves.

python -m scenarios.reference > docs/configuration.md
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from agents.base import agent_kinds
from scenarios.interventions import Assumption, Intervention
from scenarios.park_spec import ParkSpec
from scenarios.scenario_file import ScenarioFile
from twin.components.base import component_types
from twin.indicators import System
from twin.tariffs import Tariff

Schema = Mapping[str, Any]

INTRO = """# Configuration reference

Written from the schemas by `python -m scenarios.reference`; a test keeps it true.

A park file is YAML, laid on its region and the base: `base < region < park <
assumptions and measures < --set`. Mappings merge, everything else replaces, `null` removes an
entry. `extends: NAME` lays a park on another one. Numbers may be written with a unit (`"50 MWp"`,
`"12 t/d"`); a bare number is in the unit given here. Where *or series* stands, a
column of a csv or Parquet file may be named instead (`{file: load.csv, column: power, unit: kW}`).
"""
BOUNDS = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
COMMON = {
    "zh": "Name or text in Chinese.",
    "en": "Name or text in English.",
    "label": "Display name.",
    "source": "Where the figures come from.",
    "confidence": "How sure they are (H, M, L; S read in the official text).",
    "capacity_mw": "Nameplate (heat output, line or transformer rating).",
    "level": "Heat level it feeds or draws on.",
    "min_load": "Least load over nameplate; below it the unit is off.",
    "om_cny_per_mwh": "Variable operation and maintenance.",
    "carnot_fraction": "Performance over Carnot's.",
    "product": "Name of what is made.",
    "unit": "Unit.",
    "line": "Direct line it feeds; empty inside the park.",
    "floor_m2": "Gross floor area.",
    "storeys": "Number of storeys.",
    "bus": "A commodity, or commodity@place.",
    "electricity_kwh_per_t": "Electricity per tonne treated.",
    "categories": "Waste categories it takes.",
    "category": "Waste category.",
    "origin": "What it is generated from.",
}
SHARED = ("label", "position", "source", "confidence", "kind")


def field_notes(model: type[BaseModel]) -> dict[str, str]:
    """Return the descriptions of the numpydoc section *Attributes*."""
    _, _, section = (inspect.getdoc(model) or "").partition("Attributes\n----------\n")
    found: dict[str, str] = {}
    names: list[str] = []
    for line in section.splitlines():
        head = re.match(r"^(\w[\w, ]*?)(?: : .*)?$", line)
        if head and not line.startswith(" "):
            names = [name.strip() for name in head.group(1).split(",")]
        elif names and line.strip():
            found |= {name: f"{found.get(name, '')} {line.strip()}".strip() for name in names}
    return found


def _summary(model: type[BaseModel]) -> str:
    return (inspect.getdoc(model) or "").split("\n\n")[0].replace("\n", " ")


def _type(schema: Schema) -> str:
    """Return a property's type, unit, bounds and choices as short text."""
    if "$ref" in schema:
        return f"[{schema['$ref'].rsplit('/', 1)[-1]}](#nested)"
    if "anyOf" in schema:
        return " or ".join(_type({**_own(schema), **part}) for part in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return " / ".join(map(str, schema.get("enum", [schema.get("const")])))
    kind = str(schema.get("type", "any"))
    if kind == "array":
        inner = schema.get("items") or {"type": "items"}
        return f"list of {_type(inner)}"
    if kind == "object":
        value = schema.get("additionalProperties")
        return f"mapping to {_type(value)}" if isinstance(value, dict) else "mapping"
    words = [{"null": "nothing", "string": schema.get("format", "text")}.get(kind, kind)]
    if schema.get("unit", "dimensionless") != "dimensionless" and kind != "null":
        words.append(f"[{schema['unit']}]")
    words += [f"{sign} {schema[key]:g}" for key, sign in BOUNDS.items() if key in schema]
    return " ".join(words)


def _own(schema: Schema) -> dict[str, Any]:
    return {"unit": schema["unit"]} if "unit" in schema else {}


def _default(name: str, schema: Schema, required: list[str]) -> str:
    if name in required:
        return "**required**"
    value = schema.get("default")
    return "–" if value in (None, "", [], {}) or isinstance(value, dict) else f"`{value}`"


def _rows(schema: Schema, notes: Mapping[str, str], skip: tuple[str, ...] = ()) -> Iterator[str]:
    yield "| key | type | default | meaning |"
    yield "|---|---|---|---|"
    required = list(schema.get("required", []))
    for name, field in schema.get("properties", {}).items():
        if name not in skip:
            meaning = (notes.get(name) or COMMON.get(name, "")).replace("``", "`")
            cells = (f"`{name}`", _type(field), _default(name, field, required), meaning)
            yield "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"
    yield ""


class _Reference:
    """Collects tables, and the nested models they refer to."""

    def __init__(self) -> None:
        self.nested: dict[str, Schema] = {}
        self.classes: dict[str, type[BaseModel]] = {}

    def table(self, model: type[BaseModel], skip: tuple[str, ...] = ()) -> Iterator[str]:
        """Yield a model's summary and table."""
        schema = model.model_json_schema(by_alias=True)
        self.nested |= schema.get("$defs", {})
        yield _summary(model) + "\n"
        yield from _rows(schema, field_notes(model), skip)

    def tail(self) -> Iterator[str]:
        """Yield the tables of all nested models."""
        known = {cls.__name__: cls for cls in _subclasses(BaseModel)}
        yield "## Nested\n"
        for name in sorted(set(self.nested) - {"ComponentSpec"}):
            yield f"### {name}\n"
            notes = field_notes(known[name]) if name in known else {}
            yield _summary(known[name]) + "\n" if name in known else ""
            yield from _rows(self.nested[name], notes)


def _subclasses(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for child in model.__subclasses__():
        yield child
        yield from _subclasses(child)


def lines() -> Iterator[str]:
    """Yield the reference line by line."""
    book = _Reference()
    yield INTRO
    yield "## The park file\n"
    yield from book.table(ParkSpec)
    yield "`components` maps names to components without an owner, `agents` names to agents.\n"
    yield "## Agents (`kind`)\n"
    yield "Every agent has `kind`, `label` {zh, en}, `source` and `confidence`, and may have"
    yield "`position` [m east, m north].\n"
    for name, kind in agent_kinds().items():
        yield f"### {name}\n"
        yield from book.table(kind.Spec, SHARED)
    yield "## Components (`type`)\n"
    for name, component in component_types().items():
        yield f"### {name}\n"
        yield from book.table(component)
    for title, model in (
        ("Tariffs (`configs/tariffs/NAME.yaml`)", Tariff),
        ("Indicator systems (`configs/indicators/NAME.yaml`)", System),
        ("Scenarios (`zeropark run FILE.yaml`)", ScenarioFile),
        ("Measures (`configs/interventions/NAME.yaml`)", Intervention),
        ("Assumptions (`configs/assumptions/NAME.yaml`)", Assumption),
    ):
        yield f"## {title}\n"
        yield from book.table(model, ("id",))
    yield from book.tail()


def reference() -> str:
    """Return the whole reference as Markdown."""
    return "\n".join(lines()).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(reference())
