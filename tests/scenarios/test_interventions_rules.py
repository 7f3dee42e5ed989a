"""The schema of measures: what it refuses and expresses; independent measures commute."""

from __future__ import annotations

import datetime as dt
from itertools import combinations

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scenarios.interventions import interact, intervention_names, load_intervention
from scenarios.park_file import load_park
from tests.parks import small_park
from twin.configs import PLUGINS_VARIABLE
from twin.errors import InputError

HEAD = """
label: {zh: 甲, en: A}
explanation: {zh: 甲, en: A}
pathway: energy
instrument: {zh: 无, en: none}
economics: {investor: park, lifetime_y: 10, lead_time_y: 1}
source: test
confidence: T
"""


@pytest.fixture
def measure(tmp_path, monkeypatch):
    """Write measures into a folder of plug-ins; return a function that does."""
    monkeypatch.setenv(PLUGINS_VARIABLE, str(tmp_path))
    folder = tmp_path / "configs" / "interventions"
    folder.mkdir(parents=True)

    def write(name, text, head=HEAD):
        (folder / f"{name}.yaml").write_text(head + text, encoding="utf-8")
        return name

    return write


def with_(*names, **more):
    return small_park({"interventions": list(names), **more})


def test_operations_on_lists_and_defaults(measure):
    measure("ops", """
parameters: {k: {label: {zh: 倍, en: times}, unit: "1", default: 2, min: 0, max: 9}}
changes:
  - {op: scale, path: agents.grid.component.feed_in_cny_per_mwh, parameter: k}
  - {op: add, path: agents.roof.component.dc_ac_ratio, value: 0.1}
  - {op: append, path: facts, value: {key: green_hydrogen, date: "{start}"}}
  - {op: append, each: {kind: operator}, path: purchases,
     value: {form: certificate, mwh_per_year: 10}}
  - {op: set, path: "agents.trucks.vehicles[powertrain=battery].battery_kwh", value: 400}
  - {op: remove, path: "agents.machines.products[name=pump]"}
  - {op: remove, path: agents.backup}
""")  # fmt: skip
    park = with_("ops")
    agents = {name: spec for name, (_, spec) in park.agents.items()}
    assert agents["grid"].component.feed_in_cny_per_mwh == 400.0
    assert agents["roof"].component.dc_ac_ratio == pytest.approx(1.25)  # a default of the schema
    assert park.spec.facts[-1].key == "green_hydrogen"
    assert [p.form for p in agents["operator"].purchases] == ["trade", "certificate"]
    assert [g.battery_kwh for g in agents["trucks"].vehicles] == [None, 400.0]
    assert agents["machines"].products == ()
    assert "backup" not in agents


def test_numbers_and_days_stand_in_what_is_appended(measure):
    measure("filled", """
parameters:
  mwh: {label: {zh: 电量, en: volume}, unit: MWh, default: 250, min: 0, max: 900}
  mw: {label: {zh: 功率, en: power}, unit: MW, default: 0.5, min: 0, max: 9}
changes:
  - {op: append, path: agents.operator.purchases,
     value: {form: certificate, mwh_per_year: "{mwh}", vintage: 2025}}
  - {op: append, path: agents.operator.calls,
     value: {date: "{start+2}", from_hour: 18, to_hour: 20, committed_mw: "{mw}",
             reason: "{mw} MW"}}
  - {op: append, path: agents.roof.maintenance, value: {start: "01-01", days: "{mw}"}}
""")  # fmt: skip
    park = with_({"id": "filled", "parameters": {"mwh": 300}})
    operator = park.agents["operator"][1]
    assert operator.purchases[-1].mwh_per_year == 300.0
    assert operator.calls[-1].date == park.spec.start + dt.timedelta(days=2)
    assert operator.calls[-1].committed_mw == 0.5
    assert operator.calls[-1].reason == "{mw} MW"  # only a text that is nothing else
    assert park.agents["roof"][1].maintenance[-1].days == 0.5


