"""Payments of a simulated span: who paid whom, for what; every one leaves one party for another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Key = tuple[str, str, str, str]  # payer, payee, category, service


@dataclass(frozen=True)
class Payment:
    """An amount that one party paid another [CNY, at least 0].

    ``service`` is what an owner got from the operating company for it; empty of payments to
    the outside.
    """

    payer: str
    payee: str
    category: str
    service: str
    cny: float


@dataclass(frozen=True)
class Payments:
    """All payments of a span.

    Attributes
    ----------
    rows : tuple of Payment
        Sorted; no two have the same payer, payee, category and service.
    inside : frozenset of str
        The operating company and the owners: those whose payments make up the park's bill.
    """

    rows: tuple[Payment, ...]
    inside: frozenset[str]

    def matrix(self) -> Mapping[tuple[str, str], float]:
        """Return what each payer paid each payee [CNY]."""
        found: dict[tuple[str, str], float] = defaultdict(float)
        for row in self.rows:
            found[row.payer, row.payee] += row.cny
        return dict(found)

    def received(self) -> Mapping[str, float]:
        """Return what each party received less what it paid [CNY]; they sum to zero."""
        found: dict[str, float] = defaultdict(float)
        for row in self.rows:
            found[row.payee] += row.cny
            found[row.payer] -= row.cny
        return dict(found)

    def bill_cny(self) -> float:
        """Return what left the park less what came in: its bill."""
        return sum(row.cny * self._direction(row) for row in self.rows)

    def _direction(self, row: Payment) -> int:
        return (row.payer in self.inside) - (row.payee in self.inside)

    def by_category(self) -> Mapping[str, float]:
        """Return the bill by category [CNY]."""
        found: dict[str, float] = defaultdict(float)
        for row in self.rows:
            found[row.category] += row.cny * self._direction(row)
        return {name: cny for name, cny in sorted(found.items()) if cny}


class Till:
    """Collects payments; what is negative is paid the other way round."""

    def __init__(self) -> None:
        self._amounts: dict[Key, float] = defaultdict(float)

    def pay(self, payer: str, payee: str, category: str, cny: float, service: str = "") -> None:
        """Note one payment; one to oneself is none."""
        if cny and payer != payee:
            self._amounts[payer, payee, category, service] += cny

    def payments(self, inside: Iterable[str]) -> Payments:
        """Return all that was noted, netted by pair of parties, category and service."""
        return Payments(tuple(sorted(self._netted(), key=_order)), frozenset(inside))

    def _netted(self) -> Iterator[Payment]:
        for (payer, payee, category, service), cny in self._amounts.items():
            back = self._amounts.get((payee, payer, category, service), 0.0)
            net = cny - back
            is_first = (payee, payer, category, service) not in self._amounts or payer < payee
            if net and is_first:
                pair = (payer, payee) if net > 0.0 else (payee, payer)
                yield Payment(*pair, category, service, abs(net))


def _order(row: Payment) -> Key:
    return row.payer, row.payee, row.category, row.service
