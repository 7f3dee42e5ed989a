"""Series of a span: sorted into groups, averaged or thinned on the server before they travel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from scenarios.catalogue import commodity_looks
from views.frame.texts import say
from views.stored.records import Floats, LedgerRow, Span

Ints = npt.NDArray[np.int64]
Scale = Literal["year", "month", "day"]

MOST_POINTS = 1500
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


class Window(NamedTuple):
    """Which intervals are shown, and how many are averaged into one point."""

    first: int
    last: int
    bucket: int
    scale: Scale


def window(span: Span, scale: Scale, date: dt.date) -> Window:
    """Return the intervals of the whole span, of a date's month, or of the date."""
    a_day = span.steps_per_day
    if scale == "year":
        return Window(0, span.days * a_day, a_day, scale)
    dates = span.dates
    if scale == "month":
        inside = [
            n for n, day in enumerate(dates) if (day.year, day.month) == (date.year, date.month)
        ]
        return Window(inside[0] * a_day, (inside[-1] + 1) * a_day, max(a_day // 24, 1), scale)
    number = min(max((date - span.start).days, 0), span.days - 1)
    return Window(number * a_day, (number + 1) * a_day, 1, scale)


def stamps(span: Span, numbers: Iterable[int]) -> list[str]:
    """Return the beginnings of intervals as texts."""
    start = dt.datetime.combine(span.start, dt.time())
    step = dt.timedelta(minutes=span.step_minutes)
    return [f"{start + n * step:%Y-%m-%d %H:%M}" for n in numbers]


def means(values: Floats, bucket: int) -> Floats:
    """Return the mean of every ``bucket`` values (of those there are in the last one)."""
    starts = np.arange(0, values.shape[-1], bucket)
    sizes = np.diff(np.append(starts, values.shape[-1]))
    return np.asarray(np.add.reduceat(values, starts, axis=-1) / sizes)


def thin(values: Floats, most: int = MOST_POINTS) -> Ints:
    """Return which points to keep: smallest and largest of each bucket, at most ``most``.

    The first and last point stay; what is kept is in time order.
    """
    count = len(values)
    if count <= most:
        return np.arange(count, dtype=np.int64)
    edges = np.linspace(0, count, (most - 2) // 2 + 1).astype(np.int64)
    kept = {0, count - 1}
    for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        part = values[first:last]
        kept.add(first + int(np.argmin(part)))
        kept.add(first + int(np.argmax(part)))
    return np.array(sorted(kept), dtype=np.int64)


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
    part = str((agent.get("component") or {}).get("type", ""))
    match lens, kind:
        case "power_in", "electricity":
            return _power_in(row, part)
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
    return say(lang, special.get(key, f"node.{key}"))


def _colour(key: str) -> str:
    if key.startswith("commodity:"):
        return commodity_looks()[key.partition(":")[2]].colour
    return TECHNOLOGY.get(key, "#888888")


def hourly(values: Floats, span: Span) -> Floats:
    """Return a series of rates as hourly means, (days, 24)."""
    per_hour = max(span.steps_per_day // 24, 1)
    return np.asarray(values.reshape(span.days, 24, per_hour).mean(axis=2))
