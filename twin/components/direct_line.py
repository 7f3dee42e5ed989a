"""Direct green line: plants outside the park that feed it over a line of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from twin.components.base import ComponentSpec, Part, component
from twin.context import Context
from twin.primitives import Converter, Port, Purpose, Sink
from twin.series import NumberOrSeries
from twin.units import PowerMW, Share


@component("direct_line")
class DirectLine(ComponentSpec):
    """A line from the bus ``electricity@NAME``; plants name it as their ``line``.

    What the park does not take may go to the grid up to ``feed_in_mw``; the rest is curtailed.
    The plants lie outside the boundary: only what arrives counts as received.

    Attributes
    ----------
    capacity_mw : float
        At the sending end.
    loss : float
        Share lost on the line.
    price_cny_per_mwh : float or series
        Paid for what arrives, network charges included.
    feed_in_mw, feed_in_cny_per_mwh : float
        Most that may go to the grid instead, and what it earns.
    origin : str
        Kind of generation; all are non-fossil, nuclear counts as direct supply too.
    """

    capacity_mw: PowerMW
    loss: Share = 0.02
    price_cny_per_mwh: NumberOrSeries("CNY/MWh") = 0.0  # type: ignore[valid-type]
    feed_in_mw: PowerMW = 0.0
    feed_in_cny_per_mwh: NumberOrSeries("CNY/MWh") = 0.0  # type: ignore[valid-type]
    origin: Literal["renewable", "hydro", "nuclear"] = "renewable"

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the line and its feed-in."""
        bus = f"electricity@{name}"
        arrives = 1.0 - self.loss
        yield Converter(
            name=name,
            inputs=(Port(bus, 1.0, Purpose.TRANSFER),),
            outputs=(
                Port("electricity", arrives, Purpose.DIRECT_SUPPLY, tags={"origin": self.origin}),
            ),
            capacity=self.capacity_mw,
            cost=ctx.rate(self.price_cny_per_mwh, "CNY/MWh", scale=arrives),
        )
        yield Sink(
            name=f"{name}/feed-in",
            bus=bus,
            purpose=Purpose.DIRECT_FEED_IN,
            limit=self.feed_in_mw,
            cost=ctx.rate(self.feed_in_cny_per_mwh, "CNY/MWh", scale=-1.0),
        )
