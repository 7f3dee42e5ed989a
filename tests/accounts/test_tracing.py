"""Where electricity came from: sums hold in every interval, and small parks by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.accounts.ledgers import DAY, export, grid, ledger, pv, row, use
from tests.small import electric, make, settled
from twin.accounts.tracing import Tracing
from twin.errors import InputError
from twin.ledger import Ledger, build_ledger
from twin.primitives import Purpose
from twin.store_rows import StoreRows

OWN = "electricity@own"


def battery(charge, discharge, eta=1.0, keep=1.0, initial=0.0, bus="electricity"):
    """Return a battery's two rows, and the store they belong to."""
    into = row(Purpose.CHARGE, charge, "battery", bus=bus)
    out = row(Purpose.DISCHARGE, discharge, "battery", side="in", bus=bus)
    rows = StoreRows("battery", bus, into[0].id, out[0].id, eta, eta, keep, initial)
    return into, out, rows


def traced(*rows, stores=()):
    plain = ledger(*rows)
    return Tracing(Ledger(DAY, {r.id: (r, plain._recipes[r.id][1]) for r in plain.rows}, stores))


def hours(**given):
    """Return a day of hours, zero but where said (h3=5)."""
    out = np.zeros(24)
    for key, value in given.items():
        out[int(key[1:])] = value
    return out


def share(tracing, consumer, step):
    """Return what a consumer took in one interval by the origin's name."""
    amounts = tracing.of(consumer)[step]
    return {o.name: a for o, a in zip(tracing.origins, amounts, strict=True) if a}


def transfer(amount, given=None, frm=OWN, to="electricity", name="own-generation", **more):
    """Return both rows of a transfer."""
    given = amount if given is None else given
    return (
        row(Purpose.TRANSFER, amount, name, bus=frm),
        row(more.pop("purpose", Purpose.TRANSFER), given, name, bus=to, side="in", **more),
    )


def test_on_one_bus_all_take_the_same_mixture():
    """60 of grid and 20 + 20 of two turbines: each user has 60 %, 20 % and 20 %."""
    found = traced(
        grid(60.0 * 24), row(Purpose.CONVERSION, 20.0 * 24, "gt-1", side="in"),
        row(Purpose.CONVERSION, 20.0 * 24, "gt-2", side="in"),
        use(30.0 * 24, "a"), use(70.0 * 24, "b"),
    )  # fmt: skip
    assert share(found, "electricity>a", 5) == pytest.approx({"grid": 18.0, "gt-1": 6, "gt-2": 6})
    assert found.taken[1] == pytest.approx([60 * 0.7 * 24, 14 * 24, 14 * 24])
    assert {o.name: o.kind for o in found.origins} == {"grid": "grid", "gt-1": "fuel",
                                                       "gt-2": "fuel"}  # fmt: skip


def test_own_generation_keeps_its_plants_over_the_transfer_and_export_is_theirs_too():
    """30 and 10 of two roofs, 8 exported, 32 moved: the load of 100 has 24 and 8 of them."""
    out, into = transfer(32.0 * 24)
    found = traced(pv(30 * 24.0, "roof-1"), pv(10 * 24.0, "roof-2"), export(8 * 24.0), out, into,
                   grid(68 * 24.0), use(100 * 24.0))  # fmt: skip
    assert share(found, "electricity>load", 0) == pytest.approx(
        {"roof-1": 24.0, "roof-2": 8.0, "grid": 68.0}
    )
    assert share(found, "electricity@own>export", 0) == pytest.approx({"roof-1": 6, "roof-2": 2})
    assert found.lost == pytest.approx(np.zeros(3))


def test_a_line_loses_in_proportion():
    """50 sent, 48 arrive: of 40 solar and 10 wind, 1.6 and 0.4 are lost an hour."""
    bus = "electricity@line"
    out, into = transfer(50 * 24.0, 48 * 24.0, frm=bus, name="line",
                         purpose=Purpose.DIRECT_SUPPLY, origin="renewable")  # fmt: skip
    found = traced(row(Purpose.GENERATION, 40 * 24.0, "solar", side="in", bus=bus),
                   row(Purpose.GENERATION, 10 * 24.0, "wind", side="in", bus=bus),
                   out, into, use(48 * 24.0))  # fmt: skip
    assert share(found, "electricity>load", 3) == pytest.approx({"solar": 38.4, "wind": 9.6})
    assert dict(zip([o.name for o in found.origins], found.lost, strict=True)) == pytest.approx(
        {"solar": 1.6 * 24, "wind": 0.4 * 24}
    )
    assert {o.kind for o in found.origins} == {"direct"}


