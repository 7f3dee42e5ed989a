"""What may stand in a cell that names something: rows of the data, or words of a schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from agents.archetypes import load_archetype
from agents.shifts import shifts
from scenarios.sheets.words import choice_words
from twin.commodities import catalogue, heat_levels
from twin.components.building import building_types
from twin.configs import config_file, config_names, read_config
from twin.vehicles import vehicle_classes


class Choice(NamedTuple):
    """A value with its names."""

    id: str
    zh: str
    en: str

    def shown(self, lang: str) -> str:
        """Return the text of a drop-down: the id, and the name where it says more."""
        name = self.zh if lang == "zh" else self.en
        return f"{self.id} {name}" if name and name != self.id else self.id


class Row(NamedTuple):
    """A row of a table of the data, for the sheet of lists and for filling in.

    Attributes
    ----------
    figures : mapping of str to Any
        What it says, by field.
    source : str
    """

    choice: Choice
    figures: Mapping[str, Any]
    source: str


# Which table a field takes its values from, by its name; a component's own where they differ.
TABLES = {
    "archetype": "archetypes", "building_type": "building_types",
    "type_id": "building_types", "vehicle_class": "vehicle_classes", "shift": "shifts",
    "tariff": "tariffs", "level": "heat_levels", "levels": "heat_levels",
    "charged_from": "heat_levels", "heating": "heat_levels", "carriers": "fuels",
    "category": "wastes", "categories": "wastes", "bus": "commodities",
    "heat_pump.source": "heat_levels", "industrial_heat_pump.source": "heat_levels",
    "chp.fuel": "fuels",
}  # fmt: skip


def catalogue_of(owner: str, path: tuple[str, ...]) -> str:
    """Return the table that a field takes its values from; "" if none."""
    return TABLES.get(f"{owner}.{path[-1]}") or TABLES.get(path[-1], "")


def choices_of(table: str, ids: list[str]) -> tuple[Choice, ...]:
    """Return words of a schema, then rows of a table, each once."""
    words = [Choice(name, *choice_words(name)) for name in ids]
    rows = [row.choice for row in table_rows(table)] if table else []
    return tuple({choice.id: choice for choice in (*rows, *words) if choice.id}.values())


@lru_cache(maxsize=32)
def table_rows(table: str) -> tuple[Row, ...]:
    """Return the rows of a table of the data."""
    return tuple(_READERS[table]())


def table_row(table: str, name: str) -> Row | None:
    """Return one row of a table, or None."""
    return next((row for row in table_rows(table) if row.choice.id == name), None)


def table_names() -> tuple[str, ...]:
    """Return all tables."""
    return tuple(_READERS)


def _archetypes() -> list[Row]:
    return [_model_row(load_archetype(name)) for name in config_names("archetypes")]


def _model_row(found: Any, name: str = "") -> Row:  # noqa: ANN401 - a checked entry of the data
    figures = found.model_dump(mode="json")
    source = "; ".join(str(figures[k]) for k in ("source", "confidence") if figures.get(k))
    return Row(Choice(name or found.id, found.zh, found.en), figures, source)


def _entries(entries: Mapping[str, Any]) -> list[Row]:
    return [_model_row(entry, name) for name, entry in entries.items()]


def _tariffs() -> list[Row]:
    found = ((name, read_config(config_file("tariffs", name))) for name in config_names("tariffs"))
    return [
        Row(Choice(name, str(t.get("zh", name)), str(t.get("en", name))), {}, str(t["source"]))
        for name, t in found
    ]


def _kinds(*kinds: str) -> Callable[[], list[Row]]:
    return lambda: [_model_row(c) for c in catalogue().values() if not kinds or c.kind in kinds]


_READERS: Mapping[str, Callable[[], list[Row]]] = {
    "archetypes": _archetypes,
    "building_types": lambda: _entries(building_types()),
    "vehicle_classes": lambda: _entries(vehicle_classes()),
    "shifts": lambda: _entries(shifts()),
    "tariffs": _tariffs,
    "heat_levels": lambda: [_model_row(level) for level in heat_levels()],
    "fuels": _kinds("fuel"),
    "wastes": _kinds("waste", "hazardous_waste"),
    "commodities": _kinds(),
}
