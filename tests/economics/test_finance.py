"""Financial functions against published worked examples, closed forms and direct sums."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scenarios.economics.finance import (
    annuity,
    discounted,
    interest_of,
    irr,
    levelised,
    nominal_rate,
    npv,
    payback,
    recovery_factor,
)

CENT = 0.005
rates = st.floats(0.0, 0.4)
flows = st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=2, max_size=40)


# Microsoft, Excel documentation: the examples of NPV, IRR, PMT and IPMT.
def test_npv_of_the_excel_documentation():
    """Excel's NPV discounts its first value too; the second example adds the outlay at time 0."""
    assert npv(0.10, [0, -10_000, 3_000, 4_200, 6_800]) == pytest.approx(1_188.44, abs=CENT)
    shop = [-40_000, 8_000, 9_200, 10_000, 12_000, 14_500]
    assert npv(0.08, shop) == pytest.approx(1_922.06, abs=CENT)
    assert npv(0.08, [*shop, -9_000]) == pytest.approx(-3_749.47, abs=CENT)


def test_irr_of_the_excel_documentation():
    restaurant = [-70_000, 12_000, 15_000, 18_000, 21_000, 26_000]
    assert irr(restaurant[:5]) == pytest.approx(-0.021, abs=5e-4)
    assert irr(restaurant) == pytest.approx(0.087, abs=5e-4)
    assert irr(restaurant[:3]) == pytest.approx(-0.444, abs=5e-4)


def test_irr_of_the_numpy_financial_documentation():
    found = irr([-250_000, 100_000, 150_000, 200_000, 250_000, 300_000])
    assert found == pytest.approx(0.5672303344358536, rel=1e-9)


def test_payments_of_the_excel_documentation():
    assert annuity(0.08 / 12, 10, 10_000) == pytest.approx(1_037.03, abs=CENT)
    assert interest_of(0.10, 3, 8_000)[2] == pytest.approx(292.45, abs=CENT)


def test_a_loan_of_the_textbook():
    """Ross, Westerfield, Jordan, Fundamentals of Corporate Finance: 39 000 at 9 % over 5 years."""
    paid, interest = annuity(0.09, 5, 39_000), interest_of(0.09, 5, 39_000)
    assert paid == pytest.approx(10_026.61, abs=CENT)
    assert interest[:4] == pytest.approx([3_510.00, 2_923.51, 2_284.23, 1_587.41], abs=CENT)
    principal = paid - interest
    assert principal[:4] == pytest.approx([6_516.61, 7_103.10, 7_742.38, 8_439.20], abs=2 * CENT)
    # The book rounds every payment to the cent and lets the last year take the difference.
    assert 5 * round(paid, 2) - 39_000 == pytest.approx(11_133.05, abs=CENT)


@pytest.mark.parametrize(("price", "worth"), [(0.055, -503_200), (0.10, 2_456_000)])
def test_a_wind_turbine_of_an_exercise(price, worth):
    """2 MW, 5 300 MWh/y, 3.5 M$, 30 y, 7 %, 50 000 $/y of upkeep; answers to four digits."""
    yearly = 5_300_000 * price - 50_000
    assert npv(0.07, [-3.5e6, *[yearly] * 30]) == pytest.approx(worth, abs=500)


def test_lcoe_of_a_worked_example():
    """A published case, and ``(FCR · TCC + FOC) / AEP`` of NREL's simple calculator.

    The case (500 M$, 25 M$/y, 7 %, 20 y, 2 TWh/y) is that of github.com/willu47/lcoe; the formula
    that of SAM's LCOE calculator, after Short, Packey, Holt 1995, NREL/TP-462-5173, pp. 22-24.
    """
    energy = np.array([0.0, *[2e9] * 20])
    found = levelised(0.07, [500e6, *[25e6] * 20], energy)
    assert found == pytest.approx(0.03609823143581392, rel=1e-12)
    assert found == pytest.approx((recovery_factor(0.07, 20) * 500e6 + 25e6) / 2e9, rel=1e-12)


