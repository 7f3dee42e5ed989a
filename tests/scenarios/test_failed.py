"""A run that cannot be closed names the interval and keeps what was settled before."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import highspy
import numpy as np
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import twin.dispatch.rules
import twin.plant
from scenarios.build import Options
from scenarios.catalogue import run_folder
from scenarios.cli import cli
from scenarios.jobs.worker import work
from scenarios.run import RunFailedError, run_park
from scenarios.store import run_id, write_failed, write_run
from scenarios.stored import StoredRun, find_run, stored_runs
from tests.parks import SMALL, small_park
from tests.small import electric, make, plant
from twin.dispatch.regret import Still, regret_of
from twin.errors import ClosureError, InputError
from twin.kernels.days import plan_and_settle
from twin.plant import settle
from views.stored import cache

DAYS, STEP_MINUTES = 3, 60
START = dt.datetime(2025, 1, 20)
FAILS_AT = 31
BATTERY = {
    "kind": "asset", "label": {"zh": "储能", "en": "Battery"}, "source": "test", "confidence": "T",
    "component": {"type": "battery", "energy_mwh": 4, "power_mw": 2},
}  # fmt: skip
CHANGES = {
    "days": DAYS, "step_minutes": STEP_MINUTES, "agents.battery": BATTERY,
    "agents.operator.calls": [],
}  # fmt: skip
TABLES = {"flows", "rows", "stores", "prices", "events", "vehicles"}


def fails_at(monkeypatch, step, bus="electricity", after=0):
    """Let the executor find no optimum on a bus's block in one interval, ``after`` whole spans."""
    passed = [0]

    def failing(real, demand_at):
        def call(*arguments):
            *before, k0, k1, per_day = arguments
            if before[demand_at].shape[1] not in widths or not k0 <= step < k1:
                return real(*arguments)
            passed[0] += 1
            if passed[0] <= after:
                return real(*arguments)
            real(*before, k0, step, per_day)
            return step

        return call

    blocks = run_park(park()).built.plant.network.blocks
    widths = {len(block.buses) for block in blocks if bus in block.buses}
    assert sum(len(block.buses) in widths for block in blocks) == 1
    monkeypatch.setattr(twin.plant, "settle", failing(settle, 3))
    monkeypatch.setattr(twin.dispatch.rules, "plan_and_settle", failing(plan_and_settle, 5))


def no_optimum_after(monkeypatch, solved):
    """Let HiGHS find no optimum after so many."""
    left = [solved]

    def status(_):
        left[0] -= 1
        ends = highspy.HighsModelStatus
        return ends.kOptimal if left[0] >= 0 else ends.kInfeasible

    monkeypatch.setattr(highspy.Highs, "getModelStatus", status)


def park(**changes):
    return small_park(CHANGES | changes)


def time_of(step):
    return START + dt.timedelta(minutes=step * STEP_MINUTES)


