"""What the replay is given: places by number, ways on roads, sentences."""

from __future__ import annotations

import datetime as dt
import functools
import json
import shutil

import pytest
from streamlit.testing.v1 import AppTest

from scenarios.catalogue import InputError
from scenarios.replay import flows, plan, vehicles
from scenarios.replay.vehicles import STATES
from tests.app import vehicle_log
from tests.app.stored import stored_run
from tests.app.test_pages import one_page
from views.frame.texts import say
from views.replay import canvas, scene, traffic
from views.replay.day import Day
from views.stored import records

NAMES = [f"tractor_49t-battery-{n:03d}" for n in range(1, 6)]


@functools.cache
def park():
    return records.document(stored_run())


@functools.cache
def span():
    return records.span_of(records.StoredRun(stored_run()).manifest)


@functools.cache
def ledger():
    return records.StoredRun(stored_run()).table("rows").to_pylist()


@pytest.fixture(scope="module")
def logged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("replay") / stored_run().name
    shutil.copytree(stored_run(), folder)
    vehicle_log.write(folder, {"trucks": NAMES}, "gate", span().start, span().days)
    return folder


def day(folder, number=2):
    date = span().start + dt.timedelta(days=number)
    return Day(folder, date, span(), park(), ledger(), flows.terms(ledger(), park()))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_scene_is_plain_data_with_numbers_that_lead_somewhere(logged, lang):
    found = json.loads(json.dumps(scene.scene(day(logged), lang), allow_nan=False))
    assert len(found["vehicles"]) == len(NAMES)
    for vehicle in found["vehicles"]:
        rows = len(vehicle["s"])
        assert len(vehicle["t"]) == len(vehicle["soc"]) == rows + 1
        assert vehicle["t"] == sorted(vehicle["t"])
        assert all(len(vehicle[key]) == rows for key in ("a", "b", "w", "q", "load", "km"))
        assert max(vehicle["a"] + vehicle["b"]) < len(found["places"])
        assert max(vehicle["w"]) < len(found["ways"])
        assert max(vehicle["q"]) < len(found["stations"])
        assert vehicle["drive"] == "battery"
    assert len(found["power"]["use"]) == span().steps_per_day


def test_ways_run_along_the_roads_from_place_to_gate_and_back(logged):
    found = scene.scene(day(logged), "en")
    known = plan.roads(logged)
    nodes = {(round(x, 2), round(y, 2)) for x, y in known.nodes.values()}
    vehicle = found["vehicles"][0]
    driven = [n for n, s in enumerate(vehicle["s"]) if STATES[s].startswith("driving")]
    assert driven
    for row in driven:
        points = found["ways"][vehicle["w"][row]]
        ends = [found["places"][vehicle[key][row]] for key in ("a", "b")]
        assert tuple(points[:2]) == (ends[0]["x"], ends[0]["y"])
        assert tuple(points[-2:]) == (ends[1]["x"], ends[1]["y"])
        assert set(zip(points[::2], points[1::2], strict=True)) <= nodes


def test_a_place_that_is_not_on_the_plan_is_refused(logged):
    rows = vehicles.of_day(logged, span().start)
    name = next(iter(rows))
    rows[name][0] = rows[name][0]._replace(origin="atlantis", target="atlantis")
    with pytest.raises(InputError, match="'atlantis' is no place"):
        traffic.pack(rows, park(), plan.roads(logged), [], "en")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_happenings_are_sentences_in_order(lang):
    told = [
        line for n in range(span().days) for line in scene.events_of(day(stored_run(), n), lang)
    ]
    assert {"breakdown", "repaired", "calls"} <= {line["what"] for line in told}
    assert all(line["text"] and 0 <= line["at"] < 86400 for line in told)
    name = park()["agents"]["machines"]["label"][lang]
    assert any(name in line["text"] for line in told)


def test_counts_of_breakdowns_add_up():
    log = records.StoredRun(stored_run()).table("events", ["event"]).column("event").to_pylist()
    told = [
        line for n in range(span().days) for line in scene.events_of(day(stored_run(), n), "en")
    ]
    assert log.count("breakdown") == len([line for line in told if line["what"] == "breakdown"])


def test_the_script_is_one_module_of_short_files():
    parts = sorted((canvas.HERE / "js").glob("*.js"))
    assert all(part.read_text(encoding="utf-8").count("\n") <= 300 for part in parts)
    text = canvas.script()
    assert text.count("export default") == 1
    assert "innerHTML" not in text


def opened(folder, lang, monkeypatch, **address):
    monkeypatch.setenv("ZEROPARK_RUNS", str(folder.parent))
    app = AppTest.from_string(one_page("replay"), default_timeout=60)
    app.query_params.update({"lang": lang, "run": folder.name, **address})
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_jump_moves_the_day(logged, lang, monkeypatch):
    app = opened(logged, lang, monkeypatch)
    (choice,) = app.selectbox
    queue = say(lang, "replay.moment.queue")
    number = next(n for n, text in enumerate(choice.options) if text.startswith(queue))
    before = app.date_input[0].value
    choice.select_index(number).run()
    assert app.date_input[0].value != before
    assert f"{app.date_input[0].value:%m-%d}" in choice.options[number]
    go = app.session_state[f"replay_go_{logged.name}"]
    assert go["n"] == 2
    app.button(key="replay_after").click().run()
    assert app.session_state[f"replay_go_{logged.name}"] == go


def test_a_run_of_before_says_what_it_cannot_show(tmp_path, monkeypatch):
    folder = tmp_path / stored_run().name
    shutil.copytree(stored_run(), folder)
    (folder / "vehicles.parquet").unlink(missing_ok=True)
    app = opened(folder, "en", monkeypatch)
    assert any("earlier version" in info.value for info in app.info)


def test_a_log_that_breaks_off_is_told(logged, tmp_path, monkeypatch):
    folder = tmp_path / logged.name
    shutil.copytree(logged, folder)
    vehicle_log.write(folder, {"trucks": NAMES}, "gate", span().start, 1)
    app = opened(folder, "en", monkeypatch)
    app.date_input[0].set_value(span().start + dt.timedelta(days=5)).run()
    assert not app.exception
    assert "says nothing of 2025-01-25" in app.error[0].value
