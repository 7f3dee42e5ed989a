"""Outages: multiply what a component can do by a meter that agents set to 1 or 0."""

from __future__ import annotations

from dataclasses import replace

from twin.errors import InputError
from twin.primitives import Converter, Primitive, Profile, Rate, Sink, Source, as_profile


def with_availability(item: Primitive, meter: str) -> Primitive:
    """Return a primitive whose capacity follows ``meter``.

    Raises
    ------
    InputError
        If it already follows meters, or has no capacity to reduce.
    """
    if isinstance(item, Source | Sink):
        if item.fixed is not None or item.limit is None:
            return item
        return replace(item, limit=_times(item.limit, meter, item.name))
    if isinstance(item, Converter):
        if item.activity is not None or item.capacity is None:
            return item
        return replace(item, capacity=_times(item.capacity, meter, item.name))
    return replace(item, availability=_times(item.availability, meter, item.name))


def _times(rate: Rate, meter: str, name: str) -> Profile:
    profile = as_profile(rate)
    if profile.meters:
        raise InputError(f"{name}: its capacity already follows meters, so it cannot have outages")
    return replace(profile, meters=(meter,))
