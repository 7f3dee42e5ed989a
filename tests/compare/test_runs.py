"""Comparisons and attributions of real runs of a small park, and their files."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import warnings
import zipfile

import pandas as pd
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from scenarios.build import Options
from scenarios.cli import cli
from scenarios.compare import (
    attribute,
    compare_runs,
    export,
    find_groups,
    style,
)
from scenarios.compare.attribution import COST
from scenarios.compare.export import FORMATS, csv_bytes, parse_formats
from scenarios.compare.figures import read_result, read_stored
from scenarios.compare.frames import Sheet
from scenarios.compare.inputs import differences
from scenarios.compare.monthly import MonthlyReader
from scenarios.economics import economics_of, load_assumptions
from scenarios.run import run_park
from scenarios.scenario import Chosen
from scenarios.session import Session
from scenarios.store import write_run
from scenarios.stored import StoredRun
from tests.parks import SMALL, small_park
from twin.errors import InputError

HOURLY = Options(step_minutes=60)
SHORT = SMALL.replace("days: 21", "days: 14")
BATTERY = Chosen("park_battery", {"energy": 4.0, "power": 2.0})
BOILER = Chosen("electrode_boiler", {"heat": 3.0})
CERTIFICATES = """
label: {zh: 绿证, en: Green certificates}
explanation: {zh: 购买绿证, en: Buys certificates}
pathway: energy
instrument: {zh: 绿证, en: Certificates}
economics: {investor: park, lifetime_y: 1, lead_time_y: 0}
changes:
  - op: set
    path: agents.operator.purchases
    value: [{form: trade, mwh_per_year: 9000}, {form: certificate, mwh_per_year: 4000}]
