"""What the operating company's plants cost, passed on to those whom they serve, at cost.

Money follows the goods: what a plant cost (energy, water, operation, carbon) goes to the takers of
what it gives, in proportion to the amounts of the span, and where they are plants too it goes on.
What takes something off one's hands (waste, wastewater, CO2, heat of condensers) is paid by those
who hand it over. Plants that serve nobody, and what no owner is reached from, stay with the
company. The shares of one pass are an absorbing Markov chain over plants, solved at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from scenarios.economics.parties import PARK, Holder, Owners
from twin.commodities import commodity, commodity_of
from twin.ledger import Ledger
from twin.network.compile import Row
from twin.primitives import Purpose

Pools = Mapping[tuple[str, str], float]  # by plant and category [CNY]
Borne = Mapping[tuple[str, str, str], float]  # by owner, category and service [CNY]
HANDED_OVER = {"waste", "hazardous_waste", "co2", "reject_heat"}
HANDED_OVER_WATER = {"wastewater", "concentrate"}
NOBODY = (Purpose.SURPLUS, Purpose.UNSERVED)


def is_handed_over(bus: str) -> bool:
    """Return whether it is the giver who is served on a bus."""
    return commodity(bus).kind in HANDED_OVER or commodity_of(bus) in HANDED_OVER_WATER


class Services:
    """Who is served by whom over a span."""

    def __init__(self, ledger: Ledger, owners: Owners) -> None:
        self.ledger, self.owners = ledger, owners
        self._takers: dict[str, dict[Holder, float]] = defaultdict(lambda: defaultdict(float))
        self._givers: dict[str, dict[Holder, float]] = defaultdict(lambda: defaultdict(float))
        for row in ledger.rows:
            if row.purpose not in NOBODY and (row.into or row.out_of):
                self._note(row)
        self._legs = {plant: list(self._find_legs(plant)) for plant in self._plants()}

    def _note(self, row: Row) -> None:
        amount = self.ledger.total(row.id)
        if amount <= 0.0:
            return
        if row.into:
            self._givers[row.into][self.owners.giver(row)] += amount
        else:
            self._takers[row.out_of][self.owners.taker(row)] += amount

    def _plants(self) -> list[str]:
        sides = (*self._takers.values(), *self._givers.values())
        return sorted({holder.plant for side in sides for holder in side if holder.plant})

    def _find_legs(self, plant: str) -> Iterator[tuple[str, float]]:
        """Yield the buses on which a plant serves others, each with its share of the cost."""
        me = Holder(PARK, plant)
        relieved = {b: s[me] for b, s in self._takers.items() if me in s and is_handed_over(b)}
        given = {b: s[me] for b, s in self._givers.items() if me in s and not is_handed_over(b)}
        found = relieved or given
        units = sorted({commodity(bus).unit for bus in found}, key=lambda u: (u != "MWh", u))
        same = {bus: amount for bus, amount in found.items() if commodity(bus).unit == units[0]}
        whole = sum(same.values())
        yield from ((bus, amount / whole) for bus, amount in sorted(same.items()))

    def shares(self, bus: str) -> Mapping[Holder, float]:
        """Return who is served on a bus, with shares that sum to one; empty if nobody is."""
        return self.givers(bus) if is_handed_over(bus) else self.takers(bus)

    def takers(self, bus: str) -> Mapping[Holder, float]:
        """Return who takes what off a bus, in shares."""
        return _in_shares(self._takers.get(bus, {}))

    def givers(self, bus: str) -> Mapping[Holder, float]:
        """Return who gives what to a bus, in shares."""
        return _in_shares(self._givers.get(bus, {}))

    def pass_on(self, pools: Pools) -> Borne:
        """Return what owners bear of the plants' costs; the rest stays with the company."""
        if not pools:
            return {}
        plants = sorted({*self._legs, *(plant for plant, _ in pools)})
        number = {plant: i for i, plant in enumerate(plants)}
        onward = np.zeros((len(plants), len(plants)))
        ends: dict[tuple[str, str], npt.NDArray[np.float64]] = {}
        for plant, i in number.items():
            for bus, weight in self._legs.get(plant, ()):
                for holder, share in self.shares(bus).items():
                    if holder.plant:
                        onward[i, number[holder.plant]] += weight * share
                    else:
                        key = (holder.party, commodity(bus).kind)
                        end = ends.setdefault(key, np.zeros(len(plants)))
                        end[i] += weight * share
        reached = _reaching(onward, sum(ends.values(), np.zeros(len(plants))))
        onward[~reached] = 0.0
        return _absorbed(onward, ends, pools, number)


def _in_shares(side: Mapping[Holder, float]) -> Mapping[Holder, float]:
    whole = sum(side.values())
    return {holder: amount / whole for holder, amount in side.items()} if whole > 0.0 else {}


def _reaching(
    onward: npt.NDArray[np.float64], ends: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Return which plants serve an owner, directly or through others."""
    reached = ends > 0.0
    while True:
        more = reached | ((onward > 0.0) @ reached)
        if (more == reached).all():
            return np.asarray(reached)
        reached = more


def _absorbed(
    onward: npt.NDArray[np.float64],
    ends: Mapping[tuple[str, str], npt.NDArray[np.float64]],
    pools: Pools,
    number: Mapping[str, int],
) -> Borne:
    """Return what ends with each owner when all pools have gone on until nothing moves."""
    categories = sorted({category for _, category in pools})
    money = np.zeros((len(number), len(categories)))
    for (plant, category), cny in pools.items():
        money[number[plant], categories.index(category)] += cny
    passed = np.linalg.solve(np.eye(len(number)) - onward.T, money)
    return {
        (party, category, kind): float(cny)
        for (party, kind), shares in sorted(ends.items())
        for category, cny in zip(categories, shares @ passed, strict=True)
        if cny
    }
