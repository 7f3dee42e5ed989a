"""The public grid: import by a time-of-use tariff, export of own generation, inner transfer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from twin.components.base import ComponentSpec, Part, component
from twin.context import Context
from twin.primitives import Converter, Port, Profile, Purpose, Rate, Sink, Source, as_profile
from twin.series import NumberOrSeries
from twin.units import PowerMW

KW_PER_MW = 1000.0


@component("grid_connection")
class GridConnection(ComponentSpec):
    """The park's connection to the public grid.

    Only the own-generation bus may export, so buying to sell is impossible.

    Attributes
    ----------
    tariff : str
        Tariff by which imports are paid, demand charge included.
    import_mw, export_mw : float
        What the line carries either way.
    contract_mw, transformer_mw : float or None
        What the contract allows to be drawn, and what the transformer passes either way. The
        smallest limit binds; the row and the account of connections name it.
    energy_price_cny_per_mwh : float, series or None
        Price of the energy component that replaces the tariff's, such as a spot price; the
        tariff's adders and demand charge still apply.
    feed_in_cny_per_mwh : float, series or None
        Paid for exports; the region's price ``pv_feed_in`` if not given.
    """

    tariff: str
    import_mw: PowerMW
    export_mw: PowerMW = 0.0
    contract_mw: PowerMW | None = None
    transformer_mw: PowerMW | None = None
    energy_price_cny_per_mwh: NumberOrSeries("CNY/MWh") | None = None  # type: ignore[valid-type]
    feed_in_cny_per_mwh: NumberOrSeries("CNY/MWh") | None = None  # type: ignore[valid-type]
    origin: str = "grid"

    @property
    def import_limit(self) -> tuple[str, float]:
        """What limits import, and to how much [MW]; the first of equal ones."""
        limits = {
            "line": self.import_mw, "contract": self.contract_mw, "transformer": self.transformer_mw
        }  # fmt: skip
        given = {name: limit for name, limit in limits.items() if limit is not None}
        name = min(given, key=lambda key: given[key])
        return name, given[name]

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return import, export, and the transfer of own generation to the park's bus."""
        tariff = ctx.tariff(self.tariff)
        limited_by, limit_mw = self.import_limit
        transformer_mw = self.export_mw if self.transformer_mw is None else self.transformer_mw
        if self.energy_price_cny_per_mwh is None:
            price = Profile(base=tariff.price(ctx.timeline, ctx.calendar))
        else:
            rate = ctx.rate(self.energy_price_cny_per_mwh, "CNY/MWh")
            adders = tariff.adders_total_cny_per_mwh
            flat = as_profile(rate)
            known = flat.published
            price = (
                Profile(scale=flat.scale + adders)
                if known is None
                else Profile(base=flat.scale * known + adders)
            )
        yield Source(
            name=f"{name}/import",
            bus="electricity",
            purpose=Purpose.GRID_IMPORT,
            limit=limit_mw,
            cost=price,
            demand_cny_per_mw=tariff.demand_cny_per_kw_month * KW_PER_MW,
            origin=self.origin,
            tags={"tariff": self.tariff, "limited_by": limited_by, "limit_mw": repr(limit_mw)},
        )
        yield Sink(
            name=f"{name}/export",
            bus="electricity@own",
            purpose=Purpose.GRID_EXPORT,
            limit=min(self.export_mw, transformer_mw),
            cost=self._revenue(ctx),
            tags={"origin": "non_fossil"},
        )

    def _revenue(self, ctx: Context) -> Rate:
        """Return what an export costs: less than nothing."""
        if self.feed_in_cny_per_mwh is not None:
            return ctx.rate(self.feed_in_cny_per_mwh, "CNY/MWh", scale=-1.0)
        if not self.export_mw:
            return 0.0
        price = as_profile(ctx.price("pv_feed_in", "MWh"))
        return replace(price, scale=-price.scale)


@component("own_generation")
class OwnGeneration(ComponentSpec):
    """Brings generation without fuel inside the park to the park's bus."""

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return the lossless transfer."""
        yield Converter(
            name=name,
            inputs=(Port("electricity@own", 1.0, Purpose.TRANSFER),),
            outputs=(Port("electricity", 1.0, Purpose.TRANSFER),),
        )
