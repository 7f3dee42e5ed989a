"""Who uses the power that the park buys, interval by interval, behind the meters of its owners.

An owner's own generation is netted against what he takes in the same interval; what is over goes
to his neighbours, who pay him the energy component of the grid price of that interval (what a
generator would be paid, without network). What is exported is every plant's in proportion. The
operating company's plants serve all alike: their users are known as takers of the bus.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from scenarios.economics.parties import PARK_ITSELF, Holder, Owners
from twin.ledger import Ledger
from twin.network.compile import Row
from twin.primitives import Purpose

Floats = npt.NDArray[np.float64]
BUS = "electricity"
MADE = (Purpose.OWN_GENERATION, Purpose.CONVERSION)


class PowerUse:
    """What every holder takes off the park's bus, and what owners give to it [MWh]."""

    def __init__(self, ledger: Ledger, owners: Owners) -> None:
        self.ledger, self.owners = ledger, owners
        rows = list(ledger.select(commodities=(BUS,)))
        drawn = [
            (owners.taker(r), r)
            for r in rows
            if r.out_of == BUS and r.purpose is not Purpose.SURPLUS
        ]
        self.holders = tuple(sorted({h for h, _ in drawn}, key=lambda h: (h.party, h.plant)))
        self._number = {holder: i for i, holder in enumerate(self.holders)}
        self.taken = np.zeros((len(self.holders), ledger.timeline.n_steps))
        for holder, row in drawn:
            self.taken[self._number[holder]] += ledger.flow(row.id)
        made = [r for r in rows if r.into and r.purpose in MADE]
        self.excess = {p: self._net(p, given) for p, given in self._delivered(made, rows).items()}
        self.whole = self.taken.sum(axis=0)

    def _net(self, party: str, given: Floats) -> Floats:
        """Take what an owner's plants gave off what he takes, and return what is over."""
        number = self._number.get(Holder(party))
        if number is None:
            return given
        own = self.taken[number].copy()
        self.taken[number] = np.maximum(own - given, 0.0)
        return np.asarray(np.maximum(given - own, 0.0))

    def _sums(self, pairs: Iterable[tuple[Holder, Row]]) -> dict[Holder, Floats]:
        found: dict[Holder, Floats] = {}
        for holder, row in pairs:
            flow = self.ledger.flow(row.id)
            if holder in found:
                found[holder] += flow
            else:
                found[holder] = flow
        return found

    def _delivered(self, made: list[Row], rows: list[Row]) -> dict[str, Floats]:
        """Return what each owner's plants gave to the park, exports taken out in proportion."""
        exported = self._sums((PARK_ITSELF, r) for r in rows if r.purpose is Purpose.GRID_EXPORT)
        own = [r for r in made if r.purpose is Purpose.OWN_GENERATION]
        whole = self._sums((PARK_ITSELF, r) for r in own)
        kept: Floats | float = 1.0
        if exported and whole:
            sent, all_made = exported[PARK_ITSELF], whole[PARK_ITSELF]
            kept = 1.0 - np.divide(sent, all_made, out=np.zeros_like(sent), where=all_made > 0.0)
        found: dict[str, Floats] = {}
        for row in made:
            holder = self.owners.giver(row)
            if holder.plant:
                continue
            part = kept if row.purpose is Purpose.OWN_GENERATION else 1.0
            flow = self.ledger.flow(row.id) * part
            found[holder.party] = found.get(holder.party, 0.0) + flow
        return found

    def split(self, paid: Floats, users: Iterable[str] = ()) -> Mapping[Holder, float]:
        """Return what each holder bears of an amount paid in every interval [CNY].

        Only the users named bear it, where they take anything; what falls in intervals without
        any use is the operating company's.
        """
        named = frozenset(users)
        chosen = np.array([not named or h.party in named for h in self.holders], dtype=np.bool_)
        if named and chosen.any():
            part = self.taken[chosen].sum(axis=0)
            theirs = part > 0.0
            out = self._borne(np.where(theirs, paid, 0.0), part, chosen)
            rest = self._borne(np.where(theirs, 0.0, paid), self.whole, np.ones_like(chosen))
            return {h: out.get(h, 0.0) + rest.get(h, 0.0) for h in {**out, **rest}}
        return self._borne(paid, self.whole, np.ones_like(chosen))

    def _borne(
        self, paid: Floats, whole: Floats, chosen: npt.NDArray[np.bool_]
    ) -> dict[Holder, float]:
        used = whole > 0.0
        rate = np.divide(paid, whole, out=np.zeros_like(paid), where=used)
        borne = self.taken @ rate
        found = {
            h: float(cny)
            for h, cny, mine in zip(self.holders, borne, chosen, strict=True)
            if mine and cny
        }
        left = float(paid[~used].sum())
        if left:
            found[PARK_ITSELF] = found.get(PARK_ITSELF, 0.0) + left
        return found

    def exported_of(self, made: Iterable[Row], earned: Floats) -> Mapping[Holder, float]:
        """Return how what exports earned is shared by who generated in the same interval."""
        series = self._sums((self.owners.giver(r), r) for r in made)
        whole = np.zeros_like(earned)
        for flow in series.values():
            whole += flow
        used = whole > 0.0
        rate = np.divide(earned, whole, out=np.zeros_like(earned), where=used)
        found = {holder: float(flow @ rate) for holder, flow in series.items()}
        left = float(earned[~used].sum())
        found[PARK_ITSELF] = found.get(PARK_ITSELF, 0.0) + left
        return found
