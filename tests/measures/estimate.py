"""What a measure should do to one account, estimated from inputs and a textbook formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scenarios.park_file import LoadedPark


@dataclass(frozen=True)
class Estimate:
    """One figure of one measure; the measure alone is applied to a reference park.

    ``by`` takes the checked park without the measure and returns the change of the account
    ``term`` over the year. It reads inputs and published figures only, never a run. ``park`` may
    also be a file of this folder: a reference park with what it lacks for the measure.
    ``settings`` hold with and without the measure, where another plant's answer to it would hide
    what the measure itself does.
    """

    measure: str
    term: str
    formula: str
    by: Callable[[LoadedPark], float]
    parameters: Mapping[str, float] = field(default_factory=dict)
    park: str = "yunnan"
    within: float = 0.15
    settings: Mapping[str, Any] = field(default_factory=dict)
