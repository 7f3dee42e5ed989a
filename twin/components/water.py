"""Water: works, treatment of wastewater, reclaimed water, and the grades between them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from twin.components.base import ComponentSpec, Part, component
from twin.context import Context
from twin.primitives import Converter, Port, Purpose, Sink, Source, Storage
from twin.units import Quantity, Share

KWH = 1e-3  # MWh

# What a cubic metre in store is worth to the dispatch [CNY/m3]: wastewater waits only when the
# plant is full and leaves as soon as it is not; reclaimed water is made ahead of need, because
# it costs less than fresh water does.
_TANK_VALUE = {"wastewater": -20.0, "reclaimed_water": 3.0}


@component("water_works")
class WaterWorks(ComponentSpec):
    """Fresh water from outside, pumped in; it may also serve as process makeup water.

    Attributes
    ----------
    capacity_m3_per_h : float
        Most that can be taken in.
    pumping_kwh_per_m3 : float
        0.2-0.5 for surface water works (K-m).
    """

    capacity_m3_per_h: Quantity("m^3/h", ge=0)  # type: ignore[valid-type]
    pumping_kwh_per_m3: Annotated[float, Field(ge=0, le=5)] = 0.3

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return intake, pumping and the step from fresh to process water."""
        intake = "fresh_water@intake"
        yield Source(
            name=f"{name}/intake",
            bus=intake,
            purpose=Purpose.WATER_INTAKE,
            limit=self.capacity_m3_per_h,
            cost=ctx.price("fresh_water", "m^3"),
            tags={"price": "fresh_water"},
        )
        yield Converter(
            name=f"{name}/pumping",
            inputs=(
                Port(intake, 1.0, Purpose.TRANSFER),
                Port("electricity", self.pumping_kwh_per_m3 * KWH, Purpose.CONVERSION),
            ),
            outputs=(Port("fresh_water", 1.0, Purpose.TRANSFER),),
        )
        yield Converter(
            name=f"{name}/makeup",
            inputs=(Port("fresh_water", 1.0, Purpose.TRANSFER),),
            outputs=(Port("process_water", 1.0, Purpose.TRANSFER),),
        )


@component("wastewater_plant")
class WastewaterPlant(ComponentSpec):
    """Central treatment, a reclaimed-water line (ultrafiltration, reverse osmosis), discharge.

    Attributes
    ----------
    capacity_m3_per_h : float
        Treatment.
    treatment_kwh_per_m3 : float
        0.6-2.0 for industrial effluent.
    sludge_t_per_m3 : float
        Dewatered sludge.
    reclaim_m3_per_h : float
        Feed of the reclaimed-water line; 0 for none.
    reclaim_recovery : float
        Reclaimed per feed (0.70-0.75 single-stage RO); the rest is concentrate.
    reclaim_kwh_per_m3 : float
        Per feed.
    treatment_cny_per_m3, reclaim_cny_per_m3 : float
        Chemicals and upkeep, electricity apart.
    basin_m3, tank_m3 : float
        Equalisation basin before, tank of reclaimed water behind.
    """

    capacity_m3_per_h: Quantity("m^3/h", ge=0)  # type: ignore[valid-type]
    treatment_kwh_per_m3: Annotated[float, Field(ge=0, le=20)] = 1.0
    sludge_t_per_m3: Annotated[float, Field(ge=0, le=0.05)] = 6e-4
    treatment_cny_per_m3: Annotated[float, Field(ge=0)] = 2.0
    reclaim_m3_per_h: Quantity("m^3/h", ge=0) = 0.0  # type: ignore[valid-type]
    reclaim_recovery: Share = 0.72
    reclaim_kwh_per_m3: Annotated[float, Field(ge=0, le=20)] = 0.9
    reclaim_cny_per_m3: Annotated[float, Field(ge=0)] = 1.0
    basin_m3: Quantity("m^3", ge=0) = 0.0  # type: ignore[valid-type]
    tank_m3: Quantity("m^3", ge=0) = 0.0  # type: ignore[valid-type]

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return basin, treatment, reclaimed-water line, tank and outfalls."""
        yield self._treatment(name)
        yield self._reclaim(name)
        yield Converter(
            name=f"{name}/reuse",
            inputs=(Port("reclaimed_water", 1.0, Purpose.TRANSFER),),
            outputs=(Port("process_water", 1.0, Purpose.WATER_RECLAIMED),),
        )
        for water in ("treated_water", "concentrate"):
            yield Sink(f"{name}/{water}-outfall", water, Purpose.DISCHARGED)
        yield _tank(f"{name}/basin", "wastewater", self.basin_m3)
        yield _tank(f"{name}/tank", "reclaimed_water", self.tank_m3)

    def _treatment(self, name: str) -> Converter:
        return Converter(
            name=f"{name}/treatment",
            inputs=(
                Port("wastewater", 1.0, Purpose.TRANSFER),
                Port("electricity", self.treatment_kwh_per_m3 * KWH, Purpose.CONVERSION),
            ),
            outputs=(
                Port("treated_water", 1.0, Purpose.TRANSFER),
                Port("waste_sludge", self.sludge_t_per_m3, Purpose.WASTE_ARISING),
            ),
            capacity=self.capacity_m3_per_h,
            cost=self.treatment_cny_per_m3,
        )

    def _reclaim(self, name: str) -> Converter:
        return Converter(
            name=f"{name}/reclaim",
            inputs=(
                Port("treated_water", 1.0, Purpose.TRANSFER),
                Port("electricity", self.reclaim_kwh_per_m3 * KWH, Purpose.CONVERSION),
            ),
            outputs=(
                Port("reclaimed_water", self.reclaim_recovery, Purpose.TRANSFER),
                Port("concentrate", 1.0 - self.reclaim_recovery, Purpose.TRANSFER),
            ),
            capacity=self.reclaim_m3_per_h,
            cost=self.reclaim_cny_per_m3,
        )


def _tank(name: str, bus: str, size_m3: float) -> Storage:
    """Return a tank that fills or empties within an hour at the most."""
    return Storage(
        name, bus, size_m3, size_m3, size_m3, value=_TANK_VALUE[bus], throughput_cost=0.01
    )
