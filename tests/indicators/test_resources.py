"""Waste, water and waste heat from rows: what is in the rate, and what must not be."""

from __future__ import annotations

import pytest

from tests.accounts.ledgers import ledger, row
from twin.accounts.collect import Boundary
from twin.accounts.resources import Resources
from twin.primitives import Purpose

KINDS = ("heat", "cold", "pressure")


def resources(*rows, outside=()):
    return Resources(ledger(*rows), Boundary(frozenset(outside)))


def read(terms):
    return {term.id: term.value for term in terms}


def tonnes(purpose, amount, name, commodity="waste_ash", **more):
    return row(purpose, amount, name, commodity, "t", **more)


def arising(amount, name="line", commodity="waste_ash", **more):
    return tonnes(Purpose.WASTE_ARISING, amount, name, commodity, side="in", **more)


def used(amount, name="kiln", commodity="waste_ash"):
    return tonnes(Purpose.WASTE_USED, amount, name, commodity)


def yard(charged, drawn, name="yard", commodity="waste_ash"):
    return (
        tonnes(Purpose.CHARGE, charged, name, commodity),
        tonnes(Purpose.DISCHARGE, drawn, name, commodity, side="in"),
    )


def rate(*rows, **more):
    got = read(resources(*rows, **more).waste())
    return got["waste.used_t"], got["waste.base_t"]


def test_waste_rate_is_used_over_arising():
    """1,000 arise, 700 used, 300 to landfill: 70 %."""
    rows = arising(1000.0), used(700.0), tonnes(Purpose.WASTE_DISPOSED, 300.0, "fill")
    assert rate(*rows) == pytest.approx((700.0, 1000.0))
    assert read(resources(*rows).waste())["waste.disposed_t"] == pytest.approx(300.0)


def test_use_of_earlier_stock_stands_above_and_below():
    """1,000 arise, 1,150 used, 150 of them from the heap (200 drawn, 50 put there): 1,150/1,150."""
    assert rate(arising(1000.0), used(1150.0), *yard(50.0, 200.0)) == pytest.approx(
        (1150.0, 1150.0)
    )


def test_waste_put_in_store_is_arising_and_not_used():
    """1,000 arise, 600 used, 400 stay in the yard: 60 %."""
    assert rate(arising(1000.0), used(600.0), *yard(400.0, 0.0)) == pytest.approx((600.0, 1000.0))


def test_a_yard_that_only_buffers_adds_nothing():
    assert rate(arising(1000.0), used(900.0), *yard(300.0, 300.0)) == pytest.approx((900.0, 1000.0))


def test_earlier_stock_that_goes_to_landfill_is_not_use_of_stock():
    """Ash: 100 arise, 80 used. Sludge: 60 from the heap to landfill. 80 %, not 80 / 160."""
    got = rate(
        arising(100.0), used(80.0), *yard(0.0, 60.0, "heap", "waste_sludge"),
        tonnes(Purpose.WASTE_DISPOSED, 60.0, "fill", "waste_sludge"),
    )  # fmt: skip
    assert got == pytest.approx((80.0, 100.0))


def test_stock_of_one_category_is_at_most_what_is_used_of_it():
    """Ash heap gives 50, of which 30 are used: base 100 + 30."""
    got = rate(
        arising(100.0, "mill", "waste_metal"), used(100.0, "smelter", "waste_metal"),
        used(30.0), *yard(0.0, 50.0), tonnes(Purpose.WASTE_DISPOSED, 20.0, "fill"),
    )  # fmt: skip
    assert got == pytest.approx((130.0, 130.0))


def test_hazardous_waste_and_internal_returns_are_not_in_the_rate():
    """40 t of hazardous waste apart; anode butts and cullet are by-products, not waste."""
    rows = (
        arising(1000.0), used(800.0), arising(40.0, "cells", "waste_hazardous"),
        tonnes(Purpose.WASTE_DISPOSED, 40.0, "licensed", "waste_hazardous"),
        row(Purpose.BYPRODUCT, 500.0, "furnace", "product/cullet", "t", side="in"),
    )  # fmt: skip
    assert rate(*rows) == pytest.approx((800.0, 1000.0))
    got = read(resources(*rows).waste())
    assert (got["waste.hazardous_t"], got["waste.disposed_t"]) == pytest.approx((40.0, 0.0))


