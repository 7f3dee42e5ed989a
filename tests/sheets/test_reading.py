"""What planners write, read as a park file would say it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.sheets import read_sheet, target_of, write_park
from scenarios.sheets.cells import Cell, CellError, cell_of, value_of
from scenarios.sheets.columns import Column, kind_of
from scenarios.sheets.measures import scale, split_number, unit_in_name
from tests.sheets.books import book

HEAD = ["编号", "中文名称", "工艺原型", "年产量", "生产线数", "屋顶面积"]


def only(sheet):
    assert not sheet.problems, [p.problem("en") for p in sheet.problems]
    (entry,) = sheet.agents.values()
    return entry


@pytest.mark.parametrize("head", [
    ["id", "label.zh", "archetype", "output_per_year", "diagnosed_on", "flue_gas"],
    ["编号", "中文名称", "工艺原型", "年产量", "节能降碳诊断日期", "烟气可供捕集"],
    ["Id", "name in chinese", "ARCHETYPE", "Output per year", "Diagnosed on", "Flue gas"],
    ["编号\nId\nid", "企业名称", "工艺原型*", "年产量（t）", "diagnosed_on", "烟气可供捕集 "],
])  # fmt: skip
def test_headers_in_either_language_or_by_field(head):
    row = ["steel", "钢厂", "eaf_steel", 5e5, dt.date(2024, 5, 20), "是"]
    entry = only(read_sheet(book([head, row]), "plan.xlsx"))
    assert entry["label"] == {"zh": "钢厂", "en": "钢厂"}
    assert entry["output_per_year"] == 500_000
    assert entry["diagnosed_on"] == dt.date(2024, 5, 20)
    assert entry["flue_gas"] is True


@pytest.mark.parametrize(("text", "tonnes"), [
    (500000, 500_000), ("500,000", 500_000), ("50万", 500_000), ("50 万吨", 500_000),
    ("50万吨/年", 500_000), ("500 kt", 500_000), ("５００，０００", 500_000),
    ("500 000 t/a", 500_000),
])  # fmt: skip
def test_output_is_in_the_unit_of_the_archetypes_product(text, tonnes):
    entry = only(read_sheet(book([HEAD, ["a", "厂", "eaf_steel", text]]), "p.xlsx"))
    assert entry["output_per_year"] == pytest.approx(tonnes, rel=1e-12)


def test_output_by_the_day_is_refused_for_nobody_said_how_many_days():
    sheet = read_sheet(book([HEAD, ["a", "厂", "eaf_steel", "1,370 t/d"]]), "p.xlsx")
    assert [(p.address, p.key) for p in sheet.problems] == [("D2", "unit")]


def test_a_unit_in_the_header_holds_for_bare_numbers_only():
    head = ["id", "name", "capacity_mw [kW]", "装机 "]
    rows = [head, ["a", "A", 1500], ["b", "B", "2 MW"], ["c", "C", "3000千瓦"]]
    sheet = read_sheet(book(rows, "光伏 asset.pv"), "p.xlsx")
    assert not sheet.problems
    found = {k: v["component"]["capacity_mw"] for k, v in sheet.agents.items()}
    assert found == {"a": "1500 kW", "b": 2, "c": "3000 kW"}


@pytest.mark.parametrize(("value", "code", "share"), [
    (0.65, "General", 0.65), (0.65, "0%", 0.65), ("65%", "General", 0.65),
    ("65 ％", "General", 0.65),
])  # fmt: skip
def test_a_share_is_never_taken_for_percent_twice(value, code, share):
    rows = [[*HEAD, "可用屋顶比例 [%]"], ["a", "厂", "machinery", 10, 1, 5, value]]
    if code == "General" and not isinstance(value, str):
        rows[0][-1] = "可用屋顶比例"
    entry = only(read_sheet(book(rows, formats={"G2": code}), "p.xlsx"))
    assert entry["usable_roof_share"] == pytest.approx(share, abs=1e-15)


def test_a_percentage_of_what_is_no_share_is_refused():
    rows = [["id", "name", "capacity_mw"], ["a", "A", 0.5]]
    sheet = read_sheet(book(rows, "pv", formats={"C2": "0%"}), "p.xlsx")
    (problem,) = sheet.problems
    assert problem.address == "C2"
    assert "MW" in problem.message("zh")


@pytest.mark.parametrize("text", [
    "2024-05-20", "2024/5/20", "2024年5月20日", "2024.5.20", "20240520", 20240520,
    dt.datetime(2024, 5, 20, 13, 0),
])  # fmt: skip
def test_dates(text):
    rows = [[*HEAD, "诊断", "节能降碳诊断日期"], ["a", "厂", "machinery", 10, 1, 5, "x", text]]
    assert only(read_sheet(book(rows), "p.xlsx"))["diagnosed_on"] == dt.date(2024, 5, 20)


@pytest.mark.parametrize("text", ["5/20/2024", "45432", 45432, "2024-13-01", "soon"])
def test_dates_that_could_mean_several_days_are_refused(text):
    rows = [[*HEAD, "节能降碳诊断日期"], ["a", "厂", "machinery", 10, 1, 5, text]]
    (problem,) = read_sheet(book(rows), "p.xlsx").problems
    assert (problem.address, problem.key) == ("G2", "not_date")


def test_month_and_day_that_the_program_took_for_a_date():
    rows = [[*HEAD, "season.1", "season.2"],
            ["a", "厂", "machinery", 10, 1, 5, dt.date(2025, 5, 16), "12月15日"]]  # fmt: skip
    assert only(read_sheet(book(rows), "p.xlsx"))["season"] == ["05-16", "12-15"]


def test_merged_cells_hold_for_every_row_and_blank_rows_for_none():
    rows = [["某园区企业台账 2025"], [], HEAD, ["a", "甲", "机械", 10], ["b", "乙", None, 20], [],
            ["c", "丙", None, 30], HEAD, ["d", "丁", "wafer", 40]]  # fmt: skip
    sheet = read_sheet(book(rows, merges=["A1:F1", "C4:C7"]), "p.xlsx")
    kinds = {name: entry.get("archetype") for name, entry in sheet.agents.items()}
    # 机械 is no name of an archetype: each of the three rows says so in its own cell
    assert kinds == {"d": "wafer"}
    assert [p.address for p in sheet.problems] == ["C4", "C5", "C7"]
    rows[3][2] = "machinery"
    sheet = read_sheet(book(rows, merges=["A1:F1", "C4:C7"]), "p.xlsx")
    assert [e["archetype"] for e in sheet.agents.values()] == ["machinery"] * 3 + ["wafer"]


@pytest.mark.parametrize("code", ["utf-8-sig", "utf-8", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_in_the_codes_that_table_programs_write(code, separator):
    text = (
        separator.join(HEAD)
        + "\r\n"
        + separator.join(["a", "钢厂", "eaf_steel", "5e5", "2", '"1,000"'])
    )
    entry = only(read_sheet(text.encode(code), "企业.csv"))
    assert (entry["label"]["zh"], entry["output_per_year"], entry["roof_m2"]) == (
        "钢厂",
        500_000,
        1000,
    )


def test_groups_of_entries_are_closed_up():
    head = ["id", "name", "jobs_per_day", "km", "chargers", "vehicles.1.vehicle_class",
            "车辆2：车型", "vehicles.2.powertrain", "车辆2：数量", "vehicles.4.vehicle_class",
            "vehicles.4.powertrain", "vehicles.4.count"]  # fmt: skip
    row = ["f", "队", 10, "20 公里", 2, None, "49 吨牵引车", "纯电", 3, "van_4t5", "柴油", 2]
    entry = only(read_sheet(book([head, row], "车队"), "p.xlsx"))
    assert entry["vehicles"] == [
        {"vehicle_class": "tractor_49t", "powertrain": "battery", "count": 3},
        {"vehicle_class": "van_4t5", "powertrain": "diesel", "count": 2},
    ]
    assert entry["km"] == 20


def test_names_become_safe_ids_and_stay_as_names():
    rows = [HEAD, [None, "<script>alert(1)</script>", "machinery", 10], [None, "=1+1", "wafer", 20],
            ["enterprise-1", "丙", "wafer", 5]]  # fmt: skip
    sheet = read_sheet(book(rows), "p.xlsx")
    assert [p.key for p in sheet.problems] == ["formula"]  # a real formula, stored without a value
    assert list(sheet.agents) == ["enterprise-2", "enterprise-1"]
    assert sheet.agents["enterprise-2"]["label"]["zh"] == "<script>alert(1)</script>"
    made = [f for f in sheet.filled if f.field == "id"]
    assert [f.agent for f in made] == ["enterprise-2"]


def test_a_row_without_id_that_the_park_knows_by_name_is_that_object():
    rows = [HEAD, [None, "硅片", "wafer", 700, 3, 120000]]
    sheet = read_sheet(book(rows), "p.xlsx", target_of("yunnan"))
    (change,) = sheet.preview.rows
    assert (change.agent, change.action) == ("wafer", "changed")
    assert [(f.field, f.before, f.after) for f in change.fields] == [("output_per_year", 600, 700)]
    # what the sheet has no column for stays
    assert sheet.agents["wafer"]["products"] == [
        {"name": "mono wafer G12", "footprint_certified_on": dt.date(2025, 3, 15)}
    ]
    assert len(sheet.preview.left) == 104


def test_what_is_blank_is_marked_with_its_source():
    rows = [HEAD, ["a", "厂", "cement_clinker", 1e6]]
    sheet = read_sheet(book(rows), "plan.xlsx")
    found = {f.field: f for f in sheet.filled}
    assert found["intensities.electricity_kwh"].value == 57
    assert "GB 16780-2021" in found["intensities.electricity_kwh"].source
    assert found["shift"].value == "continuous"
    assert found["lines"].value == 1
    assert found["source"].is_written
    assert found["source"].value == "plan.xlsx, 企业, row 2"
    assert "intensities" not in sheet.agents["a"]  # it holds by reference
    assert all(f.agent == "a" and f.source and f.told("zh") for f in sheet.filled)


def test_the_battery_of_a_class_is_marked_too():
    head = ["id", "name", "jobs_per_day", "km", "chargers", "vehicles.1.vehicle_class",
            "vehicles.1.powertrain", "vehicles.1.count"]  # fmt: skip
    sheet = read_sheet(
        book([head, ["f", "F", 10, 20, 2, "van_4t5", "battery", 4]], "fleet"), "p.xlsx"
    )
    (filled,) = (f for f in sheet.filled if "battery_kwh" in f.field)
    assert (filled.field, filled.value) == ("vehicles.1.battery_kwh", 81)


def test_columns_that_are_not_known_are_told_and_harm_nothing():
    rows = [[*HEAD, "备注"], ["a", "厂", "machinery", 10, 1, 5, "近期搬迁"]]
    sheet = read_sheet(book(rows), "p.xlsx")
    assert not sheet.problems
    assert [(n.address, n.value) for n in sheet.notes] == [("G1", "备注")]


def test_the_kind_is_told_by_the_header_if_nothing_else_does():
    rows = [["id", "name", "component.tilt_deg", "component.capacity_mw", "dc_ac_ratio"],
            ["a", "A", 20, 3, 1.2]]  # fmt: skip
    entry = only(read_sheet(book(rows, "Sheet1"), "p.xlsx"))
    assert entry["component"] == {
        "type": "pv",
        "tilt_deg": 20,
        "capacity_mw": 3,
        "dc_ac_ratio": 1.2,
    }


def test_a_header_that_fits_several_kinds_asks_for_the_kind():
    rows = [["id", "name", "belongs_to"], ["a", "A", "b"]]
    (problem,) = read_sheet(book(rows, "Sheet1"), "p.xlsx").problems
    assert problem.key == "kind_unclear"
    rows = [["id", "name", "capacity_mw"], ["a", "A", 3]]
    assert only(read_sheet(book(rows, "Sheet1"), "p.xlsx", kind="pv"))["component"]["type"] == "pv"


@pytest.mark.parametrize(("name", "unit"), [
    ("capacity_mw", "MW"), ("om_cny_per_mwh", "CNY/MWh"), ("speed_km_h", "km/h"),
    ("pump_mwh_per_mwh", ""), ("gamma_per_k", "1/K"), ("standing_loss_per_h", "1/h"),
    ("system_charge_cny_per_kw_month", "CNY/kW/month"), ("jobs_per_day", "1/d"), ("losses", ""),
    ("calendar_fade_per_year", "1/year"), ("age_full_cycles", ""), ("t_per_year", "t/year"),
    ("capacity_m3_per_h", "m^3/h"), ("fill", ""), ("approach_k", "K"), ("storeys", ""),
])  # fmt: skip
def test_units_in_names(name, unit):
    assert unit_in_name(name) == unit


@pytest.mark.parametrize("text", ["1,2", "1.200,5", "12,34,567", "1 2", "", "abc", "--3", "1..2"])
def test_numbers_that_could_mean_two_things_are_refused(text):
    assert split_number(text) is None or split_number(text)[1]


@given(st.floats(-1e9, 1e9, allow_nan=False))
def test_numbers_survive_their_own_text(number):
    assert split_number(repr(number)) == (number, "")
    assert split_number(f"{number:,.3f}") == (float(f"{number:.3f}"), "")


@given(st.floats(1e-3, 1e9), st.sampled_from(["kW", "MW", "GW", "万千瓦", "兆瓦"]))
def test_a_unit_in_the_cell_is_worth_what_the_park_file_makes_of_it(number, unit):
    from twin.units import convert

    column = next(c for c in kind_of("pv").columns if c.path[-1] == "capacity_mw")
    value = value_of(column, Cell(f"{number!r} {unit}"), "", "MW")
    assert convert(value, "MW") == pytest.approx(number * scale(unit, "MW"), rel=1e-12)


TEXTS = st.text(st.characters(exclude_categories=["C"]), max_size=30).map(str.strip)


@given(st.lists(TEXTS.filter(bool), max_size=5))
def test_lists_survive_a_cell(items):
    column = Column(("x",), "list")
    cell = Cell(cell_of(column, items, "zh"))
    assert value_of(column, cell, "", "") == items


KEYS = st.from_regex(r"[a-z]{1,5}", fullmatch=True)
PLAIN = st.recursive(
    st.integers() | st.booleans() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
)


@given(PLAIN)
def test_what_has_no_fixed_shape_survives_a_cell(value):
    column = Column(("x",), "tree")
    if isinstance(value, dict | list):
        assert value_of(column, Cell(cell_of(column, value, "zh")), "", "") == value


def test_a_cell_of_yaml_builds_nothing():
    column = Column(("x",), "tree")
    for text in ("!!python/object/apply:os.system [ls]", "{a: &x [1], b: *y}", "{a: 1"):
        with pytest.raises(CellError):
            value_of(column, Cell(text), "", "")


def test_writing_refuses_what_no_column_holds():
    with pytest.raises(ValueError, match="no column for surprise"):
        write_park({"a": {"kind": "enterprise", "label": {"zh": "a", "en": "a"}, "surprise": 3}})
