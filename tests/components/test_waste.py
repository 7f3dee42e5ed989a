"""Waste: a recycler of limited capacity, the yard, the landfill, and hazardous waste apart."""

from __future__ import annotations

import pytest

from tests.components.skies import ledger_of
from tests.small import electric, make


def dirty(wastes=None, **more):
    """Return a park whose line makes 1 t/h of metal scrap and 0.1 t/h hazardous at 10 t/h."""
    return electric(
        line=make(
            "production_line", meter="out", product="x", unit="t", electricity_mwh=0.1,
            wastes_t=wastes or {"waste_metal": 0.1, "waste_hazardous": 0.01},
        ),
        landfill=make("landfill"),
        licensed=make("hazardous_waste_treatment"),
    ) | more  # fmt: skip


def recycler(per_day=12.0, **more):
    fields = {"categories": ("waste_metal",), "capacity_t_per_d": per_day} | more
    return make("recycler", **fields)


def yard(capacity=6.0, stock=0.0, **more):
    return make("waste_yard", category="waste_metal", capacity_t=capacity, stock_t=stock, **more)


def run(parts, output=10.0):
    return ledger_of(parts, rates={"out": output})


def paid(ledger, row_id):
    return ledger.total_paid(next(r for r in ledger.rows if r.id == row_id))


def test_recycler_then_yard_then_landfill_by_hand():
    """48 t arise in two days: 24 are used, 6 fill the yard in 12 hours, 18 are landfilled."""
    ledger = run(dirty(mill=recycler(), yard=yard()))
    assert ledger.total("line>waste_metal") == pytest.approx(48.0)
    assert ledger.total("waste_metal>mill/waste_metal") == pytest.approx(24.0)
    assert ledger.total("waste_metal>yard") == pytest.approx(6.0)
    buried = ledger.flow("waste_metal>landfill/waste_metal")
    assert buried.sum() == pytest.approx(18.0)
    assert buried[: 12 * 4].max() == pytest.approx(0.0, abs=1e-9)
    assert buried[12 * 4 :] == pytest.approx(0.125)  # half a tonne an hour
    assert paid(ledger, "waste_metal>landfill/waste_metal") == pytest.approx(18.0 * 200.0)
    assert paid(ledger, "product/recycled@mill>mill/works") == pytest.approx(-24.0 * 20.0)


def test_hazardous_waste_goes_to_the_licensed_treatment_alone():
    """4.8 t at 2,500 CNY; neither recycler nor landfill may take it."""
    ledger = run(dirty(mill=recycler(per_day=100.0)))
    row = "waste_hazardous>licensed"
    assert ledger.total(row) == pytest.approx(4.8)
    assert paid(ledger, row) == pytest.approx(12_000.0)
    takers = {r.target for r in ledger.rows if r.out_of == "waste_hazardous"}
    assert takers == {"licensed", "surplus"}
    for type_name in ("recycler", "landfill", "waste_yard"):
        fields = (
            {"category": "waste_hazardous", "capacity_t": 1.0} if type_name == "waste_yard"
            else {"categories": ("waste_hazardous",)}
        )  # fmt: skip
        with pytest.raises(ValueError, match="not general waste"):
            make(type_name, **fields | ({"capacity_t_per_d": 1} if type_name == "recycler" else {}))


def test_hazardous_waste_beyond_the_licence_is_a_surplus_with_a_name():
    licensed = make("hazardous_waste_treatment", capacity_t_per_d=1.2)
    ledger = run(dirty(licensed=licensed))
    assert ledger.total("waste_hazardous>licensed") == pytest.approx(2.4)
    assert ledger.total("waste_hazardous>surplus") == pytest.approx(2.4)


def test_the_stock_of_a_yard_is_used_when_a_recycler_has_room():
    """36 t a day are 1.5 t/h: 1 t/h arises and half a tonne an hour leaves the 5 t in stock."""
    ledger = run(dirty(mill=recycler(per_day=36.0), yard=yard(capacity=20.0, stock=5.0)))
    out = ledger.flow("yard>waste_metal")
    assert out.sum() == pytest.approx(5.0)
    assert out[: 10 * 4] == pytest.approx(0.125)
    assert ledger.total("waste_metal>landfill/waste_metal") == pytest.approx(0.0, abs=1e-9)


def test_nobody_pays_to_landfill_what_lies_in_the_yard():
    ledger = run(dirty(yard=yard(capacity=20.0, stock=20.0)))
    assert ledger.total("yard>waste_metal") == pytest.approx(0.0, abs=1e-9)
    assert ledger.total("waste_metal>landfill/waste_metal") == pytest.approx(48.0)


def test_handling_limits_what_a_yard_takes():
    ledger = run(dirty(yard=yard(capacity=100.0, handling_t_per_h=0.25)))
    assert ledger.total("waste_metal>yard") == pytest.approx(12.0)


def test_a_recycler_shares_one_capacity_among_its_categories_and_uses_power():
    """1 t/h of metal and 0.5 of paper against 1.2 t/h: 57.6 t used, 14.4 left; 50 kWh a tonne."""
    mill = recycler(
        per_day=28.8, categories=("waste_metal", "waste_paper"), electricity_kwh_per_t=50.0
    )
    ledger = run(dirty({"waste_metal": 0.1, "waste_paper": 0.05}, mill=mill))
    used = [ledger.total(f"{c}>mill/{c}") for c in ("waste_metal", "waste_paper")]
    left = [ledger.total(f"{c}>landfill/{c}") for c in ("waste_metal", "waste_paper")]
    power = [ledger.total(f"electricity>mill/{c}") for c in ("waste_metal", "waste_paper")]
    assert sum(used) == pytest.approx(57.6)
    assert sum(left) == pytest.approx(14.4)
    assert sum(power) == pytest.approx(57.6 * 0.05)


def test_a_recycler_dearer_than_the_landfill_gets_nothing():
    ledger = run(dirty(mill=recycler(price_cny_per_t=250.0)))
    assert ledger.total("waste_metal>mill/waste_metal") == pytest.approx(0.0, abs=1e-9)


def test_a_stock_beyond_the_yard_is_refused():
    with pytest.raises(ValueError, match="stock_t exceeds"):
        yard(capacity=5.0, stock=6.0)
