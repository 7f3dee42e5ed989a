"""TEMPORARY"""

from __future__ import annotations
from dataclasses import dataclass
from agents.yard.tables import Control


@dataclass(frozen=True)
class S:
    control: Control

    @property
    def row(self):
        return {"control": int(self.control), "wear_cny_per_mwh": 0.0}

    def model_dump(self, mode="json"):
        return {"control": str(self.control)}


def charging_strategy(name):
    return S(Control[name.upper()])
