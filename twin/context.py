"""What a component may know while it is turned into primitives: nothing but the world's data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.calendars import Calendar
from twin.commodities import catalogue
from twin.errors import InputError
from twin.factors import GJ_PER_MWH, FactorSet
from twin.primitives import Profile, Rate
from twin.series import SeriesRef
from twin.tariffs import Tariff
from twin.timeline import Timeline
from twin.units import factor
from twin.weather.weather import Weather

Floats = npt.NDArray[np.float64]
SeriesReader = Callable[[SeriesRef, str], Floats]


@dataclass(frozen=True)
class Price:
    """A price in its physical unit, with where it comes from.

    ``value`` is a number or a series; ``unit`` is CNY per physical unit (``CNY/m3``).
    """

    value: float | SeriesRef
    unit: str
    source: str = ""
    confidence: str = ""


def _no_series(ref: SeriesRef, unit: str) -> Floats:  # noqa: ARG001 - the signature of a reader
    raise InputError(f"no reader of files was given; cannot read {ref.file}")


@dataclass(frozen=True)
class Context:
    """The world around components.

    Attributes
    ----------
    timeline, calendar : Timeline, Calendar
    factors : FactorSet
        The fuels' heating values and carbon factors.
    prices : mapping of str to Price
    tariffs : mapping of str to Tariff
    climate : Weather or None
    read_series : callable
        Returns a series on the timeline in the unit asked for.
    """

    timeline: Timeline
    calendar: Calendar
    factors: FactorSet
    prices: Mapping[str, Price]
    tariffs: Mapping[str, Tariff]
    climate: Weather | None = None
    read_series: SeriesReader = _no_series

    @property
    def weather(self) -> Weather:
        """The weather of the span.

        Raises
        ------
        InputError
            If the park has none.
        """
        if self.climate is None:
            raise InputError("this component needs weather: give the park a climate or a file")
        return self.climate

    def rate(self, value: float | SeriesRef, unit: str, scale: float = 1.0) -> Rate:
        """Return a number or a series as a rate in ``unit``, times ``scale``."""
        if isinstance(value, SeriesRef):
            return Profile(scale=scale, base=self.read_series(value, unit))
        return value * scale

    def tariff(self, name: str) -> Tariff:
        """Return a tariff by id.

        Raises
        ------
        InputError
            If the park knows no such tariff.
        """
        if name not in self.tariffs:
            known = ", ".join(sorted(self.tariffs)) or "none"
            raise InputError(f"no tariff '{name}'; the park has: {known}")
        return self.tariffs[name]

    def price(self, item: str, unit: str) -> Rate:
        """Return the price of ``item`` in CNY per ``unit`` (MWh for energy carriers).

        A fuel's price per tonne or cubic metre is turned with the factor set's heating value.

        Raises
        ------
        InputError
            If the price is missing or its unit does not fit.
        """
        if item not in self.prices:
            known = ", ".join(sorted(self.prices)) or "none"
            raise InputError(f"no price for '{item}'; the park has: {known}")
        price = self.prices[item]
        wanted = f"CNY/{unit}"
        kind = catalogue()[item].kind if item in catalogue() else ""
        try:
            scale = factor(price.unit, wanted)
        except ValueError:
            if kind != "fuel" or unit != "MWh":
                raise InputError(
                    f"the price of {item} is in {price.unit}; expected {wanted}"
                ) from None
            fuel = self.factors.fuel(item)
            scale = self._per_heat(price, item, fuel.unit) * GJ_PER_MWH / fuel.ncv_gj_per_unit
        if isinstance(price.value, SeriesRef):
            return Profile(scale=scale, base=self.read_series(price.value, price.unit))
        return price.value * scale

    @staticmethod
    def _per_heat(price: Price, item: str, unit: str) -> float:
        try:
            return factor(price.unit, f"CNY/{unit}")
        except ValueError:
            raise InputError(
                f"the price of {item} is in {price.unit}; expected CNY/{unit} or CNY/MWh"
            ) from None
