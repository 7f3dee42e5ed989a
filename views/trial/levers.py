"""Key figures of a park that a planner may move, each as changes of the park document.

A figure knows its unit, its range and the dotted paths it sets, as ``--set`` would. *Levers* are
what a planner decides, *assumptions* what the world decides; they are never mixed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Changes = dict[str, Any]
BOILERS = "electric-steam-boilers"


@dataclass(frozen=True)
class KeyFigure:
    """One figure: what it is in the park file, how far it may go, and what it changes.

    Attributes
    ----------
    id : str
        Its text is ``lever.ID``.
    kind : str
        ``lever`` or ``assumption``.
    base : float
        What the park file says.
    paths : tuple of str
        Dotted paths it sets.
    changes : callable
        From a value to values by path.
    """

    id: str
    kind: Literal["lever", "assumption"]
    unit: str
    base: float
    low: float
    high: float
    step: float
    paths: tuple[str, ...]
    changes: Callable[[float], Changes]


def key_figures(park: Mapping[str, Any]) -> list[KeyFigure]:
    """Return the figures that a park document has."""
    makers = (_pv, _battery, _trade, _boilers, _trucks, _production, _gas)
    return [figure for make in makers for figure in make(park)]


def all_changes(figures: list[KeyFigure], values: Mapping[str, float]) -> Changes:
    """Return the changes of all figures that differ from the park file."""
    out: Changes = {}
    for figure in figures:
        value = values.get(figure.id, figure.base)
        if not math.isclose(value, figure.base, rel_tol=1e-9, abs_tol=1e-12):
            out |= figure.changes(value)
    return out


def _scaled(bases: Mapping[str, float], base: float) -> Callable[[float], Changes]:
    """Scale all paths in proportion."""
    return lambda value: {path: b * value / base for path, b in bases.items()}


def _components(park: Mapping[str, Any], kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield path and component of all assets of one type."""
    for name, agent in (park.get("agents") or {}).items():
        component = agent.get("component") if isinstance(agent, dict) else None
        if isinstance(component, dict) and component.get("type") == kind:
            yield f"agents.{name}.component", component


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _pv(park: Mapping[str, Any]) -> Iterator[KeyFigure]:
    bases = {
        f"{path}.capacity_mw": float(c["capacity_mw"])
        for path, c in _components(park, "pv")
        if _is_number(c.get("capacity_mw"))
    }
    total = sum(bases.values())
    if total > 0.0:
        yield KeyFigure(
            "pv", "lever", "MWp", total, 0.0, _ceil(4.0 * total, 10.0), 1.0, tuple(bases),
            _scaled(bases, total),
        )  # fmt: skip


def _battery(park: Mapping[str, Any]) -> Iterator[KeyFigure]:
    bases, total = {}, 0.0
    for path, component in _components(park, "battery"):
        if _is_number(component.get("energy_mwh")) and _is_number(component.get("power_mw")):
            total += float(component["energy_mwh"])
            for key in ("energy_mwh", "power_mw"):
                bases[f"{path}.{key}"] = float(component[key])
    if total > 0.0:
        yield KeyFigure(
            "battery", "lever", "MWh", total, 0.0, _ceil(10.0 * total, 50.0), 5.0, tuple(bases),
            _scaled(bases, total),
        )  # fmt: skip


def _trade(park: Mapping[str, Any]) -> Iterator[KeyFigure]:
    for name, agent in (park.get("agents") or {}).items():
        purchases = agent.get("purchases")
        if agent.get("kind") != "operator" or not isinstance(purchases, list):
            continue
        trades = [p for p in purchases if p.get("form") == "trade" and p.get("mwh_per_year")]
        total = sum(float(p["mwh_per_year"]) for p in trades if _is_number(p["mwh_per_year"]))
        if total <= 0.0:
            continue
        path = f"agents.{name}.purchases"

        def change(value: float, kept: Any = purchases, at: str = path) -> Changes:  # noqa: ANN401
            ratio = value / sum(p["mwh_per_year"] for p in kept if p.get("form") == "trade")
            return {
                at: [
                    {**p, "mwh_per_year": p["mwh_per_year"] * ratio}
                    if p.get("form") == "trade"
                    else p
                    for p in kept
                ]
            }

        yield KeyFigure(
            "trade", "lever", "MWh", total, 0.0, _ceil(20.0 * total, 1e4), 1000.0, (path,), change
        )
        return


