"""Carbon capture: never more than its source emits, its own needs by hand, and no deduction."""

from __future__ import annotations

import numpy as np
import pytest

from agents.enterprise import EnterpriseSpec
from tests.accounts.given import book_of, factors
from tests.components.skies import context_with, ledger_of, ref
from tests.small import FUELS, TARIFF, electric, make
from twin.accounts.capture import capture_terms
from twin.accounts.collect import Boundary, Collector
from twin.accounts.cost import Costs
from twin.calendars import Calendar
from twin.errors import InputError
from twin.facts import Facts

HOURS = 48.0
GAS_T_PER_MWH = FUELS.fuel("natural_gas").co2_t_per_mwh  # 0.0020369 t and 35.611 MJ/m3: 0.2059


def site(capacity=100.0, need="20 MW", source="boiler", **more):
    """Return a park with a gas boiler of 0.9, its capture, and coal steam for the reboiler."""
    plants = {
        "market": make("fuel_market", carriers=("natural_gas", "raw_coal")),
        "boiler": make("boiler", fuel="natural_gas", capacity_mw=50.0, level="hot_water_95",
                       efficiency=0.9, flue_gas=True),
        "steam": make("boiler", fuel="raw_coal", capacity_mw=90.0, level="steam_05mpa"),
        "works": make("water_works", capacity_m3_per_h=300.0),
        "need": make("demand", bus="hot_water_95", rate=need),
        "capture": make("carbon_capture", source=source, capacity_t_per_h=capacity),
    }  # fmt: skip
    return electric(**(plants | more))


def terms(ledger):
    return {t.id: t.value for t in capture_terms(ledger, Boundary())}


def test_nine_tenths_of_the_flue_gas_by_hand():
    """20 MW of heat burn 22.22 MW of gas: 4.576 t/h, 4.118 captured; 2.8 GJ, 130 kWh, 1.65 m³/t."""
    ledger = ledger_of(site())
    emitted = 20.0 / 0.9 * GAS_T_PER_MWH
    got = {name: value / HOURS for name, value in terms(ledger).items()}
    assert got["capture.captured_t"] == pytest.approx(0.9 * emitted)
    assert got["capture.stack_t"] == pytest.approx(0.1 * emitted)
    assert got["capture.stored_t"] == pytest.approx(0.9 * emitted)
    needs = {"steam_05mpa": 2.8 / 3.6, "electricity": 0.13, "process_water": 1.65}
    for bus, per_t in needs.items():
        assert ledger.total(f"{bus}>capture") / HOURS == pytest.approx(per_t * 0.9 * emitted)


def test_capacity_binds_and_the_rest_leaves_by_the_stack():
    ledger = ledger_of(site(capacity=2.0))
    got = {name: value / HOURS for name, value in terms(ledger).items()}
    assert got["capture.captured_t"] == pytest.approx(2.0)
    assert got["capture.stack_t"] == pytest.approx(20.0 / 0.9 * GAS_T_PER_MWH - 2.0)
    assert terms(ledger)["capture.rate"] == pytest.approx(2.0 / (20.0 / 0.9 * GAS_T_PER_MWH))


def test_no_interval_captures_more_than_its_source_emits():
    draw = [0.0] * 30 + [3.0] * 40 + [25.0] * 60 + [0.0] * 10 + [8.0] * 52
    need = make("demand", bus="hot_water_95", rate=ref("draw"))
    ledger = ledger_of(site(need=1.0, capacity=3.0) | {"need": need}, context_with({"draw": draw}))
    caught = ledger.flow("capture>co2_captured@capture")
    emitted = ledger.flow("boiler>flue_gas@boiler")
    assert (caught <= 0.9 * emitted + 1e-9).all()
    assert caught.max() == pytest.approx(0.75)
    assert (caught[emitted < 1e-9] < 1e-9).all()


def test_a_line_gives_its_process_co2_and_that_of_its_fuel():
    """2 t/h of clinker: 0.5274 t/t of process and 0.9 MWh of coal at 0.342 t/MWh."""
    kiln = make(
        "production_line", meter="kiln", product="clinker", unit="t", process_factor="clinker",
        fuel_mwh={"raw_coal": 0.9}, flue_gas_bus="kiln",
    )  # fmt: skip
    plain = make("boiler", fuel="natural_gas", capacity_mw=50.0, level="hot_water_95")
    ledger = ledger_of(site(source="kiln", kiln=kiln, boiler=plain), rates={"kiln": 2.0})
    assert terms(ledger)["capture.captured_t"] / HOURS == pytest.approx(
        0.9 * 2.0 * (0.5274 + 0.9 * 0.342)
    )


