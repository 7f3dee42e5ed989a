"""Arrays without a count of references, for the innermost loops.

numba counts references whenever an array is named anew, and an inlined function names all of its
arguments: some two hundred atomic additions an interval, more than the arithmetic of a small block.
"""

from __future__ import annotations

from numba.core import cgutils, types
from numba.extending import intrinsic


@intrinsic
def borrowed(typing_context, group):  # noqa: ARG001 - the signature of an intrinsic
    """Return a named tuple of the same arrays that owns none of them.

    Safe as long as the caller's arrays outlive the result: never return or keep it.
    """

    def write(context, builder, signature, arguments):
        (kind,), (value,) = signature.args, arguments
        members = []
        for number, member in enumerate(kind.types):
            item = builder.extract_value(value, number)
            if isinstance(member, types.Array):
                view = context.make_array(member)(context, builder, item)
                view.meminfo = cgutils.get_null_value(view.meminfo.type)
                item = view._getvalue()  # noqa: SLF001 - numba's own way
            members.append(item)
        return context.make_tuple(builder, kind, members)

    return group(group), write
