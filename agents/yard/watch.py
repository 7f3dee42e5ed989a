"""Stations that go by the park's energy system: what they saw yesterday is today's forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.yard.strategies import charging_strategy, common_forecast
from twin.clock import Process
from twin.hindsight import day_before
from twin.timeline import SECONDS_PER_DAY

if TYPE_CHECKING:
    from agents.yard.keeper import YardKeeper


def watch(keeper: YardKeeper) -> Process:
    """Look at the plant at every midnight and tell the yard what the day may bring.

    Spare generation and the worth of power are taken to be as on the day before (with what error
    the strategy adds): what clouds and production change is the forecast's error, and shows in the
    ledger. What the stations themselves drew is added back, since they may draw it again. On the
    first day nothing is known and nothing is spare.
    """
    park, signals, luck = keeper.park, keeper.signals, keeper.world.streams.get
    rows = keeper.members.stations.values()
    forecast = common_forecast(charging_strategy(row.strategy) for row in rows)
    while True:
        yield park.clock.wait(SECONDS_PER_DAY, "station")
        seen = day_before(park.plant(), park.clock.now, keeper.members.stations)
        if seen is None or seen.span.stop >= keeper.world.timeline.n_steps:
            continue
        ahead = slice(seen.span.stop, 2 * seen.span.stop - seen.span.start)
        spare = np.maximum(seen.spare_mw, 0.0)
        if forecast is not None:
            signals.surplus_mw[ahead] = spare
            signals.surplus_seen_mw[ahead] = forecast.of_tomorrow(spare, luck)
            signals.value_seen[ahead] = forecast.of_tomorrow(seen.value, luck)
