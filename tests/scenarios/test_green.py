"""Green power of a whole run: a park with a direct line, roofs, a battery and a contract."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from scenarios.run import result_json, run_park
from scenarios.store import write_run
from tests.app.stored import TEXT
from tests.parks import small_park

SIZES = {"solar": 12.0, "wind": 6.0, "price": 300.0}
CHANGES = {
    "interventions": [{"id": "direct_green_line", "parameters": SIZES}],
    "agents.new-direct-line.component.feed_in_mw": 1,
    "days": 7,
}


@pytest.fixture(scope="module")
def run():
    return run_park(small_park(CHANGES, TEXT))


def test_every_origin_is_used_sent_lost_or_still_stored(run):
    traced = run.accounts.green.tracing
    kinds = {origin.kind for origin in traced.origins}
    assert {"own", "direct", "grid", "unserved", "stored"} <= kinds
    assert len(traced.origins) > 5
    out = traced.taken.sum(axis=0) + traced.lost + traced.stored.sum(axis=0)
    assert out == pytest.approx(traced.supplied, abs=1e-9, rel=1e-9)


def test_every_consumer_has_all_its_power_from_somewhere_in_every_interval(run):
    traced = run.accounts.green.tracing
    for consumer in traced.wiring.consumers:
        flow = run.ledger.flow(consumer.row.id)
        assert traced.of(consumer.row.id).sum(axis=1) == pytest.approx(flow, abs=1e-9)


def test_what_is_stored_is_what_the_battery_holds(run):
    traced = run.accounts.green.tracing
    (store,) = traced.wiring.stores
    level = next(
        block.state.level[number, -1]
        for block in run.built.plant.network.blocks
        for number, found in enumerate(block.stores)
        if found.storage.name == store.name
    )
    assert traced.stored.sum() == pytest.approx(level, abs=1e-9)


def test_traced_and_metered_direct_and_own_power_agree_but_for_losses(run):
    """What the battery does not lose or keep of direct and own power is used."""
    traced = run.accounts.green.tracing
    chosen = traced.kinds("own", "direct")
    used = [c.fate == "used" for c in traced.wiring.consumers]
    traced_mwh = traced.taken[used][:, chosen].sum()
    metered = run.value("electricity.direct_and_own_used_mwh")
    rest = traced.lost_in_stores[:, chosen].sum() + traced.stored[:, chosen].sum()
    assert traced_mwh + rest == pytest.approx(metered, rel=1e-9)


def test_the_panel_counts_what_could_have_been_made(run):
    (card,) = run.accounts.green.panel.cards
    plants = ("new-solar-farm", "new-wind-farm")
    made = sum(run.ledger.total(f"{p}>electricity@new-direct-line") for p in plants)
    curtailed = sum(run.ledger.total(f"{p}>curtailed") for p in plants)
    assert curtailed > 0.0
    assert card.year.available == pytest.approx(made + curtailed)
    assert card.year.sent + card.year.fed_in == pytest.approx(made)
    assert card.year.consumption == pytest.approx(run.value("electricity.used_mwh"))
    assert card.charges


def test_the_hours_never_match_more_than_the_year(run):
    shares = [run.value(f"green.{n}_share") for n in ("physical", "interval", "hourly", "annual")]
    assert shares == sorted(shares)
    assert 0.0 < shares[0] < shares[-1] <= 1.0


def test_what_is_printed_and_stored_is_plain_and_the_same(run, tmp_path):
    folder = write_run(run, tmp_path)
    stored = json.loads((folder / "accounts.json").read_text(encoding="utf-8"))["green"]
    printed = json.loads(json.dumps(result_json(run, "x", "x"), allow_nan=False))["green"]
    in_file_only = {name: stored[name] for name in ("tracing", "profile")}  # long tables
    assert {**printed, **in_file_only} == stored
    owners = stored["tracing"]["consumers"]
    for owner in owners.values():
        assert math.isclose(sum(owner["by_kind"].values()), owner["mwh"], rel_tol=1e-9)
    used = sum(o["used_mwh"] for o in stored["tracing"]["origins"])
    assert sum(owner["mwh"] for owner in owners.values()) == pytest.approx(used)


def test_the_order_of_agents_changes_no_bit(run):
    park = small_park(CHANGES, TEXT)
    again = run_park(replace(park, agents=dict(reversed(list(park.agents.items())))))
    assert np.array_equal(again.accounts.green.tracing.taken, run.accounts.green.tracing.taken)
