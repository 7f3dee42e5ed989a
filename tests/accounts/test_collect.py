"""From ledger rows to annual totals: who is inside, what only passes through, what is sent out."""

from __future__ import annotations

import numpy as np
import pytest

from tests.accounts.given import book_of
from tests.accounts.ledgers import (
    export,
    facts,
    fuel,
    grid,
    line,
    makes,
    product,
    pv,
    row,
    totals,
    use,
)
from twin.errors import InputError
from twin.facts import Fact, Facts
from twin.primitives import Purpose

THEM = ("tenant",)
HALF = [1.0] * 12 + [0.0] * 12  # MWh: on until noon
LATE = [0.0] * 12 + [1.0] * 12


def power(*rows, outside=(), recorded=None):
    return totals(*rows, outside=outside, recorded=recorded).electricity


# --- the whole park -----------------------------------------------------------------------------


def test_a_whole_park_is_read_off_its_rows():
    """240 from the grid, 120 of PV of which 24 are exported, 60 + 36 over lines: 432 used."""
    got = power(
        grid(240.0), pv(120.0), export(24.0), line(60.0, "renewable"), line(36.0, "nuclear"),
        use(432.0, owner="firm"), row(Purpose.CURTAILED, 50.0, "lost", bus="electricity@own"),
    )  # fmt: skip
    assert (got.grid, got.own, got.sent_own) == pytest.approx((240.0, 120.0, 24.0))
    assert (got.direct_renewable, got.direct_nuclear) == pytest.approx((60.0, 36.0))
    assert got.used == pytest.approx(432.0)
    assert got.rows["grid"] == ("grid>electricity",)
    assert got.rows["sent"] == ("electricity@own>export",)


def test_direct_lines_count_by_origin_and_undeclared_ones_are_not_zero():
    """Hydro and wind are renewable, nuclear is direct too; coal and the undeclared are not."""
    got = power(
        line(10.0, "hydro"), line(20.0, "wind"), line(30.0, "nuclear"), line(40.0, "fossil"),
        line(50.0, "", name="line-unknown"),
    )  # fmt: skip
    assert got.direct_renewable == pytest.approx(30.0)
    assert got.direct_nuclear == pytest.approx(30.0)
    assert got.direct_fossil == pytest.approx(90.0)
    assert got.zero_factor == pytest.approx(60.0)


def test_what_the_line_loses_or_feeds_in_outside_is_not_received():
    got = power(
        line(98.0, "renewable"),
        row(Purpose.GENERATION, 150.0, "far-pv", side="in", bus="electricity@line"),
        row(Purpose.TRANSFER, 100.0, "line", bus="electricity@line"),
        row(Purpose.DIRECT_FEED_IN, 50.0, "feed-in", bus="electricity@line"),
    )
    assert got.received == pytest.approx(98.0)


def test_storage_losses_stay_in_what_was_received():
    """100 received, 50 charged, 43 given back: nothing but the import is received."""
    got = power(
        grid(100.0), use(93.0), row(Purpose.CHARGE, 50.0, "battery"),
        row(Purpose.DISCHARGE, 43.0, "battery", side="in"), row(Purpose.LOSS, 7.0, "battery-loss"),
    )  # fmt: skip
    assert got.used == pytest.approx(100.0)


def test_power_made_from_fuel_is_used_and_may_be_sent_out():
    """CHP: 100 MWh of gas, 40 of power, 15 sent out; the electric boiler's power is not made."""
    year = totals(
        grid(30.0), fuel(100.0, name="chp", activity="power"), makes(40.0, "electricity", "chp"),
        row(Purpose.CONVERSION, 20.0, "electrode-boiler"), export(15.0, origin="fuel"), use(35.0),
    )  # fmt: skip
    got = year.electricity
    assert (got.fuel_generated, got.sent_fuel, got.sent_own) == pytest.approx((40.0, 15.0, 0.0))
    assert got.used == pytest.approx(55.0)
    # 100 · 0.20592 + 30 · 0.8325 - 15 · 0.8325 = 33.0795
    assert book_of(year).value("carbon.park.total_t") == pytest.approx(33.0795)


def test_power_sent_out_as_fuel_based_needs_a_generator():
    """An export labelled `fuel` without any such generation earns nothing."""
    assert power(grid(30.0), export(15.0, origin="fuel")).sent_fuel == 0.0


# --- fuels, material, products, facts -----------------------------------------------------------


