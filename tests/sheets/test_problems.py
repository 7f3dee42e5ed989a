"""Every error at once, each in its cell; good rows apart from bad; nothing lost."""

from __future__ import annotations

import datetime as dt

from typer.testing import CliRunner

from scenarios.cli import cli
from scenarios.park_file import load_park
from scenarios.sheets import Target, draft_text, marked_sheet, read_sheet, target_of
from scenarios.yaml_io import parse_yaml
from tests.parks import SMALL
from tests.sheets.books import book, opened

HEAD = [
    "编号",
    "中文名称",
    "工艺原型",
    "年产量 [万吨]",
    "生产线数",
    "屋顶面积",
    "节能降碳诊断日期",
    "班制",
]
ROWS = [
    HEAD,
    ["good", "好厂", "eaf_steel", 50, 2, "1,000", "2024-05-20", "三班制（春节停产）"],
    ["bad-1", "坏厂", "no_such", 1, 1.5, "abc", "soon", "night"],
    ["bad 2", "坏厂二", "eaf_steel", -3, 99, -1, None, None],
    ["twice", "甲", "eaf_steel", 1, 1, 1, None, None],
    ["twice", "乙", "eaf_steel", 1, 1, 1, None, None],
    ["bad-3", "丙", None, None, None, None, None, None],
]
WRONG = {"C3", "E3", "F3", "G3", "H3", "A4", "D4", "E4", "F4", "A5", "A6", "C7", "D7"}
PARK = Target(SMALL, "small")


def test_all_errors_at_once_with_address_value_and_what_was_expected():
    sheet = read_sheet(book(ROWS), "plan.xlsx")
    assert {p.address for p in sheet.problems} == WRONG
    assert len(sheet.problems) == len(WRONG)
    by_address = {p.address: p for p in sheet.problems}
    assert by_address["E3"].value == "1.5"
    assert "≥ 1 ≤ 40" in by_address["E4"].message("en")
    assert "应为：" in by_address["E4"].message("zh")
    assert "al_electrolysis" in by_address["C3"].message("en")
    assert "A6" in by_address["A5"].message("zh")
    assert str(by_address["F3"].problem("en")).startswith(
        "plan.xlsx [企业] F3 bad-1 roof_m2: not a number; expected a number ≥ 0, in m²"
    )
    for problem in sheet.problems:
        assert (problem.file, problem.sheet) == ("plan.xlsx", "企业")
        assert problem.message("zh") != problem.message("en")


def test_good_rows_are_kept_apart_and_bad_ones_are_not_lost():
    sheet = read_sheet(book(ROWS), "plan.xlsx")
    assert list(sheet.agents) == ["good"]
    assert sheet.agents["good"]["output_per_year"] == 500_000
    assert sheet.agents["good"]["shift"] == "three_shift"
    assert len(sheet.aside) == 5
    assert sheet.aside["bad-1"]["label"]["zh"] == "坏厂"
    actions = [(c.agent, c.action) for c in sheet.preview.rows]
    assert actions[0] == ("good", "added")
    assert all(action == "aside" for _, action in actions[1:])
    assert {f.agent for f in sheet.filled} == {"good"}


def test_the_marked_workbook_holds_all_cells_and_notes_where_they_are_wrong():
    sheet = read_sheet(book(ROWS), "plan.xlsx")
    page = opened(marked_sheet(sheet, "zh"))["企业"]
    told = {cell.coordinate: cell.comment.text for row in page for cell in row if cell.comment}
    assert set(told) == WRONG
    assert "应为：整数 ≥ 1 ≤ 40" in told["E4"]
    values = [[cell.value for cell in row] for row in page.iter_rows()]
    assert values == ROWS
    colours = {a: page[a].fill.start_color.rgb for a in WRONG}
    assert set(colours.values()) == {"FFF8CBAD"}
    assert page["F2"].fill.fill_type is None


