"""Drafts: history, keeping, links; nothing is lost, nothing foreign is taken."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.drafts import (
    Choice,
    Draft,
    History,
    StaleDraftError,
    create,
    decode,
    differences_of,
    encode,
    read,
    write,
)
from scenarios.drafts.history import history_of
from tests.parks import SMALL
from twin.errors import InputError

ROOF = Choice(id="roof_pv", parameters={"coverage": 0.25})
NAMES = st.text("abcdefghij_", min_size=1, max_size=12)
CHOICES = st.builds(
    Choice, id=NAMES, parameters=st.dictionaries(NAMES, st.floats(-1e9, 1e9), max_size=3)
)
DRAFTS = st.builds(
    Draft, park=st.sampled_from(["yunnan", "jiangxi"]), text=st.sampled_from(["", "a: 1", "b: 2"]),
    measures=st.none() | st.lists(CHOICES, max_size=3).map(tuple),
    settings=st.dictionaries(NAMES, st.integers() | st.booleans() | st.text(max_size=5)),
    seed=st.none() | st.integers(0, 9), days=st.none() | st.integers(1, 366),
)  # fmt: skip


@given(st.lists(DRAFTS, min_size=1, max_size=8), st.lists(st.booleans(), max_size=12))
def test_a_history_goes_back_and_forth_and_survives_being_kept(drafts, moves):
    history = History((drafts[0],))
    for draft in drafts[1:]:
        history = history.push(draft)
    for back in moves:
        before = history.now
        moved = history.undo() if back else history.redo()
        if moved.at != history.at:
            assert (moved.redo() if back else moved.undo()).now == before
        history = moved
    assert history_of(json.loads(json.dumps(history.to_json()))) == history


@given(DRAFTS)
def test_a_link_restores_everything(draft):
    with TemporaryDirectory() as folder:
        assert decode(encode(draft, Path(folder)), Path(folder)) == draft


def test_a_large_park_is_kept_and_the_link_names_it(tmp_path):
    noise = (hashlib.sha256(bytes([n % 256, n // 256])).hexdigest() for n in range(3000))
    text = SMALL + "\n".join(f"# {line}" for line in noise)
    link = encode(Draft(park="own", text=text), tmp_path)
    assert len(link) < 100
    assert decode(link, tmp_path).text == text
    with pytest.raises(InputError, match="another installation"):
        decode(link, tmp_path / "elsewhere")


@pytest.mark.parametrize(
    "link",
    ["", "1d.", "1d.AAAA", "1d.!!!!", "2d.AAAA", "1h.../../etc/passwd", "1h." + "0" * 64, "1d.é"],
)
def test_a_foreign_link_is_refused(link, tmp_path):
    with pytest.raises(InputError):
        decode(link, tmp_path)


def packed(data):
    raw = zlib.compress(json.dumps(data).encode())
    return "1d." + base64.urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.mark.parametrize(
    "data",
    [
        {"park": "../secret"}, {"park": "yunnan", "more": 1}, {"seed": -1}, [], "text",
        {"measures": [{"id": "x", "parameters": {"a": "b"}}]}, {"dispatch": "best"},
        {"measures": [{"id": "x"}] * 300},
    ],
)  # fmt: skip
def test_a_link_that_holds_something_else_is_refused(data, tmp_path):
    with pytest.raises(InputError, match="not a plan"):
        decode(packed(data), tmp_path)


def test_a_link_that_blows_up_is_refused(tmp_path):
    with pytest.raises(InputError, match="too large"):
        decode(packed({"text": "a" * 50_000_000}), tmp_path)


def test_of_two_tabs_the_second_one_is_told_and_nothing_is_lost(tmp_path):
    first = create(History((Draft(),)), tmp_path)
    second = read(first.id, tmp_path)
    mine = first.history.push(Draft(measures=(ROOF,)))
    saved = write(first, mine, tmp_path)
    assert saved.revision == 2
    with pytest.raises(StaleDraftError):
        write(second, second.history.push(Draft(seed=4)), tmp_path)
    assert read(first.id, tmp_path).history == mine


@pytest.mark.parametrize("name", ["", "..", "../../x", "0" * 31, "G" * 32])
def test_only_ids_are_opened(name, tmp_path):
    with pytest.raises(InputError, match="no plan"):
        read(name, tmp_path)


def test_a_damaged_file_is_told(tmp_path):
    kept = create(History((Draft(),)), tmp_path)
    path = next((tmp_path / ".drafts").glob("*.json"))
    for content in ("{", "[]", '{"states": []}', '{"states": [{"seed": "x"}]}'):
        path.write_text(content)
        with pytest.raises(InputError):
            read(kept.id, tmp_path)


def test_checkpoints_come_back_as_a_new_state():
    history = History((Draft(),)).push(Draft(measures=(ROOF,))).mark("roofs").undo()
    back = history.restore("roofs")
    assert back.now.measures == (ROOF,)
    assert back.undo().now == Draft()
    assert back.forget("roofs").checkpoints == ()
    with pytest.raises(InputError, match="no checkpoint"):
        back.restore("others")


def test_differences_name_each_parameter():
    base = Draft()
    plan = base.with_(
        measures=[ROOF, Choice(id="park_battery", suffix="b")],
        settings={"prices.carbon": 90}, seed=3,
    )  # fmt: skip
    found = differences_of(base, plan)
    assert [(c.kind, c.id, c.suffix) for c in found] == [
        ("measure", "roof_pv", ""), ("measure", "park_battery", "b"),
        ("setting", "prices.carbon", ""), ("calculation", "seed", ""),
    ]  # fmt: skip
    more = plan.with_(measures=[Choice(id="roof_pv", parameters={"coverage": 0.5})])
    assert [(c.id, c.parameter, c.before, c.after) for c in differences_of(plan, more)] == [
        ("roof_pv", "coverage", 0.25, 0.5), ("park_battery", "", {}, None),
    ]  # fmt: skip
    assert differences_of(plan, plan) == ()


def test_a_draft_is_the_run_that_it_says():
    draft = Draft(measures=(ROOF,), days=2, settings={"prices.carbon": 90})
    assert draft.load().applied[0].id == "roof_pv"
    request = draft.request()
    assert request.changes["days"] == 2
    assert request.changes["interventions"][0]["parameters"] == {"coverage": 0.25}
    assert draft.base().load().applied == ()
