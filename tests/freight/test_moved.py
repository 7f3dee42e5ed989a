"""Tonnes for the transport indicators: each once, by conveyor, fleet or other hauliers."""

from __future__ import annotations

import pytest

from agents.freight.moved import facts_of, tally_of
from tests.freight.given import CARRIERS, belt, firms, freight, ran
from twin.accounts.declared import declared_terms
from twin.facts import Fact, Facts


@pytest.fixture(scope="module")
def moved():
    """Loose goods go by belt (half of them) or with others; the rest by the park's trucks."""
    served = {haul: who for haul, who in CARRIERS.items() if haul != "bulk"}
    demand = freight(firms(cement=[belt(t=365_000.0, km=0.8)]), served)
    ran(demand)
    return demand


def test_every_tonne_is_booked_once(moved):
    """1,000 t/d in and out by half on the belt; other loose goods all with others."""
    facts = list(facts_of(tally_of(moved)))
    by = {(f.agent, f.key, f.note): f.value for f in facts}
    assert by["cement", "moved_t", "enclosed_belt"] == pytest.approx(28 * 1000.0)
    assert by["cement", "moved_tkm", "enclosed_belt"] == pytest.approx(28 * 800.0)
    others = by["other hauliers", "moved_t", "diesel"]
    assert others == moved.others["bulk"][0] > 0.0
    plain = freight(firms(), CARRIERS)
    bulk = sum(m.payload_t for day in ran(plain) for _, m in day if m.haul == "bulk")
    lots = 30.0 * len([f for s in plain.stores.values() for f in s.flows])
    sunday = 1000.0  # of the belt's tonnes, that on the road would wait for Monday
    assert others + 28_000.0 == pytest.approx(bulk, abs=lots + sunday)


def test_indicators_see_belts_as_clean_and_others_as_not(moved):
    fleet = sum(m.payload_t for m in moved.shipments)
    facts = [*facts_of(tally_of(moved)), Fact("trucks", "moved_t", fleet, "t", None, "fuel_cell")]
    terms = {t.id: t.value for t in declared_terms(Facts(facts), moved.timeline.dates[-1], {})}
    others = moved.others["bulk"][0]
    assert terms["transport.total_t"] == pytest.approx(fleet + others + 28_000.0)
    assert terms["transport.clean_t"] == pytest.approx(fleet + 28_000.0)
    assert terms["transport.vehicles_t"] == pytest.approx(fleet + others)
    assert terms["transport.new_energy_t"] == pytest.approx(fleet)


def test_a_park_without_either_tells_nothing():
    demand = freight()
    ran(demand, 3)
    assert list(facts_of(tally_of(demand))) == []
