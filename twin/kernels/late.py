"""Parts of a kernel that are optimised and turned into machine code once, with the kernel itself.

numba does both for each function by itself, with everything it calls, and again in each of its
callers. The yard is a hundred small functions ten calls deep: two thirds of the time that compiling
it took. A part's code is only kept here; the kernel that calls it takes what it needs of all parts.
"""

from __future__ import annotations

from numba import _dynfunc  # type: ignore[attr-defined]  # compiled, without annotations
from numba.core import typed_passes
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass


class _Part(JITCodeLibrary):
    """The code of one function, not optimised, and the names of what it calls."""

    def finalize(self):
        """Leave the code as it is."""
        self._finalized = True

    def _all(self, seen):
        """Add all that is called from here, however far down."""
        for library in self._linking_libraries:
            if library not in seen:
                seen[library] = None
                if isinstance(library, _Part):
                    library._all(seen)  # noqa: SLF001 - of the same class
        return seen

    def _get_module_for_linking(self):
        """Return the code of this part and of all that it calls."""
        if self._shared_module is not None:
            return self._shared_module
        alone = self._final_module  # other kernels link it beside what it calls
        self._final_module = alone.clone()
        for library in self._all({self: None}):
            if library is not self:
                own = isinstance(library, _Part)
                module = library._final_module.clone() if own else None  # noqa: SLF001
                module = module or library._get_module_for_linking()  # noqa: SLF001
                self._final_module.link_in(module, preserve=True)
        linked = super()._get_module_for_linking()
        self._final_module = alone
        return linked


@register_pass(mutates_CFG=True, analysis_only=False)
class _Lowering(typed_passes.NativeLowering):
    """What makes code of a typed function; here it is not made ready to run."""

    _name = "lowering_of_a_part"

    def run_pass(self, state):
        """Write the code of a function."""
        name = state.func_id.func_qualname
        state.library = _Part(state.targetctx.codegen(), name)
        state.flags.no_compile = True
        super().run_pass(state)
        result = state["cr"]

        entry = _dynfunc.make_function(
            result.fndesc.lookup_module(), name, "part", 0, result.env, (state.library,)
        )
        state.targetctx.insert_user_function(entry, result.fndesc, [state.library])
        state["cr"] = result._replace(cfunc=entry)
        return True


class Late(Compiler):
    """numba's compiler for functions that only kernels call."""

    def define_pipelines(self):
        """Return numba's own passes but for the one that would make machine code."""
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.passes = [
            (_Lowering if made_by is typed_passes.NativeLowering else made_by, why)
            for made_by, why in passes.passes
        ]
        passes.finalize()
        return [passes]
