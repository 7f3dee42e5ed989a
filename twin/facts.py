"""What agents know and flows cannot tell: recorded facts with dates, for the indicators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Fact:
    """One recorded fact.

    Attributes
    ----------
    agent : str
        Who knows it; "" for the park itself.
    key : str
        What it is, such as ``roof_usable_m2``.
    value : float
    unit : str
    date : datetime.date or None
        When it was recorded or took effect.
    note : str
        Detail or evidence.
    """

    agent: str
    key: str
    value: float
    unit: str = ""
    date: dt.date | None = None
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the fact as plain data."""
        plain = asdict(self)
        plain["date"] = self.date.isoformat() if self.date else None
        return plain


# What a park may record for itself, beside what its agents report.
PARK_FACTS = (
    "construction_started",
    "ccer_t",
    "green_hydrogen",
    "heat_received_t_per_gj",
    "heat_sent_t_per_gj",
    "green_trade_renewable_mwh",
    "green_trade_nuclear_mwh",
    "green_certificate_renewable_mwh",
    "green_certificates_sold_mwh",
    "green_purchase_cny",
    "ccer_cny",
    "energy_carbon_platform",
    "energy_management_certificates",
)


class Facts:
    """All facts of a park."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self.all = tuple(
            sorted(facts, key=lambda f: (f.key, f.agent, f.note, str(f.date), f.value))
        )

    def of(self, key: str) -> tuple[Fact, ...]:
        """Return all facts of one key."""
        return tuple(fact for fact in self.all if fact.key == key)

    def knows(self, key: str) -> bool:
        """Return whether anything was recorded under a key."""
        return any(fact.key == key for fact in self.all)

    def total(self, key: str) -> float:
        """Return the sum of the values under a key, 0 if there are none."""
        return sum(fact.value for fact in self.of(key))
