"""A run's workbook says what its folder says, to the last digit."""

from __future__ import annotations

import json

import numpy as np
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from scenarios.build import Options
from scenarios.cli import cli
from scenarios.run import run_park
from scenarios.scenario import Chosen, scenario_of
from scenarios.sheets import export_run
from scenarios.sheets import run_hours as hours_module
from scenarios.store import write_run
from scenarios.stored import StoredRun
from tests.parks import SMALL
from twin.errors import InputError


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    text = SMALL.replace("days: 21", "days: 5").replace("zh: 机械", "zh: '=1+1'")
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    scenario = scenario_of(str(folder / "small.yaml"), ["park_battery:energy=4,power=2"], [], [])
    assert Chosen("park_battery", {"energy": 4.0, "power": 2.0}) in scenario.measures
    return StoredRun(write_run(run_park(scenario.load(), Options(step_minutes=30)), folder))


@pytest.fixture(scope="module")
def book(stored, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "run.xlsx"
    raw = export_run(stored, path)
    assert path.read_bytes() == raw
    return load_workbook(path, read_only=False)


def rows(page, first=2):
    return [[cell.value for cell in row] for row in page.iter_rows(min_row=first)]


def test_all_sheets_are_there(book):
    assert book.sheetnames == [
        "封面 cover", "指标 indicators", "关键指标 figures", "账目 accounts", "因子与来源 factors",
        "输入 inputs", "措施 interventions", "平衡 closure", "提示 warnings", "逐时 hourly",
    ]  # fmt: skip


def test_the_cover_says_what_the_run_is(stored, book):
    told = {row[1]: row[2] for row in rows(book["封面 cover"], 3)}
    manifest = stored.manifest
    assert told["run id"] == manifest["run_id"]
    assert told["hash"] == manifest["hash"]
    assert told["seed"] == 11
    assert told["dispatch"] == manifest["dispatch"]
    assert told["start"] == "2025-01-20"
    assert told["step [min]"] == 30
    assert told["worst balance residual (relative)"] == max(manifest["residuals"].values())


def test_indicators_are_those_of_the_folder(stored, book):
    found = {(row[0], row[1]): row for row in rows(book["指标 indicators"])}
    cards = json.loads((stored.folder / "indicators.json").read_text(encoding="utf-8"))
    ours = {(s, i["id"]): i for s, card in cards.items() for i in card["indicators"].values()}
    assert set(found) == set(ours)
    for key, one in ours.items():
        row = found[key]
        gap = one["gap"] or {}
        assert row[5] == one["value"]
        assert row[7] == one["target"]
        assert row[9] == one["state"]
        assert row[10] == gap.get("amount")
        assert row[12] == gap.get("physical")
        assert row[16] == one["clause"]


def test_accounts_factors_and_closure_are_those_of_the_folder(stored, book):
    terms = json.loads((stored.folder / "accounts.json").read_text(encoding="utf-8"))["terms"]
    found = {row[0]: row for row in rows(book["账目 accounts"])}
    assert {k: row[1] for k, row in found.items()} == {k: t["value"] for k, t in terms.items()}
    assert {k: row[2] or "" for k, row in found.items()} == {k: t["unit"] for k, t in terms.items()}
    parts = [(k, p["what"], p["amount"], p["factor"], p["source"] or None, p["value"])
             for k, t in terms.items() for p in t.get("parts", ())]  # fmt: skip
    assert [(r[0], r[1], r[2], r[4], r[6], r[7]) for r in rows(book["因子与来源 factors"])] == parts
    assert len(parts) > 100
    assert dict(rows(book["平衡 closure"])) == stored.manifest["residuals"]


def test_figures_with_names_are_the_headline_figures(stored, book):
    headline = stored.accounts["headline"]
    found = {row[1]: row[4] for row in rows(book["关键指标 figures"])}
    assert found["carbon.park"] == headline["carbon"]["park"]
    assert found["cost.total_cny"] == headline["cost"]["total_cny"]
    assert found["energy.total_equivalent_tce"] == headline["energy"]["total_equivalent_tce"]


def test_inputs_have_unit_source_and_confidence(book):
    found = {(row[1], row[2]): row for row in rows(book["输入 inputs"])}
    roof = found["machines", "roof_m2"]
    assert roof[3:9] == ["屋顶面积", "Roof", 20000, "m²", "test", "T"]
    assert found["roof", "component.capacity_mw"][6] == "MW"
    assert found["trucks", "vehicles.1.battery_kwh"][5:7] == [350, "kWh"]
    gas = found[None, "natural_gas"]
    assert gas[6] == "CNY/m3"
    assert gas[7]


def test_measures_are_told_with_parameters_and_quantities(stored, book):
    found = rows(book["措施 interventions"])
    (measure,) = stored.manifest["scenario"]["measures"]
    told = {row[4]: (row[5], row[6]) for row in found if row[1] == "park_battery"}
    assert told["energy"][0] == 4
    assert len(told) == len(measure["parameters"] | measure["quantities"])


def test_hours_add_up_to_the_rows_of_the_run(stored, book):
    page = book["逐时 hourly"]
    heads = [cell.value for cell in page[1]]
    values = np.array([row[1:] for row in rows(page)], dtype=float)
    assert values.shape[0] == 5 * 24
    assert values.shape[1] <= hours_module.MOST_COLUMNS
    table = stored.table("rows").to_pandas()
    for commodity, purpose, title in (
        ("electricity", "grid_import", "Electricity, grid import"),
        ("electricity", "own_generation", "Electricity, own generation"),
        ("natural_gas", "fuel_use", "Natural gas, burned"),
    ):
        place = next(n for n, head in enumerate(heads) if f"\n{title}\n" in str(head))
        assert heads[place].endswith("[MWh]")
        total = table[(table.commodity == commodity) & (table.purpose == purpose)].total.sum()
        assert total > 0
        assert values[:, place - 1].sum() == pytest.approx(total, rel=1e-12)


def test_columns_too_many_and_spans_too_long_are_told(stored, monkeypatch):
    monkeypatch.setattr(hours_module, "MOST_COLUMNS", 3)
    monkeypatch.setattr(hours_module, "MOST_ROWS", 100)
    hours = hours_module.hours_of(stored)
    assert (len(hours.names), hours.step, len(hours.times)) == (3, "day", 5)
    assert hours.left_out
    import io

    book = load_workbook(io.BytesIO(export_run(stored)))
    assert book.sheetnames[-1] == "逐日 daily"
    told = [
        row[1] for row in rows(book["封面 cover"]) if str(row[1]).startswith("not in the hourly")
    ]
    assert len(told) == len(hours.left_out)


def test_nothing_of_a_run_is_a_formula(book):
    assert not [c.coordinate for page in book for row in page for c in row if c.data_type == "f"]
    names = {row[5] for row in rows(book["输入 inputs"])}
    assert "=1+1" in names


def test_numbers_are_numbers_and_times_are_times(book):
    assert {cell.data_type for cell in book["账目 accounts"]["B"][1:]} <= {"n"}
    assert {cell.data_type for cell in book["逐时 hourly"]["A"][1:]} == {"d"}


def test_the_command_line_writes_it_and_refuses_what_is_no_run(stored, tmp_path):
    run, out = CliRunner(), tmp_path / "x.xlsx"
    done = run.invoke(cli, ["sheet", "run", stored.folder.name, "--out", str(stored.folder.parent),
                            "-o", str(out)])  # fmt: skip
    assert done.exit_code == 0, done.output
    assert out.stat().st_size > 10_000
    done = run.invoke(cli, ["sheet", "run", "nothing", "--out", str(tmp_path), "-o", str(out)])
    assert done.exit_code == 2
    with pytest.raises(InputError):
        export_run(tmp_path)
