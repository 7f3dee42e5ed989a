"""Solid waste: yards, recyclers with capacity, landfill; hazardous waste apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from twin.commodities import PRODUCT, catalogue
from twin.components.base import ComponentSpec, Part, component
from twin.context import Context
from twin.primitives import Converter, Port, Purpose, Sink, Storage, as_profile
from twin.units import Quantity

HAZARDOUS = "waste_hazardous"
DAY_H = 24.0
YARD_VALUE = 0.75  # of the price of disposal: a yard waits for a recycler, not for a landfill


def general_waste() -> tuple[str, ...]:
    """Return all categories of general industrial solid waste."""
    return tuple(sorted(c.id for c in catalogue().values() if c.kind == "waste"))


def _is_general(value: str) -> str:
    if value not in general_waste():
        raise ValueError(f"'{value}' is not general waste; there are: {', '.join(general_waste())}")
    return value


Category = Annotated[str, AfterValidator(_is_general)]


@component("waste_yard")
class WasteYard(ComponentSpec):
    """A yard for one category, with what earlier years left on it.

    Attributes
    ----------
    capacity_t : float
        Room.
    stock_t : float
        Content at the start of the year.
    handling_t_per_h : float
        Most that can be moved in or out.
    """

    category: Category
    capacity_t: Quantity("t", ge=0)  # type: ignore[valid-type]
    stock_t: Quantity("t", ge=0) = 0.0  # type: ignore[valid-type]
    handling_t_per_h: Quantity("t/h", gt=0) = 50.0  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _stock_fits(self) -> WasteYard:
        if self.stock_t > self.capacity_t:
            raise ValueError("stock_t exceeds capacity_t")
        return self

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the yard as a store: dearer than any recycler, cheaper than disposal."""
        price = as_profile(ctx.price("general_waste_disposal", "t"))
        disposal = price.scale * (1.0 if price.published is None else float(price.published.mean()))
        yield Storage(
            name,
            self.category,
            self.capacity_t,
            self.handling_t_per_h,
            self.handling_t_per_h,
            initial=self.stock_t,
            value=-YARD_VALUE * disposal,
            throughput_cost=0.5,
        )


@component("recycler")
class Recycler(ComponentSpec):
    """A user of general waste (cement works, board mill, feed, metal), inside or outside.

    Attributes
    ----------
    categories : tuple of str
        What it can take.
    capacity_t_per_d : float
        All categories together.
    price_cny_per_t : float
        What the park pays (positive) or earns (negative).
    """

    categories: tuple[Category, ...]
    capacity_t_per_d: Quantity("t/d", ge=0)  # type: ignore[valid-type]
    price_cny_per_t: float = -20.0
    electricity_kwh_per_t: Annotated[float, Field(ge=0)] = 0.0
    product: str = ""

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return one feed a category, all into a works of one capacity."""
        works = f"{PRODUCT}{self.product or 'recycled'}@{name}"
        for category in self.categories:
            inputs = [Port(category, 1.0, Purpose.WASTE_USED)]
            if self.electricity_kwh_per_t:
                power = self.electricity_kwh_per_t * 1e-3
                inputs.append(Port("electricity", power, Purpose.CONVERSION))
            yield Converter(
                name=f"{name}/{category}",
                inputs=tuple(inputs),
                outputs=(Port(works, 1.0, Purpose.TRANSFER, unit="t"),),
            )
        yield Sink(
            name=f"{name}/works",
            bus=works,
            purpose=Purpose.BYPRODUCT,
            limit=self.capacity_t_per_d / DAY_H,
            cost=self.price_cny_per_t,
            target="market",
        )


@component("landfill")
class Landfill(ComponentSpec):
    """Disposal of general waste (every category unless named) at the park's price."""

    categories: tuple[Category, ...] = ()

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return one sink a category."""
        for category in self.categories or general_waste():
            yield Sink(
                name=f"{name}/{category}",
                bus=category,
                purpose=Purpose.WASTE_DISPOSED,
                cost=ctx.price("general_waste_disposal", "t"),
                tags={"price": "general_waste_disposal"},
            )


@component("hazardous_waste_treatment")
class HazardousTreatment(ComponentSpec):
    """Licensed treatment of hazardous waste, never counted as use of general waste."""

    capacity_t_per_d: Quantity("t/d", ge=0) = 1000.0  # type: ignore[valid-type]

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the treatment as a sink."""
        yield Sink(
            name=name,
            bus=HAZARDOUS,
            purpose=Purpose.WASTE_DISPOSED,
            limit=self.capacity_t_per_d / DAY_H,
            cost=ctx.price("hazardous_waste_treatment", "t"),
            tags={"price": "hazardous_waste_treatment"},
        )
