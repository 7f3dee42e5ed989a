"""From a finished run, or a measure as it was applied, to the plain data of an answer."""

from __future__ import annotations

from typing import Any

from scenarios.economics.cashbook import Calendar
from scenarios.economics.investment import Investment
from scenarios.interventions.applied import Applied
from scenarios.run import RunResult, headline_accounts
from scenarios.what_if.answer import Answer

# First investments and yearly costs are at prices of time 0, so no horizon enters them.
AT_ONCE = Calendar(0, 1)


def answer_of(result: RunResult, seconds: float) -> Answer:
    """Return a finished run as an answer."""
    cards = {name: card.to_json() for name, card in result.scorecards.items()}
    book = result.accounts.book
    named = {
        term
        for card in cards.values()
        for indicator in card["indicators"].values()
        for term in indicator["terms"]
    }
    return Answer(
        scorecards=cards,
        headline=headline_accounts(result),
        units={term: book[term].unit for term in sorted(named) if term in book},
        warnings=[warning.to_json() for warning in result.warnings],
        unserved=dict(result.unserved),
        spilled=dict(result.spilled),
        residual=max((closure.worst for closure in result.closure.values()), default=0.0),
        measures=[costs_of(one) for one in result.park.applied],
        recalled=result.built.is_recalled,
        seconds=seconds,
    )


def costs_of(measure: Applied) -> dict[str, Any]:
    """Return what a measure came to; no money for one that awaits a component."""
    block = measure.economics
    cost = None if block is None else Investment(measure, block, AT_ONCE)
    return {
        "id": measure.intervention,
        "suffix": measure.suffix,
        "quantities": {
            name: {"value": found.value, "unit": found.unit}
            for name, found in measure.quantities.items()
        },
        "capex_cny": None if cost is None else cost.capex_cny,
        "opex_cny": None if cost is None else cost.opex_cny,
    }
