"""A named tuple of arrays handed on by its address.

Handing forty arrays from function to function is three hundred arguments each time: compiling the
yard took more than a minute, and every use of an array was counted. Here the outermost kernel lays
the tuple on its stack, and all others are handed one address; what they read from it is borrowed.
"""

from __future__ import annotations

from numba.core import cgutils, types
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_getattr_generic,
    models,
    register_model,
)


class Reference(types.Type):
    """The address of a named tuple of arrays."""

    def __init__(self, group):
        self.group = group
        super().__init__(name=f"reference({group})")

    @property
    def key(self):
        """What makes two such types the same."""
        return self.group


@register_model(Reference)
class _ReferenceModel(models.PrimitiveModel):
    def __init__(self, dmm, fe_type):
        pointer = dmm.lookup(fe_type.group).get_value_type().as_pointer()
        super().__init__(dmm, fe_type, pointer)


@infer_getattr
class _ReferenceFields(AttributeTemplate):
    key = Reference

    def generic_resolve(self, reference, field):
        """Return the type of a field."""
        names = reference.group.fields
        return reference.group.types[names.index(field)] if field in names else None


@lower_getattr_generic(Reference)
def _read(context, builder, reference, pointer, field):
    number = reference.group.fields.index(field)
    item = builder.load(cgutils.gep_inbounds(builder, pointer, 0, number))
    kind = reference.group.types[number]
    view = context.make_array(kind)(context, builder, item)
    view.meminfo = cgutils.get_null_value(view.meminfo.type)
    return view._getvalue()  # noqa: SLF001 - numba's own way


@intrinsic
def by_reference(typing_context, group):  # noqa: ARG001 - the signature of an intrinsic
    """Return the address of a named tuple of arrays.

    Safe as long as the caller's arrays and the calling function outlive it: never return it.
    """

    def write(context, builder, signature, arguments):
        place = cgutils.alloca_once(builder, context.get_value_type(signature.args[0]))
        builder.store(arguments[0], place)
        return place

    return Reference(group)(group), write
