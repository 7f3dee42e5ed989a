"""Kernels that others call by an address, so that they are compiled only if they are needed."""

from __future__ import annotations

from typing import Any

from numba.core import cgutils
from numba.core.errors import TypingError
from numba.extending import intrinsic


def address_of(kernel: Any, signature: Any) -> int:
    """Return where a kernel's machine code lies; it is compiled, or read from disk, for that."""
    kernel.compile(signature.args)
    compiled = kernel.overloads[signature.args]
    if compiled.signature.return_type != signature.return_type:
        raise TypeError(f"{kernel} returns {compiled.signature.return_type}: {signature} was asked")
    return int(compiled.library.get_pointer_to_function(compiled.fndesc.llvm_func_name))


def by_address(signature):
    """Return ``call(address, arguments)``, which calls what lies there; ``arguments`` is a tuple.

    The address must be one of :func:`address_of` for the same signature.
    """

    @intrinsic
    def call(typing_context, address, arguments):  # noqa: ARG001 - the signature of an intrinsic
        if tuple(arguments.types) != signature.args:
            raise TypingError(f"{tuple(arguments.types)} are given to {signature}")

        def write(context, builder, own, values):  # noqa: ARG001 - numba's
            result, kinds = signature.return_type, signature.args
            there = context.call_conv.get_function_type(result, kinds).as_pointer()
            code = builder.inttoptr(values[0], there)
            items = [builder.extract_value(values[1], k) for k in range(len(kinds))]
            status, told = context.call_conv.call_function(builder, code, result, kinds, items)
            with cgutils.if_unlikely(builder, status.is_error):
                context.call_conv.return_status_propagate(builder, status)
            return told

        return signature.return_type(address, arguments), write

    return call
