"""Green power of a run: tracing, matching, direct connection, contracts and calls together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from twin.accounts.annual import AnnualTotals
from twin.accounts.calls import SettledCall
from twin.accounts.choices import Choices, Factors
from twin.accounts.collect import Boundary
from twin.accounts.contracts import (
    Contract,
    contract_series,
    contract_terms,
    contract_warnings,
    contracts,
)
from twin.accounts.direct_connection import Panel, direct_panel
from twin.accounts.integrity import Warning_
from twin.accounts.matching import green_supply, matching_profile, matching_terms
from twin.accounts.terms import Term
from twin.accounts.tracing import Tracing
from twin.facts import Facts
from twin.ledger import Ledger

MATCHING = "green."
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Green:
    """What is known of a run's green power.

    Attributes
    ----------
    tracing : Tracing
    terms : tuple of Term
        Matching, and every ledger without each contract.
    panel : Panel
    contracts : tuple of Contract
    calls : tuple of SettledCall
    profile : mapping
        Matching by month and by hour of the day.
    """

    tracing: Tracing
    terms: tuple[Term, ...]
    panel: Panel
    contracts: tuple[Contract, ...]
    calls: tuple[SettledCall, ...]
    profile: dict[str, Any]

    @property
    def warnings(self) -> Iterator[Warning_]:
        """Contracts that count nothing."""
        return contract_warnings(self.contracts)

    def headline(self) -> dict[str, Any]:
        """Return matching, panel, contracts and calls as plain data."""
        known = (t for t in self.terms if t.id.startswith(MATCHING) and not t.missing)
        return {
            "matching": {term.id.removeprefix(MATCHING): term.value for term in known},
            "direct_connection": self.panel.to_json(),
            "contracts": [contract.to_json() for contract in self.contracts],
            "calls": [call.to_json() for call in self.calls],
        }

    def to_json(self) -> dict[str, Any]:
        """Return the headline, matching over time and the origins of all electricity."""
        return {
            **self.headline(), "profile": self.profile, "tracing": traced_json(self.tracing),
        }  # fmt: skip


@dataclass(frozen=True)
class GreenInputs:
    """What green power is made of: totals of the assessed park, and of the whole one."""

    totals: AnnualTotals
    whole: AnnualTotals
    facts: Facts
    factors: Factors
    choices: Choices
    boundary: Boundary


def green_power(ledger: Ledger, given: GreenInputs, calls: tuple[SettledCall, ...]) -> Green:
    """Return a run's green power."""
    tracing = Tracing(ledger)
    timeline = ledger.timeline
    bought = contract_series(given.facts, timeline)
    supply = green_supply(tracing, given.boundary, given.totals.electricity, bought)
    found = contracts(given.totals, given.facts, given.factors, given.choices)
    terms = (*matching_terms(supply, timeline.step_minutes), *contract_terms(found))
    panel = direct_panel(ledger, tracing.wiring, given.whole.electricity.used)
    profile = matching_profile(supply, timeline)
    return Green(tracing, terms, panel, found, calls, profile)


def traced_json(tracing: Tracing) -> dict[str, Any]:
    """Return origins with their fates, and consumers by owner with their origins [MWh]."""
    fates = _by_fate(tracing)
    return {
        "origins": [
            {
                "id": origin.id,
                "name": origin.name,
                "kind": origin.kind,
                "owner": origin.owner,
                "supplied_mwh": float(tracing.supplied[i]),
                **{f"{fate}_mwh": float(amounts[i]) for fate, amounts in fates.items()},
                "lost_mwh": float(tracing.lost[i]),
                "stored_at_end_mwh": float(tracing.stored[:, i].sum()),
            }
            for i, origin in enumerate(tracing.origins)
        ],
        "consumers": _consumers(tracing),
    }


def _by_fate(tracing: Tracing) -> dict[str, Floats]:
    found: dict[str, Floats] = {}
    for fate in ("used", "sent", "fed_in", "spilled"):
        chosen = [i for i, c in enumerate(tracing.wiring.consumers) if c.fate == fate]
        found[fate] = tracing.taken[chosen].sum(axis=0)
    return found


def _consumers(tracing: Tracing) -> dict[str, Any]:
    """Return use by owner: the whole, by kind of origin, and by origin."""
    groups: dict[str, list[int]] = {}
    for i, consumer in enumerate(tracing.wiring.consumers):
        if consumer.fate == "used":
            groups.setdefault(consumer.row.owner or consumer.row.target, []).append(i)
    found = {}
    for owner in sorted(groups):
        amounts = tracing.taken[groups[owner]].sum(axis=0)
        kinds: dict[str, float] = {}
        for origin, amount in zip(tracing.origins, amounts, strict=True):
            if amount:
                kinds[origin.kind] = kinds.get(origin.kind, 0.0) + float(amount)
        found[owner] = {
            "mwh": float(amounts.sum()),
            "by_kind": kinds,
            "by_origin": {
                origin.id: float(amount)
                for origin, amount in zip(tracing.origins, amounts, strict=True)
                if amount
            },
        }
    return found
