"""Stores by their ledger rows: what accounts need to follow a content through time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from twin.network.pack import Network


@dataclass(frozen=True)
class StoreRows:
    """A store by its ledger rows, with what its losses follow.

    ``keep`` is the share of the content kept over an interval, ``initial`` the content at the
    start of the span.
    """

    name: str
    bus: str
    charge: str
    discharge: str
    charge_efficiency: float
    discharge_efficiency: float
    keep: float
    initial: float


def store_rows(network: Network) -> Iterator[StoreRows]:
    """Yield every store of a network, also those that can never run."""
    hours = network.timeline.step_hours
    columns = {column.name: column for column in network.compiled.columns}
    for store in network.compiled.stores:
        item = store.storage
        yield StoreRows(
            name=item.name,
            bus=item.bus,
            charge=columns[store.charge].entries[0].row.id,
            discharge=columns[store.discharge].entries[0].row.id,
            charge_efficiency=item.charge_efficiency,
            discharge_efficiency=item.discharge_efficiency,
            keep=(1.0 - item.standing_loss_per_h) ** hours,
            initial=item.initial,
        )
