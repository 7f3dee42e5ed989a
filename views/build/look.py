"""How kinds of agents are named, marked and counted on this page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from scenarios.building import field_title, kinds_of, title_of
from views.frame import state
from views.frame.state import t


class Mark(NamedTuple):
    """Colour and icon of a group; the letter on the plan is a text of its own."""

    colour: str
    icon: str


GROUPS: Mapping[str, Mark] = {
    "enterprise": Mark("#1d5fa8", "factory"),
    "building": Mark("#6b5b95", "apartment"),
    "fleet": Mark("#9a4f12", "local_shipping"),
    "station": Mark("#0f766e", "ev_station"),
    "asset": Mark("#7a6a00", "bolt"),
    "operator": Mark("#4f5b66", "account_balance"),
}


def group_of(kind: str) -> str:
    """Return the group of a kind: all assets are one."""
    return kind.partition(".")[0] if kind.partition(".")[0] in GROUPS else "asset"


def kind_title(kind: str) -> str:
    """Return a kind's name."""
    return title_of(kind)[0 if state.lang() == "zh" else 1]


def field_name(kind: str, name: str) -> str:
    """Return a field's name, and the field itself, by which the park's text knows it."""
    title = field_title(kind, name)[0 if state.lang() == "zh" else 1]
    return name if title == name else f"{title} ({name})"


def grouped(agents: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """Return how many agents of each group there are."""
    found = dict.fromkeys(GROUPS, 0)
    for kind, count in kinds_of(agents).items():
        found[group_of(kind)] += count
    return found


def kind_counts(agents: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the groups that are there, each with its number."""
    return counted(grouped(agents))


def counted(groups: Mapping[str, int]) -> list[str]:
    """Return groups with their numbers as text."""
    return [
        t("build.count", count=groups[group], what=t(f"build.group.{group}"))
        for group in GROUPS
        if groups.get(group)
    ]