def test_fuels_are_grouped_by_carrier_and_use():
    year = totals(
        fuel(10.0), fuel(5.0, name="boiler-2"), fuel(3.0, name="kiln", activity="terminal"),
        fuel(2.0, "diesel", "trucks", "transport"), fuel(1.0, "biomass", "stove"),
        row(Purpose.FUEL_USE, 4.0, "untagged", "diesel"),
    )  # fmt: skip
    assert {(f.carrier, f.activity): f.mwh for f in year.fuels} == pytest.approx(
        {
            ("natural_gas", "heating"): 15.0, ("natural_gas", "terminal"): 3.0,
            ("diesel", "transport"): 2.0, ("diesel", "terminal"): 4.0, ("biomass", "heating"): 1.0,
        }
    )  # fmt: skip
    boilers = next(f for f in year.fuels if (f.carrier, f.activity) == ("natural_gas", "heating"))
    assert boilers.rows == ("natural_gas>boiler", "natural_gas>boiler-2")


def test_material_is_covered_only_by_a_factor_of_the_same_line():
    """A firm's furnace has a factor; coke that its other line takes as material does not."""
    year = totals(
        row(Purpose.FEEDSTOCK_USE, 70.0, "furnace", "coke", owner="firm"),
        row(Purpose.FEEDSTOCK_USE, 30.0, "side-line", "coke", owner="firm"),
        product(12.0, "furnace", commodity="product/si", owner="firm", tags={"factor": "silicon"}),
        product(5.0, "side-line", commodity="product/y", owner="firm"),
    )
    assert {f.covered: f.mwh for f in year.feedstock} == pytest.approx({True: 70.0, False: 30.0})


def test_products_with_a_factor_are_summed_by_factor_and_unit():
    year = totals(
        product(10.0, "a", tags={"factor": "silicon"}),
        product(5.0, "b", tags={"factor": "silicon"}),
        product(7.0, "c", unit="kt", tags={"factor": "clinker"}), product(9.0, "d"),
    )  # fmt: skip
    assert {(p.factor, p.unit): p.amount for p in year.products} == pytest.approx(
        {("silicon", "t"): 15.0, ("clinker", "kt"): 7.0}
    )


def test_recorded_facts_reach_the_totals():
    year = totals(
        grid(100.0),
        recorded=facts(
            ccer_t=5.0, green_trade_renewable_mwh=10.0, green_trade_nuclear_mwh=20.0,
            green_certificate_renewable_mwh=30.0, green_certificates_sold_mwh=40.0,
            green_hydrogen=1.0, heat_received_t_per_gj=0.065, heat_sent_t_per_gj=0.0,
        ),
    )  # fmt: skip
    got = year.electricity
    assert (got.trade_renewable, got.trade_nuclear) == (10.0, 20.0)
    assert (got.certificates, got.certificates_sold) == (30.0, 40.0)
    assert (year.ccer_t, year.green_hydrogen) == (5.0, True)
    assert (year.heat.in_factor, year.heat.out_factor) == (0.065, 0.0)
    assert totals(grid(1.0)).heat.in_factor is None


def test_two_measured_heat_factors_are_refused():
    two = Facts(Fact("", "heat_received_t_per_gj", v) for v in (0.06, 0.07))
    with pytest.raises(InputError, match="heat_received_t_per_gj"):
        totals(recorded=two)


# --- a park within: electricity -----------------------------------------------------------------


def test_fuels_and_products_of_others_are_not_the_parks():
    year = totals(
        fuel(10.0, owner="tenant"), fuel(4.0, name="kiln", owner="firm"),
        product(3.0, owner="tenant", tags={"factor": "clinker"}), outside=THEM,
    )  # fmt: skip
    assert [f.mwh for f in year.fuels] == pytest.approx([4.0])
    assert year.products == ()


def test_grid_power_that_passes_to_others_is_not_received():
    """240 imported, the tenant takes 96: the park receives 144."""
    got = power(grid(240.0), use(144.0, owner="firm"), use(96.0, "t", owner="tenant"), outside=THEM)
    assert got.grid == pytest.approx(144.0)
    assert got.used == pytest.approx(144.0)


def test_others_use_their_own_plant_first():
    """The tenant takes 4 an hour and makes 3: 1 an hour passes; their PV is not the park's."""
    got = power(
        grid(240.0), pv(72.0, "their-pv", owner="tenant"), use(96.0, "t", owner="tenant"),
        use(216.0, owner="firm"), outside=THEM,
    )  # fmt: skip
    assert (got.grid, got.own, got.used) == pytest.approx((216.0, 0.0, 216.0))


def test_own_generation_that_goes_to_others_is_sent_out():
    """No grid: the tenant's 96 come from the park's 240 of PV, 24 more are exported."""
    got = power(
        pv(240.0), export(24.0), use(120.0, owner="firm"), use(96.0, "t", owner="tenant"),
        outside=THEM,
    )  # fmt: skip
    assert (got.own, got.sent_own, got.used) == pytest.approx((240.0, 120.0, 120.0))


