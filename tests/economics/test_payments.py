"""Who pays whom: the matrix sums to zero, its outside is the bill, and its rules by direct sums."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.build import Options
from scenarios.economics.parties import CATEGORIES, OUTSIDE, PARK, Holder, Owners
from scenarios.economics.payments import Till
from scenarios.economics.power import PowerUse
from scenarios.economics.services import Services
from scenarios.economics.settle import owners_of, payments_of
from scenarios.economics.year import year_of
from scenarios.park_file import load_park
from scenarios.run import run_park
from tests.parks import small_park
from twin.primitives import Purpose

HOURLY = Options(step_minutes=60)
WIRE = {
    "agents.wire": {
        "kind": "asset", "label": {"zh": "专线", "en": "Wire"}, "source": "t", "confidence": "T",
        "component": {
            "type": "direct_line", "capacity_mw": 6, "price_cny_per_mwh": 300, "feed_in_mw": 1,
            "feed_in_cny_per_mwh": 180, "network_charge_cny_per_mwh": 20,
            "system_charge_cny_per_kw_month": 3, "users": ["cells"],
        },
    },
    "agents.farm": {
        "kind": "asset", "label": {"zh": "电站", "en": "Farm"}, "source": "t", "confidence": "T",
        "component": {"type": "pv", "capacity_mw": 8, "on_roof": False, "line": "wire",
                      "om_cny_per_mwh": 5},
    },
}  # fmt: skip

WITHIN = {"scope": "within", "inside": ["machines", "office"]}


@lru_cache(maxsize=16)
def ran(days=3, wire=False, roof=3.0, **changes):
    over = {"days": days, "agents.roof.component.capacity_mw": roof, **changes}
    return run_park(small_park(over | (WIRE if wire else {})), HOURLY)


def is_sound(run):
    """Check what holds of every park."""
    found, bill = payments_of(run), run.value("cost.total_cny")
    assert found.bill_cny() == pytest.approx(bill, rel=1e-9)
    whole = sum(row.cny for row in found.rows)
    assert sum(found.received().values()) == pytest.approx(0.0, abs=1e-9 * whole)
    assert all(row.cny > 0.0 and row.payer != row.payee for row in found.rows)
    assert {row.category for row in found.rows} <= set(CATEGORIES)
    ends = {name for row in found.rows for name in (row.payer, row.payee)} - found.inside
    assert all(name in OUTSIDE or name.startswith("direct:") for name in ends)
    return found


@pytest.mark.parametrize("park", ["yunnan", "jiangxi"])
def test_the_bill_of_a_reference_park_is_wholly_divided(park):
    run = run_park(load_park(park), HOURLY)
    found = is_sound(run)
    # All that is bought for others is passed on; what is left with the company is its own contract.
    own = run.value("cost.green_power_cny") + run.value("cost.offset_cny")
    assert -found.received()[PARK] == pytest.approx(own, rel=1e-6)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.booleans(), st.sampled_from([0.0, 3.0, 40.0]), st.sampled_from([0.0, 5.0]),
    st.sampled_from(["", "machines", "office", "trucks"]), st.integers(1, 3),
)  # fmt: skip
def test_random_parks_balance(wire, roof, export, owner, days):
    is_sound(ran(days, wire, roof, **{
        "agents.grid.component.export_mw": export, "agents.roof.belongs_to": owner}))  # fmt: skip


def test_a_park_within_the_park_divides_the_whole_bill():
    inside = run_park(small_park({"days": 2, "boundary": WITHIN}), HOURLY)
    is_sound(inside)


def test_power_is_divided_by_use_in_each_interval():
    """Without own generation: Σ over intervals of what was paid, by share of what was taken."""
    run = ran(roof=0.0)
    ledger, owners = run.ledger, owners_of(run)
    imported = next(r for r in ledger.rows if r.purpose is Purpose.GRID_IMPORT)
    adders = run.built.accounting().tariffs["yunnan"].adders_total_cny_per_mwh
    paid = ledger.paid(imported) - adders * ledger.flow(imported.id)
    takes = {}
    for row in ledger.rows:
        if row.out_of == "electricity" and row.purpose is not Purpose.SURPLUS:
            name = row.owner if row.owner in owners.names else PARK
            takes[name] = takes.get(name, 0.0) + ledger.flow(row.id)
    whole = sum(takes.values())
    found = {
        row.payer: row.cny
        for row in payments_of(run).rows
        if row.category == "grid_energy" and row.service == "electricity"
    }
    for name in ("machines", "cells", "office", "trucks"):
        direct = sum(p * t / w for p, t, w in zip(paid, takes[name], whole, strict=True))
        assert found[name] == pytest.approx(direct, rel=1e-9), name


def test_the_demand_charge_is_divided_at_the_peak():
    run = ran(roof=0.0)
    ledger = run.ledger
    flow = ledger.flow(next(r.id for r in ledger.rows if r.purpose is Purpose.GRID_IMPORT))
    peak = int(np.argmax(flow))
    use = PowerUse(ledger, owners_of(run))
    cells = use.taken[use.holders.index(Holder("cells"))]
    share = cells[peak] / use.whole[peak]
    found = next(
        row.cny
        for row in payments_of(run).rows
        if (row.payer, row.category, row.service) == ("cells", "grid_demand", "electricity")
    )
    assert found == pytest.approx(share * run.value("cost.demand_charge_cny"), rel=1e-9)


def test_own_generation_is_the_owners_first_and_neighbours_pay_for_what_is_over():
    bare, owned = ran(roof=0.0), ran(roof=40.0, **{"agents.grid.component.export_mw": 0.0})
    saved = {}
    for name in ("machines", "cells"):
        before, after = (payments_of(run).received()[name] for run in (bare, owned))
        saved[name] = after - before
    assert saved["machines"] > 0.0
    sold = [row for row in payments_of(owned).rows if row.category == "neighbour_power"]
    earned = sum(row.cny for row in sold if row.payee == "machines")
    assert earned > 0.0
    assert earned == pytest.approx(sum(r.cny for r in sold if r.payee == PARK), rel=1e-6)
    use = PowerUse(owned.ledger, owners_of(owned))
    assert (use.taken >= 0.0).all()


def test_exports_are_paid_to_who_generated():
    found = is_sound(ran(roof=40.0))
    paid = {row.payee: row.cny for row in found.rows if row.category == "feed_in"}
    assert paid["machines"] > 0.0


def test_a_direct_lines_users_pay_for_it_and_its_plants_earn():
    run = ran(wire=True, roof=0.0)
    found = is_sound(run)
    bought = {r.payer: r.cny for r in found.rows
              if r.category == "direct_power" and r.service == "electricity"}  # fmt: skip
    assert bought["cells"] > 0.9 * sum(bought.values())
    earned = found.received()["direct:wire"]
    feed_in = sum(r.cny for r in found.rows if r.payee == "direct:wire" and r.category == "feed_in")
    upkeep = sum(r.cny for r in found.rows if r.payer == "direct:wire")
    price = run.value("cost.direct_supply_cny")
    assert earned == pytest.approx(price + feed_in - upkeep, rel=1e-9)
    assert upkeep > 0.0


def test_plants_of_the_company_pass_all_on_by_use():
    """Boiler, pump, water and sewage works: what they bear is borne by those they serve."""
    run = ran(roof=0.0)
    found = payments_of(run)
    heat = [r for r in found.rows if r.payee == PARK and r.service == "heat"]
    gas = sum(r.cny for r in found.rows if (r.payer, r.category) == (PARK, "gas"))
    assert gas > 0.0
    assert sum(r.cny for r in heat if r.category == "gas") == pytest.approx(gas, rel=1e-9)
    water = run.value("cost.water_cny")
    passed = sum(r.cny for r in found.rows if r.payee == PARK and r.category == "water")
    assert passed == pytest.approx(water, rel=1e-9)


def test_shares_on_every_bus_sum_to_one():
    run = ran()
    services = Services(run.ledger, owners_of(run))
    buses = {row.into or row.out_of for row in run.ledger.rows} - {""}
    for bus in buses:
        shares = services.shares(bus)
        assert not shares or sum(shares.values()) == pytest.approx(1.0)


def test_carbon_is_paid_by_who_emits():
    run = ran(roof=0.0)
    found = payments_of(run)
    cny = run.value("cost.carbon_cny")
    paid = sum(r.cny for r in found.rows if r.payee == "state")
    assert cny > 0.0
    assert paid == pytest.approx(cny, rel=1e-9)
    assert {r.payer for r in found.rows if r.payee == "state"} >= {PARK, "trucks"}


def test_a_till_nets_what_goes_both_ways():
    till = Till()
    till.pay("a", "b", "gas", 5.0)
    till.pay("b", "a", "gas", 8.0)
    till.pay("a", "b", "water", -2.0)
    till.pay("a", "a", "water", 7.0)
    rows = till.payments({"a"}).rows
    assert [(r.payer, r.payee, r.category, r.cny) for r in rows] == [
        ("b", "a", "gas", 3.0),
        ("b", "a", "water", 2.0),
    ]


def test_an_agent_named_like_a_party_is_refused():
    with pytest.raises(ValueError, match="state"):
        Owners({"state": "enterprise"})


def test_a_stored_year_is_the_year_that_was_run(tmp_path):
    from scenarios.economics.year import stored_year
    from scenarios.store import write_run
    from scenarios.stored import StoredRun
    from twin.errors import InputError

    run = ran()
    folder = write_run(run, tmp_path)
    before, after = year_of(run), stored_year(StoredRun(folder))
    assert after.payments == before.payments
    assert after._rest == before._rest
    (folder / "economics.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="damaged"):
        stored_year(StoredRun(folder))
    (folder / "economics.json").unlink()
    with pytest.raises(InputError, match="cannot be read"):
        stored_year(StoredRun(folder))


def test_a_store_is_worth_what_it_gives_less_what_it_takes():
    battery = {
        "kind": "asset", "label": {"zh": "储能", "en": "Battery"}, "source": "t", "confidence": "T",
        "component": {"type": "battery", "energy_mwh": 8, "power_mw": 2},
    }  # fmt: skip
    run = run_park(small_park({"days": 3, "agents.cell-house": battery}), HOURLY)
    (found,) = year_of(run).outputs(("cell-house*",))
    store = next(s for s in run.ledger.stores if s.name == "cell-house")
    imported = next(r for r in run.ledger.rows if r.purpose is Purpose.GRID_IMPORT)
    each = imported.price.scale * imported.price.published
    worth = (run.ledger.flow(store.discharge) - run.ledger.flow(store.charge)) @ each
    assert found.at_grid_price_cny == pytest.approx(worth, rel=1e-9)
    is_sound(run)
