"""What the replay of one day of one run is made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from scenarios.replay.flows import Term
from views.stored.records import Span


class Day(NamedTuple):
    """A day of a run: where it lies, and what is known of the whole run."""

    folder: Path
    date: dt.date
    span: Span
    park: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    terms: Sequence[Term]

    @property
    def part(self) -> slice:
        """The intervals of the day."""
        first = (self.date - self.span.start).days * self.span.steps_per_day
        return slice(first, first + self.span.steps_per_day)
