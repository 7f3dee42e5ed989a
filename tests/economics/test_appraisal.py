"""Plans written by hand: closed forms of loan, tax, lead time, replacement, grants, sale."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.economics.appraisal import economics_of, measures_between
from scenarios.economics.assumptions import load_assumptions
from scenarios.economics.finance import annuity, npv, recovery_factor
from scenarios.economics.parties import PARK
from scenarios.economics.tax import income_tax
from tests.economics.years import NAME, SAID, cost, measure, output, plain, year
from twin.errors import InputError

HOSTS = {"m": {"mill": 1.0}}
BASE = year(grid=1000.0)


def appraise(plan, *measures, base=BASE, given=None, hosts=HOSTS):
    return economics_of(base, plan, measures, given or plain(), hosts)


def test_bare_case_is_the_textbook():
    """No loan, tax, inflation: capex at time 0, level savings at the end of 20 years."""
    found = appraise(year(grid=900.0), measure(capex=800.0, opex=10.0))
    mill = found.standings["mill"]
    assert mill.before_tax == pytest.approx([-800.0, *[90.0] * 20])
    assert mill.own_money == pytest.approx(mill.before_tax)
    assert mill.after_tax == pytest.approx(mill.before_tax)
    assert found.to_json()["whole"]["after_tax"]["npv_cny"] == pytest.approx(
        90.0 / recovery_factor(0.06, 20) - 800.0
    )


def test_what_the_company_passes_through_leaves_it_at_zero():
    found = appraise(year(grid=900.0), measure(capex=800.0))
    assert PARK not in found.standings or not found.standings[PARK].before_tax.any()
    assert found.book.flow("grid_company")[1:] == pytest.approx(-100.0)


@given(
    st.floats(0, 0.9), st.floats(0, 0.1), st.integers(1, 30), st.floats(0, 0.4), st.floats(0, 0.05),
    st.floats(0, 3),
)  # fmt: skip
def test_every_payment_leaves_one_party_for_another(share, rate, term, tax, inflation, lead):
    given = load_assumptions(
        (f"loan_share={share}", f"loan_rate={rate}", f"loan_term_y={term}", f"tax_rate={tax}",
         f"inflation={inflation}")
    )  # fmt: skip
    grant = {"item": NAME, "share_of_capex": 0.1, **SAID}
    plan = year(grid=800.0, gas=20.0, outputs=(output(500.0, 300.0),))
    sold = measure("third_party", capex=500.0, opex=5.0, name="s", output=["roof"])
    kept = measure(capex=90.0, life=7, lead_time_y=lead, subsidy=[grant])
    found = appraise(plan, sold, kept, given=given)
    for moment in range(found.calendar.last + 1):
        received = found.book.received(moment)
        assert sum(received.values()) == pytest.approx(
            0.0, abs=1e-9 * (1.0 + sum(map(abs, received.values())))
        )


def test_a_loan_moves_money_in_time_only():
    """At the loan's own rate the NPV of what is lent and paid back is zero."""
    given = plain("loan_share=0.7", "loan_rate=0.06", "loan_term_y=10")
    found = appraise(year(grid=900.0), measure(capex=800.0), given=given)
    mill = found.standings["mill"]
    assert npv(0.06, mill.own_money) == pytest.approx(npv(0.06, mill.before_tax))
    paid = annuity(0.06, 10, 560.0)
    assert mill.own_money[:3] == pytest.approx([-240.0, 100.0 - paid, 100.0 - paid])
    assert mill.own_money[11] == pytest.approx(100.0)


def test_a_loan_longer_than_the_horizon_is_repaid_at_its_end():
    given = plain("loan_share=0.5", "loan_term_y=30", "horizon_y=5")
    found = appraise(year(grid=900.0), measure(capex=800.0, life=5), given=given)
    assert found.book.flow("bank").sum() > 0.0
    lent = found.book.flow("bank", ("loan", "repayment"))
    assert lent.sum() == pytest.approx(0.0)


def test_tax_of_a_machine_by_hand():
    """800 over ten years, nothing left: 80 a year off the income of 100; then 100 is taxed."""
    given = plain("tax_rate=0.25", "tax_residual_share=0")
    found = appraise(year(grid=900.0), measure(capex=800.0), given=given)
    mill = found.standings["mill"].after_tax
    assert mill[0] == -800.0
    assert mill[1:11] == pytest.approx(100.0 - 0.25 * 20.0)
    assert mill[11:] == pytest.approx(75.0)


