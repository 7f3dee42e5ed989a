"""Types of what kernels are handed, so that one kernel can call another by its address."""

from __future__ import annotations

from typing import Any

import numba as nb

INTS, REALS, FLAGS = nb.int64[::1], nb.float64[::1], nb.boolean[::1]
PLACES, STARTS = nb.uint32[::1], nb.uint64[::1]  # of which none counts from the end
TABLE, CUBE = nb.float64[:, ::1], nb.float64[:, :, ::1]


def kind_of(group: Any, **fields: Any) -> Any:
    """Return the type of a named tuple whose fields are arrays of reals unless named."""
    unknown = set(fields) - set(group._fields)
    if unknown:
        raise TypeError(f"{group.__name__} has no {', '.join(sorted(unknown))}")
    return nb.types.NamedTuple(tuple(fields.get(name, REALS) for name in group._fields), group)
