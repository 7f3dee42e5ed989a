"""A sort for small arrays; numba's own takes seconds to compile."""

from __future__ import annotations

from twin.kernels.compiled import kernel


@kernel
def ascending(values):
    """Sort ``values`` in place (Shell's sort, gaps of Ciura)."""
    for gap in (701, 301, 132, 57, 23, 10, 4, 1):
        for i in range(gap, values.shape[0]):
            value, j = values[i], i
            while j >= gap and values[j - gap] > value:
                values[j] = values[j - gap]
                j -= gap
            values[j] = value
