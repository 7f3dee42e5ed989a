"""Water: a central plant's balance by hand, and what happens at its limits."""

from __future__ import annotations

import pytest

from tests.components.skies import ledger_of
from tests.small import electric, make

HOURS = 48.0


def wet(line=None, works=500.0, **plant):
    """Return a park whose line draws 20 m³/h fresh and 40 process, and drains 50 at 10 t/h."""
    fields = {"capacity_m3_per_h": 80.0, "reclaim_m3_per_h": 30.0} | plant
    water = {"fresh_water_m3": 2.0, "process_water_m3": 4.0, "wastewater_m3": 5.0} | (line or {})
    return electric(
        line=make("production_line", meter="out", product="x", unit="t", **water),
        works=make("water_works", capacity_m3_per_h=works),
        sewage=make("wastewater_plant", **fields),
        landfill=make("landfill"),
    )


def rates(ledger, **rows):
    return {name: ledger.total(row) / HOURS for name, row in rows.items()}


def run(parts, output=10.0):
    ledger = ledger_of(parts, rates={"out": output})
    return ledger, rates(
        ledger, intake="works/intake>fresh_water@intake",
        treated="wastewater>sewage/treatment", feed="treated_water>sewage/reclaim",
        reclaimed="sewage/reclaim>reclaimed_water", concentrate="sewage/reclaim>concentrate",
        reused="sewage/reuse>process_water", makeup="works/makeup>process_water",
        outfall="treated_water>sewage/treated_water-outfall",
        brine="concentrate>sewage/concentrate-outfall", sludge="sewage/treatment>waste_sludge",
        pumping="electricity>works/pumping", treating="electricity>sewage/treatment",
        reclaiming="electricity>sewage/reclaim",
    )  # fmt: skip


def test_central_plant_by_hand():
    """50 m³/h drained and treated; 30 fed, 21.6 reclaimed at 0.72, 8.4 concentrate, 20 let out.

    Process water: 21.6 reclaimed and 18.4 fresh; with 20 of its own the works take in 38.4.
    Electricity: 38.4 · 0.3 + 50 · 1.0 + 30 · 0.9 = 11.52 + 50 + 27 kWh. Sludge 50 · 0.6 kg.
    """
    ledger, got = run(wet())
    assert got == pytest.approx({
        "intake": 38.4, "treated": 50.0, "feed": 30.0, "reclaimed": 21.6, "concentrate": 8.4,
        "reused": 21.6, "makeup": 18.4, "outfall": 20.0, "brine": 8.4, "sludge": 0.03,
        "pumping": 0.01152, "treating": 0.05, "reclaiming": 0.027,
    })  # fmt: skip
    taken = next(r for r in ledger.rows if r.id == "works/intake>fresh_water@intake")
    assert ledger.total_paid(taken) == pytest.approx(38.4 * HOURS * 4.0)
    whole = got["intake"] + got["reused"]
    assert whole == pytest.approx(60.0)
    assert got["treated"] == pytest.approx(got["outfall"] + got["brine"] + got["reclaimed"])


def test_no_more_is_reclaimed_than_is_used():
    """10 m³/h of process water need 10 / 0.72 of feed; the rest of the 50 is let out."""
    _, got = run(wet(line={"process_water_m3": 1.0}))
    assert got["reclaimed"] == pytest.approx(10.0)
    assert got["feed"] == pytest.approx(10.0 / 0.72)
    assert got["outfall"] == pytest.approx(50.0 - 10.0 / 0.72)
    assert got["makeup"] == pytest.approx(0.0)


def test_without_a_reclaimed_line_all_is_fresh_and_all_is_let_out():
    _, got = run(wet(reclaim_m3_per_h=0.0))
    assert (got["intake"], got["outfall"], got["brine"]) == pytest.approx((60.0, 50.0, 0.0))
    assert got["reclaiming"] == 0.0


def test_reclaimed_water_dearer_than_fresh_is_left():
    """Chemicals of 4 CNY a feed are 5.56 a m³; fresh costs 4 and 0.3 kWh: nothing is reclaimed."""
    _, got = run(wet(reclaim_cny_per_m3=4.0))
    assert got["reclaimed"] == pytest.approx(0.0)
    assert got["intake"] == pytest.approx(60.0)


def test_reclaimed_water_never_serves_drinking_quality():
    """20 m³/h of fresh water stay fresh however much could be reclaimed."""
    _, got = run(wet(line={"wastewater_m3": 20.0}, capacity_m3_per_h=300.0, reclaim_m3_per_h=200.0))
    assert got["reused"] == pytest.approx(40.0)
    assert got["intake"] == pytest.approx(20.0)


def test_beyond_its_capacity_wastewater_is_a_surplus_with_a_name():
    ledger, got = run(wet(capacity_m3_per_h=42.0))
    assert got["treated"] == pytest.approx(42.0)
    assert ledger.total("wastewater>surplus") == pytest.approx(8.0 * HOURS)


def test_a_basin_holds_back_what_the_plant_cannot_take():
    """8 m³/h too much fill 200 m³ in 25 h; the other 23 h overflow: 184 m³."""
    ledger, got = run(wet(capacity_m3_per_h=42.0, basin_m3=200.0))
    assert got["treated"] == pytest.approx(42.0)
    assert ledger.total("wastewater>sewage/basin") == pytest.approx(200.0)
    assert ledger.total("wastewater>surplus") == pytest.approx(184.0)
    assert ledger.flow("wastewater>surplus")[: 25 * 4].max() == pytest.approx(0.0, abs=1e-9)


def test_works_too_small_leave_water_unserved():
    """Of 38.4 m³/h needed 30 come in: 8.4 lack, whatever the grade."""
    ledger, got = run(wet(works=30.0))
    assert got["intake"] == pytest.approx(30.0)
    lacking = [r.id for r in ledger.rows if r.purpose == "unserved" and r.unit == "m3"]
    assert sum(map(ledger.total, lacking)) == pytest.approx(8.4 * HOURS)


def test_water_that_lacks_is_not_reclaimed():
    _, got = run(wet(works=30.0))
    assert got["reused"] == pytest.approx(got["reclaimed"])


def test_water_used_again_inside_a_line_is_on_record_and_drawn_from_nobody():
    ledger, got = run(wet(line={"recirculated_m3": 30.0}))
    circuit = [r for r in ledger.rows if r.purpose == "water_recirculated"]
    assert sum(ledger.total(r.id) for r in circuit) == pytest.approx(300.0 * HOURS)
    assert got["intake"] == pytest.approx(38.4)
