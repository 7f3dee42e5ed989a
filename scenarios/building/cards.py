"""Parks to start from, told in a few figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from scenarios.park_file import load_park, park_names


@dataclass(frozen=True)
class Card:
    """A shipped park.

    Attributes
    ----------
    name : str
        By which it is loaded.
    label, description : mapping
        In both languages.
    region : mapping
        Name of its region in both languages.
    counts : mapping of str to int
        Agents by kind.
    width_m, height_m : float
        Extent of its plan.
    """

    name: str
    label: Mapping[str, str]
    description: Mapping[str, str]
    region: Mapping[str, str]
    counts: Mapping[str, int]
    width_m: float
    height_m: float


@lru_cache(maxsize=1)
def cards() -> tuple[Card, ...]:
    """Return the shipped parks, the largest first."""
    found = [_card(name) for name in park_names()]
    return tuple(sorted(found, key=lambda card: (-sum(card.counts.values()), card.name)))


def _card(name: str) -> Card:
    park = load_park(name)
    spec = park.spec
    told: Any = spec.description.model_dump() if spec.description else {"zh": "", "en": ""}
    return Card(
        name, spec.label.model_dump(), told, _region(spec.region),
        Counter(kind for kind, _ in park.agents.values()), spec.plan.width_m, spec.plan.height_m,
    )  # fmt: skip


def _region(name: str) -> Mapping[str, str]:
    from twin.configs import config_file, read_config

    label = read_config(config_file("regions", name)).get("label") if name else None
    return dict(label) if isinstance(label, Mapping) else {"zh": name, "en": name}
