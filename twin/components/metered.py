"""Demand and supply that are simply given: a number, a metered series, or meters of agents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from twin.commodities import catalogue, commodity_of, place_of
from twin.components.base import ComponentSpec, Part, component
from twin.context import Context
from twin.primitives import Profile, Purpose, Rate, Sink, Source
from twin.series import NumberOrSeries, SeriesRef
from twin.units import convert

RATE_UNITS = {"MWh": "MW", "m3": "m^3/h", "t": "t/h"}
BOUGHT = {
    "electricity": Purpose.GRID_IMPORT,
    "heat": Purpose.HEAT_IMPORT,
    "fuel": Purpose.PURCHASE,
    "water": Purpose.WATER_INTAKE,
}


def _known(value: str) -> str:
    if commodity_of(value) not in catalogue():
        raise ValueError(f"unknown commodity '{commodity_of(value)}'")
    return value


Bus = Annotated[str, AfterValidator(_known)]
RateText = Annotated[float | str | SeriesRef, Field(union_mode="smart")]


def rate_unit(bus: str) -> str:
    """Return the unit of a rate on a bus (MW, m^3/h, t/h)."""
    return RATE_UNITS[catalogue()[commodity_of(bus)].unit]


def _at_least_nothing(field: str, value: float | str | SeriesRef, bus: str) -> None:
    """Refuse a rate below zero, which would be energy for nothing; series check their own rows."""
    if isinstance(value, SeriesRef):
        return
    rate = convert(value, rate_unit(bus)) if isinstance(value, str) else value
    if rate < 0.0:
        raise ValueError(f"{field}: {rate:g} {rate_unit(bus)}; expected at least 0")


def _rate(value: float | str | SeriesRef, bus: str, ctx: Context) -> Rate:
    unit = rate_unit(bus)
    if isinstance(value, str):
        return convert(value, unit)
    return ctx.rate(value, unit)


@component("demand")
class Demand(ComponentSpec):
    """A demand that must be served.

    Attributes
    ----------
    bus : str
        Where it is drawn: a commodity, or commodity@place.
    rate : number, text with unit, or series
        Demand over time; left out when ``meters`` are given.
    meters : tuple of str
        Meters of agents that follow events, in MW, m³/h or t/h.
    efficiency : float
        Share of what is drawn that arrives where the meters are (a charger's efficiency).
    use : str
        ``use``, ``fuel`` (burned) or ``feedstock``.
    activity : str
        Kind of fuel use in the park method: terminal, transport, heating, power.
    """

    bus: Bus
    rate: RateText = 0.0
    meters: tuple[str, ...] = ()
    efficiency: Annotated[float, Field(gt=0, le=1)] = 1.0
    use: Literal["use", "fuel", "feedstock"] = "use"
    activity: Literal["terminal", "transport", "heating", "power"] = "terminal"

    @model_validator(mode="after")
    def _takes(self) -> Self:
        _at_least_nothing("rate", self.rate, self.bus)
        return self

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the demand as a fixed sink."""
        if self.meters:
            fixed: Rate = Profile(scale=1.0 / self.efficiency, meters=self.meters)
        else:
            rate = _rate(self.rate, self.bus, ctx)
            fixed = (
                Profile(rate.scale / self.efficiency, rate.base)
                if isinstance(rate, Profile)
                else rate / self.efficiency
            )
        purposes = {
            "use": Purpose.USE,
            "fuel": Purpose.FUEL_USE,
            "feedstock": Purpose.FEEDSTOCK_USE,
        }
        kind = catalogue()[commodity_of(self.bus)].kind
        purpose = purposes[self.use]
        if kind == "fuel" and purpose is Purpose.USE:
            purpose = Purpose.FUEL_USE
        yield Sink(
            name=name,
            bus=self.bus,
            purpose=purpose,
            fixed=fixed,
            tags={"activity": self.activity},
        )


@component("supply")
class Supply(ComponentSpec):
    """A supply up to an available rate at a price, such as a metered plant.

    Attributes
    ----------
    available : number, text with unit, or series
        Most that can be taken.
    price : float or series
        Paid per unit taken.
    kind : str
        ``own_generation`` (power made in the park without fuel), ``generation`` (power of a plant
        outside, on ``electricity@LINE``) or ``purchase``: bought power counts as grid power
        whatever its origin, bought heat as bought heat (``origin`` ``non_fossil`` if it is),
        fresh water as intake. What no account could hold is refused.
    """

    bus: Bus
    available: RateText
    price: NumberOrSeries("dimensionless") = 0.0  # type: ignore[valid-type]
    kind: Literal["own_generation", "generation", "purchase"] = "purchase"
    origin: str = ""

    @model_validator(mode="after")
    def _is_accounted(self) -> Self:
        _at_least_nothing("available", self.available, self.bus)
        what = catalogue()[commodity_of(self.bus)].kind
        if self.kind != "purchase" and what != "electricity":
            raise ValueError(f"kind: {self.kind} is of electricity alone; {self.bus} is bought")
        if self.kind == "generation" and place_of(self.bus) in {"", "own"}:
            raise ValueError("kind: generation is outside the park: its bus is electricity@LINE")
        if self.kind == "own_generation" and place_of(self.bus) not in {"", "own"}:
            raise ValueError("kind: own_generation is in the park: its bus is electricity@own")
        if self.kind == "purchase" and what not in BOUGHT:
            known = ", ".join(sorted(BOUGHT))
            raise ValueError(f"bus: no account holds {self.bus} that is bought; expected {known}")
        if self.kind == "purchase" and what == "electricity" and self.bus != "electricity":
            raise ValueError("kind: what is bought comes to bus electricity (it may not be resold)")
        return self

    @property
    def purpose(self) -> Purpose:
        """What the supply counts as."""
        if self.kind != "purchase":
            return Purpose(self.kind)
        if commodity_of(self.bus) == "wastewater":
            return Purpose.WASTEWATER
        return BOUGHT[catalogue()[commodity_of(self.bus)].kind]

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the supply as a source; of generation, what is not taken is curtailed."""
        yield Source(
            name=name,
            bus=self.bus,
            purpose=self.purpose,
            limit=_rate(self.available, self.bus, ctx),
            cost=ctx.rate(self.price, f"CNY/{catalogue()[commodity_of(self.bus)].unit}"),
            unused=None if self.kind == "purchase" else Purpose.CURTAILED,
            origin=self.origin,
        )
