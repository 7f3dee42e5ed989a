"""The comparison of strategies as lines of text for a document: ranking, reasons, assumptions."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.fleets.comparison import FleetComparison
from scenarios.fleets.outcome import ITEMS
from scenarios.fleets.present import cost_unit, told_swap
from scenarios.fleets.ranking import cost_of


def ranking_lines(found: FleetComparison) -> Iterator[str]:
    """Yield the ranking, what each place hangs on, and who stands apart."""
    yield f"{'cost of a ' + cost_unit(found).removeprefix('CNY/'):<28}{'in time':>8}  vehicles"
    ranked = found.ranking.ranked
    for place, o in enumerate(ranked, start=1):
        yield (
            f"{place:>2} {o.strategy:<16}{cost_of(o):>8.3f} {o.service.level:>8.1%}{o.needs.fleet:>6}"
        )
        if place < len(ranked):
            swap = found.hangs_on(o.strategy)
            yield f"     before {ranked[place].strategy} as long as {told_swap(found, swap, 'en')}"
    for failure in found.ranking.failed:
        yield f" - {failure.outcome.strategy:<16}{failure.reason('en')}"


def item_lines(found: FleetComparison) -> Iterator[str]:
    """Yield the cost of a kilometre by item [CNY/km]."""
    items = [item for item in ITEMS if any(o.bill.of_item(item) for o in found.outcomes)]
    yield f"{'CNY/km':<16}" + "".join(f"{item[:8]:>9}" for item in items) + f"{'sum':>9}"
    for o in found.outcomes:
        parts = [o.bill.of_item(item) / o.bill.km for item in items]
        yield f"{o.strategy:<16}" + "".join(f"{p:>9.2f}" for p in (*parts, sum(parts)))