def test_waste_of_others_is_cut_off_by_category():
    """Ash: 1,000 of the park's and 500 of the tenant's, 1,200 used: two thirds are the park's.

    Metal: 100, all the park's, 90 used. 800 + 90 of 1,100.
    """
    rows = (
        arising(1000.0, owner="firm"), arising(500.0, "theirs", owner="tenant"), used(1200.0),
        arising(100.0, "mill", "waste_metal", owner="firm"), used(90.0, "smelter", "waste_metal"),
    )  # fmt: skip
    assert rate(*rows, outside=("tenant",)) == pytest.approx((890.0, 1100.0))


# --- water --------------------------------------------------------------------------------------


def test_water_reuse_with_and_without_inner_circuits():
    """Fresh 200, recirculated 700, reclaimed 100: 800 / 1,000; without circuits 100 / 300."""
    got = read(
        resources(
            row(Purpose.WATER_INTAKE, 200.0, "works", "fresh_water", "m3", side="in"),
            row(Purpose.WATER_RECIRCULATED, 700.0, "line", "recirculated_water", "m3"),
            row(Purpose.WATER_RECLAIMED, 100.0, "plant", "process_water", "m3", side="in"),
            row(Purpose.WASTEWATER, 150.0, "line", "wastewater", "m3", side="in"),
            row(Purpose.DISCHARGED, 40.0, "outfall", "treated_water", "m3"),
        ).water()
    )
    assert (got["water.reused_m3"], got["water.gross_m3"]) == pytest.approx((800.0, 1000.0))
    assert got["water.without_recirculation_m3"] == pytest.approx(300.0)
    assert (got["water.wastewater_m3"], got["water.discharged_m3"]) == pytest.approx((150.0, 40.0))


# --- waste heat ---------------------------------------------------------------------------------


def waste_heat(kind, recovered, rejected):
    tags = {"kind": kind} if kind else {}
    bus = f"waste_heat@{kind or 'plain'}"
    return (
        row(
            Purpose.RECOVERED,
            recovered,
            f"{kind}-used",
            "waste_heat",
            side="in",
            bus=bus,
            tags=tags,
        ),
        row(
            Purpose.REJECTED, rejected, f"{kind}-lost", "waste_heat", side="in", bus=bus, tags=tags
        ),
    )


ROWS = (
    *waste_heat("heat", 600.0, 400.0), *waste_heat("cold", 10.0, 190.0),
    *waste_heat("pressure", 80.0, 20.0),
)  # fmt: skip


@pytest.mark.parametrize(
    ("kinds", "recovered", "recoverable"),
    [
        # heat 600 / 1,000, cold 10 / 200, pressure 80 / 100: mean weighted by recoverable energy
        (KINDS, 690.0, 1300.0),
        (("heat", "pressure"), 680.0, 1100.0),
        (("pressure",), 80.0, 100.0),
    ],
)
def test_waste_heat_rate_by_kind(kinds, recovered, recoverable):
    got = read(resources(*ROWS).waste_heat(kinds))
    assert got["waste_heat.recovered_mwh"] == pytest.approx(recovered)
    assert got["waste_heat.recoverable_mwh"] == pytest.approx(recoverable)
    # both readings are there whatever was chosen
    assert got["waste_heat.all.recovered_mwh"] == pytest.approx(690.0)
    assert got["waste_heat.all.recoverable_mwh"] == pytest.approx(1300.0)
    assert got["waste_heat.heat_pressure.recovered_mwh"] == pytest.approx(680.0)
    assert got["waste_heat.heat_pressure.recoverable_mwh"] == pytest.approx(1100.0)


def test_waste_heat_without_a_kind_is_heat():
    got = read(resources(*waste_heat("", 5.0, 5.0)).waste_heat(KINDS))
    assert got["waste_heat.heat.recoverable_mwh"] == pytest.approx(10.0)