def test_an_enterprise_offers_what_its_archetype_emits():
    """Two kilns of 0.5274 t/t and 2.95 GJ of coal at 0.342 t/MWh, 5 t/h each."""
    firm = EnterpriseSpec(
        label={"zh": "水泥", "en": "Cement"}, source="test", confidence="T", lines=2,
        archetype="cement_clinker", output_per_year=60_000, flue_gas=True,
    )  # fmt: skip
    lines = firm.components("cement")
    plain = make("boiler", fuel="natural_gas", capacity_mw=50.0, level="hot_water_95")
    landfill = {"dump": make("landfill"), "sewage": make("wastewater_plant",
                                                         capacity_m3_per_h=50.0)}  # fmt: skip
    running = {f"cement/line-{n}/output": 5.0 for n in (1, 2)}
    parts = site(source="cement", boiler=plain) | landfill | lines
    got = terms(ledger_of(parts, rates=running))
    per_t = 0.5274 + 2.95 / 3.6 * 0.342
    assert got["capture.captured_t"] / HOURS == pytest.approx(0.9 * 10.0 * per_t)
    assert not firm.model_copy(update={"flue_gas": False})._line("cement").flue_gas_bus


def test_captured_tonnes_are_deducted_nowhere():
    """The same park with and without capture: its fuel and power for it come on top."""
    with_, without = (ledger_of(site(capacity=size)) for size in (100.0, 0.0))
    books = [
        book_of(Collector(found, Facts(()), factors(), Boundary()).totals())
        for found in (with_, without)
    ]
    assert terms(with_)["capture.captured_t"] > 100.0
    gas = [ledger.total("natural_gas>boiler") for ledger in (with_, without)]
    assert gas[0] == pytest.approx(gas[1])
    for ledger in ("park", "location", "residual"):
        more, less = (book.value(f"carbon.{ledger}.total_t") for book in books)
        assert more > less


def test_the_bill_of_capture_by_hand():
    """15 CNY/t of consumables, 50 of transport, 35 of storage; its worth is in no bill."""
    ledger = ledger_of(site())
    costs = Costs(ledger, Facts(()), {"test": TARIFF}, Calendar(ledger.timeline), 0.0)
    bill = {term.id: term.value for term in costs.terms(0.0)}
    captured = terms(ledger)["capture.captured_t"]
    assert bill["cost.capture_cny"] == pytest.approx(100.0 * captured)
    parts = sum(v for name, v in bill.items() if name != "cost.total_cny")
    assert bill["cost.total_cny"] == pytest.approx(parts)


def test_capture_dearer_than_its_worth_stands_still():
    idle = make("carbon_capture", source="boiler", capacity_t_per_h=9.0, worth_cny_per_t=90.0)
    assert terms(ledger_of(site(capture=idle)))["capture.captured_t"] == 0.0


@pytest.mark.parametrize("wanted", ["boiler", "mill"])
def test_a_source_that_offers_no_flue_gas_is_refused(wanted):
    plain = make("boiler", fuel="natural_gas", capacity_mw=50.0, level="hot_water_95")
    with pytest.raises(InputError, match=f"'{wanted}' offers no flue gas; set flue_gas"):
        ledger_of(site(source=wanted, boiler=plain))


def test_flue_gas_that_nothing_treats_is_refused():
    parts = site()
    del parts["capture"]
    with pytest.raises(InputError, match="no carbon_capture has 'boiler' as its source"):
        ledger_of(parts)


def test_sources_without_fossil_co2_and_cool_reboilers_are_refused():
    wood = make("boiler", fuel="biomass", capacity_mw=5.0, flue_gas=True)
    line = make("production_line", meter="m", product="x", unit="t", flue_gas_bus="line")
    for name, part in (("boiler", wood), ("line", line)):
        with pytest.raises(InputError, match="no fossil CO2"):
            ledger_of(site(**{name: part}))
    with pytest.raises(ValueError, match="120"):
        make("carbon_capture", source="x", capacity_t_per_h=1.0, level="hot_water_95")


def test_an_account_without_capture_says_so():
    ledger = ledger_of(electric())
    rate = next(t for t in capture_terms(ledger, Boundary()) if t.id == "capture.rate")
    assert rate.missing
    assert np.isclose(sum(terms(ledger).values()), 0.0)


def test_an_outage_sends_all_up_the_stack():
    meter = "capture/availability"
    parts = site()
    ledger = ledger_of(parts, rates={meter: 0.0}, availability={"capture": meter})
    got = terms(ledger)
    assert got["capture.captured_t"] == 0.0
    assert got["capture.stack_t"] == pytest.approx(ledger.total("boiler>flue_gas@boiler"))
    assert ledger.total("steam_05mpa>capture") == 0.0


def test_capture_of_no_size_changes_no_other_flow():
    """Against the same boiler without flue gas offered."""
    plain = make("boiler", fuel="natural_gas", capacity_mw=50.0, level="hot_water_95",
                 efficiency=0.9)  # fmt: skip
    parts = site(boiler=plain)
    del parts["capture"]
    without, with_ = ledger_of(parts), ledger_of(site(capacity=0.0))
    for row in without.rows:
        assert with_.flow(row.id) == pytest.approx(without.flow(row.id), abs=1e-9), row.id