def test_recovery_factors_of_tables():
    assert recovery_factor(0.07, 20) == pytest.approx(0.0944, abs=5e-5)
    assert recovery_factor(0.07, 25) == pytest.approx(0.0858, abs=5e-5)
    assert recovery_factor(0.0, 10) == pytest.approx(0.1)


@given(flows, rates)
def test_npv_is_the_direct_sum(series, rate):
    direct = sum(value / (1.0 + rate) ** year for year, value in enumerate(series))
    scale = sum(map(abs, series)) + 1e-300
    assert npv(rate, series) == pytest.approx(direct, abs=1e-11 * scale)
    assert discounted(rate, series).sum() == pytest.approx(direct, abs=1e-11 * scale)


@given(flows, flows, rates, st.floats(-5, 5))
def test_npv_is_linear(first, second, rate, factor):
    length = min(len(first), len(second))
    a, b = np.array(first[:length]), np.array(second[:length])
    scale = np.abs(a).sum() * 6 + np.abs(b).sum() + 1e-300
    apart = factor * npv(rate, a) + npv(rate, b)
    assert npv(rate, factor * a + b) == pytest.approx(apart, abs=1e-10 * scale)


@given(st.floats(1.0, 1e6), st.floats(0.01, 0.5), st.integers(2, 40))
def test_irr_of_an_annuity_is_its_rate(principal, rate, years):
    found = irr([-principal, *[annuity(rate, years, principal)] * years])
    assert found == pytest.approx(rate, abs=1e-7)


@given(st.floats(100, 1e4), st.lists(st.floats(1, 1e4), min_size=1, max_size=30))
def test_npv_at_the_irr_is_zero(capex, savings):
    series = [-capex, *savings]
    rate = irr(series)
    assume(rate is not None and rate > -0.9)
    assert npv(rate, series) == pytest.approx(0.0, abs=1e-5 * (capex + sum(savings)))


def test_no_rate_of_return_where_there_are_two_or_none():
    """-100 + 230 / (1+r) - 132 / (1+r)² is zero at 10 % and at 20 % (a textbook pump)."""
    assert irr([-100, 230, -132]) is None
    assert irr([-100, -1]) is None
    assert irr([0.0, 0.0]) is None
    assert irr([100, 5]) is None


@given(st.floats(1, 1e6), st.lists(st.floats(0, 1e5), min_size=1, max_size=30), rates)
def test_payback_grows_with_the_capex_and_with_the_rate(capex, savings, rate):
    quick, dear = payback([-capex, *savings]), payback([-capex * 1.5, *savings])
    slow = payback(discounted(rate, [-capex, *savings]))
    worst = len(savings) + 1
    found = [worst if years is None else years for years in (quick, dear, slow)]
    assert found[0] <= found[1] + 1e-9
    assert found[0] <= found[2] + 1e-9


def test_payback_by_hand():
    assert payback([-100, 40, 40, 40]) == pytest.approx(2.5)
    assert payback([-100, 10]) is None
    assert payback([5, 5]) == 0.0
    # A replacement in year 3 is paid back only in year 5.
    assert payback([-100, 60, 60, -70, 60, 60]) == pytest.approx(3 + 50 / 60)


@given(flows, st.floats(0, 0.2), st.floats(-0.02, 0.1))
def test_real_and_nominal_agree(real, rate, inflation):
    nominal = np.array(real) * (1.0 + inflation) ** np.arange(len(real))
    scale = sum(map(abs, real)) + 1e-300
    found = npv(nominal_rate(rate, inflation), nominal)
    assert found == pytest.approx(npv(rate, real), abs=1e-10 * scale)


@given(st.floats(1, 1e9), st.floats(0, 1e7), st.floats(1, 1e6), st.floats(0, 0.3))
def test_npv_is_zero_when_output_is_sold_at_its_lcoe(capex, opex, mwh, rate):
    costs, energy = np.array([capex, *[opex] * 20]), np.array([0.0, *[mwh] * 20])
    price = levelised(rate, costs, energy)
    assert npv(rate, price * energy - costs) == pytest.approx(0.0, abs=1e-8 * (capex + 20 * opex))
