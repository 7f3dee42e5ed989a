"""A park written to tables and read back is the same park."""

from __future__ import annotations

import pytest

from scenarios.members import parse_members
from scenarios.sheets import Target, read_sheet, target_of, template, write_park
from scenarios.sheets.choices import table_rows
from scenarios.sheets.columns import MADE, kind_names, kind_of, list_of
from scenarios.sheets.layout import ID
from scenarios.sheets.template import header, sheet_name
from scenarios.sheets.words import choice_has_name, field_words, has_name, kind_has_name
from scenarios.yaml_io import Document, dump_yaml, parse_yaml
from tests.parks import SMALL
from tests.sheets.books import opened
from twin.components.base import component_types

EVERYTHING = """
agents:
  mill:
    kind: enterprise
    label: {zh: 厂, en: Mill}
    archetype: cement_clinker
    output_per_year: 1200000.5
    lines: 3
    shift: ""
    season: ["03-01", "11-30"]
    order_months: [1, 1, 1, 1.5, 1, 1, 1, 1, 1, 1, 0, 0.25]
    mtbf_h: "50 d"
    roof_m2: "1.2 hectare"
    flue_gas: true
    intensities: {quotas: [], direct_fired_gj: {raw_coal: 2.5}, electricity_kwh: 60, waste_heat: {gj: 0.5, temperature_c: 310}}
    conveyors: [{kind: pipe, t_per_year: 10, km: 1}, {kind: enclosed_belt, t_per_year: 5, km: 2}, {kind: open_belt, t_per_year: 1, km: 3}]
    position: [1.5, 2]
    source: "=x; y, 来源"
    confidence: M
  line:
    kind: asset
    label: {zh: 线, en: Line}
    component: {type: direct_line, capacity_mw: "30 MW", price_cny_per_mwh: {file: p.csv, column: price, unit: CNY/MWh}, users: [mill], charged_mw: 20}
    maintenance: [{start: "05-01", days: 2}, {start: "06-01", days: 1}, {start: "07-01", days: 3}]
    source: test
    confidence: M
  maker:
    kind: asset
    label: {zh: 电解, en: Electrolyser}
    component: {type: electrolyser, power_mw: 2, curve: [[0.2, 52], [1.0, 55]]}
    source: test
    confidence: M
  pv:
    kind: asset
    label: {zh: 光伏, en: PV}
    component: {type: pv, capacity_mw: 1.0e-3, on_roof: false, bifacial: {albedo: 0.3}}
    belongs_to: mill
    source: test
    confidence: M
  other:
    kind: asset
    label: {zh: 其他, en: Other}
    component: {type: demand, bus: waste_metal, rate: "12 t/d"}
    source: test
    confidence: M
  boss:
    kind: operator
    label: {zh: 管委会, en: Operator}
    purchases: [{form: trade, mwh_per_year: 9000, monthly_shares: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}]
    calls: [{date: 2025-01-22, from_hour: 18, to_hour: 20, reason: evening peak}]
    set_points: [{column: "grid/import", share: 0.9, months: [1, 12], from_hour: 8, to_hour: 10}]
    source: test
    confidence: M
"""  # noqa: E501


def specs(agents):
    members = parse_members(Document({"agents": agents}))
    assert not members.problems
    return members.agents


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("park", ["yunnan", "jiangxi"])
def test_a_reference_park_survives_its_tables(park, lang):
    target = target_of(park)
    document = parse_yaml(target.text.encode(), park).data
    raw = write_park(document["agents"], lang)
    bare = Target(dump_yaml({**document, "agents": {}}), park)
    sheet = read_sheet(raw, "park.xlsx", bare)
    assert not sheet.problems
    assert sheet.agents == document["agents"]
    again, before = bare.loaded(sheet.merged_text(bare)), target.loaded()
    assert dict(again.agents) == dict(before.agents)
    assert again.spec == before.spec
    assert again.document.data == before.document.data


@pytest.mark.parametrize("park", ["yunnan", "jiangxi"])
def test_reading_a_park_into_itself_changes_no_letter(park):
    target = target_of(park)
    agents = parse_yaml(target.text.encode(), park).data["agents"]
    sheet = read_sheet(write_park(agents), "park.xlsx", target)
    assert {change.action for change in sheet.preview.rows} == {"same"}
    assert not sheet.preview.left
    assert sheet.merged_text(target) == target.text


