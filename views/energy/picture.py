"""Which picture of flows is asked for, and its graph; nothing here draws."""

from __future__ import annotations

from typing import NamedTuple

from views.energy import carbon, sankey
from views.energy.node import BIGGEST, ENTERPRISE
from views.energy.nodes import Groups
from views.energy.sankey import Flows
from views.energy.shown import Shown, shown
from views.stored import cache
from views.stored.cache import Run

CARBON = "carbon"
DOMAINS = (*sankey.DOMAINS, CARBON)
UNITS = {"energy": "MWh", "heat": "MWh", "water": "m3", "materials": "t", CARBON: "t CO2"}


class Asked(NamedTuple):
    """A picture: of what, how finely, of which enterprise and intervals, by which ledger."""

    domain: str
    level: str
    one: str
    first: int
    last: int
    ledger: str = "park"


def graph_of(run: Run, asked: Asked, lang: str) -> Flows:
    """Return the balanced graph of a picture."""
    park, rows = cache.park(run), cache.rows_within(run, asked.first, asked.last)
    single: tuple[str, ...] = ()
    if asked.level == BIGGEST:
        single = tuple(Groups(park, lang, asked.domain).largest(cache.rows(run)))
    if asked.level == ENTERPRISE:
        single = (asked.one,)
    groups = Groups(park, lang, asked.domain, single, asked.level)
    if asked.domain != CARBON:
        return sankey.flows(rows, asked.domain, groups)
    span = cache.span(run)
    account = carbon.Emitted(
        cache.accounts(run)["terms"], asked.ledger,
        {row.id: row.total for row in cache.rows(run)},
        (asked.last - asked.first) / (span.days * span.steps_per_day),
    )  # fmt: skip
    return carbon.carbon(rows, account, groups)


def picture(run: Run, asked: Asked, lang: str) -> Shown:
    """Return the graph of a picture as it is shown."""
    return shown(graph_of(run, asked, lang), UNITS[asked.domain], lang)


def enterprises(run: Run) -> list[str]:
    """Return the enterprises of the park, those with most energy first."""
    agents = cache.park(run).get("agents") or {}
    used: dict[str, float] = {
        name: 0.0 for name, agent in agents.items() if agent.get("kind") == "enterprise"
    }
    for row in cache.rows(run):
        if row.owner in used and row.unit == "MWh":
            used[row.owner] += row.total
    return sorted(used, key=lambda name: (-used[name], name))
