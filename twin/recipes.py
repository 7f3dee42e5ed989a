"""Recipes of the ledger's rows: how each flow is read from the settled arrays when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import numpy.typing as npt

from twin.commodities import commodity
from twin.network.block import Block
from twin.network.compile import Column, Row
from twin.network.pack import Network
from twin.primitives import Profile, Purpose

Floats = npt.NDArray[np.float64]
Recipe = Callable[[slice], Floats]
WHOLE = slice(None)
PIECE = 256  # intervals


def fixed_amounts(network: Network, number: int) -> Recipe:
    """Return the recipe of one fixed flow."""
    factor = float(network.fixed_factor[number])
    rows = [int(r[number]) for r in (network.fixed_row, network.fixed_varying) if r[number] >= 0]

    def amounts(span: slice) -> Floats:
        if not rows:
            return np.full(_length(network, span), factor)
        flow: Floats = factor * network.table.values[rows[0], span]
        for row in rows[1:]:
            flow *= network.table.values[row, span]
        return flow

    return amounts


def _length(network: Network, span: slice) -> int:
    return len(range(*span.indices(network.timeline.n_steps)))


def _active(coefficient: Profile, network: Network, did: Floats) -> Recipe:
    varying = network.table.row(coefficient)

    def amounts(span: slice) -> Floats:
        flow: Floats = coefficient.scale * did[span]
        return flow * network.table.values[varying, span] if varying >= 0 else flow

    return amounts


def available_amounts(network: Network, column: Column) -> Recipe:
    """Return what a column could do: its capacity."""
    cap = column.cap or Profile(scale=0.0)
    amount, row = cap.scale * network.timeline.step_hours, network.table.row(cap)

    def amounts(span: slice) -> Floats:
        if row < 0:
            return np.full(_length(network, span), amount)
        return np.asarray(amount * network.table.values[row, span])

    return amounts


def _unused(column: Column, network: Network, did: Floats) -> Recipe:
    available = available_amounts(network, column)

    def amounts(span: slice) -> Floats:
        return np.asarray(np.maximum(available(span) - did[span], 0.0))

    return amounts


def _store_loss(block: Block, store: int, did: Floats) -> Recipe:
    problem, state = block.problem, block.state
    eta_in, eta_out = problem.charge_efficiency[store], problem.discharge_efficiency[store]

    def amounts(span: slice) -> Floats:
        standing = state.level[store, :-1][span] * (1.0 - problem.keep[store])
        charged = did[problem.charge[store], span]
        given = did[problem.discharge[store], span]
        return np.asarray(standing + (1.0 - eta_in) * charged + (1.0 / eta_out - 1.0) * given)

    return amounts


def _copied(did: Floats) -> Recipe:
    return lambda span: did[span].copy()


def _balancing(block: Block, did: Floats) -> Iterator[tuple[Row, Recipe]]:
    """Yield the unserved and surplus rows of a block's buses."""
    m = len(block.buses)
    for i, bus in enumerate(block.buses):
        kind = commodity(bus)
        first = block.first_unserved
        unserved = Row(
            f"unserved>{bus}", "unserved", bus, kind.id, kind.unit, Purpose.UNSERVED, into=bus
        )
        surplus = Row(
            f"{bus}>surplus", bus, "surplus", kind.id, kind.unit, Purpose.SURPLUS, out_of=bus
        )
        yield unserved, _copied(did[first + i])
        yield surplus, _copied(did[first + m + i])


def idle_rows(network: Network) -> Iterator[tuple[Row, Recipe]]:
    """Yield the rows of what can never run: zeros, and all it could have given as unused."""
    live = {column.name for block in network.blocks for column in block.columns}

    def zeros(span: slice) -> Floats:
        return np.zeros(_length(network, span))

    for column in network.compiled.columns:
        if column.name not in live:
            yield from ((entry.row, zeros) for entry in column.entries)
            if column.unused is not None:
                yield column.unused, available_amounts(network, column)
    for store in network.compiled.stores:
        if store.charge not in live:
            yield store.loss, zeros


def _by_column(activity: Floats) -> Floats:
    """Return what the columns did, one row a column; copied in pieces that fit a cache."""
    steps, count = activity.shape
    did: Floats = np.empty((count, steps))
    for begin in range(0, steps, PIECE):
        did[:, begin : begin + PIECE] = activity[begin : begin + PIECE].T
    return did


def settled_rows(network: Network, block: Block) -> Iterator[tuple[Row, Recipe]]:
    """Yield the rows of a block's columns and stores; read by column, which is a row of ``did``."""
    did = _by_column(block.state.activity)
    for j, column in enumerate(block.columns):
        for entry in column.entries:
            yield entry.row, _active(entry.coefficient, network, did[j])
        if column.unused is not None:
            yield column.unused, _unused(column, network, did[j])
    for s, store in enumerate(block.stores):
        yield store.loss, _store_loss(block, s, did)
    yield from _balancing(block, did)


def bus_capacities(network: Network) -> Mapping[str, float]:
    """Return what the columns on every bus can move in an interval, as far as they are limited."""
    found: dict[str, float] = {}
    for column in (column for block in network.blocks for column in block.columns):
        most = (
            float(np.max(available_amounts(network, column)(WHOLE)))
            if column.cap is not None
            else 0.0
        )
        for entry in column.entries:
            amount = most * entry.coefficient.scale
            found[entry.bus] = max(found.get(entry.bus, 0.0), amount)
    return found
