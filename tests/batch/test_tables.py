"""Tables and their descriptions: units, the data package, chances and the citation."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import yaml

from scenarios.batch import run_study
from scenarios.batch.running import run_plan
from scenarios.batch.summary import chance, read_summary
from scenarios.park_file import load_park
from scenarios.run import run_park
from tests.batch import worlds
from twin.errors import InputError

REPO = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    study = worlds.study(outputs={"terms": ["water.fresh_m3"]}, days=2)
    return run_study(study, tmp_path_factory.mktemp("tables"))


def test_a_row_is_what_a_run_of_its_own_says(outcome):
    row = outcome.tables["runs"].to_pylist()[-1]
    assert (row["variant"], row["weather_year"], row["seed"]) == ("battery", "2", 2)
    changes = {
        "days": 2, "climate.seed": 2, "seed": 2, "prices.carbon": row["parameter.prices.carbon"],
        "interventions": [{"id": "park_battery", "parameters": {"energy": 6, "power": 2}}],
    }  # fmt: skip
    result = run_park(load_park(str(worlds.PARK), changes))
    for term in ("cost.total_cny", "carbon.park.total_t", "water.fresh_m3"):
        assert row[term] == result.value(term)
    for system, card in result.scorecards.items():
        assert row[f"{system}.verdict"] == card.verdict
        for score in card.scores:
            assert row[f"{system}.{score.id}"] == score.value
            assert row[f"{system}.{score.id}.state"] == score.state


def test_weather_years_and_seeds_are_dimensions_of_their_own(outcome):
    """The sun follows the weather year alone; breakdowns and orders the seed alone."""
    runs = outcome.tables["runs"].to_pandas()
    sun = runs.groupby(["weather_year", "seed"])["electricity.used_mwh"].nunique()
    assert len(sun) == 4
    bills = runs[runs.variant == "as_is"].groupby("sample")["cost.grid_energy_cny"].nunique()
    assert set(bills) == {4}


def test_units_stand_in_the_columns_and_in_the_data_package(outcome):
    schema = pq.read_schema(outcome.folder / "runs.parquet")
    assert schema.field("cost.total_cny").metadata[b"unit"] == b"CNY"
    package = json.loads((outcome.folder / "datapackage.json").read_text())
    for resource in package["resources"]:
        held = pq.read_schema(outcome.folder / resource["path"])
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        assert list(fields) == held.names
        for field in held:
            unit = (field.metadata or {}).get(b"unit", b"").decode()
            assert fields[field.name].get("unit", "") == unit
            assert fields[field.name]["type"] == {"double": "number", "int64": "integer"}.get(
                str(field.type), "string"
            )


def test_the_long_tables_hold_what_the_wide_one_holds(outcome):
    runs, long = (outcome.tables[name].to_pandas() for name in ("runs", "indicators"))
    assert set(long.system) == {"national", "yunnan", "jiangxi"}
    here = long[long.indicator == "yunnan.roof_pv"].sort_values("row")
    assert here.value.tolist() == runs["yunnan.roof_pv"].tolist()
    assert here.state.tolist() == runs["yunnan.roof_pv.state"].tolist()


def test_bands_are_quantiles(outcome):
    runs = outcome.tables["runs"].to_pandas()
    mine = runs[runs.variant == "as_is"]["cost.total_cny"]
    band = read_summary(outcome.folder)["variants"]["as_is"]["bands"]["cost.total_cny"]
    assert band["unit"] == "CNY"
    assert [band[k] for k in ("p5", "p50", "p95")] == np.quantile(mine, [0.05, 0.5, 0.95]).tolist()


def test_a_probability_has_wilsons_interval():
    """R. G. Newcombe, Statistics in Medicine 17 (1998) 857, table I: 81/263 and 15/148."""
    for k, n, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)):
        found = chance(k, n)
        assert (found["low"], found["high"]) == pytest.approx((low, high), abs=5e-5)
    assert chance(0, 0)["share"] is None


def test_chances_count_only_what_is_judged(tmp_path):
    outcome = run_plan(worlds.seeds(5), worlds.brief(tmp_path, worlds.square))
    held = outcome.summary["variants"]["formula"]
    assert (held["met"]["s.i"]["k"], held["met"]["s.i"]["n"]) == (3, 5)
    assert (held["passed"]["s"]["k"], held["passed"]["s"]["n"]) == (3, 5)
    with pytest.raises(InputError, match="not the folder of a finished study"):
        read_summary(tmp_path / "results")


def test_the_citation_file_has_what_its_format_asks_for():
    held = yaml.safe_load((REPO / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(held)
    assert held["cff-version"] == "1.2.0"
    assert held["authors"] == [{"name": "The zeropark developers"}]
    assert f'version = "{held["version"]}"' in (REPO / "pyproject.toml").read_text()
    assert "doi" not in held