def command(folder, *options):
    """Run the small park through the command line."""
    (folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    settings = [f"--set={k}={json.dumps(v, ensure_ascii=False)}" for k, v in CHANGES.items()]
    arguments = ["run", str(folder / "small.yaml"), "--no-memo", *settings, *map(str, options)]
    return CliRunner().invoke(cli, arguments)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    return write_run(run_park(park()), tmp_path_factory.mktemp("finished"))


def test_an_interval_without_optimum_ends_the_run_and_keeps_the_intervals_before(
    monkeypatch, tmp_path, finished
):
    fails_at(monkeypatch, FAILS_AT)
    done = command(tmp_path, "--out", tmp_path / "runs")
    assert done.exit_code == 3
    (folder,) = (tmp_path / "runs").iterdir()
    assert folder.name.endswith("-failed")
    assert str(folder) in done.stderr
    assert time_of(FAILS_AT).isoformat() in done.stderr
    assert {p.name for p in folder.iterdir()} == {
        "manifest.json", "park.yaml", *(f"{name}.parquet" for name in TABLES)
    }  # fmt: skip
    marker = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert marker["failed"]["at"] == marker["settled_until"] == time_of(FAILS_AT).isoformat()
    assert "electricity" in marker["failed"]["buses"]
    assert marker["failed"]["planner"] == ""
    assert marker["failed"]["message"] in done.stderr
    assert marker["settled_by"] == "rules"
    assert not {"events", "residuals"} & set(marker)
    same_until(folder, finished, FAILS_AT)


def same_until(part, whole, steps):
    """Check that a part holds the first intervals of the whole, and nothing of the others."""
    for name in ("flows", "stores", "prices"):
        mine, theirs = (pq.read_table(p / f"{name}.parquet") for p in (part, whole))
        assert mine.num_rows == steps
        assert set(mine.column_names) <= set(theirs.column_names)
        assert theirs.select(mine.column_names).slice(0, steps).equals(mine), name
    left = set(pq.read_schema(whole / "flows.parquet").names)
    left -= set(pq.read_schema(part / "flows.parquet").names)
    zeros = pq.read_table(whole / "flows.parquet", columns=sorted(left)).slice(0, steps)
    assert all(not any(column.to_pylist()) for column in zeros.columns)
    mine, theirs = (pq.read_table(p / "events.parquet") for p in (part, whole))
    times = theirs["time"].to_numpy()
    before = int((times < np.datetime64(time_of(steps))).sum())
    assert 0 < before < len(times)
    assert mine.to_pylist() == theirs.slice(0, before).to_pylist()
    same_vehicles(part, whole, time_of(steps))


def same_vehicles(part, whole, cut):
    """Check that vehicles did until a moment what they did in the whole, and nothing after it."""
    mine, theirs = (pq.read_table(p / "vehicles.parquet").to_pylist() for p in (part, whole))
    begun = [row for row in theirs if row["start"] < cut]
    assert 0 < len(begun) < len(theirs)
    for one, other in zip(mine, begun, strict=True):
        over = other["end"] > cut
        same = set(other) - ({"end", "km", "soc_end"} if over else set())
        assert {name: one[name] for name in same} == {name: other[name] for name in same}
        assert one["end"] == min(other["end"], cut)
        assert one["km"] <= other["km"]


def test_totals_of_a_part_are_those_of_its_flows(monkeypatch, tmp_path, finished):
    fails_at(monkeypatch, FAILS_AT)
    with pytest.raises(RunFailedError) as caught:
        run_park(park())
    part = StoredRun(write_failed(caught.value, tmp_path))
    flows = part.table("flows")
    rows = {row["id"]: row for row in part.table("rows").to_pylist()}
    for name in flows.column_names[1:]:
        assert rows[name]["total"] == pytest.approx(sum(flows[name].to_pylist()))
    bought = "grid/import>electricity"
    whole = {row["id"]: row for row in StoredRun(finished).table("rows").to_pylist()}
    assert set(rows) == set(whole)
    assert 0.0 < rows[bought]["paid_cny"] < whole[bought]["paid_cny"]


def test_the_first_of_two_intervals_counts_and_every_block_is_settled_until_then(monkeypatch):
    """A block before the failing one was ahead, one after it fails earlier still."""
    parts = electric(
        gas=make("fuel_market", carriers=("natural_gas",)),
        boiler=make("boiler", fuel="natural_gas", capacity_mw=30.0),
        steam=make("demand", bus="steam_1mpa", rate="6 MW"),
        works=make("water_works", capacity_m3_per_h=500),
        water=make("demand", bus="process_water", rate="50 m3/h"),
    )
    whole = plant(parts)
    whole.settle(whole.timeline.n_steps)
    found = plant(parts)
    order = [id(block.demand) for block in found.network.blocks]
    assert len(order) >= 2
    wanted = dict(zip(order, (40, 25, *(() for _ in order)), strict=False))

    def failing(problem, state, work, demand, k0, k1, per_day):
        step = wanted.get(id(demand))
        if isinstance(step, int) and k0 <= step < k1:
            settle(problem, state, work, demand, k0, step, per_day)
            return step
        return settle(problem, state, work, demand, k0, k1, per_day)

    monkeypatch.setattr(twin.plant, "settle", failing)
    with pytest.raises(ClosureError) as caught:
        found.settle(found.timeline.n_steps)
    assert caught.value.step == found.settled == 25
    assert caught.value.buses == found.network.blocks[1].buses
    for one, two in zip(found.network.blocks, whole.network.blocks, strict=True):
        assert one.state.activity[:25].tobytes() == two.state.activity[:25].tobytes()


def test_a_look_ahead_without_optimum_names_its_planner(monkeypatch, tmp_path):
    """By yesterday, so the first look-ahead is at the start of the second day."""
    no_optimum_after(monkeypatch, 1)
    done = command(tmp_path, "--out", tmp_path / "runs", "--dispatch", "rolling")
    assert done.exit_code == 3
    (folder,) = (tmp_path / "runs").iterdir()
    marker = StoredRun(folder).manifest
    second = time_of(2 * 24).isoformat()
    assert marker["failed"] | {"message": ""} == {
        "at": second, "buses": marker["failed"]["buses"], "planner": "rolling", "message": "",
    }  # fmt: skip
    assert "electricity" in marker["failed"]["buses"]
    assert marker["settled_until"] == second
    assert marker["settled_by"] == "rolling"
    assert f"'rolling' from {second}" in done.stderr
    assert "nfeasible" in done.stderr


def test_perfect_without_optimum_keeps_the_rehearsal_and_says_whose_it_is(
    monkeypatch, tmp_path, finished
):
    no_optimum_after(monkeypatch, 0)
    done = command(tmp_path, "--out", tmp_path / "runs", "--dispatch", "perfect")
    assert done.exit_code == 3
    (folder,) = (tmp_path / "runs").iterdir()
    marker = StoredRun(folder).manifest
    assert marker["dispatch"] == marker["failed"]["planner"] == "perfect"
    assert marker["settled_by"] == "rules"
    assert marker["settled_until"] == time_of(DAYS * 24).isoformat()
    for name in ("flows", "stores", "prices"):
        mine, theirs = (pq.read_table(p / f"{name}.parquet") for p in (folder, finished))
        assert mine.equals(theirs), name


def test_a_replan_that_fails_keeps_only_what_it_settled_itself(monkeypatch, tmp_path):
    exact = {"dispatch": {"planner": "rolling", "forecast": "exact"}}
    whole = write_run(run_park(park(**exact)), tmp_path)
    fails_at(monkeypatch, FAILS_AT, after=1)
    with pytest.raises(RunFailedError) as caught:
        run_park(park(**exact))
    folder = write_failed(caught.value, tmp_path)
    marker = StoredRun(folder).manifest
    assert marker["settled_by"] == "rolling"
    assert marker["settled_until"] == time_of(FAILS_AT).isoformat()
    same_until(folder, whole, FAILS_AT)


def test_a_ledger_that_does_not_close_keeps_what_closes(monkeypatch, tmp_path, finished):
    """The first interval counts, whatever bus is looked at first."""
    import scenarios.run

    def tampered(network):
        for bus, step in (("electricity", 40), ("process_water", FAILS_AT)):
            number, place = network.bus_block[bus]
            block = network.blocks[number]
            block.state.activity[step, block.first_unserved + place] += 1.0
        return build(network)

    build = scenarios.run.build_ledger
    monkeypatch.setattr(scenarios.run, "build_ledger", tampered)
    with pytest.raises(RunFailedError) as caught:
        run_park(park())
    assert caught.value.step == FAILS_AT
    assert caught.value.buses == ("process_water",)
    folder = write_failed(caught.value, tmp_path)
    assert StoredRun(folder).manifest["settled_until"] == time_of(FAILS_AT).isoformat()
    same_until(folder, finished, FAILS_AT)


def test_regret_that_fails_leaves_the_plant_and_keeps_the_year(monkeypatch, tmp_path):
    no_optimum_after(monkeypatch, 0)
    with pytest.raises(RunFailedError) as caught:
        run_park(park(), Options(regret=True))
    assert caught.value.planner == "bound"
    folder = write_failed(caught.value, tmp_path)
    assert StoredRun(folder).manifest["settled_until"] == time_of(DAYS * 24).isoformat()


def test_still_stores_that_fail_leave_the_plant_as_it_was(monkeypatch):
    found = run_park(park()).built.plant
    before = [block.state.activity.tobytes() for block in found.network.blocks]
    planner = found.planner
    fails_at(monkeypatch, FAILS_AT)
    with pytest.raises(ClosureError) as caught:
        regret_of(found)
    assert (caught.value.step, caught.value.planner) == (FAILS_AT, Still.name)
    assert found.settled == DAYS * 24
    assert found.planner is planner
    assert [block.state.activity.tobytes() for block in found.network.blocks] == before


@pytest.mark.parametrize("step", [0, 24])
def test_the_first_interval_of_all_and_of_a_day(monkeypatch, tmp_path, step):
    fails_at(monkeypatch, step)
    done = command(tmp_path, "--out", tmp_path / "runs")
    assert done.exit_code == 3
    (folder,) = (tmp_path / "runs").iterdir()
    assert StoredRun(folder).table("flows").num_rows == step
    assert StoredRun(folder).manifest["settled_until"] == time_of(step).isoformat()


def test_an_unwritable_folder_does_not_hide_the_first_error(monkeypatch, tmp_path):
    fails_at(monkeypatch, FAILS_AT)
    blocked = tmp_path / "file"
    blocked.write_text("x", encoding="utf-8")
    done = command(tmp_path, "--out", blocked)
    assert done.exit_code == 3
    first, second = done.stderr.strip().splitlines()[-2:]
    assert f"no optimum at {time_of(FAILS_AT).isoformat()}" in first
    assert "lost" in second
    assert "cannot be written" in second


def test_a_failed_run_is_not_offered_as_a_finished_one(monkeypatch, tmp_path, finished):
    runs = tmp_path / "runs"
    shutil.copytree(finished, runs / finished.name)
    fails_at(monkeypatch, FAILS_AT)
    with pytest.raises(RunFailedError) as caught:
        run_park(park())
    failed = write_failed(caught.value, runs)
    assert failed.name == f"{run_id(caught.value.built)}-failed"
    assert [run.folder.name for run in stored_runs(runs)] == [finished.name]
    assert [run.folder.name for run in stored_runs(runs, failed=True)] == [failed.name]
    assert find_run(finished.name[:8], runs).folder == runs / finished.name
    for name in (failed.name, str(failed)):
        with pytest.raises(InputError, match="no optimum at"):
            find_run(name, runs)
    with pytest.raises(InputError, match="failed"):
        run_folder(failed.name, runs)
    assert [line.id for line in cache._listed.__wrapped__(str(runs), 0)] == [finished.name]
    listed = json.loads(CliRunner().invoke(cli, ["ls", "--json", "--out", str(runs)]).stdout)
    assert [run["run_id"] for run in listed["runs"]] == [finished.name]
    assert [run["run_id"] for run in listed["failed"]] == [failed.name]
    told = CliRunner().invoke(cli, ["ls", "--out", str(runs)]).stdout
    assert f"{failed.name}  settled until {time_of(FAILS_AT).isoformat()}" in told
    shown = CliRunner().invoke(cli, ["show", failed.name, "--out", str(runs)])
    assert shown.exit_code == 2
    assert "no scorecards" in shown.stderr


def test_a_job_of_the_app_that_fails_says_where_the_rest_is(monkeypatch, tmp_path):
    fails_at(monkeypatch, FAILS_AT)
    folder = tmp_path / ".jobs" / "0123456789abcdef"
    folder.mkdir(parents=True)
    request = {"park": "small", "text": SMALL, "changes": CHANGES}
    (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
    (folder / "progress.json").write_text('{"state": "running"}', encoding="utf-8")
    status = work(folder)
    assert status.state == "failed"
    assert "no optimum at" in status.message
    (kept,) = tmp_path.glob("small-*-failed")
    assert str(kept) in status.message
