"""Taking over from an earlier plant: a block is the same only if every profile of it is."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from twin.dispatch.rules import Rules
from twin.network.pack import pack
from twin.plant import Plant
from twin.primitives import Profile, Purpose, Sink, Source, Storage
from twin.resettle import take_over
from twin.timeline import Timeline

SPAN = Timeline(dt.date(2025, 3, 3), 2, 60)
HOURS = np.arange(SPAN.n_steps, dtype=np.float64)
BASE = {"wanted": 5.0 + HOURS % 7, "price": 300.0 + HOURS % 24, "limit": 9.0 + HOURS % 3}


def fuel(name, wanted, price, limit):
    """Return a purchase and a demand on a bus of its own."""
    return [
        Source(
            f"{name}-buy", name, Purpose.PURCHASE, Profile(base=limit), cost=Profile(base=price)
        ),
        Sink(f"{name}-use", name, Purpose.USE, fixed=Profile(base=wanted)),
    ]


def plant(store_mwh=2.0, **changed):
    """Return a plant with two blocks without stores and one with a store."""
    power = fuel("electricity", **{key: value.copy() for key, value in BASE.items()})
    power.append(Storage("battery", "electricity", store_mwh, 1.0, 1.0, planned=True))
    coal = fuel("raw_coal", **{key: value.copy() for key, value in BASE.items()})
    gas = fuel("natural_gas", **{key: value.copy() for key, value in {**BASE, **changed}.items()})
    return Plant(pack([*power, *coal, *gas], SPAN), Rules())


def settled(found):
    found.settle(SPAN.n_steps)
    return found


def taken(found):
    return sorted(found.network.blocks[i].buses[0] for i in found._taken)


def content(found):
    states = [block.state for block in found.network.blocks]
    return [(s.activity.tobytes(), s.price.tobytes(), s.level.tobytes()) for s in states]


@pytest.mark.parametrize("key", BASE)
def test_a_block_with_another_profile_is_settled_again(key):
    other = BASE[key].copy()
    other[-1] += 1e-6
    now = plant(**{key: other})
    take_over(now, settled(plant()))
    assert taken(now) == ["raw_coal"]
    assert content(settled(now)) == content(settled(plant(**{key: other})))


def test_a_block_with_a_store_is_settled_again_unless_nothing_changed():
    now = plant(store_mwh=3.0)
    take_over(now, settled(plant()))
    assert taken(now) == ["natural_gas", "raw_coal"]
    assert content(settled(now)) == content(settled(plant(store_mwh=3.0)))
    again = plant()
    take_over(again, settled(plant()))
    assert again.settled == SPAN.n_steps
    assert content(again) == content(settled(plant()))


def test_nothing_is_taken_over_from_who_was_watched():
    watched = plant()
    watched.command(0, "raw_coal-buy", 0.5)
    now = plant()
    take_over(now, settled(watched))
    assert taken(now) == []
    assert content(settled(now)) == content(settled(plant()))


def test_only_a_fresh_plant_takes_over_and_only_from_a_settled_one():
    with pytest.raises(ValueError, match="fresh"):
        take_over(plant(), plant())
    with pytest.raises(ValueError, match="fresh"):
        take_over(settled(plant()), settled(plant()))
