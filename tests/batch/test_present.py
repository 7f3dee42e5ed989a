"""A study on a terminal of 80 columns: no number is cut, names are in the language asked."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyarrow as pa
import pytest

from scenarios.batch.present import print_summary, print_table

CHANCE = {"n": 4, "k": 1, "share": 0.25, "low": 0.0456, "high": 0.6994, "counts": {"met": 1}}
UNJUDGED = {"n": 0, "k": 0, "share": None, "low": None, "high": None, "counts": {"no_threshold": 4}}
BAND = {"p5": -123456.0, "p25": 1.0, "p50": 12345.67, "p75": 2.0, "p95": 987654321.0}
NAMES = (
    "yunnan.unit_energy_carbon",
    "cost.total_cny",
    "carbon.park.total_t",
    "energy.carrier.natural_gas_tce",
    "unserved.steam_1mpa",
)
SUMMARY = {
    "study": "s",
    "rows": 4,
    "set_aside": 0,
    "notes": ["told in English"],
    "notes_zh": ["注意事项"],
    "variants": {
        "甲": {
            "passed": {"jiangxi": UNJUDGED},
            "met": {"yunnan.unit_energy_carbon": CHANCE},
            "bands": {name: {**BAND, "unit": "tCO2/tce"} for name in NAMES},
            "sensitivity": {
                "method": "morris",
                "of": {
                    "cost.total_cny": {"gas_price.factor": {"mu_star": 12345.0, "mu_star_ci": 2}}
                },
            },
        }
    },
}


@pytest.fixture(autouse=True)
def narrow(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_number_is_cut(capsys, lang):
    print_summary(SUMMARY, Path("out"), lang)
    shown = capsys.readouterr().out
    assert "…" not in shown
    assert shown.count("-123,456") == shown.count("12,345.7") == len(NAMES)
    assert shown.count("9.87654e+08") == len(NAMES)
    assert "0.046-0.699" in shown
    assert "1.234e+04 ± 2" in shown


def test_names_are_chinese(capsys):
    print_summary(SUMMARY, Path("out"), "zh")
    shown = capsys.readouterr().out
    for text in (
        "全部达标 江西省零碳园区建设指标体系",
        "无阈值 4",
        "云南省零碳园区建设指标体系",
        "达标 单位能耗碳排放",
        "费用合计",
        "能源消费：天然气",
        "未满足：1.0 MPa 蒸汽",
        "注意事项",
    ):
        assert text in shown, text
    assert not re.search(r"passed|\bmet\b|jiangxi|yunnan|no_threshold|English|cost\.", shown)


def test_names_in_english_are_those_of_the_tables(capsys):
    print_summary(SUMMARY, Path("out"), "en")
    shown = capsys.readouterr().out
    for text in ("passed jiangxi", "no threshold 4", "met yunnan.unit_energy_carbon", *NAMES[:3]):
        assert text in shown, text


def test_a_query_of_many_columns_is_folded_not_cut(capsys):
    table = pa.table({f"c{number}": [1234567.890123] for number in range(8)})
    print_table(table, "table")
    shown = capsys.readouterr().out
    assert "…" not in shown
    rows = [line for line in shown.splitlines() if line.startswith("│")]
    cells = zip(*(row.strip("│").split("│") for row in rows), strict=True)
    assert {"".join(part.strip() for part in cell) for cell in cells} == {
        json.dumps(1234567.890123)
    }
