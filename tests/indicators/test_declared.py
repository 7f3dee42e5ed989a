"""Indicators of recorded facts: dates on the edge, roofs, buildings, transport, footprints."""

from __future__ import annotations

import datetime as dt

import pytest

from twin.accounts.declared import declared_terms
from twin.facts import Fact, Facts

END = dt.date(2025, 12, 31)


def day(text):
    return dt.date.fromisoformat(text) if text else None


def fact(key, value=1.0, note="", date="", agent="firm"):
    return Fact(agent, key, value, "", day(date), note)


def terms(*facts, ends=END, tce=None):
    return {t.id: t for t in declared_terms(Facts(facts), ends, tce or {})}


def values(*facts, **more):
    return {key: term.value for key, term in terms(*facts, **more).items()}


# --- energy diagnosis: at least 5,000 tce, within the last two years ----------------------------


@pytest.mark.parametrize(
    ("ends", "date", "counts"),
    [
        ("2025-12-31", "2025-12-31", True),
        ("2025-12-31", "2024-01-01", True),  # first day of the last two years
        ("2025-12-31", "2023-12-31", False),  # a day before
        ("2025-12-31", "2026-01-01", False),  # not yet
        ("2024-02-29", "2022-03-01", True),  # a leap day's two years begin on 1 March …
        ("2024-02-29", "2022-02-28", False),  # … and 28 February is before them
        ("2026-02-28", "2024-02-29", True),
        ("2026-02-28", "2024-02-28", False),
        ("2025-12-31", "", False),  # a diagnosis needs its date
    ],
)
def test_two_year_cycle_on_its_edges(ends, date, counts):
    got = values(fact("energy_diagnosis", date=date), ends=day(ends), tce={"firm": 9000.0})
    assert (got["diagnosis.large_users"], got["diagnosis.diagnosed"]) == (1.0, float(counts))


@pytest.mark.parametrize(("tce", "large"), [(4999.999, 0.0), (5000.0, 1.0), (5000.001, 1.0)])
def test_five_thousand_tce_are_included(tce, large):
    got = values(fact("energy_diagnosis", date="2025-05-05"), tce={"firm": tce})
    assert (got["diagnosis.large_users"], got["diagnosis.diagnosed"]) == (large, large)


def test_the_latest_diagnosis_counts_and_a_later_one_hides_none():
    """2019 and 2024 in the books, the next one planned for 2026: diagnosed."""
    dates = ("2019-01-01", "2024-06-01", "2026-03-01")
    found = terms(
        *(fact("energy_diagnosis", date=d) for d in dates), tce={"firm": 6000.0, "other": 7000.0}
    )
    assert found["diagnosis.diagnosed"].value == 1.0
    assert found["diagnosis.diagnosed"].parts[0].source == "2024-06-01"
    assert found["diagnosis.large_users"].value == 2.0


def test_small_enterprises_diagnosed_do_not_make_up_for_large_ones():
    got = values(
        fact("energy_diagnosis", date="2025-01-01", agent="small"),
        tce={"small": 10.0, "large": 9e4},
    )
    assert (got["diagnosis.large_users"], got["diagnosis.diagnosed"]) == (1.0, 0.0)


# --- roofs --------------------------------------------------------------------------------------


def test_roofs_count_by_usable_not_gross_area():
    """600 of 1,000 usable m² on 2,000 m² of gross roof: 60 %, not 30 %."""
    got = values(
        fact("roof_m2", 2000.0), fact("roof_usable_m2", 700.0),
        fact("roof_usable_m2", 300.0, agent="hall"), fact("roof_covered_m2", 600.0, agent="pv"),
    )  # fmt: skip
    assert (got["roof.usable_m2"], got["roof.covered_m2"]) == (1000.0, 600.0)


def test_gross_roofs_alone_cannot_be_judged():
    found = terms(fact("roof_m2", 2000.0), fact("roof_covered_m2", 600.0))
    assert found["roof.usable_m2"].missing
    assert found["roof.covered_m2"].missing