def test_what_is_never_written_off_is_written_off_when_it_retires():
    """Over its life tax is on savings less cost, whatever the schedule."""
    for item in ("machinery", "structure", "electronics", "none"):
        given = plain("tax_rate=0.25", "horizon_y=12")
        block = {"capex_items": [cost(800.0, depreciation=item)]}
        found = appraise(year(grid=900.0), measure(life=12, **block), given=given)
        tax = found.book.flow("state", ("tax",)).sum()
        assert tax == pytest.approx(0.25 * (12 * 100.0 - 800.0)), item


def test_high_tech_enterprises_pay_their_own_rate():
    given = plain("tax_rate=0.25", "tax_rates.mill=0.15")
    found = appraise(year(grid=900.0), given=given)
    assert found.book.flow("state")[1] == pytest.approx(15.0)


def test_losses_are_offset_or_carried():
    taxable = np.array([-100.0, 30.0, 30.0, 60.0])
    assert income_tax(taxable, 0.25, "offset") == pytest.approx([-25.0, 7.5, 7.5, 15.0])
    assert income_tax(taxable, 0.25, "carried") == pytest.approx([0.0, 0.0, 0.0, 5.0])
    late = np.array([-100.0, 0.0, 0.0, 0.0, 0.0, 0.0, 80.0])
    assert income_tax(late, 0.25, "carried")[-1] == pytest.approx(20.0)  # expired after five years


def test_lead_time_delays_all_savings_and_money_is_spent_just_in_time():
    slow, quick = (
        measure(capex=500.0, lead_time_y=1.5),
        measure(capex=90.0, lead_time_y=1.0, name="q"),
    )
    found = appraise(year(grid=900.0), slow, quick, hosts=HOSTS | {"q": {"mill": 1.0}})
    flow = found.standings["mill"].before_tax
    assert flow[:4] == pytest.approx([-500.0, -90.0, 0.0, 100.0])
    assert len(flow) == 2 + 20 + 1


def test_parts_that_wear_out_are_replaced_and_what_still_serves_has_value():
    """Lives of 8 years in 20: bought at 0, 8 and 16; half of the last one's life is left."""
    found = appraise(year(grid=900.0), measure(capex=80.0, life=8, residual_share=0.1))
    flow = found.standings["mill"].before_tax
    left = 80.0 * 0.1
    assert flow[0] == -80.0
    assert flow[8] == pytest.approx(100.0 - 80.0 + left)
    assert flow[16] == pytest.approx(100.0 - 80.0 + left)
    assert flow[20] == pytest.approx(100.0 + 80.0 * (0.1 + 0.9 * 0.5))


def test_a_life_that_fills_the_horizon_is_not_renewed_at_its_end():
    found = appraise(year(grid=900.0), measure(capex=80.0, life=5))
    assert found.to_json()["measures"][0]["replacements"] == 3
    assert found.standings["mill"].before_tax[20] == pytest.approx(100.0)


def test_parts_of_a_measure_have_their_own_lives():
    both = {"capex_items": [cost(80.0), cost(10.0, lifetime_y=10)]}
    found = appraise(year(grid=900.0), measure(life=20, **both))
    flow = found.standings["mill"].before_tax
    assert (flow[0], flow[10]) == (pytest.approx(-90.0), pytest.approx(90.0))


def test_grants_at_once_by_year_and_capped():
    grants = [
        {"item": NAME, "share_of_capex": 0.5, "most_cny": 200.0, **SAID},
        {"item": NAME, "quantity": "size", "cny_per_unit": 7.0, "years": 3, **SAID},
    ]
    found = appraise(year(grid=900.0), measure(capex=800.0, subsidy=grants))
    flow = found.standings["mill"].before_tax
    assert flow[:5] == pytest.approx([-600.0, 107.0, 107.0, 107.0, 100.0])


def test_an_untaxed_grant_is_neither_income_nor_depreciated():
    given = plain("tax_rate=0.25", "tax_residual_share=0")
    grant = {"item": NAME, "share_of_capex": 0.5, "taxable": False, **SAID}
    found = appraise(year(grid=900.0), measure(capex=800.0, subsidy=[grant]), given=given)
    tax = found.book.flow("state", ("tax",))
    assert tax[0] == pytest.approx(0.0)
    assert tax[1:11] == pytest.approx(0.25 * (100.0 - 40.0))


def test_a_third_party_sells_at_a_share_of_the_grid_price():
    plan = year(grid=700.0, outputs=(output(500.0, worth=300.0),))
    sold = measure("third_party", capex=1000.0, opex=10.0, output=["roof*"], share_of_tariff=0.8)
    found = appraise(plan, sold)
    investor = found.standings["investor:m"].before_tax
    assert investor[:2] == pytest.approx([-1000.0, 240.0 - 10.0])
    assert found.standings["mill"].before_tax[1] == pytest.approx(300.0 - 240.0)
    whole = found.whole.before_tax
    assert whole[:2] == pytest.approx([-1000.0, 290.0])


