"""How kernels are compiled: cached on disk, without wrappers that nobody calls.

``kernel`` may be called from Python; ``inner`` from other kernels only, and the compiler's back end
makes it part of its caller; ``part`` is both. Passing arrays costs more than the arithmetic of a
small block: a call of ``solve`` with its nineteen took 1 µs, as much as all else in an interval.
``called`` is for kernels only and stays apart. ``inlined`` becomes part of its caller before types are known: borrowed arrays stay borrowed.
"""

from __future__ import annotations

import numba as nb

# numba's annotations do not know these options.
kernel = nb.njit(cache=True, no_cfunc_wrapper=True)  # type: ignore[call-overload]
part = nb.njit(cache=True, no_cfunc_wrapper=True, forceinline=True)  # type: ignore[call-overload]
inner = nb.njit(  # type: ignore[call-overload]
    cache=True, no_cfunc_wrapper=True, no_cpython_wrapper=True, forceinline=True
)
inlined = nb.njit(inline="always")
# Called by other kernels and too long to be made part of each caller.
called = nb.njit(  # type: ignore[call-overload]
    cache=True, no_cfunc_wrapper=True, no_cpython_wrapper=True
)
