"""``zeropark economics`` on stored runs."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from scenarios.build import Options
from scenarios.cli import cli
from scenarios.economics.year import stored_year
from scenarios.run import run_park
from scenarios.store import write_run
from scenarios.stored import StoredRun
from tests.economics.years import measure
from tests.parks import small_park


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Return a folder with a base and a plan of more PV, and their names."""
    folder = tmp_path_factory.mktemp("runs")
    names = []
    for power_mw in (0.5, 6.0):
        changes = {"days": 3, "agents.roof.component.capacity_mw": power_mw}
        names.append(write_run(run_park(small_park(changes), Options(step_minutes=60)), folder))
    year = stored_year(StoredRun(names[1]))
    roof = measure(capex=3e6, opex=4e4, size=5.5, name="roof_pv", output=["roof"])
    year._rest = year._rest.model_copy(update={"measures": (roof,)})
    year.write(names[1])
    return folder, [path.name for path in names]


def call(runs, *more):
    folder, (base, plan) = runs
    return CliRunner().invoke(cli, ["economics", base, plan, "--out", str(folder), *more])


def test_json_holds_figures_flows_and_measures(runs):
    done = call(runs, "--json", "--set", "horizon_y=25")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["whole"]["capex_real_cny"] == pytest.approx(16.5e6)
    assert found["measures"][0]["lcoe_unit"] == "CNY/MWh"
    assert found["parties"]["machines"]["capex_real_cny"] == pytest.approx(16.5e6)
    assert len(found["years"]) == 26
    assert found["assumptions"]["sources"]["horizon_y"]["source"] == "set by the user"
    for year in range(26):
        ends = {}
        for row in found["payments"]:
            ends[row["payee"]] = ends.get(row["payee"], 0.0) + row["nominal_cny"][year]
            ends[row["payer"]] = ends.get(row["payer"], 0.0) - row["nominal_cny"][year]
        assert sum(ends.values()) == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("净现值", "机械")), ("en", ("NPV", "Machines"))]
)
def test_tables_in_both_languages(runs, lang, words):
    done = call(runs, "--lang", lang)
    assert done.exit_code == 0, done.output
    assert all(text in done.output for text in words)
    assert {"zh": "约 3 天", "en": "about 3 days"}[lang] in done.output


def test_errors_are_said(runs):
    folder, (base, plan) = runs
    assert call(runs, "--set", "nonsense=1").exit_code == 2
    back = CliRunner().invoke(cli, ["economics", plan, base, "--out", str(folder)])
    assert back.exit_code == 2
    assert CliRunner().invoke(cli, ["economics", "x", "y", "--out", str(folder)]).exit_code == 2