# --- buildings ----------------------------------------------------------------------------------

STARTED = fact("construction_started", date="2024-03-01", agent="")


def building(name, m2, built, note="none", certified=""):
    yield fact("floor_m2", m2, note, built, name)
    if note != "none":
        yield fact("building_certificate", 1.0, note, certified, name)


def test_new_floor_area_counts_from_the_start_to_the_end_of_the_year():
    """New: 1 March 2024 to 31 December 2025, both included; certified 100 + 200 of 1,000 m²."""
    got = values(
        STARTED,
        *building("old", 9000.0, "2024-02-29", "star_3", "2024-02-29"),
        *building("first", 100.0, "2024-03-01", "star_1", "2025-01-01"),
        *building("last", 200.0, "2025-12-31", "ultra_low", "2025-12-31"),
        *building("plain", 700.0, "2025-06-01"),
        *building("next-year", 5000.0, "2026-01-01", "zero", "2026-01-01"),
    )
    assert (got["building.new_m2"], got["building.new_certified_m2"]) == (1000.0, 300.0)


@pytest.mark.parametrize(
    ("certified", "m2"), [("2025-12-31", 400.0), ("2026-01-01", 0.0), ("", 0.0)]
)
def test_a_certificate_counts_from_its_date_on(certified, m2):
    """The hall stands since 2025; its certificate counts by the year's end and with a date."""
    got = values(STARTED, *building("hall", 400.0, "2025-02-01", "star_2", certified))
    assert got["building.new_certified_m2"] == m2
    assert got["building.two_star_or_better"] == (1.0 if m2 else 0.0)


def test_floor_area_without_a_certificate_on_record_is_not_certified():
    got = values(STARTED, fact("floor_m2", 500.0, "", "2025-02-01"))
    assert (got["building.new_m2"], got["building.new_certified_m2"]) == (500.0, 0.0)


def test_one_star_is_certified_but_not_two_star():
    """Jiangxi wants two stars, ultra-low or better; Yunnan any star."""
    grades = ("star_1", "star_2", "star_3", "ultra_low", "near_zero", "zero")
    got = values(
        STARTED, *(f for g in grades for f in building(g, 10.0, "2025-02-01", g, "2025-03-01"))
    )
    assert (got["building.certified"], got["building.two_star_or_better"]) == (6.0, 5.0)
    assert got["building.new_certified_m2"] == 60.0


def test_without_a_start_new_buildings_cannot_be_judged():
    for started in ((), (fact("construction_started", agent=""),)):
        found = terms(*started, *building("hall", 400.0, "2025-02-01"))
        assert "began" in found["building.new_m2"].missing


def test_no_new_building_is_an_area_of_zero_not_a_missing_one():
    found = terms(STARTED, *building("old", 400.0, "2001-02-01"))
    assert (found["building.new_m2"].value, found["building.new_m2"].missing) == (0.0, "")


# --- footprints ---------------------------------------------------------------------------------


def test_footprints_need_a_certificate_and_a_date_by_the_end_of_the_year():
    got = values(
        *(fact("product_footprint_certified", 1.0, f"p{i}", d)
          for i, d in enumerate(["2025-01-01", "2025-12-31", "2026-01-01", ""])),
        fact("product_footprint_assessed", 1.0, "only assessed", "2025-01-01"),
    )  # fmt: skip
    assert got["product.footprints"] == 2.0


# --- transport ----------------------------------------------------------------------------------

# t and km of one way, by drive or way
MOVED = {
    "diesel": (100.0, 40.0), "lng": (80.0, 40.0), "battery": (300.0, 10.0),
    "fuel_cell": (50.0, 40.0), "biofuel": (40.0, 10.0), "plug_in_hybrid": (30.0, 10.0),
    "pipe": (200.0, 2.0), "enclosed_belt": (150.0, 1.0), "open_belt": (50.0, 1.0),
}  # fmt: skip