def test_texts_are_appended_in_an_order_of_their_own(measure):
    measure("line", """
changes:
  - op: set
    path: agents.line
    value: {kind: asset, label: {zh: 线, en: line}, source: t, confidence: T,
            component: {type: direct_line, capacity_mw: 1}}
  - {op: append, each: {kind: [enterprise, building]}, agent: line, path: component.users,
     value: "{name}"}
""")  # fmt: skip
    users = with_("line").agents["line"][1].component.users
    assert len(users) > 1
    assert list(users) == sorted(users)


def test_a_number_with_a_unit_is_scaled_in_the_unit_of_the_field(measure):
    measure("twice", "changes: [{op: scale, path: agents.roof.component.capacity_mw, value: 2}]")
    assert with_("twice").agents["roof"][1].component.capacity_mw == 6.0
    base = small_park({"agents.roof.component.capacity_mw": "500 kW"}).resolved_yaml()
    park = small_park({"interventions": ["twice"]}, base)
    assert park.agents["roof"][1].component.capacity_mw == 1.0


def test_a_series_cannot_be_scaled(measure):
    measure("gas", "changes: [{op: scale, path: prices.natural_gas.value, value: 2}]")
    series = {"file": "x.csv", "column": "p", "unit": "dimensionless"}
    text = small_park().resolved_yaml()
    data = yaml.safe_load(text)
    data["prices"]["natural_gas"]["value"] = series
    with pytest.raises(
        InputError, match=r"prices.natural_gas.value: a series stands here \(x.csv\)"
    ):
        small_park({"interventions": ["gas"]}, yaml.safe_dump(data))


def test_what_awaits_a_component_does_nothing_and_says_so(measure):
    head = HEAD.replace("economics: {investor: park, lifetime_y: 10, lead_time_y: 1}\n", "")
    measure("later", "awaits: {zh: 尚无组件, en: no component yet}\n", head)
    park, base = with_("later"), small_park()
    assert park.resolved_yaml() == base.resolved_yaml()
    [warning] = park.warnings
    assert "尚无组件" in warning.zh
    assert "no component yet" in warning.en
    assert park.applied[0].economics is None
    assert park.scenario_json()["measures"][0]["awaits"]["en"] == "no component yet"