@pytest.mark.parametrize("text", [SMALL, EVERYTHING])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_an_agent_can_say_survives(text, lang):
    agents = parse_yaml(text.encode(), "park").data["agents"]
    sheet = read_sheet(write_park(agents, lang), "park.xlsx")
    assert not sheet.problems, [p.problem("en") for p in sheet.problems]
    # a number with the unit of the field ("30 MW") comes back as the number
    assert specs(sheet.agents) == specs(agents)
    again = read_sheet(write_park(sheet.agents, lang), "park.xlsx")
    assert again.agents == sheet.agents


def test_the_same_park_gives_the_same_bytes():
    agents = parse_yaml(SMALL.encode(), "park").data["agents"]
    assert write_park(agents) == write_park(agents)


@pytest.mark.parametrize("kind", kind_names())
def test_a_template_is_read_as_empty_and_its_example_as_sound_data(kind):
    raw = template(kind)
    sheet = read_sheet(raw, "t.xlsx")
    assert not sheet.agents
    assert not sheet.problems
    assert not sheet.notes
    (layout,) = sheet.layouts.values()
    assert layout.kind.id == kind
    assert list(layout.columns.values()) == [ID, *kind_of(kind).columns]


def test_the_examples_of_the_agents_are_sound():
    """What stands in the example row is an agent, once it has an id of its own."""
    import io

    for kind in ("enterprise", "building", "fleet", "pv", "boiler", "battery", "heat_pump"):
        made = opened(template(kind))
        made.worksheets[0]["A3"] = "mine"
        sink = io.BytesIO()
        made.save(sink)
        sheet = read_sheet(sink.getvalue(), "t.xlsx")
        assert [p.problem("en") for p in sheet.problems] == [], kind
        assert list(sheet.agents) == ["mine"]


def test_a_template_has_heads_units_explanations_and_lists():
    book = opened(template("enterprise", "zh"))
    page, lists = book.worksheets
    assert (page.title, lists.title) == ("企业 enterprise", "清单 lists")
    heads = [cell.value for cell in page[1]]
    assert "屋顶面积\nRoof\nroof_m2 [m²]" in heads
    assert "工艺原型*\nArchetype\narchetype" in heads
    assert all(cell.value for cell in page[2])
    assert "Planned output" in " ".join(str(cell.value) for cell in page[2])
    listed = [row[1].value for row in lists.iter_rows(min_row=2)]
    assert {row.choice.id for row in table_rows("archetypes")} <= set(listed)
    assert len(page.data_validations.dataValidation) >= 4


def test_every_kind_of_asset_has_a_sheet_but_what_agents_make_for_themselves():
    assets = {k.removeprefix("asset.") for k in kind_names() if k.startswith("asset.")}
    assert set(component_types()) - assets == MADE
    titles = [sheet_name(kind_of(name)) for name in kind_names()]
    assert len(set(titles)) == len(titles)
    assert max(map(len, titles)) <= 31


@pytest.mark.parametrize("kind", kind_names())
def test_all_a_planner_reads_has_a_chinese_name(kind):
    """A new field, kind or value needs a line in configs/sheets.yaml."""
    found = kind_of(kind)
    assert kind_has_name(kind)
    for column in found.columns:
        owner = found.component if column.path[0] == "component" else found.agent
        assert has_name(owner, column.path), f"{kind}: {column.name}"
        for choice in column.choices:
            named = choice.zh != choice.id or choice_has_name(choice.id)
            assert named, f"{kind}: {column.name}: {choice.id}"


@pytest.mark.parametrize("kind", kind_names())
def test_no_two_columns_of_a_kind_have_one_name(kind):
    found = kind_of(kind)
    for place in (0, 1):
        names = [found.words(column)[place] for column in found.columns]
        names.append(field_words("", ("id",))[place])
        assert len(set(names)) == len(names), sorted(n for n in names if names.count(n) > 1)
    assert len({header(found, c) for c in found.columns}) == len(found.columns)


def test_further_groups_stand_behind_the_usual_ones():
    columns = kind_of("fleet").with_groups({("vehicles",): 4})
    places = [n for n, c in enumerate(columns) if list_of(c.path) == ("vehicles",)]
    assert places == list(range(places[0], places[0] + len(places)))
    numbers = [columns[n].path[1] for n in places]
    assert numbers == sorted(numbers)
    assert set(numbers) == {"0", "1", "2", "3"}
