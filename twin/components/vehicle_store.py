"""Batteries of vehicles that also give power back: one store, and the stations that fill it.

What vehicles take, drive and give back is metered, so nothing here is chosen. A station moves
power between the park's bus and the bus of the store, ``electricity@STORE``; driving is a use on
that bus; and the store keeps the difference. So power that comes back is no generation: it stands
in no supply of any account, and its origin is what the store was filled with.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, model_validator

from twin.components.base import ComponentSpec, Part, component
from twin.components.cogeneration import inner_bus
from twin.context import Context
from twin.primitives import Converter, Port, Profile, Purpose, Sink, Storage
from twin.units import EnergyMWh, PowerMW

TRANSPORT = {"activity": "transport"}
LOST = "electricity@~lost"


@component("vehicle_store")
class VehicleStore(ComponentSpec):
    """The batteries of all vehicles that share stations, as one store.

    If the meters do not close (driven more than was filled), the rest is unserved on its bus.

    Attributes
    ----------
    capacity_mwh, initial_mwh : float
        Usable energy of all batteries, and what is in them at the start.
    power_mw : float
        Most that all together take or give; not less than their plugs or motors.
    drive : tuple of str
        Meters of what driving takes from the batteries [MW].
    """

    capacity_mwh: EnergyMWh
    initial_mwh: EnergyMWh
    power_mw: PowerMW
    drive: Annotated[tuple[str, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _holds_its_content(self) -> Self:
        if self.initial_mwh > self.capacity_mwh:
            raise ValueError(f"initial_mwh: at most capacity_mwh, {self.capacity_mwh:g}")
        return self

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return the store, which balances its bus, and what is driven."""
        inside = inner_bus("electricity", name)
        yield Storage(
            name=name,
            bus=inside,
            capacity=self.capacity_mwh,
            charge_rate=self.power_mw,
            discharge_rate=self.power_mw,
            initial=self.initial_mwh,
        )
        yield Sink(
            name=f"{name}/driven",
            bus=inside,
            purpose=Purpose.USE,
            fixed=Profile(meters=self.drive),
            tags=TRANSPORT,
        )


@component("vehicle_charger")
class VehicleCharger(ComponentSpec):
    """Plugs or a rack through which vehicles of a ``vehicle_store`` take power and give it back.

    Attributes
    ----------
    store : str
        Name of the ``vehicle_store``.
    charge, feed : tuple of str
        Meters of what is taken from the park and given back, both at the park's side [MW].
    efficiency : float
        One way, both ways alike.
    """

    store: Annotated[str, Field(min_length=1)]
    charge: Annotated[tuple[str, ...], Field(min_length=1)]
    feed: tuple[str, ...] = ()
    efficiency: Annotated[float, Field(gt=0.5, le=1)] = 0.95

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return the way in and the way back; what either loses is a row."""
        inside = inner_bus("electricity", self.store)
        yield _way(f"{name}/charge", self.charge, ("electricity", 1.0), (inside, self.efficiency))
        if self.feed:
            yield _way(f"{name}/feed", self.feed, (inside, 1.0 / self.efficiency),
                       ("electricity", 1.0))  # fmt: skip


def _way(
    name: str, meters: tuple[str, ...], frm: tuple[str, float], to: tuple[str, float]
) -> Converter:
    """Return a metered transfer between two buses with its loss."""
    outputs = [Port(to[0], to[1], Purpose.TRANSFER)]
    if frm[1] > to[1]:
        outputs.append(Port(LOST, frm[1] - to[1], Purpose.LOSS, tags=TRANSPORT))
    return Converter(
        name=name,
        inputs=(Port(frm[0], frm[1], Purpose.TRANSFER),),
        outputs=tuple(outputs),
        activity=Profile(meters=meters),
    )