CHANGE = "changes: [{op: set, path: seed, value: 4}]\n"
IDLE = """
changes: [{op: set, path: seed, parameter: k}]
parameters: {k: {label: {zh: 倍, en: k}, unit: '1', default: 2, min: 0, max: 9}}
"""
BAD = {
    "idle parameter": (
        CHANGE + "parameters: {k: {label: {zh: 倍, en: k}, unit: '1', default: 2, min: 0, max: 9}}",
        "nothing reads k",
    ),
    "unknown number": (
        "changes: [{op: append, path: facts, value: {key: ccer_t, value: '{many}'}}]",
        "no such parameter or quantity: many",
    ),
    "unknown quantity": (
        "changes: [{op: set, path: seed, quantity: q}]",
        "no such parameter or quantity: q",
    ),
    "empty range": (
        IDLE.replace("default: 2, min: 0, max: 9", "default: 2, min: 3, max: 1"),
        "empty range",
    ),
    "no changes": ("", "has 'changes' and 'economics'"),
    "fields of nobody": (
        "changes: [{op: set, path: seed, amount: {fields: floor_m2}}]", "needs 'each'",
    ),
    "two values": ("changes: [{op: set, path: seed, value: 4, parameter: k}]", "give one of"),
    "unknown key": (CHANGE + "colour: red", "unknown key"),
    "empty selector": ("changes: [{op: set, path: seed, value: 4, each: {}}]", "name a kind"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_measure_that_is_not_sound_is_refused_with_its_file(measure, case):
    text, told = BAD[case]
    measure("bad", text)
    with pytest.raises(InputError, match=r"bad\.yaml") as caught:
        with_("bad")
    assert told in str(caught.value)


def test_a_cost_names_a_number_of_the_measure(measure):
    head = HEAD.replace("lead_time_y: 1}", "lead_time_y: 1, capex: [{item: {zh: 甲, en: A}, "
                        "quantity: area, cny_per_unit: 1, source: t, confidence: T}]}")  # fmt: skip
    measure("bad", CHANGE, head)
    with pytest.raises(InputError, match="economics: no such parameter or quantity: area"):
        with_("bad")


def test_requirements_are_met_by_a_measure_or_by_the_park(measure):
    measure("one", CHANGE)
    need = "requires: [{measures: one, park: {component: PARK}, reason: {zh: 缺, en: wanting}}]\n"
    other = "changes: [{op: set, path: plan.width_m, value: 9}]\n"
    measure("two", other + need.replace("PARK", "orc"))
    with pytest.raises(
        InputError, match=r"two needs the measure one or a park with .*orc.*wanting"
    ):
        with_("two")
    assert with_("two", "one").spec.plan.width_m == 9
    measure("three", other + need.replace("PARK", "boiler"))
    assert with_("three").spec.plan.width_m == 9


def test_exclusions_name_both(measure):
    measure("one", CHANGE)
    other = "changes: [{op: set, path: plan.width_m, value: 9}]\n"
    measure("two", other + "excludes: [{measures: one, reason: {zh: 不可, en: no room for both}}]")
    for names in (("one", "two"), ("two", "one")):
        with pytest.raises(InputError, match="two and one exclude each other: no room for both"):
            with_(*names)
    measure("four", other + "excludes: [{park: {component: boiler}, reason: {zh: 不可, en: gas}}]")
    with pytest.raises(InputError, match="four does not go with backup, boiler of the park: gas"):
        with_("four")


def test_twice_only_with_names_of_their_own():
    with pytest.raises(InputError, match="roof_pv stands twice; it may stand once"):
        with_("roof_pv", "roof_pv")
    with pytest.raises(InputError, match="give each a 'suffix'"):
        with_("park_battery", "park_battery")
    park = with_("park_battery", {"id": "park_battery", "suffix": "b"})
    assert {"new-battery", "new-battery-b"} <= set(park.agents)


def test_levers_and_assumptions_are_not_mixed():
    with pytest.raises(InputError, match="'gas_price' is an assumption, not a measure"):
        with_("gas_price")
    with pytest.raises(InputError, match="'roof_pv' is a measure, not an assumption"):
        small_park({"assumptions": ["roof_pv"]})


def plain(value):
    """Return plain data with numbers rounded to what sums of floats may differ by."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value


def resolved(park):
    return plain(yaml.safe_load(park.resolved_yaml()))


NOT_HERE = ("needs", "exclude", "finds nothing")
PAIRS = list(combinations(intervention_names(), 2))


@st.composite
def pairs(draw):
    found = []
    for name in draw(st.sampled_from(PAIRS)):
        given_ = {
            key: draw(st.floats(p.min, p.max, allow_subnormal=False)) if not p.whole else p.default
            for key, p in load_intervention(name).parameters.items()
        }
        found.append({"id": name, "parameters": given_})
    return found


@settings(max_examples=60, deadline=None)
@given(pairs=pairs(), park=st.sampled_from(["yunnan", "jiangxi"]))
def test_measures_commute_or_touch_the_same(pairs, park):
    one, other = pairs
    try:
        there = load_park(park, {"interventions": [one, other]})
        back = load_park(park, {"interventions": [other, one]})
    except InputError as error:
        assume(not any(word in str(error) for word in NOT_HERE))
        raise
    if not interact(*there.applied):
        assert resolved(there) == resolved(back)


def alone_in(park, name):
    """Return a measure applied by itself, None if the park lacks what it needs."""
    try:
        return load_park(park, {"interventions": [name]}).applied[0]
    except InputError as error:
        if any(word in str(error) for word in NOT_HERE):
            return None
        raise


def test_what_may_interact_is_told():
    def touching(park):
        alone = {name: found for name in intervention_names() if (found := alone_in(park, name))}
        pairs = combinations(sorted(alone), 2)
        return {pair for pair in pairs if interact(*(alone[n] for n in pair))}

    # Solar farms off the roofs are PV plants too, so roofs are looked at again.
    assert ("direct_green_line", "roof_pv") in touching("yunnan")
    assert ("park_battery", "roof_pv") not in touching("yunnan")
    assert ("building_retrofit", "fleet_electrification") not in touching("yunnan")
