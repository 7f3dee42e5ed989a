"""The command line as its users meet it: its streams, its exit codes, its folder.

What a process of its own makes of it (streams, exit codes, the same bytes again) is seen in one;
the rest calls the same command in this process, which needs not import everything anew.
"""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from scenarios.cli import cli
from tests.parks import SMALL

REPO = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.e2e


def zeropark(*arguments, cwd=REPO):
    command = [sys.executable, "-m", "scenarios", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def here(*arguments):
    """Do what the command does, without a process of its own."""
    return CliRunner().invoke(cli, [*map(str, arguments)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("cli")
    (where / "small.yaml").write_text(SMALL, encoding="utf-8")
    return where


@pytest.fixture(scope="module")
def run(folder):
    done = zeropark("run", folder / "small.yaml", "--out", folder / "runs", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_json_is_one_object_with_the_promised_keys(run):
    assert {"run_id", "scorecards", "accounts", "residuals", "timings", "run_dir"} <= set(run)
    card = run["scorecards"]["national"]
    assert {"class", "verdict", "indicators"} <= set(card)
    score = card["indicators"]["unit_energy_carbon"]
    assert {"value", "target", "unit", "kind", "state", "gap"} <= set(score)
    accounts = run["accounts"]
    assert accounts["energy"]["by_carrier"]["natural_gas"]["tce"] > 0.0
    assert set(accounts["carbon"]) == {"park", "location", "residual"}
    assert accounts["cost"]["total_cny"] > 0.0
    assert max(item["relative"] for item in run["residuals"].values()) <= 1e-9


def test_an_overflow_is_told(folder):
    """A plant for a tenth of the wastewater: the rest spills, and nobody is told it was fine."""
    changes = "agents.sewage.component={type: wastewater_plant, capacity_m3_per_h: 0.2}"
    done = here("run", folder / "small.yaml", "--set", changes, "--out", folder / "runs")
    assert done.exit_code == 0, done.stderr
    assert "wastewater 1.16e+03" in done.stdout.partition("spilled (no taker):")[2]


def test_the_run_folder_holds_what_it_must(run):
    where = Path(run["run_dir"])
    names = {path.name for path in where.iterdir()}
    assert names == {
        "manifest.json", "park.yaml", "flows.parquet", "rows.parquet", "stores.parquet",
        "prices.parquet", "events.parquet", "accounts.json", "indicators.json", "facts.json",
        "payments.parquet", "economics.json", "roads.json", "vehicles.parquet",
    }  # fmt: skip
    schema = pq.read_schema(where / "flows.parquet")
    field = schema.field("grid/import>electricity")
    assert field.metadata[b"unit"] == b"MWh"
    assert field.metadata[b"purpose"] == b"grid_import"
    events = pq.read_table(where / "events.parquet").to_pylist()
    times = [event["time"] for event in events]
    assert times == sorted(times)
    assert not list(where.parent.glob(".*"))


def test_the_stored_log_of_vehicles_has_no_gap_and_names_places_of_the_roads(run):
    where = Path(run["run_dir"])
    rows = pq.read_table(where / "vehicles.parquet").to_pylist()
    flows = pq.read_table(where / "flows.parquet", columns=["time"])["time"].to_pylist()
    roads = json.loads((where / "roads.json").read_text(encoding="utf-8"))
    places = {*roads["nodes"], *(f"outside/{gate}" for gate in roads["gates"])}
    for before, row in pairwise(rows):
        if before["vehicle"] == row["vehicle"]:
            assert (row["start"], row["from"]) == (before["end"], before["to"])
        else:
            assert row["start"] == flows[0]
            assert before["end"] == rows[-1]["end"] > flows[-1]
    assert {row["to"] for row in rows} <= places
    assert {"loading", "driving_loaded", "unloading", "queueing"} <= {row["state"] for row in rows}


def test_the_stored_flows_close_by_themselves(run):
    """Anyone can check the balance from the files alone."""
    where = Path(run["run_dir"])
    rows = {r["id"]: r for r in pq.read_table(where / "rows.parquet").to_pylist()}
    flows = pq.read_table(where / "flows.parquet").to_pandas().drop(columns="time")
    net = sum(
        flows[name] * (1.0 if rows[name]["target"] == "electricity" else -1.0)
        for name in flows
        if "electricity" in (rows[name]["target"], rows[name]["source"])
    )
    assert float(net.abs().max()) < 1e-9
    assert flows["grid/import>electricity"].sum() == pytest.approx(
        rows["grid/import>electricity"]["total"]
    )


def test_the_resolved_park_runs_again_to_the_same_numbers(run, folder):
    again = here("run", Path(run["run_dir"]) / "park.yaml", "--out", folder / "again", "--json")
    assert again.exit_code == 0, again.stderr
    assert json.loads(again.stdout)["accounts"] == run["accounts"]


def test_same_configuration_seed_and_version_give_the_same_bytes(run, folder):
    done = zeropark("run", folder / "small.yaml", "--out", folder / "twice", "--json")
    one, two = Path(run["run_dir"]), Path(json.loads(done.stdout)["run_dir"])
    assert one.name == two.name
    for path in sorted(one.iterdir()):
        if path.name != "manifest.json":
            assert path.read_bytes() == (two / path.name).read_bytes(), path.name


def test_progress_goes_to_standard_error_and_tables_to_standard_output(folder):
    done = zeropark("run", folder / "small.yaml", "--out", folder / "runs", "--lang", "zh")
    assert done.returncode == 0, done.stderr
    for word in ("国家级零碳园区", "云南省", "江西省", "平衡残差", "结果文件夹"):
        assert word in done.stdout


def test_check_validates_without_writing(folder):
    done = here("check", folder / "small.yaml")
    assert done.exit_code == 0
    assert "sound" in done.stdout


def test_pinch_tells_heat_by_temperature(run, folder):
    done = here("pinch", folder / "small.yaml", "--json")
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    made = found["heat"]
    assert made["heat.demand_mwh"] >= made["heat.least_made_mwh"] > 0.0
    assert made["heat.from_fuel_mwh"] > 0.0
    heights = [heat for _, heat in found["grand_composite"]]
    assert min(heights) == pytest.approx(0.0, abs=1e-9)
    assert heights[0] <= made["heat.least_made_mwh"] + 1e-6  # sums forgive what hours do not
    for lang, word in (("en", "least to be made"), ("zh", "夹点")):
        assert word in here("pinch", folder / "small.yaml", "--lang", lang).stdout


def test_show_and_ls(run, folder):
    shown = here("show", run["run_id"][:10], "--out", folder / "runs", "--json")
    assert json.loads(shown.stdout)["scorecards"] == run["scorecards"]
    assert "National" in here("show", run["run_dir"]).stdout
    listed = json.loads(here("ls", "--out", folder / "runs", "--json").stdout)
    assert run["run_id"] in [item["run_id"] for item in listed["runs"]]
    assert {"yunnan", "jiangxi"} <= set(listed["parks"])


def test_a_run_that_is_not_there(folder):
    done = zeropark("show", "nothing", "--out", folder / "runs")
    assert done.returncode == 2
    assert "nothing" in done.stderr


def test_set_changes_the_park_and_the_run(run, folder):
    done = here(
        "run", folder / "small.yaml", "--out", folder / "runs", "--json",
        "--set", "agents.roof.component.capacity_mw=6 MWp", "--set", "prices.natural_gas=9.9",
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["run_id"] != run["run_id"]
    assert found["accounts"]["carbon"]["park"] < run["accounts"]["carbon"]["park"]
    assert found["accounts"]["cost"]["fuel_cny"] > run["accounts"]["cost"]["fuel_cny"]


def test_other_planners_cost_no_more_than_no_store_at_all(folder):
    battery = "{kind: asset, label: {zh: 储能, en: B}, source: t, confidence: T, "
    battery += "component: {type: battery, energy_mwh: 8, power_mw: 4, initial_share: 0}}"
    bills = {}
    for name, options in {
        "none": [],
        "rules": ["--set", f"agents.bess={battery}"],
        "rolling": ["--set", f"agents.bess={battery}", "--dispatch", "rolling"],
        "perfect": ["--set", f"agents.bess={battery}", "--dispatch", "perfect"],
    }.items():
        done = here(
            "run", folder / "small.yaml", "--out", folder / "runs", "--json", *options,
            "--set", "agents.operator.purchases=[]",
        )  # fmt: skip
        assert done.exit_code == 0, done.stderr
        cost = json.loads(done.stdout)["accounts"]["cost"]
        names = ("grid_energy", "grid_adders", "demand_charge", "feed_in")
        bills[name] = sum(cost[f"{part}_cny"] for part in names)
    assert bills["rolling"] < bills["none"]
    assert bills["perfect"] < bills["none"]
    assert bills["perfect"] <= bills["rules"] + 1.0


def test_an_unwritable_folder_is_an_error_and_not_a_traceback(folder):
    blocked = folder / "file"
    blocked.write_text("x", encoding="utf-8")
    done = here("run", folder / "small.yaml", "--out", blocked)
    assert done.exit_code == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
