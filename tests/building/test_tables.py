"""What is typed into tables, dragged on the plan or written as YAML is one text, in step."""

from __future__ import annotations

import difflib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.building import (
    Deltas,
    agents_of,
    cards,
    edited,
    field_title,
    filled_of,
    kinds_of,
    moved,
    plan_of,
    table_of,
    target_of,
    text_of,
    troubles_of,
    with_agent_text,
    without,
    yaml_of,
)
from scenarios.drafts import Draft
from scenarios.park_file import park_names
from scenarios.yaml_io import parse_yaml
from twin.errors import InputError

LOGISTICS = Draft(park="logistics")
KINDS = [
    (park, kind)
    for park in park_names()
    for kind, count in kinds_of(agents_of(Draft(park=park))).items()
    if count
]


def laid(draft, kind, **deltas):
    """Return the plan after something was typed into the table of a kind."""
    table = table_of(agents_of(draft), kind, "en", everything=True)
    text = edited(target_of(draft), table, Deltas(**deltas))
    return draft.model_copy(update={"text": text})


def lines_changed(before, after):
    """Return the lines that went and the lines that came."""
    found = difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=0)
    return [line for line in found if line[:1] in "+-" and line[:3] not in {"+++", "---"}]


@pytest.mark.parametrize(("park", "kind"), KINDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_typing_what_stands_there_changes_nothing(park, kind, lang):
    draft = Draft(park=park)
    table = table_of(agents_of(draft), kind, lang, everything=True)
    rows = {
        n: {f.name: table.cells[f.name][n] for f in table.fields} for n in range(len(table.ids))
    }
    rows = dict(list(rows.items())[:2])
    text = edited(target_of(draft), table, Deltas(changed=rows))
    assert parse_yaml(text.encode(), "a").data == parse_yaml(text_of(draft).encode(), "a").data


def test_a_number_typed_changes_its_line_and_keeps_the_comment():
    after = laid(LOGISTICS, "enterprise", changed={0: {"output_per_year": 200000.0}})
    assert lines_changed(text_of(LOGISTICS), after.text) == [
        "-    output_per_year: 180000  # m3 of store",
        "+    output_per_year: 200000  # m3 of store",
    ]
    assert troubles_of(after) == ()


def test_nested_fields_pairs_and_groups_are_reached():
    after = laid(LOGISTICS, "fleet", changed={0: {"vehicles.2.count": 20, "position.1": 990}})
    entry = agents_of(after)["line-haul"]
    assert entry["vehicles"][1]["count"] == 20
    assert entry["vehicles"][0]["count"] == 24
    assert entry["position"] == [990, 180]
    after = laid(LOGISTICS, "asset.battery", changed={0: {"component.power_mw": 4.5}})
    assert agents_of(after)["battery"]["component"]["power_mw"] == 4.5


def test_a_cell_left_blank_takes_the_value_out():
    after = laid(LOGISTICS, "enterprise", changed={0: {"diagnosed_on": None, "lines": None}})
    entry = agents_of(after)["cold-store"]
    assert {"diagnosed_on", "lines"} & set(entry) == set()
    after = laid(LOGISTICS, "fleet", changed={0: {f"vehicles.2.{f}": None for f in (
        "vehicle_class", "powertrain", "count", "battery_kwh")}})  # fmt: skip
    (left,) = agents_of(after)["line-haul"]["vehicles"]
    assert left["powertrain"] == "diesel"
    assert troubles_of(after) == ()


def test_both_coordinates_blank_takes_the_place_away():
    after = laid(LOGISTICS, "enterprise", changed={0: {"position.1": None, "position.2": None}})
    assert "position" not in agents_of(after)["cold-store"]
    assert next(p for p in plan_of(after).places if p.id == "cold-store").at is None


def test_new_rows_get_ids_of_their_own_and_say_what_they_lack():
    after = laid(LOGISTICS, "enterprise", added=({"archetype": "machinery"}, {}))
    made = [name for name in agents_of(after) if name.startswith("enterprise-")]
    assert made == ["enterprise-1", "enterprise-2"]
    troubles = troubles_of(after)
    assert {trouble.path for trouble in troubles} == {
        "agents.enterprise-1.output_per_year", "agents.enterprise-2.archetype",
        "agents.enterprise-2.output_per_year",
    }  # fmt: skip
    first = troubles[0]
    assert after.text.split("\n")[first.line - 1].strip() == first.stands
    said = {5: {"output_per_year": 500}, 6: {"archetype": "logistics", "output_per_year": 9}}
    whole = laid(after, "enterprise", changed=said)
    assert troubles_of(whole) == ()


def test_what_cannot_be_read_is_kept_as_typed_and_told():
    draft = laid(LOGISTICS, "asset.recycler", changed={0: {"component.categories": "a; b"}})
    assert agents_of(draft)["paper-recycler"]["component"]["categories"] == ["a", "b"]
    draft = laid(LOGISTICS, "asset.demand", added=({"component.rate": "much"},))
    assert agents_of(draft)["demand-1"]["component"]["rate"] == "much"
    assert any(trouble.path.startswith("agents.demand-1") for trouble in troubles_of(draft))


def test_rows_taken_away_go_and_who_leans_on_them_is_told():
    after = laid(LOGISTICS, "enterprise", removed=(0,))
    assert "cold-store" not in agents_of(after)
    assert [(t.path, t.stands) for t in troubles_of(after)] == [
        ("agents.pv-cold-store.belongs_to", "belongs_to: cold-store")
    ]
    assert "# --- buildings ---" in after.text
    assert all(line.startswith("-") for line in lines_changed(text_of(LOGISTICS), after.text))


def test_a_change_of_several_rows_at_once_is_all_of_them():
    after = laid(
        LOGISTICS, "enterprise", changed={1: {"lines": 3}, 2: {"label.en": "New"}}, removed=(4,),
        added=({"label.zh": "甲"},),
    )  # fmt: skip
    agents = agents_of(after)
    assert agents["warehouse-1"]["lines"] == 3
    assert agents["warehouse-2"]["label"]["en"] == "New"
    assert "city-delivery" not in agents
    assert agents["enterprise-1"]["label"]["zh"] == "甲"


def test_all_agents_may_go():
    target = target_of(Draft(park="greenfield"))
    text = without(target, list(target.agents()))
    assert parse_yaml(text.encode(), "a").data["agents"] == {}


@pytest.mark.parametrize("park", park_names())
def test_moving_changes_one_line(park):
    draft = Draft(park=park)
    for place in plan_of(draft).places[::9]:
        text = moved(draft, place.id, 12.4, 33.6)
        changed = lines_changed(text_of(draft), text)
        assert len(changed) == (2 if place.at else 1)
        assert changed[-1] == "+    position: [12, 34]"
        assert agents_of(replace_text(draft, text))[place.id]["position"] == [12, 34]


def replace_text(draft, text):
    return draft.model_copy(update={"text": text})


@pytest.mark.parametrize(("name", "east", "north"), [
    ("nobody", 1, 1), ("grid", -1, 5), ("grid", 5, 1e9), ("grid", float("nan"), 5),
    ("grid", float("inf"), 5), ("__proto__", 1, 1),
])  # fmt: skip
def test_places_off_the_plan_are_refused(name, east, north):
    with pytest.raises(InputError):
        moved(LOGISTICS, name, east, north)


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1,
                max_size=40)  # fmt: skip