def test_a_marked_workbook_mended_reads_clean():
    raw = marked_sheet(read_sheet(book(ROWS), "plan.xlsx"), "en")
    made = opened(raw)
    page = made["企业"]
    mends = {
        "C3": "eaf_steel", "E3": 1, "F3": 5, "G3": dt.date(2024, 1, 1), "H3": None, "A4": "b2",
        "D4": 3, "E4": 9, "F4": 0, "A6": "once", "C7": "eaf_steel", "D7": "40,000 t",
    }  # fmt: skip
    for address, value in mends.items():
        page[address] = value
    import io

    sink = io.BytesIO()
    made.save(sink)
    sheet = read_sheet(sink.getvalue(), "plan.xlsx")
    assert not sheet.problems, [p.problem("en") for p in sheet.problems]
    assert len(sheet.agents) == 6
    assert sheet.ignored == ()  # its own lists are no news


def test_rules_between_fields_are_told_at_the_row():
    head = ["id", "name", "energy_mwh", "power_mw", "soc_min", "soc_max"]
    sheet = read_sheet(book([head, ["b", "B", 10, 5, 0.9, 0.2]], "battery"), "p.xlsx")
    (problem,) = sheet.problems
    assert problem.row == 2
    assert "soc_min must be below soc_max" in problem.message("zh")


def test_references_are_checked_against_the_whole_park():
    head = ["id", "name", "capacity_mw", "belongs_to"]
    rows = [head, ["pv-1", "A", 1, "machines"], ["pv-2", "B", 1, "nobody"]]
    sheet = read_sheet(book(rows, "pv"), "p.xlsx", PARK)
    (problem,) = sheet.problems
    assert (problem.address, problem.value) == ("D3", "'nobody'")
    assert list(sheet.agents) == ["pv-1"]
    assert PARK.loaded(sheet.merged_text(PARK)).agents["pv-1"][1].belongs_to == "machines"


def test_a_row_that_leans_on_a_bad_row_is_set_aside_too():
    made = opened(
        book([["id", "name", "capacity_mw", "belongs_to"], ["pv-1", "A", 1, "new"]], "pv")
    )
    page = made.create_sheet("企业")
    for row in (HEAD, ["new", "新厂", "eaf_steel", "x", 1, 1, None, None]):
        page.append(row)
    import io

    sink = io.BytesIO()
    made.save(sink)
    sheet = read_sheet(sink.getvalue(), "p.xlsx", PARK)
    assert {(p.sheet, p.address) for p in sheet.problems} == {("企业", "D2"), ("pv", "D2")}
    assert not sheet.agents


def test_an_object_of_another_kind_is_not_overwritten():
    sheet = read_sheet(book([HEAD, ["office", "厂", "eaf_steel", 1]]), "p.xlsx", PARK)
    (problem,) = sheet.problems
    assert (problem.address, problem.key) == ("A2", "other_kind")


def test_formulas_and_error_values_are_told_and_never_evaluated():
    rows = [HEAD, ["a", "厂", "eaf_steel", "=50+1", 1, 1, None, None],
            ["b", "厂", "eaf_steel", "#DIV/0!", 1, 1, None, None]]  # fmt: skip
    sheet = read_sheet(book(rows), "p.xlsx")
    assert [(p.address, p.key) for p in sheet.problems] == [
        ("D2", "formula"),
        ("D3", "error_value"),
    ]


def test_a_header_twice_or_mixed_is_told():
    rows = [
        [*HEAD, "roof_m2", "年产量\n生产线数"],
        ["a", "厂", "eaf_steel", 1, 1, 1, None, None, 2, 3],
    ]
    sheet = read_sheet(book(rows), "p.xlsx")
    assert [(p.address, p.key) for p in sheet.problems] == [
        ("I1", "header_twice"),
        ("J1", "header_mixed"),
    ]


def test_half_a_position_is_an_error():
    rows = [
        [*HEAD, "东向坐标", "北向坐标"],
        ["a", "厂", "eaf_steel", 1, 1, 1, None, None, 100, None],
    ]
    (problem,) = read_sheet(book(rows), "p.xlsx").problems
    assert (problem.address, problem.key) == ("J2", "missing")


def test_a_file_without_anything_of_ours_says_so():
    (problem,) = read_sheet(book([["a", "b"], [1, 2]], "Tabelle1"), "p.xlsx").problems
    assert problem.key == "no_sheet"
    (problem,) = read_sheet(b"", "empty.csv").problems
    assert problem.key == "no_sheet"


