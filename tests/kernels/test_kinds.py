"""Types written down for calls by address are those of real blocks; another type is refused."""

from __future__ import annotations

import numba as nb
import pytest

from tests.small import electric, make, plant
from twin.dispatch.rules import Rules
from twin.kernels.apart import address_of
from twin.kernels.kinds import kind_of
from twin.kernels.step import SETTLE_TYPE, Work, settle
from twin.kernels.store_value import VALUE_TYPE


def test_types_are_those_of_a_block_with_stores_and_a_demand_charge():
    network = plant(electric(battery=make("battery", energy_mwh=4, power_mw=1))).network
    (number,) = network.planned
    block, near = Rules()._beside(network, number)
    handed = (block.problem, block.state, block.work, block.demand, 0, 1, 24)
    assert SETTLE_TYPE.args == tuple(map(nb.typeof, handed))
    assert VALUE_TYPE.args == tuple(map(nb.typeof, (block.problem, block.state, near, 24, 24)))


def test_a_field_that_is_not_there_is_refused():
    with pytest.raises(TypeError, match="Work has no circle"):
        kind_of(Work, circle=nb.float64[::1])


def test_another_result_is_refused():
    with pytest.raises(TypeError, match="was asked"):
        address_of(settle, nb.float64(*SETTLE_TYPE.args))