def test_who_invests_moves_money_between_parties_and_none_into_the_whole():
    plan = year(grid=700.0, outputs=(output(500.0, worth=300.0, party=PARK),))
    whole = []
    for investor in ("park", "owner", "third_party"):
        one = measure(investor, capex=1000.0, opex=10.0, output=["roof"])
        found = appraise(plan, one, given=plain("loan_share=0.5", "tax_rate=0.25"))
        whole.append(found.whole)
        bearer = {"park": PARK, "owner": "mill", "third_party": "investor:m"}[investor]
        assert found.standings[bearer].capex_cny == 1000.0
    for other in whole[1:]:
        assert other.before_tax == pytest.approx(whole[0].before_tax)
        assert other.own_money == pytest.approx(whole[0].own_money)


def test_a_direct_lines_investor_earns_what_the_park_pays_for_its_power():
    from scenarios.economics.payments import Payment, Payments

    plan = year(grid=400.0)
    rows = (*plan.payments.rows, Payment(PARK, "direct:wire", "direct_power", "", 350.0),
            Payment("mill", PARK, "direct_power", "electricity", 350.0))  # fmt: skip
    plan.payments = Payments(rows, plan.payments.inside)
    found = appraise(plan, measure("third_party", capex=2000.0, line="wire"))
    assert found.standings["direct:wire"].before_tax[:2] == pytest.approx([-2000.0, 350.0])
    assert found.whole.before_tax[:2] == pytest.approx([-2000.0, 600.0])


def test_without_hosts_the_owners_of_the_output_invest():
    plan = year(grid=900.0, outputs=(output(500.0, party="mill"),))
    found = appraise(plan, measure(capex=80.0, output=["roof"]), hosts={})
    assert found.standings["mill"].before_tax[0] == -80.0
    found = appraise(plan, measure(capex=80.0), hosts={})
    assert found.standings["owners"].before_tax[0] == -80.0


def test_lcoe_is_the_recovery_factor_formula_and_npv_at_it_is_zero():
    plan = year(grid=900.0, outputs=(output(500.0, worth=100.0),))
    found = appraise(plan, measure(capex=800.0, opex=10.0, output=["roof"]))
    price, unit = found.lcoe(found.investments[0])
    assert unit == "MWh"
    assert price == pytest.approx((800.0 * recovery_factor(0.06, 20) + 10.0) / 500.0)
    revenue = [0.0, *[price * 500.0] * 20]
    assert npv(0.06, revenue - found.costs(found.investments[0])) == pytest.approx(0.0, abs=1e-9)


def test_cost_per_tonne_with_and_without_the_carbon_price():
    base, plan = year(grid=1000.0, carbon=50.0, tonnes=10.0), year(grid=1000.0, tonnes=0.0)
    found = appraise(plan, measure(capex=800.0), base=base).abatement()
    yearly = 800.0 * recovery_factor(0.06, 20)
    assert found["park"].without_price_cny_per_t == pytest.approx(yearly / 10.0)
    assert found["park"].cost_cny_per_t == pytest.approx((yearly - 50.0) / 10.0)
    assert found["location"].cost_cny_per_t == pytest.approx((yearly - 50.0) / 5.0)
    assert found["residual"].cost_cny_per_t is None  # it rises
    assert found["residual"].avoided_t_per_year == pytest.approx(-10.0)


def test_the_annual_cost_is_the_recovery_factor_on_capex_less_savings():
    found = appraise(year(grid=900.0), measure(capex=800.0, opex=10.0))
    expected = 800.0 * recovery_factor(0.06, 20) + 10.0 - 100.0
    assert found.annual_cost_cny() == pytest.approx(expected)
    late = appraise(year(grid=900.0), measure(capex=800.0, opex=10.0, lead_time_y=2))
    expected = 800.0 * 1.06**2 * recovery_factor(0.06, 20) + 10.0 - 100.0
    assert late.annual_cost_cny() == pytest.approx(expected)


def test_price_paths_are_real_and_flows_nominal():
    given = plain("inflation=0.02", "growth.electricity=0.03")
    found = appraise(year(grid=900.0), given=given)
    assert found.standings["mill"].before_tax[5] == pytest.approx(100.0 * (1.02 * 1.03) ** 5)
    assert found.prices.real(found.standings["mill"].before_tax)[5] == pytest.approx(
        100.0 * 1.03**5
    )


