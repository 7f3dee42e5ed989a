"""What a row leaves blank, and where it comes from: never silently.

Values of the archetype, of the type and of the schema are not copied into the park: they stand in
one place and stay true there. They are listed, and written as comments beside the entry. Only what
an entry cannot do without is filled in as a value: an id, the name in the other language, and where
the figures come from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.sheets.choices import table_row
from scenarios.sheets.columns import Column, Path, kind_of, list_of
from scenarios.sheets.rows import Row, owner_kind
from scenarios.sheets.words import field_words, kind_words, say

CONFIDENCE = "L"  # of figures that nobody has vouched for
# Fields that say which row of a table the rest comes from, strongest first.
BY_TABLE = {"archetype": "archetypes", "building_type": "building_types"}
POWERTRAINS = "vehicle_classes"
# Figures of the archetype that are fields of the enterprise too, and told there.
TOLD_ABOVE = {"shift", "mtbf_h", "mttr_h"}


@dataclass(frozen=True)
class Filled:
    """One value that the sheet did not give.

    Attributes
    ----------
    agent, field : str
    value : Any
        What holds, or was put in.
    source : str
        Where from; ``source_zh`` is the same in Chinese.
    is_written : bool
        Whether the value was written into the entry; otherwise it holds by reference.
    """

    agent: str
    field: str
    value: Any
    source: str
    is_written: bool = False
    source_zh: str = ""

    def told(self, lang: str) -> str:
        """Return the source in a language."""
        return self.source_zh or self.source if lang == "zh" else self.source

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "agent": self.agent, "field": self.field, "value": self.value, "source": self.source,
            "source_zh": self.told("zh"), "is_written": self.is_written,
        }  # fmt: skip


def complete(row: Row) -> list[Filled]:
    """Give an entry the names and the source it cannot do without, and say so."""
    found: list[Filled] = []
    if row.id_was_made:
        found.append(_put_in(row, "id", row.id, "kind_and_number"))
    label = row.entry.setdefault("label", {})
    for lang, other in (("zh", "en"), ("en", "zh")):
        if lang not in label:
            value = label.get(other, "") or _own_name(row, lang)
            label[lang] = value
            told = "other_name" if label.get(other) else "kind_and_number"
            found.append(_put_in(row, f"label.{lang}", value, told))
    for key, value in (("source", row.place), ("confidence", CONFIDENCE)):
        if key not in row.entry:
            row.entry[key] = value
            found.append(_put_in(row, key, value, "from_sheet"))
    row.entry["label"] = {lang: label[lang] for lang in ("zh", "en")}
    return found


def _put_in(row: Row, field: str, value: Any, why: str) -> Filled:  # noqa: ANN401
    return Filled(row.id, field, value, say(why, "en"), True, say(why, "zh"))


def _own_name(row: Row, lang: str) -> str:
    name = kind_words(row.layout.kind.id)[0 if lang == "zh" else 1]
    return f"{name} {row.id}"


def left_to_others(agent: str, entry: Mapping[str, Any]) -> list[Filled]:
    """Return what holds for an agent that its entry does not say."""
    columns = [c for c in kind_of(owner_kind(entry)).columns if list_of(c.path) is None]
    found = []
    for column in columns:
        if _given(entry, column.path):
            continue
        filled = _from_table(agent, entry, column) or _from_schema(agent, column)
        if filled is not None:
            found.append(filled)
    return found + list(_batteries(agent, entry))


def _from_table(agent: str, entry: Mapping[str, Any], column: Column) -> Filled | None:
    for field, table in BY_TABLE.items():
        row = table_row(table, str(entry.get(field))) if field in entry else None
        if row is None:
            continue
        path = column.path[1:] if column.path[0] == "intensities" else column.path
        if column.path[0] == "intensities" and path[0] in TOLD_ABOVE:
            return None
        value: Any = row.figures
        for part in path:
            value = value.get(part) if isinstance(value, Mapping) else None
        if value is not None and value not in ({}, [], ""):
            told = f"{row.choice.id}: {row.source}"
            zh = f"{field_words('', (field,))[0]} {told}"
            return Filled(agent, column.name, value, f"{field} {told}", source_zh=zh)
    return None


def _from_schema(agent: str, column: Column) -> Filled | None:
    if column.default in (None, "", [], {}, ()):
        return None
    if column.path[:-1] not in {(), ("component",)}:
        return None  # of something optional that is not there at all
    told = say("by_default", "en")
    return Filled(agent, column.name, column.default, told, source_zh=say("by_default", "zh"))


def _batteries(agent: str, entry: Mapping[str, Any]) -> Iterator[Filled]:
    """Yield the batteries that vehicles have by their class."""
    for number, group in enumerate(entry.get("vehicles") or (), start=1):
        if group.get("powertrain") != "battery" or "battery_kwh" in group:
            continue
        row = table_row(POWERTRAINS, str(group.get("vehicle_class")))
        own = (row.figures.get("battery") or {}) if row else {}
        if own.get("battery_kwh"):
            told = f"{group['vehicle_class']}: {own.get('source')}"
            yield Filled(agent, f"vehicles.{number}.battery_kwh", own["battery_kwh"],
                         f"vehicle class {told}", source_zh=f"车型 {told}")  # fmt: skip


def _given(entry: Any, path: Path) -> bool:  # noqa: ANN401 - plain data
    for part in path:
        if isinstance(entry, list):
            return int(part) < len(entry) if part.isdigit() else False
        if not isinstance(entry, Mapping) or part not in entry:
            return False
        entry = entry[part]
    return True