def test_the_park_text_keeps_its_comments_and_order():
    target = target_of("yunnan")
    rows = [["id", "output_per_year", "intensities.quotas"], ["food-1", 61000, "[]"]]
    sheet = read_sheet(book(rows), "p.xlsx", target)
    assert not sheet.problems
    old, new = target.text.split("\n"), sheet.merged_text(target).split("\n")
    gone, come = [x for x in old if x not in new], [x for x in new if x not in old]
    assert "    output_per_year: 61000" in come
    assert "  # --- buildings ---" in new
    assert all("food" in x or "position" in x or "limit is for beer" in x or "60000" in x
               or "label" in x for x in gone)  # fmt: skip
    again = read_sheet(book(rows), "p.xlsx", Target(sheet.merged_text(target), "yunnan"))
    assert [c.action for c in again.preview.rows] == ["same"]
    assert again.merged_text(Target(sheet.merged_text(target), "yunnan")) == sheet.merged_text(
        target
    )


def test_what_was_filled_in_stands_beside_the_entry_once():
    rows = [HEAD, ["a", "厂", "eaf_steel", 50, 2, 1, None, None]]
    first = read_sheet(book(rows), "p.xlsx", PARK).merged_text(PARK)
    assert "# filled in 补全" in first
    assert "intensities.electricity_kwh = 520" in first.replace("\n  # filled in 补全  ", "")
    rows[1][3] = 60
    second = read_sheet(book(rows), "p.xlsx", Target(first, "small")).merged_text(
        Target(first, "small")
    )
    assert second.count("# filled in 补全 [") == first.count("# filled in 补全 [") - 2
    assert parse_yaml(second.encode(), "x").data["agents"]["a"]["output_per_year"] == 600_000


def test_a_park_written_on_one_line_is_written_anew():
    text = SMALL.replace("agents:", "agents: {}\nold_agents:")
    text = text[: text.index("old_agents:")]
    target = Target(text, "empty")
    sheet = read_sheet(book([HEAD, ["a", "厂", "eaf_steel", 50]]), "p.xlsx", target)
    found = parse_yaml(sheet.merged_text(target).encode(), "x").data
    assert list(found["agents"]) == ["a"]
    assert found["seed"] == 11


def test_a_park_that_lies_on_another_loses_what_the_row_leaves_blank():
    text = "extends: yunnan\nagents:\n  wafer: {lines: 4}\n"
    target = Target(text, "draft")
    rows = [["id", "archetype", "output_per_year", "diagnosed_on", "lines"],
            ["wafer", "wafer", 700, None, 2]]  # fmt: skip
    sheet = read_sheet(book(rows), "p.xlsx", target)
    loaded = target.loaded(sheet.merged_text(target))
    spec = loaded.agents["wafer"][1]
    assert (spec.output_per_year, spec.lines, spec.diagnosed_on) == (700, 2, None)
    assert len(spec.products) == 1


def test_a_draft_without_a_park_holds_the_agents():
    sheet = read_sheet(book(ROWS), "p.xlsx")
    data = parse_yaml(draft_text(sheet.agents, sheet.filled).encode(), "x").data
    assert data == {"agents": sheet.agents}


def test_the_command_line_shows_writes_and_refuses(tmp_path):
    (tmp_path / "plan.xlsx").write_bytes(book(ROWS))
    (tmp_path / "park.yaml").write_text(SMALL, encoding="utf-8")
    plan, park, out = (str(tmp_path / name) for name in ("plan.xlsx", "park.yaml", "new.yaml"))
    marked = tmp_path / "marked.xlsx"
    run = CliRunner()
    done = run.invoke(cli, ["sheet", "read", plan, "--into", park, "--out", out, "--lang", "zh",
                            "--marked", str(marked)])  # fmt: skip
    assert done.exit_code == 2
    assert "有误，另存" in done.output
    assert marked.is_file()
    assert not (tmp_path / "new.yaml").exists()  # nothing is half done unless it is asked for
    done = run.invoke(
        cli, ["sheet", "read", plan, "--into", park, "--out", out, "--good-only", "--json"]
    )
    assert done.exit_code == 2
    assert '"E4"' in done.output
    assert set(load_park(out).agents) - set(load_park(park).agents) == {"good"}
    done = run.invoke(cli, ["sheet", "read", str(tmp_path / "none.xlsx")])
    assert done.exit_code == 2
    assert "does not exist" in done.output
