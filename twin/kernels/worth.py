"""The worth of a content as a falling staircase of (worth, length), carried back through time.

Going back over an interval a unit of content is worth less, by the share that lasts, and there are
more of them. That would touch every piece; instead the pieces stay in the units of a later time:
a piece is worth ``scale`` times what is written, and is as long as is written over ``scale``.
"""

from __future__ import annotations

from twin.kernels.compiled import inner

ALIKE_CNY = 2.0  # pieces whose worth differs by less are one
SMALLEST_SCALE = 1e-3  # lengths are exact to 1e-16 of the units they are written in


@inner
def _join(worth, length, i, new_worth, new_length):
    """Make a piece and a new one into one of their mean worth."""
    whole = length[i] + new_length
    worth[i] = (worth[i] * length[i] + new_worth * new_length) / whole
    length[i] = whole


@inner
def _put(worth, length, first, last, at, new_worth, new_length, alike):
    """Put a new piece among those from ``first`` to ``last``, at ``at`` or later.

    Returns its place, and where the pieces begin and end now. What is to the left makes room
    while there is any, as what is left out is at the left.
    """
    while at < last and worth[at] >= new_worth:
        at += 1
    full = first == 0 and last == worth.shape[0]
    if at > first and (worth[at - 1] - new_worth < alike or (full and at == last)):
        _join(worth, length, at - 1, new_worth, new_length)
    elif at < last and (new_worth - worth[at] < alike or full):
        _join(worth, length, at, new_worth, new_length)
    elif first > 0:
        first -= 1
        at -= 1
        for i in range(first, at):
            worth[i], length[i] = worth[i + 1], length[i + 1]
        worth[at], length[at] = new_worth, new_length
    else:
        for i in range(last, at, -1):
            worth[i], length[i] = worth[i - 1], length[i - 1]
        worth[at], length[at] = new_worth, new_length
        last += 1
    return at, first, last


@inner
def rescale(worth, length, first, last, scale, capacity):
    """Write the pieces in the units of now if theirs are far off; return scale and whole length."""
    if scale >= SMALLEST_SCALE:
        return scale, capacity * scale
    total = 0.0
    for i in range(first, last):
        worth[i] *= scale
        length[i] /= scale
        total += length[i]
    return 1.0, total


@inner
def add(worth, length, first, last, scale, offer, count):
    """Merge ``count`` pieces of an offer into the staircase; return where it begins and ends."""
    at, alike = first, ALIKE_CNY / scale
    for j in range(count):
        at, first, last = _put(
            worth, length, first, last, at, offer[0, j] / scale, offer[1, j] * scale, alike
        )
    return first, last


@inner
def leave_out(length, first, last, dearest, cheapest):
    """Leave out lengths at both ends; return where the staircase begins and ends."""
    while first < last - 1 and length[first] <= dearest:
        dearest -= length[first]
        first += 1
    length[first] = max(length[first] - dearest, 0.0)
    while last > first + 1 and length[last - 1] <= cheapest:
        cheapest -= length[last - 1]
        last -= 1
    length[last - 1] = max(length[last - 1] - cheapest, 0.0)
    return first, last


@inner
def sample(worth, length, first, last, scale, capacity, row):
    """Write the mean worth of every cell of the level."""
    width, cells = capacity * scale / row.shape[0], row.shape[0]
    i, left, cell = first, length[first], 0
    while cell < cells:
        here = worth[i] * scale
        while left >= width and cell < cells:
            row[cell] = here
            left -= width
            cell += 1
        if cell == cells:
            return
        total, room, left = worth[i] * left, width - left, 0.0
        while i + 1 < last and left == 0.0:
            i += 1
            part = min(room, length[i])
            total += worth[i] * part
            room -= part
            left = length[i] - part
        row[cell] = total * scale / width
        cell += 1