def moved():
    for note, (t, km) in MOVED.items():
        yield fact("moved_t", t, note)
        yield fact("moved_tkm", t * km, note)


def test_shares_of_transport_by_tonnes():
    """1,000 t in all. Yunnan: vehicles 600, new energy 300 + 50 + 30 = 380 (no pipes or belts).

    Jiangxi: 300 + 50 + 40 biofuel + 200 pipe + 150 enclosed belt = 740; open belts, LNG, hybrids
    and diesel are not clean.
    """
    got = values(*moved())
    assert (got["transport.total_t"], got["transport.clean_t"]) == (1000.0, 740.0)
    assert (got["transport.vehicles_t"], got["transport.new_energy_t"]) == (600.0, 380.0)


def test_shares_of_transport_by_tonne_kilometres():
    """4,000 + 3,200 + 3,000 + 2,000 + 400 + 300 = 12,900 by vehicle, + 400 + 150 + 50."""
    got = values(*moved())
    assert (got["transport.total_tkm"], got["transport.vehicles_tkm"]) == (13_500.0, 12_900.0)
    assert got["transport.clean_tkm"] == 3000.0 + 2000.0 + 400.0 + 400.0 + 150.0
    assert got["transport.new_energy_tkm"] == 3000.0 + 2000.0 + 300.0


def test_rail_is_moved_but_neither_clean_nor_new_energy():
    """The lists of clean ways name vehicles, pipes and enclosed belts, not trains.

    1,000 t as above and 250 t by rail: 740 / 1,250 clean, 380 / 850 by new energy.
    """
    got = values(*moved(), fact("moved_t", 250.0, "rail"), fact("moved_tkm", 500.0, "rail"))
    assert (got["transport.clean_t"], got["transport.total_t"]) == (740.0, 1250.0)
    assert (got["transport.new_energy_t"], got["transport.vehicles_t"]) == (380.0, 850.0)
    assert got["transport.total_tkm"] == 14_000.0


def test_what_is_driven_beyond_the_gates_stands_apart():
    got = values(*moved(), fact("moved_outside_tkm", 9000.0, "diesel"))
    assert got["transport.outside_tkm"] == 9000.0
    assert got["transport.total_tkm"] == 13_500.0
    assert "transport.outside_tkm" not in values(*moved())


def test_jobs_of_all_fleets_add_up_and_are_left_out_where_no_fleet_is():
    got = values(fact("jobs_late", 3.0, "goods/diesel"), fact("jobs_late", 4.0, "goods/battery"))
    assert got["transport.jobs_late"] == 7.0
    assert "transport.jobs_refused" not in got


def test_without_any_transport_on_record_nothing_is_judged():
    found = terms()
    for name in ("total_t", "clean_t", "vehicles_t", "new_energy_t", "total_tkm", "clean_tkm"):
        assert "transport" in found[f"transport.{name}"].missing


def test_tonnes_known_and_distances_not():
    found = terms(fact("moved_t", 10.0, "battery"))
    assert not found["transport.total_t"].missing
    assert found["transport.total_tkm"].missing


def test_public_service_vehicles_count_by_number():
    """9 of 12 are new energy; the 50 goods vehicles and 20 staff buses are not public service."""
    got = values(
        fact("vehicles", 8.0, "public/battery"), fact("vehicles", 1.0, "public/fuel_cell"),
        fact("vehicles", 2.0, "public/diesel"), fact("vehicles", 1.0, "public/lng"),
        fact("vehicles", 50.0, "goods/battery"), fact("vehicles", 20.0, "staff/battery"),
    )  # fmt: skip
    assert (got["transport.public_vehicles"], got["transport.public_new_energy"]) == (12.0, 9.0)


def test_public_service_without_record_is_not_judged():
    found = terms(fact("vehicles", 50.0, "goods/battery"))
    assert "public" in found["transport.public_vehicles"].missing


def test_offsets_are_what_was_bought():
    assert values(fact("ccer_t", 3.0), fact("ccer_t", 4.0, agent="b"))["offset.ccer_t"] == 7.0