source: test
confidence: T
"""


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """Return run folders: two scenarios, three seeds each."""
    folder = tmp_path_factory.mktemp("runs")
    for name, entries in (("base", []), ("plan", [BATTERY.entry()])):
        session = Session("small", SHORT, HOURLY)
        for seed in (1, 2, 3):
            write_run(session.what_if({"seed": seed, "interventions": entries}), folder / name)
    return folder


@pytest.fixture(scope="module")
def plan():
    return attribute("small", [BATTERY, BOILER], text=SHORT, options=HOURLY, shapley=True)


def test_a_stored_run_reads_as_in_memory(tmp_path):
    result = run_park(small_park(text=SHORT), HOURLY)
    folder = write_run(result, tmp_path)
    here, there = read_result(result), read_stored(StoredRun(folder))
    assert here.figures == there.figures
    assert here.flows == there.flows
    assert compare_runs([result, StoredRun(folder)]).cautions == ()


def test_scenarios_are_paired_by_seed(stored):
    found = compare_runs(find_groups(["base", f"with battery={stored}/plan/*"], stored))
    assert [g.name for g in found.groups] == ["base", "with battery"]
    assert list(found.base.by_seed) == [1, 2, 3]
    change = found.difference(found.plans[0], "carbon.park")
    base, after = (g.values("carbon.park") for g in found.groups)
    assert change.absolute == pytest.approx(sum(after[s] - base[s] for s in base) / 3)
    assert change.low < change.absolute < change.high
    assert change.pairs == 3
    assert found.cautions == ()
    assert [d.path for d in found.inputs(found.plans[0])] == ["agents.new-battery"]
    first = found.flow_changes(found.plans[0])[0]
    assert (first.commodity, first.owner) == ("electricity", "new-battery")


def test_months_add_up_to_the_accounts(stored):
    run = StoredRun(next(path for path in (stored / "plan").iterdir() if path.is_dir()))
    reader, terms = MonthlyReader(run), run.accounts["terms"]
    assert reader.names == ("2025-01", "2025-02")
    for ledger in ("park", "location", "residual"):
        months = reader.carbon(ledger)
        total = sum(float(a.sum()) for a in months.amounts.values()) + months.unplaced
        assert total == pytest.approx(terms[f"carbon.{ledger}.total_t"]["value"])
    energy = reader.energy().amounts
    assert energy["supply.grid_mwh"].sum() == pytest.approx(terms["electricity.grid_mwh"]["value"])
    assert energy["natural_gas"].sum() == pytest.approx(
        terms["energy.carrier.natural_gas_mwh"]["value"]
    )


@pytest.mark.parametrize(
    ("file", "damage", "told"),
    [
        ("accounts.json", "{", "accounts.json: cannot be read"),
        ("accounts.json", "{}", "damaged: accounts.json or indicators.json lacks 'headline'"),
        ("indicators.json", '{"national": {}}', "damaged"),
        ("manifest.json", "{}", "manifest.json lacks seed, version"),
        ("rows.parquet", "PAR1", "rows.parquet: cannot be read"),
        ("park.yaml", None, "park.yaml: cannot be read"),
    ],
)
def test_a_damaged_folder_is_told_clearly(stored, tmp_path, file, damage, told):
    whole = min((stored / "base").iterdir())
    broken = tmp_path / "broken"
    shutil.copytree(whole, broken)
    if damage is None:
        (broken / file).unlink()
    else:
        (broken / file).write_text(damage, encoding="utf-8")
    done = CliRunner().invoke(cli, ["compare", str(whole), str(broken)])
    assert done.exit_code == 2
    assert told in done.stderr.replace("\n", " ")
    assert str(tmp_path) in done.stderr
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_what_holds_no_run_is_told(stored):
    for given, told in (
        ("nothing", "no run 'nothing'"), ("x=nothing-*", "no finished run fits"),
        (str(stored), "no finished run in this folder"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=told):
            find_groups([given], stored / "base")
    with pytest.raises(InputError, match=r"seed \d stands twice"):
        find_groups([f"all={stored}/*"], stored)


def test_the_command_compares(stored, tmp_path):
    words = ["compare", "base", "plan", "--out", str(stored), "--json"]
    done = CliRunner().invoke(cli, [*words, "--export", str(tmp_path / "x"), "--format", "csv"])
    assert done.exit_code == 0, done.output
    plain = json.loads(done.stdout)
    assert plain["base"] == "base"
    carbon = next(f for f in plain["figures"] if f["id"] == "carbon.park")
    assert carbon["differences"]["plan"]["pairs"] == 3
    table = pd.read_csv(tmp_path / "x" / "comparison_differences.csv")
    row = table[table.figure == "carbon.park"].iloc[0]
    assert row.absolute == pytest.approx(carbon["differences"]["plan"]["absolute"])
    for lang, word in (("zh", "置信区间"), ("en", "confidence")):
        shown = CliRunner().invoke(cli, [*words[:-1], "--lang", lang], env={"COLUMNS": "160"})
        assert shown.exit_code == 0
        assert word in shown.stdout


def test_the_command_takes_apart(plan, tmp_path):
    park = tmp_path / "small.yaml"
    park.write_text(SHORT, encoding="utf-8")
    words = ["attribute", str(park), "--with", "park_battery:energy=4,power=2", "--with",
             "electrode_boiler:heat=3", "--step", "60", "--shapley", "--no-memo"]  # fmt: skip
    done = CliRunner().invoke(cli, [*words, "--json"])
    assert done.exit_code == 0, done.output
    exact = plan.shares("carbon.park").to_json()
    found = json.loads(done.stdout)["figures"]["carbon.park"]
    assert {key: found[key] for key in exact} == exact
    for lang, said in (("zh", "交互残差"), ("en", "interaction residual")):
        shown = CliRunner().invoke(cli, [*words, "--lang", lang], env={"COLUMNS": "160"})
        assert shown.exit_code == 0
        assert said in shown.stdout
    refused = CliRunner().invoke(cli, ["attribute", str(park), "--step", "60"])
    assert refused.exit_code == 2
    assert "name them with --with" in refused.stderr


def test_an_attribution_is_that_of_runs_of_their_own(plan):
    """The session reuses; each value is what a run from scratch gives."""
    alone = run_park(small_park({"interventions": [BATTERY.entry()]}, SHORT), HOURLY)
    base = run_park(small_park(text=SHORT), HOURLY)
    both = run_park(small_park({"interventions": [BATTERY.entry(), BOILER.entry()]}, SHORT), HOURLY)
    shares = plan.shares("carbon.park")
    tonnes = [run.value("carbon.park.total_t") for run in (base, alone, both)]
    assert shares.base == tonnes[0]
    assert shares.plan == tonnes[2]
    assert shares.sequential == (tonnes[1] - tonnes[0], tonnes[2] - tonnes[1])
    money = economics_of(base, both, both.park.applied, load_assumptions())
    assert plan.shares(COST).total == pytest.approx(money.annual_cost_cny())
    assert sum(shares.leave_one_out) + shares.residual == pytest.approx(shares.total)
    assert sum(shares.shapley) == pytest.approx(shares.total)
    assert any("14 days only" in en for _, en in plan.cautions)


def test_measures_of_the_park_itself_are_taken_apart(plan):
    own = SHORT + "interventions: [{id: park_battery, parameters: {energy: 4, power: 2}}]\n"
    found = attribute("small", text=own, options=HOURLY)
    assert [m.id for m in found.measures] == ["park_battery"]
    assert found.shares("carbon.park").base == plan.shares("carbon.park").base
    more = attribute("small", [BOILER], text=own, options=HOURLY)
    assert [m.id for m in more.measures] == ["electrode_boiler"]
    assert more.shares("carbon.park").base == found.shares("carbon.park").plan
    assert more.shares("carbon.park").plan == plan.shares("carbon.park").plan


def test_the_cost_is_what_the_given_function_says():
    seen = []

    def cost(applied, base, plan):
        seen.append(([m.id for m in applied], plan.value("grid.grid.peak_mw") > 0.0))
        return 1000.0 * len(applied)

    found = attribute(
        "small", [BATTERY], text=SHORT, options=HOURLY, annual_cost=cost, basis=("费用", "cost")
    )
    assert found.shares(COST).leave_one_out == (1000.0,)
    assert seen == [(["park_battery"], True)]
    assert found.basis == ("费用", "cost")


def test_measures_on_paper_are_told_apart(tmp_path, monkeypatch):
    home = tmp_path / "configs" / "interventions"
    home.mkdir(parents=True)
    (home / "test_certificates.yaml").write_text(CERTIFICATES, encoding="utf-8")
    monkeypatch.setenv("ZEROPARK_PLUGINS", str(tmp_path))
    measures = [BATTERY, Chosen("test_certificates")]
    found = attribute("small", measures, text=SHORT, options=HOURLY)
    assert found.on_paper == (False, True)
    assert found.flow_changes(1) == ()
    assert [m.id for m in found.physical.measures] == ["park_battery"]
    assert found.to_json()["without_paper"]["measures"][0]["id"] == "park_battery"
    only = attribute("small", measures, text=SHORT, options=HOURLY, paper="without")
    assert only.shares("carbon.park") == found.physical.shares("carbon.park")
    assert attribute("small", measures, text=SHORT, options=HOURLY, paper="with").physical is None
    with pytest.raises(InputError, match="every measure is on paper"):
        attribute("small", measures[1:], text=SHORT, options=HOURLY, paper="without")


def test_bad_measures_are_refused(monkeypatch):
    with pytest.raises(InputError, match="no measures to take apart"):
        attribute("small", text=SHORT, options=HOURLY)
    with pytest.raises(InputError, match="park_battery stands twice"):
        attribute("small", [BATTERY, BATTERY], text=SHORT, options=HOURLY)
    with pytest.raises(InputError, match="at most 5 measures"):
        attribute("small", [Chosen(f"m{i}") for i in range(6)], text=SHORT, shapley=True)
    with pytest.raises(InputError, match="no_such"):
        attribute("small", [Chosen("no_such")], text=SHORT, options=HOURLY)
    with pytest.raises(InputError, match="much"):
        attribute("small", [Chosen("park_battery", {"energy": "much"})], text=SHORT)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_files_repeat_byte_by_byte(stored, plan, tmp_path, lang):
    def written(folder):
        found = compare_runs(find_groups(["base", "plan"], stored))
        export(found, folder / "comparison", FORMATS, lang)
        export(plan, folder / "attribution", FORMATS, lang)
        return {p.relative_to(folder): p.read_bytes() for p in sorted(folder.rglob("*.*"))}

    one, other = written(tmp_path / "one"), written(tmp_path / "other")
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []
    assert len(one) > 30
    assert not any(name.name.endswith(".tmp") for name in one)


def test_without_a_chinese_font_pictures_are_in_english_and_it_is_said(
    plan, stored, tmp_path, monkeypatch
):
    monkeypatch.setattr(style, "chinese_font", lambda: "")
    export(plan, tmp_path / "zh", ("svg",), "zh")
    export(plan, tmp_path / "en", ("svg",), "en")
    for path in (tmp_path / "en").iterdir():
        assert path.read_bytes() == (tmp_path / "zh" / path.name).read_bytes()
    words = ["compare", "base", "plan", "--out", str(stored), "--lang", "zh"]
    done = CliRunner().invoke(cli, [*words, "--export", str(tmp_path / "x"), "--format", "svg"])
    assert done.exit_code == 0
    assert "no font for Chinese is installed" in done.stderr


def test_every_letter_of_a_picture_has_a_glyph(plan, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        export(plan, tmp_path, ("png",), "zh")


def test_the_workbook_and_parquet_carry_units(stored, tmp_path):
    found = compare_runs(find_groups(["base", "plan"], stored))
    export(found, tmp_path, ("xlsx", "parquet"), "en")
    book = load_workbook(tmp_path / "comparison.xlsx")
    names = {"summary", "indicators", "accounts", "differences", "inputs", "sources"}
    assert names <= set(book.sheetnames)
    page = book["differences"]
    assert page.freeze_panes == "B2"
    head = [cell.value for cell in page[1]]
    rows = {row[head.index("figure")]: row for row in page.iter_rows(min_row=2, values_only=True)}
    exact = found.difference(found.plans[0], "carbon.park").absolute
    assert rows["carbon.park"][head.index("absolute")] == pytest.approx(exact)
    assert rows["carbon.park"][head.index("unit")] == "t"
    summary = [cell.value for cell in book["summary"][1]]
    assert "days [d]" in summary
    schema = pq.read_schema(tmp_path / "comparison_differences.parquet")
    assert schema.field("relative").metadata[b"unit"] == b"1"
    assert schema.field("absolute").metadata[b"unit"] == b"see column unit"
    with zipfile.ZipFile(tmp_path / "comparison.xlsx") as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_half(stored, tmp_path):
    found = compare_runs(find_groups(["base", "plan"], stored))
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        export(found, blocked / "inside", ("csv",), "en")
    with pytest.raises(InputError, match="expected some of"):
        parse_formats("csv,docx")


def test_differences_of_documents():
    base = {"a": {"b": 1, "c": [1, 2]}, "d": "x", "f": [1]}
    plan = {"a": {"b": 2, "c": [1, 3]}, "e": {"g": 1}, "f": [1, 2]}
    assert [(d.path, d.base, d.plan) for d in differences(base, plan)] == [
        ("a.b", 1, 2), ("a.c.1", 2, 3), ("d", "x", None), ("e", None, {"g": 1}),
        ("f", [1], [1, 2]),
    ]  # fmt: skip
    assert differences(base, base) == ()


def test_a_measure_that_awaits_a_component_is_said_to():
    found = attribute("small", [BATTERY, Chosen("biogas")], text=SHORT, options=HOURLY)
    assert any("changed nothing and costs nothing" in en for _, en in found.cautions)


def test_dates_among_the_inputs_are_told_as_text():
    before = {"agents": {"mill": {"diagnosed_on": dt.date(2024, 5, 1)}}}
    (found,) = differences(before, {"agents": {"mill": {"diagnosed_on": None}}})
    assert json.loads(json.dumps(found.to_json())) == {
        "path": "agents.mill.diagnosed_on", "base": "2024-05-01", "plan": None
    }  # fmt: skip


def test_a_name_that_looks_like_a_formula_is_a_text_in_csv():
    rows = pd.DataFrame({"name": ["=1+1", "@x", "-5", "plain", None], "value": [-1.5, 2, 3, 4, 5]})
    text = csv_bytes(Sheet("x", rows)).decode("utf-8-sig")
    assert text.splitlines() == [
        "name,value",
        "'=1+1,-1.5",
        "'@x,2.0",
        "-5,3.0",
        "plain,4.0",
        ",5.0",
    ]
