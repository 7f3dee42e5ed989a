"""What plants of power and heat share: heat that is delivered, or rejected in sight."""

from __future__ import annotations

from collections.abc import Iterator

from twin.primitives import Converter, Port, Primitive, Purpose, Sink

AIR = "~rejected"  # where heat goes that nobody wants


def inner_bus(commodity: str, name: str) -> str:
    """Return the bus of a commodity inside the plant called ``name``."""
    return f"{commodity}@{name}"


def useful_heat(name: str, level: str, owner_node: str) -> Iterator[Primitive]:
    """Yield how heat leaves a plant: to its level as far as it is wanted, the rest to the air.

    The plant puts its heat on ``level@name``; what is delivered stands in the ledger as made by
    ``owner_node``, what is not as rejected.
    """
    inside = inner_bus(level, name)
    yield Converter(
        name=f"{name}/heat",
        inputs=(Port(inside, 1.0, Purpose.TRANSFER),),
        outputs=(Port(level, 1.0, Purpose.CONVERSION, node=owner_node),),
    )
    yield Sink(
        name=f"{name}/rejected",
        bus=inside,
        purpose=Purpose.REJECTED,
        target="rejected",
    )
