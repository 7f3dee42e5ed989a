"""Choices of a plan: the park's own until changed, usual numbers unwritten, all can be put back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.drafts import (
    Choice,
    Draft,
    Own,
    added,
    chosen,
    differences,
    moved,
    own_of,
    removed,
    taken_back,
)

OWN = Own(measures=(Choice(id="led_lighting", parameters={"cut": 4.0}),))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(["roof_pv", "park_battery", "ground_pv"])),
        st.tuples(st.just("move"), st.floats(0.0, 1.0)),
        st.tuples(st.just("remove"), st.sampled_from(["roof_pv", "led_lighting"])),
    ),
    max_size=8,
)


def test_the_parks_own_choices_stand_until_changed():
    assert chosen(Draft(), OWN, "measures") == OWN.measures
    assert chosen(Draft(measures=[]), OWN, "measures") == ()
    assert differences(Draft(), Draft(), OWN) == ()
    (change,) = differences(Draft(), Draft(measures=[]), OWN)
    assert (change.id, change.after) == ("led_lighting", None)


def test_own_choices_are_read_as_they_are_written():
    document = {"interventions": ["roof_pv", {"id": "park_battery", "parameters": {"power": 5}}]}
    assert own_of(document).measures == (
        Choice(id="roof_pv"), Choice(id="park_battery", parameters={"power": 5}),
    )  # fmt: skip
    assert own_of({}) == Own()


def test_a_measure_that_may_stand_twice_gets_a_suffix():
    once = added((), "measures", "park_battery")
    assert added(once, "measures", "park_battery")[1].suffix == "2"
    assert added(added((), "measures", "roof_pv"), "measures", "roof_pv") == (Choice(id="roof_pv"),)
    assert removed(added(once, "measures", "park_battery"), "park_battery", "2") == once


def test_a_number_at_its_usual_value_is_not_written():
    held = added((), "measures", "roof_pv")
    there = moved(held, "measures", ("roof_pv", ""), {"coverage": 0.3})
    assert there[0].parameters == {"coverage": 0.3}
    assert moved(there, "measures", ("roof_pv", ""), {"coverage": 0.5}) == held
    assert moved(there, "measures", ("roof_pv", ""), {"coverage": None}) == held


@given(STEPS)
def test_taking_back_every_difference_leads_to_the_base(steps):
    base = Draft()
    plan = base.with_(settings={"prices.carbon": 120.0}, seed=4)
    for what, value in steps:
        held = chosen(plan, OWN, "measures")
        if what == "add":
            held = added(held, "measures", value)
        elif what == "remove":
            held = removed(held, value, "")
        else:
            held = moved(held, "measures", ("roof_pv", ""), {"coverage": value})
        plan = plan.with_(measures=list(held))
    for _ in range(100):
        left = differences(base, plan, OWN)
        if not left:
            break
        plan = taken_back(plan, base, OWN, left[-1])
    assert differences(base, plan, OWN) == ()
    assert {c.id for c in chosen(plan, OWN, "measures")} == {"led_lighting"}
    assert plan.settings == {}


def test_one_number_is_put_back_alone():
    plan = Draft(measures=[{"id": "led_lighting", "parameters": {"cut": 5.0}}, {"id": "roof_pv"}])
    change = next(c for c in differences(Draft(), plan, OWN) if c.parameter)
    assert (change.before, change.after) == (4.0, 5.0)
    back = taken_back(plan, Draft(), OWN, change)
    assert chosen(back, OWN, "measures")[0].parameters == {"cut": 4.0}
    assert [c.id for c in chosen(back, OWN, "measures")] == ["led_lighting", "roof_pv"]


@pytest.mark.parametrize("field", ["seed", "step_minutes", "days"])
def test_calculation_is_put_back_too(field):
    plan = Draft(**{field: 5})
    (change,) = differences(Draft(), plan, OWN)
    assert taken_back(plan, Draft(), OWN, change) == Draft()