def test_a_line_of_coal_power_is_not_direct_green_supply():
    bus = "electricity@line"
    out, into = transfer(24.0, frm=bus, name="line", purpose=Purpose.DIRECT_SUPPLY, origin="coal")
    plant = row(Purpose.GENERATION, 24.0, "plant", side="in", bus=bus)
    assert traced(plant, out, into, use(24.0)).origins[0].kind == "direct_fossil"


def test_a_battery_gives_what_it_was_filled_with():
    """By hand, 80 % each way, half lost to standing in the hour between.

    Hour 0: 10 MWh of grid (3/4) and turbine (1/4) charged: 8 in store, 6 and 2.
    Hour 1: half stands and is lost: 4 left, 3 and 1.
    Hour 2: half again: 2 left (1.5 and 0.5); 0.8 given draws 1.0: 0.6 and 0.2 arrive.
    Hour 2 charges nothing; 1.0 stays (0.75 and 0.25), halved each hour to the end.
    """
    rows = battery(hours(h0=10.0), hours(h2=0.8), eta=0.8, keep=0.5)
    found = traced(
        grid(hours(h0=7.5)), row(Purpose.CONVERSION, hours(h0=2.5), "gt", side="in"),
        use(hours(h2=0.8)), *rows[:2], stores=(rows[2],),
    )  # fmt: skip
    assert share(found, "electricity>load", 2) == pytest.approx({"grid": 0.6, "gt": 0.2})
    assert found.stored[0] == pytest.approx(np.array([0.75, 0.25, 0.0]) * 0.5**21)
    assert found.supplied == pytest.approx(found.taken.sum(axis=0) + found.lost + found.stored[0])


def test_what_a_battery_held_at_the_start_is_an_origin_of_its_own():
    """10 in store: 4 drawn, then 6 of grid in: half and half when it gives again."""
    rows = battery(hours(h1=6.0), hours(h0=4.0, h2=5.0), initial=10.0)
    found = traced(grid(hours(h1=6.0)), use(hours(h0=4.0, h2=5.0)), *rows[:2], stores=(rows[2],))
    assert share(found, "electricity>load", 0) == {"battery": 4.0}
    assert share(found, "electricity>load", 2) == pytest.approx({"battery": 2.5, "grid": 2.5})
    assert found.origins[-1].kind == "stored"


def test_a_battery_behind_the_line_keeps_solar_and_wind_apart_from_the_grid():
    """Noon's sun is stored on the line's bus and comes at night; the grid never enters it."""
    bus = "electricity@line"
    rows = battery(hours(h12=8.0), hours(h20=8.0), bus=bus)
    out, into = transfer(hours(h20=8.0), frm=bus, name="line", purpose=Purpose.DIRECT_SUPPLY,
                         origin="renewable")  # fmt: skip
    sun = row(Purpose.GENERATION, hours(h12=8.0), "solar", side="in", bus=bus)
    rest = grid(hours(h20=2.0)), use(hours(h20=10.0))
    found = traced(sun, *rows[:2], out, into, *rest, stores=(rows[2],))
    assert share(found, "electricity>load", 20) == pytest.approx({"solar": 8.0, "grid": 2.0})
    drawn = found.drawn(found.wiring.consumers)
    assert found.part(drawn, "direct")[20] == pytest.approx(8.0)


def test_buses_that_feed_each_other_are_solved_together():
    """A has 10 of grid and 5 from B; B has 10 of a turbine and 5 from A; both carry 10 away.

    ``15 a = 10 (1, 0) + 5 b`` and ``15 b = 10 (0, 1) + 5 a``: a = (3/4, 1/4), b = (1/4, 3/4).
    """
    there = transfer(5 * 24.0, frm="electricity", to="electricity@b", name="ab")
    back = transfer(5 * 24.0, frm="electricity@b", to="electricity", name="ba")
    turbine = row(Purpose.CONVERSION, 240.0, "gt", side="in", bus="electricity@b")
    found = traced(grid(240.0), turbine, *there, *back, use(240.0, "a"),
                   use(240.0, "b", bus="electricity@b"))  # fmt: skip
    assert share(found, "electricity>a", 0) == pytest.approx({"grid": 7.5, "gt": 2.5})
    assert share(found, "electricity@b>b", 0) == pytest.approx({"grid": 2.5, "gt": 7.5})


def test_what_is_not_served_is_an_origin_and_hides_in_none():
    lack = row(Purpose.UNSERVED, hours(h4=3.0), "unserved", side="in")
    found = traced(grid(hours(h4=7.0)), lack, use(hours(h4=10.0)))
    assert share(found, "electricity>load", 4) == pytest.approx({"grid": 7.0, "unserved": 3.0})