@given(st.floats(0.0, 0.08))
def test_inflation_moves_no_real_figure_before_tax_and_loan(inflation):
    found = appraise(year(grid=900.0), measure(capex=200.0, life=9),
                     given=plain(f"inflation={inflation}"))  # fmt: skip
    bare = appraise(year(grid=900.0), measure(capex=200.0, life=9))
    one, other = (x.to_json()["whole"]["before_tax"] for x in (found, bare))
    for key in ("npv_cny", "irr_real", "payback_y", "discounted_payback_y"):
        assert one[key] == pytest.approx(other[key], rel=1e-6), key
    real, nominal = 1.0 + one["irr_real"], 1.0 + one["irr_nominal"]
    assert nominal == pytest.approx(real * (1.0 + inflation), rel=1e-6)


def test_vat_is_taken_out_of_the_parks_prices():
    found = appraise(year(grid=900.0), given=plain("vat.electricity=0.13"))
    assert found.standings["mill"].before_tax[1] == pytest.approx(100.0 / 1.13)


def test_json_is_plain_and_says_what_is_real():
    found = appraise(year(grid=900.0), measure(capex=800.0)).to_json()
    text = json.dumps(found, allow_nan=False)
    assert json.loads(text)["conventions"]["vat"] == "net of VAT"
    assert found["years"][:2] == [2025, 2026]


def test_what_does_not_fit_is_refused():
    lost = measure(capex=1.0).model_copy(update={"parameters": {"area": 1.0}})
    with pytest.raises(InputError, match="a cost is on 'size'"):
        appraise(year(), lost)
    with pytest.raises(InputError, match="nothing to sell"):
        appraise(year(), measure("third_party", capex=1.0, output=["nothing"]))
    plan = year(outputs=(output(500.0),))
    with pytest.raises(InputError, match="no grid price"):
        appraise(plan, measure("third_party", capex=1.0, output=["roof"]))
    short = year()
    short._rest = short._rest.model_copy(update={"years": 0.5})
    with pytest.raises(InputError, match="cannot be compared"):
        appraise(short)


def test_measures_of_a_plan_are_those_its_base_has_not():
    base, plan = year(name="base"), year(name="plan")
    old, new = measure(name="old"), measure(name="new")
    base._rest = base._rest.model_copy(update={"measures": (old,)})
    plan._rest = plan._rest.model_copy(update={"measures": (old, new)})
    assert measures_between(base, plan) == (new,)
    with pytest.raises(InputError, match="new"):
        measures_between(plan, base)


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"investor": "third_party"}, "it needs that or 'output'"),
        ({"investor": "owner", "line": "x"}, "a third party, and no other"),
        ({"investor": "owner", "capex": [cost(-1.0)]}, "cannot be negative"),
        ({"investor": "owner", "opex_per_year": [cost(1.0, lifetime_y=3)]}, "belongs to capex"),
        ({"investor": "owner", "subsidy": [{"item": NAME, **SAID}]}, "give either"),
        ({"investor": "owner", "share_of_tariff": 0.8, "output": ["x"]}, "share_of_tariff"),
    ],
)
def test_a_block_that_contradicts_itself_is_refused(block, said):
    from scenarios.economics.block import MeasureEconomics

    with pytest.raises(ValueError, match=said):
        MeasureEconomics(lifetime_y=10, **block)


@pytest.mark.parametrize(
    "setting", ["x=1", "growth.foo=1", "growth.foo=0.1", "loan_share=2", "loan_share.x=2", "tax"]
)
def test_a_wrong_assumption_is_refused(setting):
    with pytest.raises(InputError):
        load_assumptions([setting])


def test_every_shipped_assumption_has_a_source():
    given = load_assumptions()
    names = set(given.sources)
    wanted = set()
    for name, value in given.model_dump(exclude={"sources", "tax_rates"}).items():
        wanted |= {f"{name}.{part}" for part in value} if isinstance(value, dict) else {name}
    assert names == wanted
    assert load_assumptions(["horizon_y=9"]).sources["horizon_y"].source == "set by the user"


@pytest.mark.parametrize(
    ("field", "value"),
    [("seed", 2), ("step_minutes", 15), ("start", "2026-01-01"), ("weather", "a file"),
     ("assumed", {"gas_price": {"factor": 1.5}})],
)  # fmt: skip
def test_luck_and_the_world_are_not_booked_as_the_plans(field, value):
    plan = year()
    plan._rest = plan._rest.model_copy(update={field: value})
    with pytest.raises(InputError, match="in the same world"):
        appraise(plan)


def test_a_tax_rate_of_nobody_is_refused():
    with pytest.raises(InputError, match=r"no party nobody; there are:.*mill"):
        appraise(year(grid=900.0), given=plain("tax_rates.nobody=0.15"))
