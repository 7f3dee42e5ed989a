"""Direct green line: plants outside the park that feed it over a line of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from twin.components.base import ComponentSpec, Part, component
from twin.context import Context
from twin.primitives import Converter, Port, Profile, Purpose, Rate, Sink, as_profile
from twin.series import NumberOrSeries
from twin.units import PowerMW, Share


@component("direct_line")
class DirectLine(ComponentSpec):
    """A line from the bus ``electricity@NAME``; plants name it as their ``line``.

    The park comes first: it takes what costs it less on the line than otherwise. What is over may
    go to the grid up to ``feed_in_mw``, to the plants' own account; the rest is curtailed. The
    plants lie outside the boundary: only what arrives counts as received.

    Attributes
    ----------
    capacity_mw : float
        At the sending end.
    loss : float
        Share lost on the line.
    price_cny_per_mwh : float or series
        Paid to the plants for what arrives.
    network_charge_cny_per_mwh : float
        Paid for what arrives beside that, as far as direct supply still pays it.
    system_charge_cny_per_kw_month : float
        Paid for capacity, used or not. By 发改价格〔2025〕1192号 near-by supply pays the network by
        capacity: the demand (or capacity) charge, and the energy charge of its voltage times
        mean load factor times 730 h, per kW connected to the public grid (recalled, K-m).
    charged_mw : float or None
        Capacity that charge is on; the line's own if not given.
    users : tuple of str
        Agents that the line serves; all if empty. Decides what is reported, not what flows.
    feed_in_mw, feed_in_cny_per_mwh : float
        Most that may go to the grid instead, and what it earns the plants' owner.
    origin : str
        Kind of generation; all are non-fossil, nuclear counts as direct supply too.
    """

    capacity_mw: PowerMW
    loss: Share = 0.02
    price_cny_per_mwh: NumberOrSeries("CNY/MWh") = 0.0  # type: ignore[valid-type]
    network_charge_cny_per_mwh: Annotated[float, Field(ge=0)] = 0.0
    system_charge_cny_per_kw_month: Annotated[float, Field(ge=0)] = 0.0
    charged_mw: PowerMW | None = None
    users: tuple[str, ...] = ()
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
            outputs=(Port("electricity", arrives, Purpose.DIRECT_SUPPLY, tags=self._tags()),),
            capacity=self.capacity_mw,
            cost=self._cost(ctx, arrives),
        )
        yield Sink(
            name=f"{name}/feed-in",
            bus=bus,
            purpose=Purpose.DIRECT_FEED_IN,
            limit=self.feed_in_mw,
            cost=ctx.rate(self.feed_in_cny_per_mwh, "CNY/MWh", scale=-1.0),
        )

    def _cost(self, ctx: Context, arrives: float) -> Rate:
        """Return price and network charge per MWh sent."""
        rate = ctx.rate(self.price_cny_per_mwh, "CNY/MWh", scale=arrives)
        if not self.network_charge_cny_per_mwh:
            return rate
        flat, charge = as_profile(rate), self.network_charge_cny_per_mwh * arrives
        if flat.published is None:
            return flat.scale + charge
        return Profile(base=flat.scale * flat.published + charge)

    def _tags(self) -> dict[str, str]:
        """Return origin, users, and the charges that the cost account tells from the price."""
        charged_mw = self.capacity_mw if self.charged_mw is None else self.charged_mw
        return {
            "origin": self.origin,
            "users": ",".join(self.users),
            "network_charge": repr(self.network_charge_cny_per_mwh),
            "system_charge": repr(self.system_charge_cny_per_kw_month),
            "charged_mw": repr(charged_mw),
        }
