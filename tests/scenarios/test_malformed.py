"""Bad park files: every problem in one report with file and line, exit code 2, nothing written."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from scenarios.cli import cli
from tests.parks import SMALL


def invoke(tmp_path, content, *options):
    """Run a park file; return the result and what stands in the folder of runs."""
    path = tmp_path / "park.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    out = tmp_path / "runs"
    result = CliRunner().invoke(cli, ["run", str(path), "--out", str(out), *options])
    return result, list(out.glob("**/*")) if out.exists() else []


def line_of(text, fragment):
    """Return the line in which a fragment first stands."""
    return text[: text.index(fragment)].count("\n") + 1


def swap(old, new):
    assert old in SMALL
    return SMALL.replace(old, new, 1)


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "\n".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]" for i in range(8)
)
LINE = "    component: {type: pv, capacity_mw: 3}"

# name: (content, words that must be in the report, fragment whose line must be named)
CASES = {
    "unknown key": (swap("    lines: 2", "    linez: 2"), ["linez", "lines"], "linez"),
    "unknown key at the top": (swap("seed: 11", "sed: 11"), ["sed", "seed"], "sed: 11"),
    "wrong unit": (swap("capacity_mw: 3}", 'capacity_mw: "3 t"}'), ["'3 t'", "MW"], '"3 t"'),
    "not a unit": (swap("capacity_mw: 3}", 'capacity_mw: "3 foo"}'), ["foo"], '"3 foo"'),
    "negative capacity": (swap("capacity_mw: 3}", "capacity_mw: -3}"), ["-3", "greater"], "-3}"),
    "nan": (swap("capacity_mw: 3}", "capacity_mw: .nan}"), ["finite"], ".nan"),
    "infinity": (swap("output_per_year: 40000", "output_per_year: .inf"), ["finite"], ".inf"),
    "text for a number": (swap("lines: 2", "lines: many"), ["many"], "many"),
    "number for text": (
        swap("archetype: machinery", "archetype: 7"),
        ["archetype"],
        "archetype: 7",
    ),
    "list for a mapping": (
        swap("label: {zh: 测试园, en: Test park}", "label: [a]"),
        ["label"],
        "[a]",
    ),
    "missing key": (
        swap("    output_per_year: 40000\n", ""),
        ["output_per_year", "missing"],
        "machines:",
    ),
    "missing label language": (
        swap("{zh: 测试园, en: Test park}", "{zh: 测试园}"),
        ["en"],
        "测试园",
    ),
    "unknown kind": (
        swap("kind: enterprise", "kind: entreprise"),
        ["entreprise", "enterprise"],
        "entreprise",
    ),
    "no kind": (swap("    kind: building\n", ""), ["kind", "building"], "office:"),
    "unknown component": (swap("type: pv", "type: pvv"), ["pvv", "battery"], "pvv"),
    "no component type": (swap("type: pv, ", ""), ["type"], "component: {capacity_mw: 3}"),
    "unknown archetype": (swap("archetype: machinery", "archetype: magic"), ["magic"], "machines:"),
    "unknown region": (
        swap("region: yunnan", "region: atlantis"),
        ["atlantis", "yunnan"],
        "atlantis",
    ),
    "unknown tariff": (swap("tariff: yunnan", "tariff: free"), ["free", "yunnan"], "grid:"),
    "unknown station": (
        swap("seed: 11", "seed: 11\nclimate: {station: moon, file: null}"),
        ["moon", "kunming"],
        "climate: {station: moon",
    ),
    "unknown owner": (swap("belongs_to: machines", "belongs_to: nobody"), ["nobody"], "nobody"),
    "unknown intervention": (
        swap("seed: 11", "seed: 11\ninterventions: [magic]"),
        ["magic"],
        "[magic]",
    ),
    "unknown system": (swap("jiangxi]", "mars]"), ["mars", "national"], "mars"),
    "dangling bus": (
        swap("type: water_works", "type: landfill").replace(
            "landfill, capacity_m3_per_h: 300", "landfill"
        ),
        ["dangling", "fresh_water"],
        "machines:",
    ),
    "demand of a level nobody feeds": (
        swap(
            "seed: 11",
            "seed: 11\ncomponents:\n  dryer: {type: demand, bus: steam_4mpa, rate: 1 MW}",
        ),
        ["dangling", "steam_4mpa"],
        "dryer:",
    ),
    "unknown commodity": (
        swap("seed: 11", "seed: 11\ncomponents:\n  x: {type: demand, bus: electricty, rate: 1 MW}"),
        ["electricty"],
        "electricty",
    ),
    "impossible temperature chain": (
        swap(
            "source: cells, capacity_mw: 1, level: low_temp_35",
            "source: cells, capacity_mw: 1, level: steam_4mpa",
        ),
        ["pinch", "steam_4mpa"],
        "recovery:",
    ),
    "heat pump downhill": (
        swap(
            "source: low_temp_35, level: hot_water_95", "source: hot_water_95, level: low_temp_35"
        ),
        ["not colder"],
        "source: hot_water_95",
    ),
    "duplicate name": (
        swap("  backup:\n", "  boiler:\n"),
        ["twice", "boiler"],
        "  boiler:\n    kind: asset\n    label: {zh: 备用",
    ),
    "name with a slash": (swap("  machines:", "  'ma/chines':"), ["ma/chines"], "ma/chines"),
    "missing series file": (
        swap(
            "seed: 11",
            "seed: 11\ncomponents:\n  x:\n    type: demand\n    bus: electricity\n"
            "    rate: {file: no.csv, column: p, unit: kW}",
        ),
        ["no.csv", "not exist"],
        None,
    ),
    "series outside the folder": (
        swap(
            "seed: 11",
            "seed: 11\ncomponents:\n  x:\n    type: demand\n    bus: electricity\n"
            "    rate: {file: ../../secret.csv, column: p, unit: kW}",
        ),
        ["own folder"],
        None,
    ),
    "missing weather file": (
        swap("seed: 11", "seed: 11\nclimate: {file: no.epw, station: null}"),
        ["no.epw"],
        None,
    ),
    "day that does not exist": (
        swap("built_on: 2025-01-10", "built_on: 2025-02-31"),
        ["2025-02-31"],
        "2025-02-31",
    ),
    "season that is no day": (
        swap("    lines: 2", '    lines: 2\n    season: ["13-01", "14-01"]'),
        ["season"],
        "13-01",
    ),
    "vehicles without chargers": (swap("    chargers: 2\n", ""), ["chargers"], "trucks:"),
    "trip beyond the battery": (swap("    km: 25", "    km: 250"), ["usable battery"], "km: 250"),
    "unknown vehicle": (
        swap("vehicle_class: refuse_18t", "vehicle_class: sleigh"),
        ["sleigh"],
        "sleigh",
    ),
    "store over capacity": (swap("stock_t: 5", "stock_t: 50"), ["exceeds"], "stock_t: 50"),
    "outage of what cannot stop": (
        swap(
            "component: {type: recycler, categories: [waste_metal], capacity_t_per_d: 0.5}",
            "component: {type: landfill, categories: [waste_kerf]}\n"
            "    outages: {mtbf_h: 9, mttr_h: 1}",
        ),
        ["nothing in it"],
        "scrap:",
    ),
    "step that is not allowed": (
        swap("seed: 11", "seed: 11\nstep_minutes: 7"),
        ["step_minutes", "7"],
        "step_minutes",
    ),
    "zero days": (swap("days: 21", "days: 0"), ["days"], "days: 0"),
    "negative seed": (swap("seed: 11", "seed: -1"), ["seed"], "seed: -1"),
    "price without unit": (
        swap("seed: 11", "seed: 11\nprices: {pixie_dust: 3}"),
        ["unit", "missing"],
        "pixie_dust",
    ),
    "boundary without a scope": (
        swap("seed: 11", "seed: 11\nboundary: {inside: [machines]}"),
        ["boundary", "within"],
        "boundary",
    ),
    "negative price": (
        swap("seed: 11", "seed: 11\nprices: {diesel: -5}"),
        ["diesel", "negative"],
        "diesel",
    ),
    "carbon price over time": (
        swap(
            "seed: 11",
            "seed: 11\nprices: {carbon: {value: {file: c.csv, column: p, unit: CNY/t},"
            " unit: CNY/t}}",
        ),
        ["carbon", "one number"],
        "carbon",
    ),
    "waiver of nothing": (
        swap("seed: 11", "seed: 11\nwaivers: {national: {good_will: why}}"),
        ["good_will", "no such"],
        "waivers",
    ),
    "waiver of the core": (
        swap("seed: 11", "seed: 11\nwaivers: {national: {unit_energy_carbon: why}}"),
        ["unit_energy_carbon", "cannot be waived"],
        "waivers",
    ),
    "fact nobody reads": (
        swap("construction_started", "construction_startd"),
        ["construction_startd", "construction_started"],
        "construction_startd",
    ),
    "year before calendars": (
        swap("start: 2025-01-20", "start: 0001-01-01"),
        ["start"],
        "start: 0001",
    ),
    "year after all": (swap("start: 2025-01-20", "start: 9999-12-31"), ["start"], "start: 9999"),
    "a day no year has": (
        swap('start: "02-01"', 'start: "02-30"'),
        ["maintenance", "start"],
        "02-30",
    ),
    "limit of a grid that is not there": (
        swap("reason: evening peak", "reason: evening peak, import_limit_share: 0.5, grid: nogrid"),
        ["nogrid", "no grid connection"],
        "nogrid",
    ),
    "station, tariff and factors that are nowhere": (
        swap(
            "seed: 11",
            "seed: 11\nclimate: {station: atlantis}\ntariffs: {utopia: {}}\n"
            "factors: {fuel_set: none_such, grid: nowhere}",
        ),
        ["atlantis", "utopia", "none_such", "nowhere"],
        "atlantis",
    ),
    "price of nothing": (
        swap("seed: 11", "seed: 11\nprices: {natural_gass: {value: 3, unit: CNY/m3}}"),
        ["natural_gass", "no such price", "natural_gas"],
        "natural_gass",
    ),
    "price in the wrong unit": (
        swap("seed: 11", "seed: 11\nprices: {natural_gas: {value: 3, unit: CNY/piece}}"),
        ["natural_gas", "CNY/piece"],
        None,
    ),
    "unknown factor set": (
        swap("seed: 11", "seed: 11\nfactors: {fuel_set: mine}"),
        ["mine"],
        "fuel_set: mine",
    ),
    "park inside itself": (
        swap("format: 1", "format: 1\nextends: park.yaml"),
        ["circle"],
        "extends",
    ),
    "boundary names a stranger": (
        swap("seed: 11", "seed: 11\nboundary: {scope: within, inside: [machines, ghost]}"),
        ["ghost"],
        "ghost",
    ),
    "a line for a stranger": (
        swap(
            "agents:\n",
            "agents:\n  wire:\n    kind: asset\n    label: {zh: 线, en: Line}\n"
            "    component: {type: direct_line, capacity_mw: 5, users: [cells, nobody]}\n"
            "    source: test\n    confidence: T\n",
        ),
        ["nobody", "no such agent"],
        "wire:",
    ),
    "not utf-8": (SMALL.encode("gbk"), ["UTF-8"], None),
    "not yaml": ("a: [1, 2\nb: 3\n", ["not valid YAML"], None),
    "tabs": ("a:\n\tb: 1\n", ["not valid YAML"], "\tb"),
    "empty": ("", ["empty"], None),
    "not a mapping": ("- 1\n- 2\n", ["mapping"], None),
    "yaml bomb": (BOMB, ["aliases"], None),
    "deep nesting": ("a: " + "[" * 3000 + "]" * 3000, ["nested too deeply"], None),
    "recursive alias": ("a: &a [*a]\n", ["nested too deeply"], None),
    "python object": (
        'a: !!python/object/apply:os.system ["true"]\n',
        ["not allowed", "os.system"],
        None,
    ),
    "custom tag": ("format: !mine 1\n", ["tag"], "!mine"),
    "merge key": ("base: &b {x: 1}\nagents: {<<: *b}\n", ["<<"], "<<"),
}


@pytest.mark.parametrize("name", CASES)
def test_is_refused_with_place_and_reason(name, tmp_path):
    content, words, fragment = CASES[name]
    result, written = invoke(tmp_path, content)
    report = result.stderr
    assert result.exit_code == 2, report
    assert "Traceback" not in report
    assert not written
    assert result.stdout == ""
    assert all(word in report for word in words), report
    if fragment is not None:
        line = line_of(content, fragment)
        assert f"park.yaml:{line}" in report, (line, report)


def test_there_are_enough_cases():
    assert len(CASES) >= 30


def test_all_problems_come_in_one_report(tmp_path):
    text = SMALL
    for old, new in (
        ("    lines: 2", "    linez: 2"),
        ("capacity_mw: 3}", "capacity_mw: -3}"),
        ("archetype: battery_cell", "archetype: magic"),
        ("seed: 11", "seed: eleven"),
        ("belongs_to: machines", "belongs_to: 3"),
        ("kind: building", "kind: castle"),
    ):
        text = text.replace(old, new, 1)
    result, written = invoke(tmp_path, text)
    assert result.exit_code == 2
    assert not written
    assert result.stderr.startswith("6 problems")
    for word in ("linez", "-3", "magic", "eleven", "castle"):
        assert word in result.stderr


def test_check_reports_the_same(tmp_path):
    path = tmp_path / "park.yaml"
    path.write_text(swap("lines: 2", "lines: many"), encoding="utf-8")
    result = CliRunner().invoke(cli, ["check", str(path)])
    assert result.exit_code == 2
    assert "many" in result.stderr


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--set", "agents.roof.component.capacity_mw=-1"], "-1"),
        (["--set", "agents.roof.component.capacity=5"], "capacity_mw"),
        (["--set", "nonsense"], "path=value"),
        (["--step", "7"], "7"),
        (["--dispatch", "oracle"], "oracle"),
        (["--weather", "nowhere.epw"], "nowhere.epw"),
        (["--seed", "-4"], "seed"),
    ],
)
def test_bad_options_are_refused(options, word, tmp_path):
    result, written = invoke(tmp_path, SMALL, *options)
    assert result.exit_code == 2, result.stderr
    assert word in result.stderr
    assert "Traceback" not in result.stderr
    assert not written


def test_a_park_that_is_not_there(tmp_path):
    result = CliRunner().invoke(cli, ["run", "no-such-park", "--out", str(tmp_path / "runs")])
    assert result.exit_code == 2
    assert "yunnan" in result.stderr
