"""Where every consumer's electricity came from, interval by interval, by proportional sharing.

On a bus everything that flows in mixes, and whoever draws from it draws that mixture (Bialek 1996,
"Tracing the flow of electricity"). Transfers between buses carry the mixture of the bus they leave;
what is lost on the way is lost in proportion. A store is a mixture through time: it gives what it
held when the interval began, and its losses fall on all it holds alike.

Origins are the plants, grid connections and converters that feed a bus, what was not served (an
origin of its own, so that nothing is hidden in the others), and what each store held when the span
began. Power made from fuel ends the trace: the hydrogen or steam behind it is not followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from twin.accounts.collect import NON_FOSSIL
from twin.commodities import commodity_of
from twin.errors import InputError
from twin.kernels.mixing import Flows, Mixed, mix
from twin.ledger import Ledger
from twin.network.compile import Row
from twin.primitives import Purpose
from twin.store_rows import StoreRows

Floats = npt.NDArray[np.float64]
OriginKind = Literal["own", "direct", "direct_fossil", "grid", "fuel", "unserved", "stored"]
Fate = Literal["used", "sent", "fed_in", "spilled"]

ELECTRICITY = "electricity"
AT_ONCE = 32  # consumers whose series are held side by side
PHYSICAL: tuple[OriginKind, ...] = ("own", "direct")
_FATES: Mapping[Purpose, Fate] = {
    Purpose.GRID_EXPORT: "sent",
    Purpose.DIRECT_FEED_IN: "fed_in",
    Purpose.SURPLUS: "spilled",
}
_KINDS: Mapping[Purpose, OriginKind] = {
    Purpose.GRID_IMPORT: "grid",
    Purpose.OWN_GENERATION: "own",
    Purpose.UNSERVED: "unserved",
}


@dataclass(frozen=True)
class Origin:
    """One source of electricity: a ledger row, or what a store held at the start."""

    id: str
    name: str
    kind: OriginKind
    owner: str = ""


@dataclass(frozen=True)
class Consumer:
    """One row that takes electricity off a bus for good."""

    row: Row
    fate: Fate


@dataclass(frozen=True)
class Transfer:
    """What leaves one bus for one or several others; the difference is lost."""

    name: str
    taken: Row
    given: tuple[Row, ...]


@dataclass(frozen=True)
class Wiring:
    """The electricity rows of a ledger by what they do."""

    buses: tuple[str, ...]
    sources: tuple[Row, ...]
    transfers: tuple[Transfer, ...]
    consumers: tuple[Consumer, ...]
    stores: tuple[StoreRows, ...]

    def bus(self, name: str) -> int:
        """Return the number of a bus."""
        return self.buses.index(name)


def wire(ledger: Ledger) -> Wiring:
    """Sort out the electricity rows of a ledger."""
    rows = list(ledger.select(commodities=(ELECTRICITY,)))
    stores = tuple(s for s in ledger.stores if commodity_of(s.bus) == ELECTRICITY)
    stored = {s.charge for s in stores} | {s.discharge for s in stores}
    into = [r for r in rows if r.into and r.id not in stored]
    out = [r for r in rows if r.out_of and r.id not in stored]
    transfers = tuple(_transfers(into, out))
    moved = {t.taken.id for t in transfers} | {r.id for t in transfers for r in t.given}
    buses = {r.into for r in into} | {r.out_of for r in out} | {s.bus for s in stores}
    return Wiring(
        buses=tuple(sorted(buses)),
        sources=tuple(r for r in into if r.id not in moved),
        transfers=transfers,
        consumers=tuple(
            Consumer(r, _FATES.get(r.purpose, "used")) for r in out if r.id not in moved
        ),
        stores=stores,
    )


def _transfers(into: list[Row], out: list[Row]) -> Iterator[Transfer]:
    """Yield what takes electricity off a bus and gives it to another, a machine's own included.

    Raises
    ------
    InputError
        If one of them draws on several buses: what it gives could not be told apart.
    """
    leaving: dict[str, Row] = {}
    for row in out:
        if _passes_on(row, into):
            if row.target in leaving:
                raise InputError(f"transfer '{row.target}' draws electricity from several buses")
            leaving[row.target] = row
    for name, row in leaving.items():
        given = (r for r in into if r.source == name and r.into != row.out_of)
        yield Transfer(name, row, tuple(given))


def _passes_on(row: Row, into: list[Row]) -> bool:
    """Return whether what takes a row gives electricity to another bus."""
    given = [r for r in into if r.source == row.target and r.into != row.out_of]
    if row.purpose is Purpose.CONVERSION:
        return any(r.purpose is Purpose.TRANSFER for r in given)
    return row.purpose is Purpose.TRANSFER and bool(given)


class Tracing:
    """The origins of all electricity of a settled span.

    Attributes
    ----------
    wiring : Wiring
    origins : tuple of Origin
        Sources in the order of the wiring, then what each store held at the start.
    share : array, shape (n_steps, n_buses, n_origins)
        What is on every bus.
    given : array, shape (n_steps, n_stores, n_origins)
        What every store gave [MWh].
    stored, lost_in_stores : array, shape (n_stores, n_origins)
        Content at the end of the span, and what was lost in stores [MWh].
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.wiring = ledger, wire(ledger)
        self.origins = tuple(self._origins())
        self._supply = self._series(self.wiring.sources)
        mixed = self._mix()
        self.share, self.given = mixed.share, mixed.given
        self.stored, self.lost_in_stores = mixed.content, mixed.lost

    def _origins(self) -> Iterable[Origin]:
        fossil = {
            transfer.taken.out_of
            for transfer in self.wiring.transfers
            for row in transfer.given
            if row.purpose is Purpose.DIRECT_SUPPLY and not is_non_fossil(row.origin)
        }
        for row in self.wiring.sources:
            yield Origin(row.id, row.source, _kind(row, fossil), row.owner)
        for store in self.wiring.stores:
            yield Origin(f"{store.name}/initial", store.name, "stored")

    def _series(self, rows: Iterable[Row]) -> Floats:
        """Return the flows of rows side by side; shape (n_steps, n_rows)."""
        found = [self.ledger.flow(row.id) for row in rows]
        steps = self.ledger.timeline.n_steps
        return np.ascontiguousarray(np.array(found).T) if found else np.zeros((steps, 0))

    def _mix(self) -> Mixed:
        wiring, ledger, steps = self.wiring, self.ledger, self.ledger.timeline.n_steps
        stores = wiring.stores
        moves = [(t.taken.out_of, row) for t in wiring.transfers for row in t.given]
        at = np.array([wiring.bus(s.bus) for s in stores], dtype=np.int64)
        flows = Flows(
            supply=self._supply,
            supply_bus=np.array([wiring.bus(r.into) for r in wiring.sources], dtype=np.int64),
            moved=self._series(row for _, row in moves),
            moved_from=np.array([wiring.bus(bus) for bus, _ in moves], dtype=np.int64),
            moved_to=np.array([wiring.bus(row.into) for _, row in moves], dtype=np.int64),
            charge=_side_by_side([ledger.flow(s.charge) for s in stores], steps),
            discharge=_side_by_side([ledger.flow(s.discharge) for s in stores], steps),
            store_bus=at,
            eta_in=np.array([s.charge_efficiency for s in stores]),
            eta_out=np.array([s.discharge_efficiency for s in stores]),
            keep=np.array([s.keep for s in stores]),
        )
        origins, sources = len(self.origins), len(wiring.sources)
        content = np.zeros((len(stores), origins))
        for number, store in enumerate(stores):
            content[number, sources + number] = store.initial
        mixed = Mixed(
            share=np.zeros((steps, len(wiring.buses), origins)),
            given=np.zeros((steps, len(stores), origins)),
            content=content,
            lost=np.zeros_like(content),
        )
        mix(flows, mixed)
        return mixed

    @cached_property
    def supplied(self) -> Floats:
        """What every origin brought over the span, initial contents included [MWh]."""
        initial = [store.initial for store in self.wiring.stores]
        return np.concatenate([self._supply.sum(axis=0), np.array(initial)])

    @cached_property
    def taken(self) -> Floats:
        """What every consumer took, by origin [MWh]; shape (n_consumers, n_origins)."""
        out = np.zeros((len(self.wiring.consumers), len(self.origins)))
        for bus, name in enumerate(self.wiring.buses):
            mixture = np.ascontiguousarray(self.share[:, bus])
            here = [i for i, c in enumerate(self.wiring.consumers) if c.row.out_of == name]
            for first in range(0, len(here), AT_ONCE):
                some = here[first : first + AT_ONCE]
                rows = [self.wiring.consumers[i].row for i in some]
                out[some] = np.array([self.ledger.flow(row.id) for row in rows]) @ mixture
        return out

    @cached_property
    def lost(self) -> Floats:
        """What was lost in transfers and stores, by origin [MWh]; shape (n_origins,)."""
        total = self.lost_in_stores.sum(axis=0)
        for transfer in self.wiring.transfers:
            miss = self.ledger.flow(transfer.taken.id)
            for row in transfer.given:
                miss = miss - self.ledger.flow(row.id)
            total = total + miss @ self.share[:, self.wiring.bus(transfer.taken.out_of)]
        return np.asarray(total)

    def of(self, row_id: str) -> Floats:
        """Return what one consumer took in every interval, by origin [MWh].

        Raises
        ------
        KeyError
            If no such row takes electricity off a bus.
        """
        for consumer in self.wiring.consumers:
            if consumer.row.id == row_id:
                bus = self.wiring.bus(consumer.row.out_of)
                return np.asarray(self.ledger.flow(row_id)[:, None] * self.share[:, bus])
        raise KeyError(row_id)

    def kinds(self, *wanted: OriginKind) -> npt.NDArray[np.bool_]:
        """Return which origins are of the kinds named; shape (n_origins,)."""
        return np.array([origin.kind in wanted for origin in self.origins], dtype=np.bool_)

    def drawn(self, consumers: Iterable[Consumer]) -> Mapping[str, Floats]:
        """Return what consumers took off each bus together in every interval [MWh]."""
        found: dict[str, Floats] = {}
        for consumer in consumers:
            bus = consumer.row.out_of
            found.setdefault(bus, np.zeros(self.ledger.timeline.n_steps))
            found[bus] += self.ledger.flow(consumer.row.id)
        return found

    def part(self, drawn: Mapping[str, Floats], *wanted: OriginKind) -> Floats:
        """Return how much of what was drawn comes from some kinds of origin [MWh]."""
        chosen, total = self.kinds(*wanted), np.zeros(self.ledger.timeline.n_steps)
        for bus in sorted(drawn):
            total += drawn[bus] * self.share[:, self.wiring.bus(bus)][:, chosen].sum(axis=1)
        return total


def is_non_fossil(origin: str) -> bool:
    """Return whether direct supply of an origin counts as non-fossil, nuclear included."""
    return origin in NON_FOSSIL or origin == "nuclear"


def _kind(row: Row, fossil_buses: set[str]) -> OriginKind:
    if row.purpose is Purpose.GENERATION:
        return "direct_fossil" if row.into in fossil_buses else "direct"
    if row.purpose is Purpose.DIRECT_SUPPLY:
        return "direct" if is_non_fossil(row.origin) else "direct_fossil"
    return _KINDS.get(row.purpose, "fuel")


def _side_by_side(series: list[Floats], steps: int) -> Floats:
    return np.ascontiguousarray(np.array(series).T) if series else np.zeros((steps, 0))
