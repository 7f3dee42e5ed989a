"""Rows of waste heat: what was offered, what was taken of it, and what the takers delivered."""

from __future__ import annotations

from dataclasses import dataclass

from twin.accounts.collect import Boundary
from twin.ledger import Ledger
from twin.network.compile import Row
from twin.primitives import Purpose


@dataclass(frozen=True)
class Recovery:
    """What the exchangers on one bus took [MWh], and the rows of what they gave."""

    taken_mwh: float
    given: tuple[Row, ...]


class WasteHeat:
    """Reads one ledger for one boundary.

    A source is *recovered* as far as it is taken and *rejected* for the rest, two rows; or, where
    what is left must be cooled, one row *recoverable*, and another of what went to the tower.
    """

    def __init__(self, ledger: Ledger, boundary: Boundary) -> None:
        self.ledger = ledger
        found = ledger.select(
            Purpose.RECOVERED, Purpose.RECOVERABLE, Purpose.REJECTED, commodities=("waste_heat",)
        )
        self._rows = [row for row in found if boundary.holds(row) and not row.out_of]

    def offered(self, kinds: tuple[str, ...]) -> list[Row]:
        """Return the rows that together are all waste heat of some kinds."""
        return [row for row in self._rows if row.tags.get("kind", "heat") in kinds]

    def taken(self, kinds: tuple[str, ...]) -> list[Row]:
        """Return the rows of which something (see :meth:`taken_share`) was taken."""
        return [row for row in self.offered(kinds) if row.purpose is not Purpose.REJECTED]

    def taken_share(self, row: Row) -> float:
        """Return the share of a row that was taken and neither cooled away nor left over."""
        if row.purpose is not Purpose.RECOVERABLE:
            return 1.0
        away = (Purpose.REJECTED, Purpose.SURPLUS)
        lost = sum(
            self.ledger.total(r.id) for r in self.ledger.select(*away) if r.out_of == row.into
        )
        same = self.ledger.select(Purpose.RECOVERABLE)
        every = sum(self.ledger.total(r.id) for r in same if r.into == row.into)
        return max(1.0 - lost / every, 0.0) if every > 0.0 else 0.0

    def recovery(self, row: Row) -> Recovery:
        """Return what was done with what was taken of a source's bus."""
        bus = row.into or row.commodity
        flows = list(self.ledger.select(Purpose.CONVERSION))
        makers = {r.target: self.ledger.total(r.id) for r in flows if r.out_of == bus}
        given = tuple(r for r in flows if r.into and r.source in makers)
        return Recovery(sum(makers.values()), given)
