"""SQL over a study, its kept runs and run folders; it reads, and nothing else."""

from __future__ import annotations

import json

import pytest

from scenarios.batch import run_study
from scenarios.batch.query import query, to_text
from scenarios.run import run_park
from scenarios.store import write_run
from tests.batch import worlds
from tests.parks import small_park
from twin.errors import InputError


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("query") / "study_1"
    held = worlds.study(samples=None, weather_years=None, seeds=2, days=1, keep="flows")
    return run_study(held, folder)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    for days in (1, 2):
        write_run(run_park(small_park({"days": days})), folder)
    return folder


def one(sql, folder):
    return query(sql, folder).to_pylist()[0]


def test_the_views_of_a_study_hold_its_tables(study):
    tables = study.tables
    for name in ("runs", "indicators", "accounts"):
        found = one(f"SELECT count(*) AS n FROM {name}", study.folder)  # noqa: S608 - ours
        assert found["n"] == tables[name].num_rows
    wide = "SELECT avg(\"cost.total_cny\") AS v FROM runs WHERE variant = 'battery'"
    long = (
        "SELECT avg(value) AS v FROM accounts WHERE term = 'cost.total_cny' AND variant = 'battery'"
    )
    assert one(wide, study.folder) == one(long, study.folder)
    states = "SELECT DISTINCT state FROM indicators WHERE indicator = 'yunnan.roof_pv'"
    assert one(states, study.folder)["state"] in {"met", "not_met"}


def test_flows_of_kept_runs_add_up_to_their_accounts(study):
    joined = """
        SELECT hash, sum(f.paid_cny) AS paid, any_value(r."cost.fuel_cny") AS fuel
        FROM flows f JOIN runs r USING (hash) WHERE f.commodity = 'natural_gas' GROUP BY hash
    """
    for row in query(joined, study.folder).to_pylist():
        assert row["paid"] == pytest.approx(row["fuel"])
    assert one("SELECT count(*) AS n FROM series", study.folder)["n"] == 4 * 24


def test_a_folder_of_studies_names_them(study):
    found = one("SELECT DISTINCT study FROM runs", study.folder.parent)
    assert found["study"] == "study_1"


def test_run_folders_have_the_same_views(runs):
    assert one("SELECT count(DISTINCT run) AS n FROM runs", runs)["n"] == 2
    sql = "SELECT value, unit FROM accounts WHERE term = 'carbon.park.total_t' ORDER BY value"
    small, large = query(sql, runs).to_pylist()
    assert small["unit"] == "t"
    assert large["value"] > small["value"]
    assert one("SELECT count(*) AS n FROM series", runs)["n"] == 3 * 96
    assert one("SELECT count(DISTINCT run) AS n FROM flows", runs)["n"] == 2


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TABLE runs",
        "COPY runs TO '{folder}/out.csv'",
        "CREATE TABLE x AS SELECT 1",
        "ATTACH '{folder}/x.db'",
        "SELECT 1; DROP TABLE runs",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "",
    ],
)
def test_nothing_but_reading_is_allowed(study, sql):
    before = sorted(study.folder.rglob("*"))
    with pytest.raises(InputError, match="expected one statement that only reads"):
        query(sql.format(folder=study.folder), study.folder)
    assert sorted(study.folder.rglob("*")) == before


def test_no_file_outside_the_folder_is_read(study, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    held = "a table of ours"  # DuckDB would look for variables of this name
    for what in (f"read_csv('{secret}')", f"'{secret}'", f"glob('{tmp_path}/*')",
                 f"read_text('{study.folder}/../../*')", "held", "tables"):  # fmt: skip
        with pytest.raises(InputError, match=r"Permission Error|does not exist"):
            query(f"SELECT * FROM {what}", study.folder)  # noqa: S608 - that is the test
    assert held


def test_a_query_that_is_wrong_says_so(study, tmp_path):
    with pytest.raises(InputError, match="no_such"):
        query("SELECT no_such FROM runs", study.folder)
    with pytest.raises(InputError, match="neither a finished study nor a run"):
        query("SELECT 1", tmp_path)
    (tmp_path / "runs.parquet").write_bytes(b"PAR1 damaged")
    with pytest.raises(InputError, match="cannot be read"):
        query("SELECT 1", tmp_path)


def test_answers_are_written_as_csv_and_json(study):
    table = query("SELECT 1 AS a, 'x' AS b", study.folder)
    assert to_text(table, "csv") == '"a","b"\n1,"x"'
    assert json.loads(to_text(table, "json")) == [{"a": 1, "b": "x"}]
