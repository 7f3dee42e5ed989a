"""Hand-made ledgers: a few rows over one day of hours, without a plant."""

from __future__ import annotations

import datetime as dt

import numpy as np

from tests.accounts.given import factors
from twin.accounts.collect import Boundary, Collector
from twin.facts import Fact, Facts
from twin.ledger import Ledger
from twin.network.compile import Row
from twin.primitives import Purpose
from twin.timeline import Timeline

DAY = Timeline(dt.date(2025, 1, 1), 1, 60)


def row(
    purpose, amount, name="x", commodity="electricity", unit="MWh", owner="", side="out", **more
):
    """Return a row (into or out of the commodity's bus) and its amount in every hour.

    A number is spread over the day as its sum; a list gives the hours themselves.
    """
    into = side == "in"
    bus = more.pop("bus", commodity)
    tags = {key: str(value) for key, value in more.pop("tags", {}).items()}
    hours = (
        np.array(amount, dtype=float)
        if isinstance(amount, (list, np.ndarray))
        else np.full(DAY.n_steps, amount / DAY.n_steps)
    )
    found = Row(
        id=f"{name}>{bus}" if into else f"{bus}>{name}",
        source=name if into else bus, target=bus if into else name,
        commodity=commodity, unit=unit, purpose=purpose, owner=owner,
        origin=more.pop("origin", ""), tags=tags,
        into=bus if into else "", out_of="" if into else bus, **more,
    )  # fmt: skip
    return found, hours


def ledger(*rows):
    recipes = {r.id: (r, lambda span, hours=hours: hours[span]) for r, hours in rows}
    assert len(recipes) == len(rows), "two rows share an id"
    return Ledger(DAY, recipes)


def facts(**values):
    return Facts(Fact("", key, value) for key, value in values.items())


def totals(*rows, outside=(), recorded=None):
    """Return the annual totals of the assessed park."""
    boundary = Boundary(frozenset(outside))
    return Collector(ledger(*rows), recorded or Facts(), factors(), boundary).totals()


def grid(amount, **more):
    return row(Purpose.GRID_IMPORT, amount, "grid", side="in", **more)


def pv(amount, name="pv", **more):
    return row(Purpose.OWN_GENERATION, amount, name, side="in", bus="electricity@own", **more)


def export(amount, origin="non_fossil", **more):
    return row(Purpose.GRID_EXPORT, amount, "export", bus="electricity@own", origin=origin, **more)


def line(amount, origin, name=""):
    return row(Purpose.DIRECT_SUPPLY, amount, name or f"line-{origin}", side="in", origin=origin)


def use(amount, name="load", commodity="electricity", **more):
    return row(Purpose.USE, amount, name, commodity, **more)


def fuel(amount, carrier="natural_gas", name="boiler", activity="heating", **more):
    return row(Purpose.FUEL_USE, amount, name, carrier, tags={"activity": activity}, **more)


def makes(amount, commodity, name="boiler", **more):
    return row(Purpose.CONVERSION, amount, name, commodity, side="in", **more)


def product(amount, name="line", unit="t", commodity="product/x", **more):
    return row(Purpose.PRODUCT, amount, name, commodity, unit, side="in", **more)
