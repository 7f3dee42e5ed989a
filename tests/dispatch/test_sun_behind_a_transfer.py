"""Rules see sun behind the bus of own generation as they would on the park's bus itself."""

from __future__ import annotations

import numpy as np
import pytest

from tests.peers.hydrogen_park import Given
from tests.small import NO_PEAKS, context, electric, make, settled
from twin.dispatch.regret import shortfall
from twin.primitives import Profile, Purpose, Source

OWN = "electricity@own"


def park(bus, export_mw=0.0):
    """Return three times as much sun as load at noon, a battery for the night, ten days."""
    ctx = context(10, 60, tariff=NO_PEAKS)
    light = np.clip(np.sin((ctx.timeline.hour_of_step - 5.5) / 12.0 * np.pi), 0.0, None)
    clouds = np.random.default_rng(0).uniform(0.5, 1.0, len(light))
    sun = Source("sun", bus, Purpose.OWN_GENERATION, unused=Purpose.CURTAILED,
                 limit=Profile(12.0, light * clouds))  # fmt: skip
    grid = make("grid_connection", tariff="test", import_mw=10.0, export_mw=export_mw,
                feed_in_cny_per_mwh=200.0)  # fmt: skip
    return settled(
        electric(
            grid=grid,
            load=make("demand", bus="electricity", rate="4 MW"),
            battery=make("battery", energy_mwh=30.0, power_mw=20.0),
            sun=Given(primitives=(sun,)),
        ),
        ctx,
    )


def moves(plant, name):
    (block,) = (b for b in plant.network.blocks if b.stores)
    return block.state.activity[:, block.column_index()[name]]


def test_a_transfer_between_sun_and_store_makes_no_difference():
    """A battery that took all sun left over made it look dear, and stood still the day after."""
    there, here = park(OWN), park("electricity")
    bought, ought = (moves(p, "grid/import").reshape(10, 24).sum(axis=1) for p in (there, here))
    assert bought == pytest.approx(ought, abs=1.0)
    assert shortfall(there, by_carbon=False).share_of_flexibility <= 0.13


def test_what_a_store_gives_at_night_is_not_sold_over_a_line_for_sun():
    """The sale hangs on the sun: nothing is there to be displaced, whatever the feed-in pays."""
    plant = park(OWN, export_mw=10.0)
    dark = moves(plant, "sun") == 0.0
    assert not moves(plant, "grid/export")[dark].any()
    assert moves(plant, "grid/export").sum() > 10.0
    assert (moves(plant, "battery/discharge")[dark] <= 4.0 + 1e-9).all()
    assert shortfall(plant, by_carbon=False).share_of_flexibility <= 0.35