@given(name=NAMES | st.sampled_from([
    "<script>alert(1)</script>", "=HYPERLINK(1)", "null", "[", "# a", "a: b", "'", '"', "- x",
    "{}", "!!python/object:os.system", "&a", "*a", "yes", "1", "甲、乙", "}, en: x",
]))  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_any_name_comes_back_as_it_was_typed(name):
    after = laid(LOGISTICS, "enterprise", changed={0: {"label.en": name, "label.zh": name}})
    expected = name if name.strip() else None
    label = agents_of(after)["cold-store"].get("label", {})
    assert label.get("en") == (name.strip() if expected else None)
    assert set(agents_of(after)) == set(agents_of(LOGISTICS))


def test_a_park_on_top_of_another_keeps_saying_so():
    text = "extends: logistics\nlabel: {zh: 甲, en: A}\nregion: jiangsu\nagents:\n  battery: null\n"
    draft = Draft(park="mine", text=text)
    assert "battery" not in agents_of(draft)
    after = laid(draft, "enterprise", changed={0: {"lines": 4}})
    assert after.text.startswith("extends: logistics")
    assert agents_of(after)["cold-store"]["lines"] == 4
    assert troubles_of(after) == ()
    gone = laid(after, "fleet", removed=(4,))
    assert "yard-tractors" not in agents_of(gone)
    assert troubles_of(gone) == ()
    assert moved(gone, "grid", 7, 8).count("extends") == 1


def test_one_entry_as_yaml_goes_in_and_out():
    draft = LOGISTICS
    entry = agents_of(draft)["operator"]
    text = yaml_of({**entry, "purchases": [{"form": "trade", "kind": "renewable",
                                            "mwh_per_year": 100}]})  # fmt: skip
    after = replace_text(draft, with_agent_text(target_of(draft), "operator", text))
    assert troubles_of(after) == ()
    assert agents_of(after)["operator"]["purchases"][0]["mwh_per_year"] == 100
    for wrong in ("", "- a", "a: [", "!!python/object:os.system {}"):
        with pytest.raises(InputError):
            with_agent_text(target_of(draft), "operator", wrong)


