"""The operator's contracts, calls and set points in a park that runs."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from pydantic import ValidationError

from agents.calls import Call, SetPoint, limits
from agents.operator import OperatorSpec
from agents.purchases import GreenPurchase
from scenarios.build import build
from scenarios.run import run_park
from tests.agents.test_luck import played
from tests.app.stored import TEXT
from tests.parks import small_park
from twin.calendars import Calendar
from twin.errors import InputError
from twin.ledger import build_ledger
from twin.timeline import Timeline

DAY = 86_400


def park(text=TEXT, **operator):
    return small_park({f"agents.operator.{key}": value for key, value in operator.items()}, text)


def facts(built, key):
    return [f for f in built.accounting().facts.all if f.key == key]


def test_a_volume_follows_its_monthly_shares_and_pays_each_months_premium():
    """1,200 MWh, half in January and half in February, from 20 January on, 21 days.

    12 of 31 days of January at 10 CNY are 232.26 MWh, 9 of 28 days of February at 20 are 192.86.
    """
    shares = [0.5, 0.5] + [0.0] * 10
    bought = {"form": "trade", "mwh_per_year": 1200.0, "monthly_shares": shares,
              "monthly_premiums_cny_per_mwh": [10.0, 20.0] + [0.0] * 10}  # fmt: skip
    built = played(park(purchases=[bought]))
    months = {f.date: f.value for f in facts(built, "green_trade_renewable_mwh")}
    first, second = 600.0 * 12 / 31, 600.0 * 9 / 28
    assert months == pytest.approx({dt.date(2025, 1, 1): first, dt.date(2025, 2, 1): second})
    (paid,) = facts(built, "green_purchase_cny")
    assert paid.value == pytest.approx(10.0 * first + 20.0 * second)


def test_a_certificate_that_expires_in_the_span_counts_until_then():
    """Of February 2024 it counts 24 months, to January 2026: 12 days of it, not the 9 after."""
    bought = {"form": "certificate", "mwh_per_year": 365.0, "vintage": 2024, "vintage_month": 2}
    changes = {"agents.operator.purchases": [bought], "start": dt.date(2026, 1, 20)}
    built = played(small_park(changes, TEXT))
    (counts,) = facts(built, "green_certificate_renewable_mwh")
    (expired,) = facts(built, "green_expired_mwh")
    assert (counts.value, expired.value) == pytest.approx((12.0, 9.0))


def test_a_later_vintage_counts_nothing_and_warns():
    bought = {"form": "certificate", "mwh_per_year": 3650.0, "vintage": 2026}
    result = run_park(park(purchases=[bought]))
    assert result.value("electricity.zeroed_by_contract_mwh") == 0.0
    assert "contract_future" in {w.id for w in result.accounts.warnings}
    (contract,) = result.accounts.green.contracts
    assert contract.future == pytest.approx(210.0)
    assert contract.cost_cny == pytest.approx(2100.0)


@pytest.mark.parametrize(("bought", "told"), [
    ({"form": "trade", "mwh_per_year": 1.0, "monthly_shares": [0.5] * 12}, "sum to 6"),
    ({"form": "trade", "follow_import_share": 0.5, "monthly_shares": [1.0] + [0.0] * 11}, "follow"),
    ({"form": "certificate", "kind": "nuclear"}, "nuclear"),
    ({"form": "trade", "vintage": 2025, "vintage_month": 5}, "certificate"),
    ({"form": "certificate", "vintage_month": 5}, "vintage"),
])  # fmt: skip
def test_purchases_that_cannot_be_are_refused(bought, told):
    with pytest.raises(ValidationError, match=told):
        GreenPurchase(**bought)


@pytest.mark.parametrize(("call", "told"), [
    ({"pay_cny_per_mwh": 5.0}, "not paid"),
    ({"kind": "demand_response", "availability_cny_per_mw": 5.0}, "virtual_power_plant"),
    ({"kind": "virtual_power_plant"}, "committed_mw"),
    ({"kind": "demand_response", "penalty_cny_per_mwh": 5.0}, "committed_mw"),
    ({"to_hour": 17}, "after"),
])  # fmt: skip
def test_calls_that_cannot_be_are_refused(call, told):
    with pytest.raises(ValidationError, match=told):
        Call(**({"date": dt.date(2025, 1, 22), "from_hour": 18, "to_hour": 20} | call))


def test_a_paid_call_is_settled_on_the_run_and_lowers_the_bill():
    """The meter itself: baseline less import of the hour, at 3,000 CNY a MWh."""
    call = {"date": dt.date(2025, 2, 6), "from_hour": 14, "to_hour": 16, "kind": "demand_response",
            "pay_cny_per_mwh": 3000.0, "baseline_days": 1}  # fmt: skip
    result = run_park(park(calls=[call]))
    (found,) = result.accounts.green.calls
    assert found.days == ("2025-02-05",)
    steps = (result.timeline.second_of(dt.date(2025, 2, 6)) + 14 * 3600) // 900
    imported = result.ledger.flow("grid/import>electricity")
    gap = imported[steps - 96 : steps - 88].sum() - imported[steps : steps + 8].sum()
    assert found.delivered_mwh == pytest.approx(max(gap, 0.0))
    assert result.value("cost.demand_response_cny") == pytest.approx(-3000.0 * found.delivered_mwh)
    bill = [t.value for t in result.accounts.book if t.id.startswith("cost.")]
    assert sum(bill) == pytest.approx(2.0 * result.value("cost.total_cny"))
    told = [x for x in result.events if x.event == "delivers"]
    assert [x.value for x in told] == [found.delivered_mwh]
    assert "baseline" in told[0].note


def test_a_call_outside_the_span_is_not_settled():
    call = {"date": dt.date(2026, 2, 6), "from_hour": 14, "to_hour": 16}
    assert run_park(park(calls=[call])).accounts.green.calls == ()


def test_a_fleet_may_wait_with_charging_until_a_call_is_over():
    """From three in the afternoon no one is left at a plug; the night makes up for it."""
    call = {"date": dt.date(2025, 1, 22), "from_hour": 12, "to_hour": 24}
    text = TEXT.replace("    chargers: 2\n", "    chargers: 2\n    defers_charging: true\n", 1)
    plain, waits = (
        build_ledger(built.plant.network).flow("electricity>trucks/depot").reshape(-1, 96)
        for built in (played(park(calls=[call])), played(park(text, calls=[call])))
    )
    assert plain[2, 60:].sum() > 0.2
    assert waits[2, 60:].sum() == 0.0
    assert waits[3, :20].sum() > plain[3, :20].sum()
    assert waits.sum() == pytest.approx(plain.sum(), rel=1e-9)


def test_a_set_point_holds_a_battery_in_its_hours_and_the_run_listens():
    point = {"column": "battery/charge", "share": 0.0, "from_hour": 0, "to_hour": 8,
             "working_days_only": True}  # fmt: skip
    free, held = played(park()), played(park(set_points=[point]))
    assert held.park.listening
    flow = {
        name: build_ledger(b.plant.network).flow("electricity>battery").reshape(-1, 96)
        for name, b in (("free", free), ("held", held))
    }
    work = np.array([held.park.calendar.is_workday(d) for d in held.timeline.dates])
    assert flow["held"][work, :32].sum() == 0.0
    assert flow["held"][~work, :32].sum() > 0.0
    assert flow["free"][work, :32].sum() > 0.0
    assert flow["held"][work, 32:].sum() > 0.0


def test_a_set_point_of_nothing_is_refused_with_what_is_near():
    with pytest.raises(InputError, match=r"(?s)set_points.0.column.*battery/charge"):
        build(park(set_points=[{"column": "batery/charge", "share": 0.5}]))


def test_a_paid_call_names_a_grid_connection_that_is_there():
    call = {"date": dt.date(2025, 2, 6), "from_hour": 14, "to_hour": 16, "kind": "demand_response",
            "pay_cny_per_mwh": 3000.0, "grid": "gird"}  # fmt: skip
    with pytest.raises(InputError, match="no grid connection"):
        park(calls=[call])


def test_perfect_foresight_is_refused_where_set_points_are_held():
    point = {"column": "battery/charge", "share": 0.0}
    loaded = small_park({"agents.operator.set_points": [point], "dispatch": "perfect"}, TEXT)
    with pytest.raises(InputError, match=r"(?s)agents.operator.*set_points.0 \(battery/charge\)"):
        build(loaded)


def test_the_strictest_of_what_is_held_together_counts():
    holds = [(0, 100, 0.5), (50, 150, 0.2), (150, 200, 0.7), (-10, 20, 0.4), (500, 600, 0.1)]
    assert limits(holds, 400) == [
        (0, 0.4), (20, 0.5), (50, 0.2), (150, 0.7), (200, 1.0),
    ]  # fmt: skip


def test_a_limit_that_goes_on_over_midnight_is_one():
    timeline = Timeline(dt.date(2025, 3, 1), 3, 60)
    point = SetPoint(column="x", share=0.3)
    holds = list(point.holds(timeline, Calendar(timeline)))
    assert len(holds) == 3
    assert limits(holds, timeline.end_second) == [(0, 0.3)]


def test_months_choose_the_days():
    timeline = Timeline(dt.date(2025, 1, 30), 4, 60)
    point = SetPoint(column="x", share=0.3, months=(2,), from_hour=6, to_hour=7.5)
    assert list(point.holds(timeline, Calendar(timeline))) == [
        (2 * DAY + 21_600, 2 * DAY + 27_000, 0.3), (3 * DAY + 21_600, 3 * DAY + 27_000, 0.3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "looks",
    [
        {"purchases": [{"form": "trade", "follow_import_share": 0.5}]},
        {"set_points": [{"column": "grid/import", "share": 0.5, "from_hour": 8, "to_hour": 9}]},
    ],
)
def test_an_operator_that_looks_or_commands_has_no_key(looks):
    told = {"label": {"zh": "运营", "en": "operator"}, "source": "test", "confidence": "T"}
    assert OperatorSpec(**told).event_key() == {}
    assert OperatorSpec(**told, **looks).event_key() is None
