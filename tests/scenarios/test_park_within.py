"""A park within the park: what counts belongs to the assessed firms; the bill is the whole's."""

from __future__ import annotations

from functools import lru_cache

import pytest

from scenarios.run import run_park
from tests.parks import small_park

INSIDE = ["cells"]


@lru_cache(maxsize=4)
def year(*inside):
    boundary = {"boundary": {"scope": "within", "inside": list(inside)}} if inside else {}
    return run_park(small_park(boundary))


def used(result, commodity, owner):
    rows = result.ledger.select("use", commodities=(commodity,), owners=(owner,))
    return sum(result.ledger.total(row.id) for row in rows)


def test_water_is_what_the_firms_inside_take():
    whole, within = year(), year(*INSIDE)
    waters = ("fresh_water", "process_water")
    mine = sum(used(whole, water, "cells") for water in waters)
    every = mine + sum(used(whole, water, "machines") for water in waters)
    for term in ("water.fresh_m3", "water.reclaimed_m3"):
        assert within.value(term) == pytest.approx(whole.value(term) * mine / every, rel=1e-9)
    assert within.value("water.without_recirculation_m3") == pytest.approx(mine, rel=1e-6)


def test_pv_counts_on_the_roofs_that_count():
    """The plant stands on the machine works: inside with it, and outside with it."""
    assert year("machines").value("roof.covered_m2") > 0.0
    assert year(*INSIDE).value("roof.covered_m2") == 0.0


def test_the_bill_is_the_whole_parks():
    for term in ("cost.total_cny", "cost.carbon_cny", "cost.fuel_cny"):
        assert year(*INSIDE).value(term) == pytest.approx(year().value(term), rel=1e-12)


def test_everybody_inside_is_the_whole_park():
    names = ("machines", "cells", "office", "trucks", "sweepers")
    for term in ("carbon.park.total_t", "water.fresh_m3", "waste_heat.recovered_mwh"):
        assert year(*names).value(term) == pytest.approx(year().value(term), rel=1e-12)
