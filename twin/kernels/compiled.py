"""How kernels are compiled: cached on disk, without wrappers that nobody calls.

``kernel`` may be called from Python; ``called``, ``inner`` and ``counting`` from kernels only, and
are compiled as parts of them (:mod:`twin.kernels.late`). The compiler's back end makes ``inner``
part of its caller: passing arrays costs more than the arithmetic of a small block (a call of
``solve`` with its nineteen took 1 µs, as much as all else in an interval). ``part`` is ``kernel``
and is made part of its callers too. ``inlined`` becomes part of its caller before types are known,
anew for each use and with all else in one large function: it takes much longer to compile.
"""

from __future__ import annotations

import numba as nb

from twin.kernels.late import Late

# numba's annotations do not know these options.
kernel = nb.njit(cache=True, no_cfunc_wrapper=True)  # type: ignore[call-overload]
part = nb.njit(cache=True, no_cfunc_wrapper=True, forceinline=True)  # type: ignore[call-overload]
inlined = nb.njit(inline="always")

_OPTIONS = {"pipeline_class": Late, "no_cfunc_wrapper": True, "no_cpython_wrapper": True}


def called(function):
    """Compile a function that other kernels call, once for all arguments that mean the same.

    numba would compile it anew for each constant it is called with, and for each width of an
    integer; here constants are numbers like any other, and whole numbers have 64 bits. Nothing may
    be allocated in it: no references are counted.
    """
    return _once(nb.njit(error_model="numpy", _nrt=False, **_OPTIONS)(function))


def inner(function):
    """Do as :func:`called` does, for what the compiler's back end makes part of its caller.

    A division by zero is an error here, as in Python.
    """
    return _once(nb.njit(_nrt=False, forceinline=True, **_OPTIONS)(function))


def counting(function):
    """Do the same for a function that allocates, or calls one that does."""
    return _once(nb.njit(error_model="numpy", _nrt=True, **_OPTIONS)(function))


def _once(dispatcher):
    template = dispatcher.get_call_template

    def widened(args, kws):
        return template(tuple(map(_wide, args)), kws)

    dispatcher.get_call_template = widened
    return dispatcher


def _wide(kind):
    kind = nb.types.unliteral(kind)
    return nb.types.int64 if isinstance(kind, nb.types.Integer) else kind