def _boilers(park: Mapping[str, Any]) -> Iterator[KeyFigure]:
    gas = [
        c
        for _, c in _components(park, "boiler")
        if c.get("fuel") == "natural_gas" and str(c.get("level", "")).startswith("steam")
    ]
    total = sum(float(c["capacity_mw"]) for c in gas if _is_number(c.get("capacity_mw")))
    if total <= 0.0 or BOILERS in park["agents"]:
        return
    level = gas[0].get("level", "steam_1mpa")

    def change(value: float) -> Changes:
        component = {"type": "boiler", "fuel": "electricity", "capacity_mw": value, "level": level}
        return {
            f"agents.{BOILERS}": {
                "kind": "asset",
                "label": {"zh": "电蒸汽锅炉", "en": "Electric steam boilers"},
                "component": component,
                "source": "added in the app",
                "confidence": "L",
            }
        }

    path = f"agents.{BOILERS}"
    yield KeyFigure("boiler", "lever", "MW", 0.0, 0.0, _ceil(total, 10.0), 1.0, (path,), change)


def _trucks(park: Mapping[str, Any]) -> Iterator[KeyFigure]:
    """Move vehicles between the diesel and the battery group of a class, fleet by fleet."""
    fleets = {
        name: agent
        for name, agent in (park.get("agents") or {}).items()
        if agent.get("kind") == "fleet"
        and agent.get("service", "goods") == "goods"
        and agent.get("payload_t")
        and _pairs(agent.get("vehicles"))
    }
    electric = sum(b["count"] for a in fleets.values() for _, b in _pairs(a["vehicles"]))
    count = sum(d["count"] + b["count"] for a in fleets.values() for d, b in _pairs(a["vehicles"]))
    if not count or not electric:
        return

    def change(value: float) -> Changes:
        out: Changes = {}
        for name, agent in fleets.items():
            out |= _electrified(name, agent, value / 100.0)
        return out

    paths = tuple(f"agents.{name}.{key}" for name in fleets for key in ("vehicles", "chargers"))
    base = round(100.0 * electric / count, 1)
    yield KeyFigure("trucks", "lever", "%", base, 0.0, 100.0, 0.1, paths, change)


def _pairs(vehicles: object) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the (diesel, battery) groups of the classes that have both."""
    if not isinstance(vehicles, list):
        return []
    by_key = {(v.get("vehicle_class"), v.get("powertrain")): v for v in vehicles}
    return [
        (group, by_key[name, "battery"])
        for (name, drive), group in by_key.items()
        if drive == "diesel" and (name, "battery") in by_key
    ]


def _electrified(name: str, agent: Mapping[str, Any], share: float) -> Changes:
    """Return one fleet with a share of each class on battery, plugs in proportion."""
    groups = [dict(v) for v in agent["vehicles"]]
    before = after = 0
    for diesel, battery in _pairs(groups):
        both = diesel["count"] + battery["count"]
        before += battery["count"]
        battery["count"] = round(both * share)
        diesel["count"] = both - battery["count"]
        after += battery["count"]
    plugs = math.ceil(agent.get("chargers", 0) * after / before) if before else 0
    return {
        f"agents.{name}.vehicles": groups,
        f"agents.{name}.chargers": max(plugs, 1 if after else 0),
    }


def _production(park: Mapping[str, Any]) -> Iterator[KeyFigure]:
    bases = {
        f"agents.{name}.output_per_year": float(agent["output_per_year"])
        for name, agent in (park.get("agents") or {}).items()
        if agent.get("kind") == "enterprise" and _is_number(agent.get("output_per_year"))
    }
    if bases:
        yield KeyFigure(
            "production", "assumption", "%", 100.0, 50.0, 150.0, 1.0, tuple(bases),
            _scaled(bases, 100.0),
        )  # fmt: skip


def _gas(park: Mapping[str, Any]) -> Iterator[KeyFigure]:
    price = (park.get("prices") or {}).get("natural_gas")
    value = price.get("value") if isinstance(price, dict) else price
    if isinstance(value, int | float) and value > 0:
        unit = str(price.get("unit", "")) if isinstance(price, dict) else ""
        base, path = float(value), "prices.natural_gas"
        yield KeyFigure(
            "gas", "assumption", unit, base, round(base - math.floor(12.0 * base) * 0.05, 2),
            round(2.0 * base, 2), 0.05, (path,), lambda new: {path: round(new, 4)},
        )  # fmt: skip


def _ceil(value: float, to: float) -> float:
    return math.ceil(value / to) * to
