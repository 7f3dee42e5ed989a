"""What one interval offers a store: its merit order in units of the store's own content.

Left of the origin lies charging, right of it discharging; the power of the store bounds both.
What stores planned before take or give, and what this one did when the interval was settled,
moves the origin along the merit order.
"""

from __future__ import annotations

from twin.kernels.compiled import inner


@inner
def _take(cost, length, count, skip, most, scale_cost, wear, scale_length, out, n, reverse):
    """Append up to ``most`` of a staircase, ``skip`` units in, in level units; return count, sum.

    ``reverse`` walks from cheap to dear.
    """
    total = 0.0
    for i in range(count):
        q = count - 1 - i if reverse else i
        piece = length[q]
        if skip > 0.0:
            gone = min(skip, piece)
            skip -= gone
            piece -= gone
        piece = min(piece * scale_length, most - total)
        if piece > 0.0 and n < out.shape[1]:
            out[0, n], out[1, n] = (cost[q] + wear) * scale_cost, piece
            total += piece
            n += 1
    return n, total


@inner
def offer_of(prob, near, q, s, n_left, n_right, off, kl, out):
    """Write what an interval offers to ``out``, from dear to cheap.

    Returns the number of pieces, the length of those that charge, and how many they are.

    ``off`` units of injection are taken already (by stores planned before, less what this one
    gave then): the origin moves along the staircase.
    """
    eta_in, eta_out = prob.charge_efficiency[s], prob.discharge_efficiency[s]
    cj, dj = prob.charge[s], prob.discharge[s]
    up, down = prob.cap[cj], prob.cap[dj]
    if prob.cap_row[cj] >= 0:
        up *= prob.values[prob.cap_row[cj], kl]
    if prob.cap_row[dj] >= 0:
        down *= prob.values[prob.cap_row[dj], kl]
    up, down, wear = up * eta_in, down / eta_out, near.wear[q]
    left, right = near.left, near.right
    # Charging, from cheap to dear: first what discharging of others has left on the right.
    n, total = 0, 0.0
    if off > 0.0:
        n, total = _passed(right[0], right[1], n_right, off, up, 1.0 / eta_in, wear, eta_in, out)
    n, more = _take(left[0], left[1], n_left, max(-off, 0.0), up - total, 1.0 / eta_in, wear,
                    eta_in, out, n, True)  # fmt: skip
    charging, n_charging = total + more, n
    _reverse(out, n)
    # Discharging, from dear to cheap: first what charging of others has taken on the left.
    given = 0.0
    if off < 0.0:
        n, given = _passed_left(left[0], left[1], n_left, -off, down, eta_out, -wear, 1.0 / eta_out,
                                out, n)  # fmt: skip
    n, _ = _take(right[0], right[1], n_right, max(off, 0.0), down - given, eta_out, -wear,
                 1.0 / eta_out, out, n, False)  # fmt: skip
    for i in range(1, n):  # a staircase falls
        out[0, i] = min(out[0, i], out[0, i - 1])
    return n, charging, n_charging


@inner
def _reverse(out, n):
    for i in range(n // 2):
        k = n - 1 - i
        out[0, i], out[0, k] = out[0, k], out[0, i]
        out[1, i], out[1, k] = out[1, k], out[1, i]


@inner
def _passed(cost, length, count, off, most, scale_cost, wear, scale_length, out):
    """Append the first ``off`` units of the right side, walked back from the origin."""
    last, within = 0, off
    while last < count and within > length[last]:
        within -= length[last]
        last += 1
    n, total = 0, 0.0
    for i in range(min(last, count - 1), -1, -1):
        piece = within if i == last else length[i]
        piece = min(piece * scale_length, most - total)
        if piece > 0.0 and n < out.shape[1]:
            out[0, n], out[1, n] = (cost[i] + wear) * scale_cost, piece
            total += piece
            n += 1
    return n, total


@inner
def _passed_left(cost, length, count, off, most, scale_cost, wear, scale_length, out, n):
    """Append the last ``off`` units of the left side, from dear to cheap."""
    first, within = count - 1, off
    while first >= 0 and within > length[first]:
        within -= length[first]
        first -= 1
    total = 0.0
    for i in range(max(first, 0), count):
        piece = within if i == first else length[i]
        piece = min(piece * scale_length, most - total)
        if piece > 0.0 and n < out.shape[1]:
            out[0, n], out[1, n] = (cost[i] + wear) * scale_cost, piece
            total += piece
            n += 1
    return n, total
