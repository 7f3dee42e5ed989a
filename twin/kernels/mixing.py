"""What electricity on every bus is made of, when stores keep what they were filled with."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from twin.kernels.compiled import inlined, kernel


class Flows(NamedTuple):
    """Flows of all intervals [amount per interval], and where they go."""

    supply: np.ndarray  # (T, p) of every source
    supply_bus: np.ndarray  # (p,) bus it feeds; source p is origin p
    moved: np.ndarray  # (T, r) arriving over every transfer
    moved_from: np.ndarray  # (r,)
    moved_to: np.ndarray  # (r,)
    charge: np.ndarray  # (T, s) taken from the bus
    discharge: np.ndarray  # (T, s) given to the bus
    store_bus: np.ndarray  # (s,)
    eta_in: np.ndarray  # (s,)
    eta_out: np.ndarray  # (s,)
    keep: np.ndarray  # (s,) share kept over an interval


class Mixed(NamedTuple):
    """What is found: origins o are the sources, then what each store held at the start."""

    share: np.ndarray  # (T, b, o) share of every origin on every bus
    given: np.ndarray  # (T, s, o) what every store gave, by origin
    content: np.ndarray  # (s, o) in store; at the start on entry, at the end on return
    lost: np.ndarray  # (s, o) lost in every store over all intervals


@inlined
def _eliminate(left, right):
    """Solve ``left @ x = right`` in place; rows are diagonally dominant, so none is exchanged.

    A bus with nothing on it (pivot zero) has no origins.
    """
    n = left.shape[0]
    for i in range(n):
        for j in range(i + 1, n):
            if left[j, i] != 0.0 and left[i, i] > 0.0:
                factor = left[j, i] / left[i, i]
                for c in range(i, n):
                    left[j, c] -= factor * left[i, c]
                for c in range(right.shape[1]):
                    right[j, c] -= factor * right[i, c]
    for i in range(n - 1, -1, -1):
        for c in range(right.shape[1]):
            total = right[i, c]
            for j in range(i + 1, n):
                total -= left[i, j] * right[j, c]
            right[i, c] = total / left[i, i] if left[i, i] > 0.0 else 0.0


@inlined
def _draw(flows, mixed, k):
    """Let every store lose what stands, and give its mixture as it was at the start."""
    for s in range(flows.store_bus.shape[0]):
        total = 0.0
        for o in range(mixed.content.shape[1]):
            stays = mixed.content[s, o] * flows.keep[s]
            mixed.lost[s, o] += mixed.content[s, o] - stays
            mixed.content[s, o] = stays
            total += stays
        drawn = flows.discharge[k, s] / flows.eta_out[s]
        part = min(drawn / total, 1.0) if total > 0.0 else 0.0
        for o in range(mixed.content.shape[1]):
            taken = part * mixed.content[s, o]
            mixed.given[k, s, o] = taken * flows.eta_out[s]
            mixed.lost[s, o] += taken - mixed.given[k, s, o]
            mixed.content[s, o] -= taken


@kernel
def mix(flows, mixed):
    """Share out every interval: each bus is a mixture of what flows into it.

    ``P_b x_b = sources into b + Σ transfers F_ab x_a + Σ stores' given`` for all buses at once,
    then ``content += eta_in * charge * x_b``. A store gives what it held when the interval began.

    Parameters
    ----------
    flows : Flows
    mixed : Mixed
        Written; ``content`` holds the start and is moved on.
    """
    buses, origins = mixed.share.shape[1], mixed.share.shape[2]
    left, right = np.zeros((buses, buses)), np.zeros((buses, origins))
    for k in range(mixed.share.shape[0]):
        _draw(flows, mixed, k)
        left[:] = 0.0
        right[:] = 0.0
        for p in range(flows.supply_bus.shape[0]):
            right[flows.supply_bus[p], p] += flows.supply[k, p]
            left[flows.supply_bus[p], flows.supply_bus[p]] += flows.supply[k, p]
        for r in range(flows.moved_to.shape[0]):
            left[flows.moved_to[r], flows.moved_from[r]] -= flows.moved[k, r]
            left[flows.moved_to[r], flows.moved_to[r]] += flows.moved[k, r]
        for s in range(flows.store_bus.shape[0]):
            for o in range(origins):
                right[flows.store_bus[s], o] += mixed.given[k, s, o]
                left[flows.store_bus[s], flows.store_bus[s]] += mixed.given[k, s, o]
        _eliminate(left, right)
        for b in range(buses):
            for o in range(origins):  # numba takes seconds to compile an assignment of arrays
                mixed.share[k, b, o] = right[b, o]
        for s in range(flows.store_bus.shape[0]):
            taken = flows.charge[k, s]
            for o in range(origins):
                amount = taken * right[flows.store_bus[s], o]
                mixed.content[s, o] += flows.eta_in[s] * amount
                mixed.lost[s, o] += (1.0 - flows.eta_in[s]) * amount
