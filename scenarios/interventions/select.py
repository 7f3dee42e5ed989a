"""Selects agents and works out products, on the park as a reader has it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

from scenarios.interventions.change import Monomial, QuantityRule, Rounding
from scenarios.interventions.reader import Reader, as_date
from scenarios.interventions.selector import Bound, Selector

SLACK = 1e-9  # a share of all takes all, whatever sums round to


def select(reader: Reader, selector: Selector, values: Mapping[str, float]) -> list[str]:
    """Return the names of the agents that fit, sorted."""
    for kind in selector.kind or ("",):
        for component in selector.component or ("",):
            of = kind or ("asset" if component else "")
            reader.reads.add(f"agents.*{of}" + (f"/{component}" if component else ""))
    fitting = [name for name in reader.names if _fits(reader, selector, name)]
    if selector.tied_to is not None:
        anchors = set(select(reader, selector.tied_to, values))
        fitting = [name for name in fitting if anchors & _named_by(reader, name)]
    if not selector.share:
        return fitting
    reader.met = reader.met or bool(fitting)
    sizes = {name: sum(reader.numbers(name, selector.by)) for name in fitting}
    left = values[selector.share] * sum(sizes.values()) * (1.0 + SLACK)
    taken = []
    for name in sorted(fitting, key=lambda n: (-sizes[n], n)):
        if sizes[name] <= left:
            taken.append(name)
            left -= sizes[name]
    return sorted(taken)


def _named_by(reader: Reader, name: str) -> set[str]:
    """Return the agents that an agent names as its owner or as its component's source."""
    reader.reads |= {f"agents.{name}.belongs_to", f"agents.{name}.component.source"}
    return {str(reader.raw(name).get("belongs_to")), str(reader.component(name).get("source"))}


def _fits(reader: Reader, selector: Selector, name: str) -> bool:
    raw, component = reader.raw(name), reader.component(name)
    if name in selector.apart_from or (selector.names and name not in selector.names):
        return False
    if selector.component and component.get("type") not in selector.component:
        return False
    for key in ("kind", "archetype", "building_type"):
        wanted = getattr(selector, key)
        if wanted and key != "kind":
            reader.reads.add(f"agents.{name}.{key}")
        if wanted and raw.get(key) not in wanted:
            return False
    return _fits_details(reader, selector, name)


def _fits_details(reader: Reader, selector: Selector, name: str) -> bool:
    spec: Any = reader.spec(name)
    if selector.fuel:
        reader.reads.add(f"agents.{name}.component.fuel")
        if getattr(getattr(spec, "component", None), "fuel", None) not in selector.fuel:
            return False
    if selector.powertrain:
        reader.reads.add(f"agents.{name}.vehicles")
        groups = getattr(spec, "vehicles", ())
        if not any(g.count and g.powertrain in selector.powertrain for g in groups):
            return False
    for field, wanted in selector.equals.items():
        if [str(value) for value in reader.values(name, field)] != [wanted]:
            return False
    return all(_holds(reader, bound, name) for bound in selector.where)


def _holds(reader: Reader, bound: Bound, name: str) -> bool:
    found = [value for value in reader.values(name, bound.field) if value not in ("", ())]
    reader.reads.add(f"agents.{name}.{bound.field}")
    if bound.missing is not None and bound.missing != (not found):
        return False
    if bound.before:
        return max(map(as_date, found), default=dt.date.min) < _day(reader, bound.before)
    if bound.min is None and bound.max is None:
        return True
    total = sum(reader.numbers(name, bound.field))
    least = -math.inf if bound.min is None else bound.min
    return bool(found) and least <= total <= (math.inf if bound.max is None else bound.max)


def _day(reader: Reader, day: dt.date | str) -> dt.date:
    if isinstance(day, dt.date):
        return day
    return dt.date.fromisoformat(day.replace("{start}", reader.header.start.isoformat()))


def quantity(reader: Reader, rule: QuantityRule, values: Mapping[str, float]) -> float:
    """Return a quantity of the park: the sum of a product over all selected agents."""
    if rule.over is None:
        return amount(reader, rule, values, "")
    return math.fsum(
        amount(reader, rule, values, name) for name in select(reader, rule.over, values)
    )


def amount(reader: Reader, rule: Monomial, values: Mapping[str, float], name: str) -> float:
    """Return a product for one agent; a path to several entries gives one term each."""
    number = rule.factor * math.prod(values[key] for key in rule.times)
    terms = [number]
    for field in rule.fields:
        found = reader.numbers(name, field)
        terms = [term * value for term in terms for value in found]
    return math.fsum(rounded(term, rule.round) for term in terms)


def rounded(value: float, how: Rounding) -> float:
    """Return a number rounded; one that is whole but for its last digits is whole."""
    if how == "none":
        return value
    near = math.floor(value + 0.5)
    if how == "nearest" or math.isclose(value, near, rel_tol=1e-9, abs_tol=1e-9):
        return near
    return math.ceil(value) if how == "up" else math.floor(value)