def test_direct_power_goes_to_others_last_and_by_kind_in_proportion():
    """The tenant takes 144: 24 from the grid, 48 from PV, 72 of 144 over the lines (2 : 1)."""
    got = power(
        grid(24.0), pv(48.0), line(96.0, "renewable"), line(48.0, "nuclear"),
        use(144.0, "t", owner="tenant"), use(72.0, owner="firm"), outside=THEM,
    )  # fmt: skip
    assert (got.grid, got.own_used) == pytest.approx((0.0, 0.0))
    assert (got.direct_renewable, got.direct_nuclear) == pytest.approx((48.0, 24.0))
    assert got.used == pytest.approx(72.0)


def test_passing_through_is_settled_hour_by_hour():
    """The grid feeds until noon, PV after; the tenant takes 1 MWh all day: 12 pass, 12 are sent."""
    day = np.ones(24)
    got = power(
        grid(2.0 * np.array(HALF)), pv(2.0 * np.array(LATE)), use(day, "t", owner="tenant"),
        use(day, owner="firm"), outside=THEM,
    )  # fmt: skip
    assert (got.grid, got.own, got.sent_own) == pytest.approx((12.0, 24.0, 12.0))


def test_what_others_generate_beyond_their_need_is_direct_supply():
    """The tenant makes 5 and takes 2 an hour: 72 a day come to the park without the grid."""
    got = power(
        grid(24.0), pv(120.0, "their-pv", owner="tenant"), use(48.0, "t", owner="tenant"),
        use(96.0, owner="firm"), outside=THEM,
    )  # fmt: skip
    assert (got.grid, got.own, got.direct_renewable) == pytest.approx((24.0, 0.0, 72.0))


def test_power_that_others_make_from_fuel_for_the_park_is_not_zero():
    got = power(
        fuel(200.0, name="their-chp", activity="power", owner="tenant"),
        makes(120.0, "electricity", "their-chp", owner="tenant"), use(48.0, "t", owner="tenant"),
        use(72.0, owner="firm"), outside=THEM,
    )  # fmt: skip
    assert (got.direct_fossil, got.direct_renewable, got.used) == pytest.approx((72.0, 0.0, 72.0))


def test_power_that_others_export_is_neither_received_nor_sent():
    """Their 240 of PV go to the grid; the park's own 24 do too."""
    got = power(
        pv(24.0), pv(240.0, "their-pv", owner="tenant"), export(264.0), grid(48.0),
        use(48.0, owner="firm"), outside=THEM,
    )  # fmt: skip
    assert (got.own, got.sent_own, got.direct_renewable) == pytest.approx((24.0, 24.0, 0.0))
    assert got.used == pytest.approx(48.0)


def test_others_who_export_and_draw_from_the_grid_at_once():
    """Their 10 an hour are exported while they take 10 from the grid: all of it passes."""
    got = power(
        grid(480.0), pv(240.0, "their-pv", owner="tenant"), export(240.0),
        use(240.0, "t", owner="tenant"), use(240.0, owner="firm"), outside=THEM,
    )  # fmt: skip
    assert (got.grid, got.own, got.sent_own, got.used) == pytest.approx((240.0, 0.0, 0.0, 240.0))


def test_power_from_storage_to_others_does_not_eat_direct_supply():
    """The tenant's night (12) comes from the park's battery; the line gave 1 in all."""
    got = power(
        grid(2.0 * np.array(HALF)), line(1.0, "renewable"), use(LATE, "t", owner="tenant"),
        row(Purpose.CHARGE, HALF, "battery"), row(Purpose.DISCHARGE, LATE, "battery", side="in"),
        use(13.0, owner="firm"), outside=THEM,
    )  # fmt: skip
    assert 0.0 <= got.direct_renewable <= 1.0
    assert got.grid == pytest.approx(24.0)


def test_fuel_based_power_to_others_leaves_the_park():
    """CHP power is the last the tenant gets: 24 of 48, at 0.8325 and 等价值."""
    got = power(
        fuel(100.0, name="chp", activity="power"), makes(48.0, "electricity", "chp"),
        use(24.0, "t", owner="tenant"), use(24.0, owner="firm"), outside=THEM,
    )  # fmt: skip
    assert (got.fuel_generated, got.sent_fuel, got.used) == pytest.approx((48.0, 24.0, 24.0))


@pytest.mark.parametrize("seed", range(8))
def test_rounding_of_sums_never_makes_an_amount_negative(seed):
    """All grid power passes and every plant is theirs: what is left is nothing, not -1e-13."""
    luck = np.random.default_rng(seed)
    one, two, three = (10.0 * luck.random(24) for _ in range(3))
    got = power(
        grid(one), row(Purpose.GRID_IMPORT, two, "grid-2", side="in"),
        pv(one, "pv-1", owner="tenant"), pv(three, "pv-2", owner="tenant"),
        use(60.0 + one + two, "t", owner="tenant"), outside=THEM,
    )  # fmt: skip
    assert (got.grid, got.own) == pytest.approx((0.0, 0.0), abs=1e-9)


