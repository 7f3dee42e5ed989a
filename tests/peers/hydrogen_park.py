"""A park with CHP, two heat levels and hydrogen, of plain primitives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from pydantic import ConfigDict

from tests.small import TARIFF, context, electric, make
from twin.components.base import ComponentSpec, Part
from twin.context import Context
from twin.primitives import Converter, Port, Profile, Purpose, Sink, Source, Storage
from twin.spec import TwinSpec


class Given(ComponentSpec):
    """Primitives as they are given."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    primitives: tuple[Any, ...]

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the primitives."""
        return self.primitives


def converter(name, inputs, outputs, **more):
    """Return a converter from mappings of bus to coefficient."""
    ins = tuple(Port(bus, amount) for bus, amount in inputs.items())
    outs = tuple(Port(bus, amount) for bus, amount in outputs.items())
    return Converter(name, ins, outs, **more)


def machines(min_load=0.0):
    """Return CHP, electrolyser, hydrogen store, fuel cell and hot-water tank."""
    return (
        converter(
            "chp", {"natural_gas": 1 / 0.42}, {"electricity": 1.0, "hot_water_95": 0.45 / 0.42},
            capacity=6.0, cost=20.0, min_load=min_load,
        ),
        converter(
            "electrolyser", {"electricity": 1.0}, {"hydrogen": 0.65, "hot_water_60": 0.15},
            capacity=10.0, cost=5.0,
        ),
        converter(
            "fuel-cell", {"hydrogen": 1.0}, {"electricity": 0.5, "hot_water_60": 0.35},
            capacity=3.0, cost=8.0,
        ),
        Storage(
            "h2-store", "hydrogen", capacity=60.0, charge_rate=6.0, discharge_rate=9.0,
            charge_efficiency=0.95, initial=15.0, throughput_cost=0.5, planned=True,
        ),
        Storage(
            "tank", "hot_water_95", capacity=30.0, charge_rate=8.0, discharge_rate=5.0,
            charge_efficiency=0.98, discharge_efficiency=0.97, standing_loss_per_h=0.01,
            initial=21.0, planned=True,
        ),
    )  # fmt: skip


def hydrogen_park(days=7, step=60, min_load=0.0, tariff=TARIFF):
    """Return the park over some days, with sun in plenty at noon."""
    ctx = context(days, step, tariff=tariff)
    hour = ctx.timeline.hour_of_step + 0.5 * ctx.timeline.step_hours
    day = np.arange(ctx.timeline.n_steps) // ctx.timeline.steps_per_day
    sun = np.clip(np.sin((hour - 6.0) / 12.0 * np.pi), 0.0, None) * (0.4 + 0.2 * (day % 4))
    night = 1.0 + 0.5 * np.cos(hour / 24.0 * 2.0 * np.pi)
    gas = ctx.price("natural_gas", "MWh")
    world = (
        Source("sun", "electricity@own", Purpose.OWN_GENERATION, limit=Profile(30.0, sun),
               unused=Purpose.CURTAILED),
        Source("gas", "natural_gas", Purpose.PURCHASE, cost=gas),
        Source("h2-trailer", "hydrogen", Purpose.PURCHASE, cost=1200.0, limit=5.0),
        Sink("h2-demand", "hydrogen", Purpose.FUEL_USE, fixed=2.0),
        Sink("hot", "hot_water_95", Purpose.USE, fixed=Profile(3.0, night)),
        Sink("warm", "hot_water_60", Purpose.USE, fixed=Profile(2.0, night)),
        Source("process", "hot_water_60", Purpose.GENERATION, fixed=0.4),
    )  # fmt: skip
    components = electric(
        load=make("demand", bus="electricity", rate="12 MW"),
        boiler=make("boiler", fuel="natural_gas", capacity_mw=9, level="hot_water_95"),
        cascade=make("heat_network", levels=("hot_water_95", "hot_water_60")),
        machines=Given(primitives=machines(min_load)),
        world=Given(primitives=world),
    )
    return TwinSpec(ctx, components)
