"""What a component is, and the registry by which its type is found.

A component is an asset's nameplate: a frozen model with one method that turns it into
primitives. Adding a component is adding one file here (or in a plug-in folder).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from twin.context import Context
from twin.errors import InputError
from twin.plugins import load_plugins
from twin.primitives import Primitive
from twin.zones import Zone

Part = Primitive | Zone


class ComponentSpec(BaseModel):
    """Base of all components."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the primitives (and building zones) of a component called ``name``."""
        raise NotImplementedError

    def facts(self) -> dict[str, float]:
        """Return what accounts should know that flows cannot tell."""
        return {}


_REGISTRY: dict[str, type[ComponentSpec]] = {}
Spec = TypeVar("Spec", bound=type[ComponentSpec])


def component(type_name: str) -> Callable[[Spec], Spec]:
    """Register a component under the name used in park files (``type: NAME``)."""

    def register(spec: Spec) -> Spec:
        _REGISTRY[type_name] = spec
        return spec

    return register


@lru_cache(maxsize=1)
def _load_all() -> None:
    package = importlib.import_module("twin.components")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"twin.components.{module.name}")
    load_plugins("components")


def component_types() -> dict[str, type[ComponentSpec]]:
    """Return all component types by name, plug-ins included."""
    _load_all()
    return dict(sorted(_REGISTRY.items()))


def component_type(name: str) -> type[ComponentSpec]:
    """Return one component type.

    Raises
    ------
    InputError
        If there is none of this name.
    """
    types = component_types()
    if name not in types:
        raise InputError(f"no component type '{name}'; there are: {', '.join(types)}")
    return types[name]
