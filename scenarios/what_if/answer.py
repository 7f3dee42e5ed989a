"""What a what-if answers: the scorecards, headline and costs of a plan, as small plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Answer:
    """A plan's year in figures: those a stored run of it has, byte for byte.

    Attributes
    ----------
    scorecards : mapping
        As in ``indicators.json``.
    headline : mapping
        As in ``accounts.json``.
    units : mapping
        Units of the account terms that the indicators are made of.
    warnings, unserved, spilled
        As in ``accounts.json``.
    residual : float
        Worst relative residual of all balances.
    measures : sequence of mapping
        What each measure came to: id, quantities, first investment and yearly cost [CNY].
    recalled : bool
        Whether the agents' events came from memory.
    seconds : float
        CPU time it took, in the process that worked it out.
    """

    scorecards: Mapping[str, Any]
    headline: Mapping[str, Any]
    units: Mapping[str, str]
    warnings: Sequence[Mapping[str, Any]]
    unserved: Mapping[str, float]
    spilled: Mapping[str, float]
    residual: float
    measures: Sequence[Mapping[str, Any]]
    recalled: bool
    seconds: float

    @property
    def capex_cny(self) -> float:
        """First investment of all measures that cost something."""
        return float(sum(one["capex_cny"] or 0.0 for one in self.measures))

    @property
    def opex_cny(self) -> float:
        """Yearly cost of all measures."""
        return float(sum(one["opex_cny"] or 0.0 for one in self.measures))

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


@dataclass(frozen=True)
class Needs:
    """Why there is no answer at once: the agents have to run, or a planner looks ahead.

    Attributes
    ----------
    why : str
        ``agents`` or ``planner``.
    compiles : bool
        Whether the kernels have to be compiled first.
    seconds : float
        About how long it will take.
    """

    why: Literal["agents", "planner"]
    compiles: bool
    seconds: float
