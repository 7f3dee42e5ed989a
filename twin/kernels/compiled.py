"""How kernels are compiled: cached on disk, without wrappers that nobody calls.

``kernel`` may be called from Python; ``inner`` from other kernels only; ``inlined`` becomes part of
its caller, which spares the compiler the passing of many arrays.
"""

from __future__ import annotations

import numba as nb

# numba's annotations do not know these options.
kernel = nb.njit(cache=True, no_cfunc_wrapper=True)  # type: ignore[call-overload]
inner = nb.njit(  # type: ignore[call-overload]
    cache=True, no_cfunc_wrapper=True, no_cpython_wrapper=True
)
inlined = nb.njit(inline="always")
