"""Series of a span: sorted into groups, averaged or thinned on the server before they travel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from scenarios.catalogue import commodity_looks
from views.frame.texts import knows, say
from views.stored.records import LedgerRow

LENSES = ("power_in", "power_out", "heat_in", "heat_out", "fuel", "water")
AXIS = {"MWh": "power", "m3": "water", "t": "mass"}

# Technologies have fixed colours too; commodities have theirs in commodities.yaml.
TECHNOLOGY = {
    "grid_import": "#2a6fdb",
    "pv": "#e3a72f",
    "wind": "#6fa8a0",
    "direct_line": "#5c8a3a",
    "generation": "#8a6d3b",
    "discharge": "#2f9c95",
    "charge": "#2f9c95",
    "unserved": "#c03b3b",
    "enterprise": "#3f6c8c",
    "building": "#8f7bb5",
    "fleet": "#d08a54",
    "works": "#6d9f71",
    "converters": "#b3556b",
    "grid_export": "#9db7d9",
    "boiler": "#c9a227",
    "heat_pump": "#4fa3a5",
    "industrial_heat_pump": "#2f7f8a",
    "waste_heat_boiler": "#8c5a3c",
    "waste_heat_recovery": "#a9745b",
    "chp": "#9a5b2f",
    "fuel_cell": "#69c3a8",
    "electrolyser": "#3f9c8a",
    "orc": "#b5835a",
    "expander": "#7a6f9b",
    "heat_import": "#8c1c13",
    "intake": "#3e8ed0",
    "reclaimed": "#6fb7b7",
    "discharged": "#9db388",
}


class Group(NamedTuple):
    """Rows that are drawn as one band."""

    id: str
    label: str
    colour: str
    rows: tuple[str, ...]
    unit: str


def groups(rows: Sequence[LedgerRow], lens: str, park: Mapping[str, Any], lang: str) -> list[Group]:
    """Return the bands of a lens, largest first.

    Parameters
    ----------
    rows : sequence of LedgerRow
    lens : str
        One of :data:`LENSES`.
    park : mapping
        The park's document.
    lang : str
    """
    found: dict[str, list[LedgerRow]] = {}
    for row in rows:
        key = _group(row, lens, park)
        if key:
            found.setdefault(key, []).append(row)
    order = sorted(found, key=lambda key: -sum(row.total for row in found[key]))
    return [
        Group(
            key, _label(key, lang), _colour(key), tuple(row.id for row in found[key]),
            found[key][0].unit,
        )
        for key in order
    ]  # fmt: skip


def _group(  # noqa: PLR0911 - one return a lens
    row: LedgerRow, lens: str, park: Mapping[str, Any]
) -> str:
    """Return the band a row belongs to, "" for none."""
    look = commodity_looks().get(row.commodity)
    kind = look.kind if look else ""
    agent = (park.get("agents") or {}).get(row.owner) or {}
    maker = (park.get("agents") or {}).get(row.source.partition("/")[0]) or agent
    part = str((maker.get("component") or {}).get("type", ""))
    match lens, kind:
        case "power_in", "electricity":
            return "" if _is_behind_a_line(row, park) else _power_in(row, part)
        case "power_out", "electricity":
            return _power_out(row, str(agent.get("kind", "")), part)
        case "heat_in", "heat":
            is_made = row.purpose == "conversion" and row.target == row.commodity
            return part if is_made else row.purpose if row.purpose == "heat_import" else ""
        case "heat_out", "heat":
            return f"commodity:{row.commodity}" if row.purpose == "use" else ""
        case "fuel", "fuel":
            burned = row.purpose in {"fuel_use", "feedstock_use"}
            return f"commodity:{row.commodity}" if burned else ""
        case "water", "water":
            named = {"water_intake": "intake", "water_reclaimed": "reclaimed"}
            return named.get(row.purpose, "discharged" if row.purpose == "discharged" else "")
    return ""


def _is_behind_a_line(row: LedgerRow, park: Mapping[str, Any]) -> bool:
    """Return whether power enters the line's own bus: what arrives in the park is counted."""
    plant = (park.get("agents") or {}).get(row.target.partition("@")[2]) or {}
    return str((plant.get("component") or {}).get("type", "")) == "direct_line"


def _power_in(row: LedgerRow, part: str) -> str:
    if row.purpose == "own_generation":
        return part if part in {"pv", "wind"} else "generation"
    if row.purpose == "direct_supply":
        return "direct_line"
    if row.purpose == "conversion" and row.target == row.commodity:
        return part if part in {"chp", "orc", "expander", "fuel_cell"} else "generation"
    return (
        row.purpose if row.purpose in {"grid_import", "generation", "discharge", "unserved"} else ""
    )


def _power_out(row: LedgerRow, kind: str, part: str) -> str:
    if row.purpose in {"charge", "grid_export"}:
        return row.purpose
    if row.purpose not in {"use", "conversion"} or row.target == row.commodity:
        return ""
    if kind in {"enterprise", "building", "fleet"}:
        return kind
    if kind == "station":
        return "fleet"
    return "works" if part in {"water_works", "wastewater_plant", "recycler"} else "converters"


def _label(key: str, lang: str) -> str:
    if key.startswith("commodity:"):
        return str(getattr(commodity_looks()[key.partition(":")[2]], lang))
    special = {
        "charge": "series.group.charge",
        "discharge": "series.group.discharge",
        "converters": "series.group.converters",
        "intake": "series.group.intake",
        "reclaimed": "series.group.reclaimed",
        "discharged": "series.group.discharged",
        "enterprise": "node.enterprises",
        "building": "node.buildings",
        "fleet": "node.fleets",
        "generation": "purpose.generation",
        "heat_import": "purpose.heat_import",
        "boiler": "series.group.boilers",
    }
    name = special.get(key, f"node.{key}")
    return say(lang, name if knows(name) else "series.group.other")


def _colour(key: str) -> str:
    if key.startswith("commodity:"):
        return commodity_looks()[key.partition(":")[2]].colour
    return TECHNOLOGY.get(key, "#888888")
