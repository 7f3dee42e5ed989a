"""Integrity warnings: each loophole is named with its figures, and honest years are left alone."""

from __future__ import annotations

import json

import pytest

from tests.accounts.given import TCE, warned
from twin.accounts.annual import (
    AnnualTotals,
    Conversion,
    Electricity,
    FeedstockUse,
    FuelUse,
    ProductOutput,
)
from twin.accounts.choices import Choices


def year(*fuels, **more):
    return AnnualTotals(fuels=fuels, **more)


def power(**mwh):
    return Electricity(**mwh)


def test_an_honest_year_has_no_warning():
    honest = year(
        FuelUse("natural_gas", 1000.0),
        feedstock=(FeedstockUse("coke", 100.0),),
        products=(ProductOutput("silicon", 10.0),),
        electricity=power(grid=1000.0, certificates=50.0, own=500.0, sent_own=100.0),
        ccer_t=50.0,
    )
    # 50 MWh of certificates are 14.28 of 535 tce; 50 t of offsets 3 % of 1,042 t.
    assert warned(honest) == {}


def test_certificates_beyond_the_purchase():
    """150 + 30 bought for 100 of grid power: 80 do not count."""
    found = warned(
        year(electricity=power(grid=100.0, own=1000.0, certificates=150.0, trade_renewable=30.0))
    )
    assert found["contract_surplus"].figures == {"mwh": 80.0}


def test_padding_names_the_intensity_without_the_certified_load():
    """4,000 tce of coal (11,136.888 t) + 2,856 tce certified: 1.6244, really 2.7842."""
    found = warned(
        year(
            FuelUse("raw_coal", 4000.0 * TCE),
            electricity=power(grid=10_000.0, certificates=10_000.0),
        )
    )
    assert found["padding"].figures == pytest.approx(
        {
            "certified_tce": 2856.0, "tonnes": 11_136.888,
            "intensity": 11_136.888 / 6856.0, "without": 11_136.888 / 4000.0,
        }
    )  # fmt: skip


def test_padding_is_named_where_nothing_but_certified_load_stands_in_the_total():
    """All of T is certified, the CO2 is process: no intensity is left, the warning stands."""
    found = warned(
        year(
            products=(ProductOutput("clinker", 1000.0),),
            electricity=power(grid=1000.0, certificates=1000.0),
        )
    )
    assert "without" not in found["padding"].figures
    assert found["padding"].figures["tonnes"] == pytest.approx(527.4)


def test_a_tenth_of_the_total_is_not_yet_padding():
    """Certified 0.2856 · 1,000 in 2,856 tce: exactly a tenth, no warning; a MWh more is."""
    at = power(grid=10_000.0, certificates=1000.0)
    above = power(grid=10_000.0, certificates=1001.0)
    assert "padding" not in warned(year(electricity=at))
    assert "padding" in warned(year(electricity=above))


def test_export_credit_above_what_its_own_fuel_emits():
    """Gas CHP 40 % electric: 1,000 of 4,000 MWh sent; credit 832.5 t, own fuel 2,059.2 / 4 t."""
    found = warned(
        year(
            FuelUse("natural_gas", 10_000.0, "power"),
            electricity=power(fuel_generated=4000.0, sent_fuel=1000.0),
        )
    )
    assert found["export_credit"].figures == pytest.approx({"credit_t": 832.5, "own_t": 514.8})


def test_no_export_credit_warning_for_biomass_power_or_dirty_coal():
    """Biomass earns nothing; coal at 33 % emits 0.342 / 0.33 = 1.036 t/MWh, above 0.8325."""
    sent = power(fuel_generated=3300.0, sent_fuel=1000.0)
    assert "export_credit" not in warned(
        year(FuelUse("biomass", 10_000.0, "power"), electricity=sent)
    )
    assert "export_credit" not in warned(
        year(FuelUse("raw_coal", 10_000.0, "power"), electricity=sent)
    )


@pytest.mark.parametrize(("bought", "is_named"), [(4999.0, False), (5000.0, False), (5001.0, True)])
def test_offsets_above_five_percent_of_gross(bought, is_named):
    """Gross 100,000 t: the edge is 5,000 t."""
    found = warned(year(products=(ProductOutput("other", 1e5),), ccer_t=bought))
    assert ("offsets" in found) == is_named
    if is_named:
        assert found["offsets"].figures["share"] == pytest.approx(0.05001)


def test_offsets_without_gross_emissions_can_be_stored():
    """Any offset is above 5 % of nothing; the figures stay finite so that a run can be written."""
    found = warned(year(ccer_t=10.0))
    json.dumps(found["offsets"].to_json(), allow_nan=False)


def test_hydrogen_without_declared_origin():
    fuel = FuelUse("hydrogen", 70.0)
    assert warned(year(fuel))["grey_hydrogen"].figures == {"mwh": 70.0}
    assert "grey_hydrogen" not in warned(year(fuel, green_hydrogen=True))
    as_material = year(feedstock=(FeedstockUse("hydrogen", 30.0),))
    assert warned(as_material)["grey_hydrogen"].figures == {"mwh": 30.0}


def test_fossil_fuels_from_another_factor_set():
    used = year(FuelUse("raw_coal", 1.0), FuelUse("diesel", 0.0), FuelUse("biomass", 1.0))
    found = warned(used, borrowed=("raw_coal", "diesel", "biomass"))
    assert "Bituminous coal (other)" in found["mixed_factor_sets"].en
    assert found["mixed_factor_sets"].figures == {"fuels": 1.0}  # diesel unused, biomass has no CO2
    assert "mixed_factor_sets" not in warned(used)


def test_converted_fuels_from_another_factor_set():
    converted = AnnualTotals(conversions=(Conversion("raw_coal", 10.0), Conversion("coke", -7.0)))
    found = warned(converted, borrowed=("coke",))
    assert "Coke (other)" in found["mixed_factor_sets"].en


def test_fuel_relabelled_as_material():
    """100 MWh of coke for a product without factor: 36 t appear nowhere; biocarbon hides none."""
    relabelled = AnnualTotals(
        feedstock=(
            FeedstockUse("coke", 100.0, covered=False), FeedstockUse("coke", 900.0),
            FeedstockUse("charcoal", 50.0, covered=False),
        )
    )  # fmt: skip
    assert warned(relabelled)["relabelled_feedstock"].figures == pytest.approx(
        {"mwh": 100.0, "tonnes": 36.0}
    )


def test_every_warning_speaks_both_languages_and_can_be_stored():
    everything = year(
        FuelUse("natural_gas", 1000.0, "power"), FuelUse("hydrogen", 1.0),
        feedstock=(FeedstockUse("coke", 1.0, covered=False),), ccer_t=1e6,
        electricity=power(grid=1e4, certificates=2e4, fuel_generated=400.0, sent_fuel=400.0),
    )  # fmt: skip
    found = warned(everything, borrowed=("natural_gas",))
    assert len(found) == 7
    for warning in found.values():
        json.dumps(warning.to_json(), allow_nan=False)
        assert warning.zh
        assert warning.en
        assert warning.zh != warning.en


def test_choices_refuse_kinds_of_waste_heat_that_do_not_exist():
    with pytest.raises(ValueError, match="steam"):
        Choices(waste_heat_kinds=("steam",))
    with pytest.raises(ValueError, match="waste_heat_kinds"):
        Choices(waste_heat_kinds=())