# --- a park within: heat ------------------------------------------------------------------------


def heat_of(*rows, outside=THEM, recorded=None):
    return totals(*rows, outside=outside, recorded=recorded).heat


def test_bought_heat_by_origin():
    """10 MWh = 36 GJ fossil, 5 MWh = 18 GJ not; what is not declared is fossil."""
    got = heat_of(
        row(Purpose.HEAT_IMPORT, 10.0, "plant", "steam_1mpa", side="in", origin="fossil"),
        row(Purpose.HEAT_IMPORT, 5.0, "straw", "steam_1mpa", side="in", origin="non_fossil"),
        row(Purpose.HEAT_IMPORT, 1.0, "unknown", "hot_water_95", side="in"),
        row(Purpose.HEAT_EXPORT, 2.0, "village", "hot_water_95", origin="fossil"),
        outside=(),
    )
    assert (got.in_fossil, got.in_non_fossil, got.out_fossil) == pytest.approx((39.6, 18.0, 7.2))


def test_heat_that_goes_to_others_is_sent_out_by_its_fossil_share():
    """Gas boiler 30, heat pump 10; the tenant takes 20 = 72 GJ: 54 fossil, 18 not."""
    got = heat_of(
        fuel(33.0), makes(30.0, "steam_1mpa"), makes(10.0, "hot_water_95", "pump"),
        use(20.0, "t", "steam_1mpa", owner="tenant"), use(20.0, "f", "hot_water_95", owner="firm"),
    )  # fmt: skip
    assert (got.out_fossil, got.out_non_fossil) == pytest.approx((54.0, 18.0))


def test_heat_that_others_make_themselves_was_never_the_parks():
    """The tenant burns for its own 20 MWh: nothing is sent out, nothing is received."""
    got = heat_of(
        fuel(24.0, name="their-boiler", owner="tenant"),
        makes(20.0, "steam_1mpa", "their-boiler", owner="tenant"),
        use(20.0, "t", "steam_1mpa", owner="tenant"),
    )  # fmt: skip
    assert (got.out_fossil, got.out_non_fossil, got.in_fossil) == pytest.approx((0.0, 0.0, 0.0))


def test_heat_that_others_have_left_over_is_received_by_its_fossil_share():
    """The tenant makes 30 (gas 20, solar 10), takes 6: 24 MWh = 86.4 GJ, two thirds fossil."""
    got = heat_of(
        fuel(24.0, name="their-boiler", owner="tenant"),
        makes(20.0, "steam_1mpa", "their-boiler", owner="tenant"),
        makes(10.0, "steam_1mpa", "their-sun", owner="tenant"),
        use(6.0, "t", "steam_1mpa", owner="tenant"), use(24.0, "f", "steam_1mpa", owner="firm"),
    )  # fmt: skip
    assert (got.in_fossil, got.in_non_fossil) == pytest.approx((57.6, 28.8))
    assert got.out_fossil == 0.0


def test_heat_through_a_cascade_counts_once():
    """Steam throttled to hot water is a transfer: made 40, of it 30 by gas, whatever the level."""
    got = heat_of(
        fuel(33.0), makes(30.0, "steam_1mpa"), makes(10.0, "hot_water_95", "waste-heat"),
        row(Purpose.TRANSFER, 15.0, "valve", "steam_1mpa"),
        row(Purpose.TRANSFER, 15.0, "valve", "hot_water_95", side="in"),
        use(4.0, "t", "hot_water_95", owner="tenant"),
    )  # fmt: skip
    assert (got.out_fossil, got.out_non_fossil) == pytest.approx((10.8, 3.6))


# --- all the way --------------------------------------------------------------------------------


def test_from_rows_to_the_score():
    """T = 0.2856 · (96 + 24) + 360 GJ of gas / 29.3076 = 34.272 + 12.2835 = 46.5555 tce.

    CO2 = 100 · 0.20592 + 0.8325 · (96 - 46) = 62.217 t.
    """
    year = totals(
        grid(96.0), pv(48.0), export(24.0), fuel(100.0), use(120.0),
        recorded=facts(green_certificate_renewable_mwh=46.0),
    )  # fmt: skip
    book = book_of(year)
    tce = 120.0 * 0.2856 + 360.0 / 29.3076
    assert book.value("energy.total_equivalent_tce") == pytest.approx(tce, rel=1e-12)
    assert book.value("carbon.park.total_t") == pytest.approx(62.217, rel=1e-12)
    assert book["carbon.park.electricity_t"].parts[0].rows == ("grid>electricity",)