def test_what_archetypes_supply_is_told_and_not_written():
    draft = LOGISTICS
    found = {one.field: one for one in filled_of("parcels", agents_of(draft)["parcels"])}
    assert found["intensities.fresh_water_m3"].value == 0.15
    assert "intensities.electricity_kwh" not in found  # the entry says its own
    assert not found["intensities.fresh_water_m3"].is_written
    assert filled_of("odd", {"kind": "no-such-kind"}) == []
    assert field_title("enterprise", "output_per_year") == ("年产量", "Output per year")
    assert field_title("", "x.y") == ("x.y", "x.y")


@pytest.mark.parametrize("text", [
    "agents: [", "extends: ../../etc/passwd\n", "region: /etc/passwd\nagents: {}\n",
    "- a\n", "x: " + "[" * 100, "a: " + "x" * 1_000_000,
])  # fmt: skip
def test_texts_that_cannot_be_read_are_told_and_never_followed(text):
    draft = replace_text(Draft(), text)
    assert len(troubles_of(draft)) >= 1
    with pytest.raises(InputError):
        agents_of(draft)
    with pytest.raises(InputError):
        plan_of(draft)


def test_odd_documents_have_tables_and_a_plan_all_the_same():
    text = (
        "label: a\nplan: {width_m: -5, height_m: x}\nagents:\n  a: 5\n  b: {kind: 3}\n"
        "  c: {kind: asset, component: 1}\n  d: {kind: enterprise, label: [], position: [a, 1],"
        " lines: many, archetype: none-such}\n"
    )
    draft = replace_text(Draft(), text)
    table = table_of(agents_of(draft), "enterprise", "zh")
    assert table.cells["lines"] == ["many"]
    archetype = next(f for f in table.fields if f.name == "archetype")
    assert archetype.form == "choice"
    assert archetype.choices["none-such"] == "none-such ?"
    plan = plan_of(draft)
    assert (plan.width_m, plan.height_m) == (2000.0, 1500.0)
    assert {place.id: place.at for place in plan.places} == {"b": None, "c": None, "d": None}
    assert troubles_of(draft)
    after = laid(draft, "enterprise", changed={0: {"lines": "4"}})
    assert agents_of(after)["d"]["lines"] == 4


@pytest.mark.parametrize("park", park_names())
def test_all_of_a_template_stand_on_the_plan_or_with_their_owner(park):
    places = {place.id: place for place in plan_of(Draft(park=park)).places}
    homeless = [place for place in places.values() if place.at is None]
    assert all(places[place.beside].at is not None for place in homeless)
    if park == "yunnan":
        assert places["roof-pv-wafer"].beside == "wafer"
        assert places["waste-heat-silicon"].beside


def test_output_has_its_unit_beside_it_and_a_typed_unit_is_nothing():
    agents = agents_of(Draft(park="yunnan"))
    for lang, year in (("zh", "年"), ("en", "year")):
        table = table_of(agents, "enterprise", lang)
        names = [field.name for field in table.fields]
        assert names.index("output_unit") == names.index("output_per_year") + 1
        unit = dict(zip(table.ids, table.cells["output_unit"], strict=True))
        assert unit["wafer"] == f"M pcs/{year}"
        assert all(unit.values())
    draft = replace_text(Draft(), text_of(Draft(park="yunnan")))
    same = laid(draft, "enterprise", changed={0: {"output_unit": "GW"}})
    assert agents_of(same) == agents
    assert Deltas({0: {"archetype": "lfp"}}).touch("archetype")
    assert not Deltas({0: {"lines": 2}}).touch("archetype")


def test_templates_tell_what_they_hold():
    found = {card.name: card for card in cards()}
    assert set(found) == set(park_names())
    for card in found.values():
        assert sum(card.counts.values()) == len(agents_of(Draft(park=card.name)))
        assert all(card.label[lang] and card.description[lang] for lang in ("zh", "en"))
    assert next(iter(found)) == "yunnan"


def test_a_stale_row_is_passed_over():
    table = table_of(agents_of(LOGISTICS), "enterprise", "en")
    target = target_of(LOGISTICS)
    deltas = Deltas(changed={99: {"lines": 3}, 0: {"no_such": 1}}, removed=(77,))
    assert edited(target, table, deltas) == target.text
    assert edited(replace(target, text=target.text), table, Deltas()) == target.text
