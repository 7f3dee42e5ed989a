"""Who is free, and which jobs wait.

Free vehicles are bits by group and node, so that the nearest is found without looking at all:
nodes by their time to the job's start, rows from the lowest. There are two sets: vehicles that
stand idle, and vehicles on duty that are still at a station for the night and may be called away.
Waiting jobs of a group are a list by due time (none last), release and row.
"""

from __future__ import annotations

from twin.kernels.compiled import called
from twin.kernels.yard_columns import (
    AVAILABLE,
    BIT,
    DUE_S,
    GROUP,
    J_BEFORE,
    J_GROUP,
    J_NEXT,
    NONE,
    PLACE,
    READY_S,
    W_HEAD,
    W_TAIL,
)
from twin.kernels.yard_records import job


@called
def cell(y, group, node):
    """Return the row of a group and a node."""
    return group * y.km.shape[0] + node


@called
def put_into(y, v, which):
    """Make a vehicle available where it is."""
    if y.vi[v, AVAILABLE] == which:
        return
    take_out(y, v)
    k, bit = cell(y, y.vi[v, GROUP], y.vi[v, PLACE]), y.vi[v, BIT]
    y.bits[which, k, bit >> 5] |= 1 << (bit & 31)
    y.crowd[which, k] += 1
    y.vi[v, AVAILABLE] = which


@called
def take_out(y, v):
    """Make a vehicle unavailable."""
    which = y.vi[v, AVAILABLE]
    if which == NONE:
        return
    k, bit = cell(y, y.vi[v, GROUP], y.vi[v, PLACE]), y.vi[v, BIT]
    y.bits[which, k, bit >> 5] &= ~(1 << (bit & 31))
    y.crowd[which, k] -= 1
    y.vi[v, AVAILABLE] = NONE


@called
def lowest(word):
    """Return the number of the lowest bit that is set, of 32."""
    k = 0
    for half in (16, 8, 4, 2, 1):
        if (word >> k) & ((1 << half) - 1) == 0:
            k += half
    return k


@called
def goes_before(y, a, b):
    """Return whether job ``a`` is more urgent than ``b``."""
    due_a, due_b = job(y, a, DUE_S), job(y, b, DUE_S)
    if due_a != due_b:
        return due_b < 0 or 0 <= due_a < due_b
    if job(y, a, READY_S) != job(y, b, READY_S):
        return job(y, a, READY_S) < job(y, b, READY_S)
    return a < b


@called
def let_wait(y, j):
    """Put a job into the list of its group."""
    group = y.gi[job(y, j, J_GROUP)]
    after = group[W_TAIL]
    while after >= 0 and goes_before(y, j, after):
        after = job(y, after, J_BEFORE)
    then = group[W_HEAD] if after < 0 else job(y, after, J_NEXT)
    y.ji[j, J_BEFORE], y.ji[j, J_NEXT] = after, then
    if after < 0:
        group[W_HEAD] = j
    else:
        y.ji[after, J_NEXT] = j
    if then < 0:
        group[W_TAIL] = j
    else:
        y.ji[then, J_BEFORE] = j


@called
def wait_no_more(y, j):
    """Take a job out of the list of its group."""
    group = y.gi[job(y, j, J_GROUP)]
    before, then = job(y, j, J_BEFORE), job(y, j, J_NEXT)
    if before < 0:
        group[W_HEAD] = then
    else:
        y.ji[before, J_NEXT] = then
    if then < 0:
        group[W_TAIL] = before
    else:
        y.ji[then, J_BEFORE] = before
