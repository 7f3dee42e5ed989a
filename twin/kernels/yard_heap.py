"""A heap of events that are numbers: the second, the kind and the row, in that order.

Two events of one second are handled by kind and row, never by who was created first. Nothing is
taken out of the heap early: an event whose time a vehicle or station no longer waits for is void.
"""

from __future__ import annotations

import numpy as np

from twin.kernels.compiled import called
from twin.kernels.yard_columns import E_LOOK, E_VEHICLE, HEAP, LOOK_AT, STATE, WAKE

SECOND_BITS, KIND_BITS = 31, 27  # a row has 27 bits, a kind 4


@called
def push(y, second, kind, row):
    """Put an event onto the heap."""
    k = y.counts[HEAP]
    y.counts[HEAP] = k + 1
    rise(y.heap, k, (second << SECOND_BITS) | (kind << KIND_BITS) | row)


@called
def pop(y):
    """Take the first event off the heap.

    The hole goes down to the end along the lesser of two, without a branch that could be guessed
    wrong; the last event then rises from there, mostly not at all.
    """
    heap = y.heap
    first, n = heap[0], y.counts[HEAP] - 1
    y.counts[HEAP] = n
    last, k = heap[n], 0
    while 2 * k + 2 < n:
        down = 2 * k + 1
        down += np.int64(heap[down + 1] < heap[down])
        heap[k] = heap[down]
        k = down
    if 2 * k + 2 == n:
        heap[k] = heap[n - 1]
        k = n - 1
    rise(heap, k, last)
    return first


@called
def rise(heap, k, event):
    """Put an event where the hole ``k`` is, or above."""
    while k > 0:
        up = (k - 1) >> 1
        if heap[up] <= event:
            break
        heap[k] = heap[up]
        k = up
    heap[k] = event


@called
def wake(y, v, state, second):
    """Let a vehicle be in a state until a second."""
    y.vi[v, STATE] = state
    y.vi[v, WAKE] = second
    push(y, second, E_VEHICLE, v)


@called
def look(y, s, second):
    """Let a station be looked at, not later than at a second."""
    from_now = y.si[s, LOOK_AT]
    if from_now < 0 or second < from_now:
        y.si[s, LOOK_AT] = second
        push(y, second, E_LOOK, s)
