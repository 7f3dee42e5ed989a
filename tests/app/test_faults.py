"""What the engine complains of is told in the reader's language."""

from __future__ import annotations

import re

import pytest
import yaml

from scenarios.building import troubles_of
from scenarios.drafts import Draft
from scenarios.run_notes import write_note
from scenarios.run_trash import delete_run
from scenarios.sheets import read_sheet
from scenarios.trash import Trash
from tests.app.stored import TEXT
from twin.errors import InputError
from views.frame.texts import fault
from views.words.faults import FAULTS

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def wrong(path, value):
    """Return the small park's text with one value put wrong."""
    document = yaml.safe_load(TEXT)
    *way, last = path.split(".")
    inner = document
    for key in way:
        inner = inner[key]
    inner[last] = value
    return yaml.safe_dump(document, allow_unicode=True)


@pytest.mark.parametrize(
    ("path", "value"),
    [("agents.machines.output_per_year", -1), ("agents.machines.output_per_year", "many"),
     ("agents.machines.lines", 1.5), ("agents.machines.archetype", "nope"),
     ("agents.machines.archtype", "x"), ("agents.machines.kind", "firm"),
     ("agents.machines.position", [1]), ("agents.machines.label", {}),
     ("agents.grid.component.type", "nuclear"), ("agents.office.floor_m2", None),
     ("agents.office.building_type", "castle"), ("region", "mars"), ("start", "2025-13-01"),
     ("days", 0), ("foo", 1), ("extends", "nope.yaml")],
)  # fmt: skip
def test_what_is_wrong_in_a_park_is_told_in_chinese(path, value):
    found = troubles_of(Draft(park="small", text=wrong(path, value)))
    assert found
    for trouble in found:
        assert CHINESE.search(fault("zh", trouble.message)), trouble.message
        assert fault("en", trouble.message) == trouble.message


@pytest.mark.parametrize(
    "changes",
    [{"measures": [{"id": "roof_pv", "parameters": {"coverage": 7}}]},
     {"measures": [{"id": "no_such"}]}, {"measures": [{"id": "electric_forklifts"}]},
     {"measures": [{"id": "roof_pv"}, {"id": "roof_pv"}]}],
)  # fmt: skip
def test_what_is_wrong_in_measures_is_told_in_one_language(changes):
    with pytest.raises(InputError) as caught:
        Draft(park="small", text=TEXT).with_(**changes).load()
    for problem in caught.value.problems:
        assert CHINESE.search(fault("zh", problem.message)), problem.message
        assert not CHINESE.search(fault("en", problem.message))
        assert "[{" not in fault("en", problem.message)


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_why_a_file_is_refused_is_told_in_chinese(content):
    with pytest.raises(InputError) as caught:
        read_sheet(content, "park.xlsx")
    assert CHINESE.search(fault("zh", caught.value.problems[0].message))


def test_why_nothing_is_deleted_or_put_back_is_told_in_chinese(tmp_path):
    (tmp_path / "run-1").mkdir()
    (tmp_path / "run-1" / "manifest.json").write_text("{}")
    entry = Trash(tmp_path, "manifest.json").put("run-1")
    (tmp_path / "run-1").mkdir()
    for wrong in (
        lambda: Trash(tmp_path, "manifest.json").restore(entry),
        lambda: Trash(tmp_path, "manifest.json").restore("1-run-2"),
        lambda: delete_run("run-3", tmp_path),
        lambda: write_note("run-1", "a" * 99_999, tmp_path),
    ):
        with pytest.raises(InputError) as caught:
            wrong()
        assert CHINESE.search(fault("zh", caught.value.problems[0].message)), caught.value


def test_what_is_not_known_is_told_as_it_is():
    assert fault("zh", "the moon is in the way") == "the moon is in the way"
    for pattern, zh, en in FAULTS:
        groups = re.compile(pattern).groups
        assert all(int(n) < groups for n in re.findall(r"\{(\d)\}", zh + en)), pattern
        assert CHINESE.search(zh)