def test_a_transfer_that_draws_on_two_buses_is_refused():
    out, into = transfer(24.0)
    also = row(Purpose.TRANSFER, 24.0, "own-generation", bus="electricity@line")
    with pytest.raises(InputError, match="several buses"):
        traced(pv(24.0), out, into, also, use(48.0))


def test_an_unknown_consumer_is_an_error():
    with pytest.raises(KeyError):
        traced(grid(24.0), use(24.0)).of("electricity>nobody")


amounts = st.floats(0.0, 50.0)


@given(
    st.lists(st.tuples(amounts, amounts, amounts, amounts), min_size=24, max_size=24),
    st.floats(0.5, 1.0), st.floats(0.9, 1.0), st.floats(0.0, 30.0),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_origins_add_up_in_every_interval_and_over_the_span(series, eta, keep, initial):
    """Any day: a battery that does what it can; loads take what is left of both buses."""
    level, charge, given_, use_ = initial, np.zeros(24), np.zeros(24), np.zeros(24)
    sun, net, moved, sold = np.zeros(24), np.zeros(24), np.zeros(24), np.zeros(24)
    for k, (roof, bought, wish, out) in enumerate(series):
        level *= keep
        moved[k], sold[k] = 0.7 * roof, roof - 0.7 * roof
        given_[k] = min(out, level * eta)
        charge[k] = min(wish, moved[k] + bought)
        sun[k], net[k] = roof, bought
        level = max(level + eta * charge[k] - given_[k] / eta, 0.0)
        use_[k] = max(moved[k] + bought + given_[k] - charge[k], 0.0)
    into, out_row, store = battery(charge, given_, eta, keep, initial)
    away, here = transfer(moved)
    found = traced(pv(sun), export(sold), away, here, grid(net), use(use_), into, out_row,
                   stores=(store,))  # fmt: skip
    assert found.of("electricity>load").sum(axis=1) == pytest.approx(use_, abs=1e-9)
    assert found.of("electricity@own>export").sum(axis=1) == pytest.approx(sold, abs=1e-9)
    assert found.stored.sum() == pytest.approx(level, abs=1e-9)
    balance = found.taken.sum(axis=0) + found.lost + found.stored.sum(axis=0)
    assert balance == pytest.approx(found.supplied, abs=1e-8)
    assert found.taken.min() >= 0.0
    assert found.share.min() >= 0.0


def test_without_stores_it_is_the_closed_form():
    """Share of a bus is what flows in of it over all that flows in, bus after bus."""
    rng = np.random.default_rng(7)
    sun_1, sun_2, sold = rng.uniform(1, 9, 24), rng.uniform(1, 9, 24), rng.uniform(0, 1, 24)
    moved, bought = sun_1 + sun_2 - sold, rng.uniform(1, 20, 24)
    away, here = transfer(moved)
    found = traced(pv(sun_1, "roof-1"), pv(sun_2, "roof-2"), export(sold), away, here,
                   grid(bought), use(moved + bought))  # fmt: skip
    own = found.wiring.bus("electricity@own")
    main = found.wiring.bus("electricity")
    by_name = {o.name: i for i, o in enumerate(found.origins)}
    for name, sun in (("roof-1", sun_1), ("roof-2", sun_2)):
        at_home = sun / (sun_1 + sun_2)
        assert found.share[:, own, by_name[name]] == pytest.approx(at_home, rel=1e-12)
        mixed = at_home * moved / (moved + bought)
        assert found.share[:, main, by_name[name]] == pytest.approx(mixed, rel=1e-12)


def test_a_settled_park_with_a_battery_balances_and_follows_its_level():
    found_plant = settled(
        electric(
            battery=make("battery", energy_mwh=40.0, power_mw=20.0),
            more=make("demand", bus="electricity", rate="10 MW"),
        )
    )
    found = Tracing(build_ledger(found_plant.network))
    level = next(b.state.level[0, -1] for b in found_plant.network.blocks if b.stores)
    assert found.stored.sum() == pytest.approx(level, abs=1e-9)
    balance = found.taken.sum(axis=0) + found.lost + found.stored.sum(axis=0)
    assert balance == pytest.approx(found.supplied, rel=1e-9)


def test_the_order_of_components_changes_no_bit():
    parts = electric(
        battery=make("battery", energy_mwh=40.0, power_mw=20.0),
        more=make("demand", bus="electricity", rate="10 MW"),
    )
    back = dict(reversed(list(parts.items())))
    one, two = (Tracing(build_ledger(settled(p).network)) for p in (parts, back))
    assert [o.id for o in one.origins] == [o.id for o in two.origins]
    assert np.array_equal(one.share, two.share)
    assert np.array_equal(one.taken, two.taken)
