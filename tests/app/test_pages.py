"""Every page draws in both languages, with and without a run; options and address hold."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from scenarios import jobs
from scenarios.catalogue import InputError, run_folder, shipped_parks, upload_name, upload_text
from scenarios.drafts import Draft, History, create
from tests.app.stored import stored_run
from tests.parks import SMALL
from views import __main__ as launcher
from views.frame import look, state, tour
from views.frame.texts import LANGUAGES, say
from views.menu import SECTIONS

REPO = Path(__file__).resolve().parents[2]
PAGES = {entry.name: entry.module for entries in SECTIONS.values() for entry in entries}
ONE_PAGE = """
from importlib import import_module
from views.frame import draft, state
state.sync()
draft.sync()
import_module("views.{module}").show()
"""


TITLES = {"where": "cards"}


def one_page(name):
    return ONE_PAGE.format(module=PAGES[name])


@pytest.fixture
def runs(tmp_path, monkeypatch):
    shutil.copytree(stored_run(), tmp_path / stored_run().name)
    monkeypatch.setenv("ZEROPARK_RUNS", str(tmp_path))
    return tmp_path


def opened(lang, text=None, **address):
    app = AppTest.from_string(text) if text else AppTest.from_file(str(REPO / "app.py"))
    app.default_timeout = 60
    app.query_params["lang"] = lang
    for key, value in address.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception, app.exception[0].message
    return app


def texts(app):
    kinds = (app.subheader, app.caption, app.info, app.warning, app.markdown)
    return " ".join(element.value for kind in kinds for element in kind)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_app_opens_without_a_run(lang, tmp_path, monkeypatch):
    monkeypatch.setenv("ZEROPARK_RUNS", str(tmp_path / "none"))
    app = opened(lang)
    assert say(lang, "cards.title") in texts(app)
    assert say(lang, "first.title") in texts(app)
    assert app.button(key="first_run").label == say(lang, "first.start")
    assert app.button(key="run_button").label == say(lang, "setup.run")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_draws_a_run(name, lang, runs):
    app = opened(lang, one_page(name))
    assert say(lang, f"{TITLES.get(name, name)}.title") in texts(app)
    assert not app.error


@pytest.mark.parametrize("name", PAGES)
def test_english_pages_are_english(name, runs):
    app = opened("en", one_page(name))
    assert re.findall(r"[\u4e00-\u9fff]+", texts(app)) == []


def test_the_tour_leads_through_all_pages(runs):
    app = opened("en")
    app.button(key="tour_start").click().run()
    seen = []
    for place, name in enumerate(tour.STEPS):
        assert not app.exception
        assert say("en", f"tour.{name}") in texts(app), name
        seen.append(name)
        if place + 1 < len(tour.STEPS):
            app.button(key="tour_next").click().run()
    assert set(seen) == set(PAGES)
    app.button(key="tour_end").click().run()
    assert say("en", "tour.runs") not in texts(app)


def test_the_briefing_is_in_the_address(runs):
    app = opened("zh")
    app.button(key="brief_switch").click().run()
    assert app.query_params["brief"] in ("1", ["1"])
    assert app.button(key="brief_switch").label == say("zh", "brief.end")
    assert not app.sidebar.button


def test_a_short_run_is_no_year(runs):
    assert say("en", "run.short", days=21) in texts(opened("en", one_page("where")))


def test_a_damaged_run_is_told_not_shown(runs):
    (folder,) = (path.parent for path in runs.glob("*/manifest.json"))
    (folder / "rows.parquet").write_bytes(b"PAR1")
    app = AppTest.from_string(one_page("flows"), default_timeout=60)
    app.query_params.update({"lang": "en", "run": folder.name})
    app.run()
    assert not app.exception
    assert "cannot be read" in app.error[0].value


@pytest.mark.parametrize("bad", ["../../etc", "no-such-run", "x" * 300])
def test_an_address_with_a_wrong_run_shows_the_newest(bad, runs):
    app = opened("zh", one_page("where"), run=bad)
    assert app.session_state["run"] == stored_run().name
    assert bad[:60] in " ".join(warning.value.replace("\\", "") for warning in app.warning)
    app.run()
    assert app.warning  # as long as another run is shown in its place


def test_an_address_with_a_wrong_base_says_so_once(runs):
    app = opened("en", base="no-such-run")
    assert "no-such-run" in " ".join(w.value.replace("\\", "") for w in app.warning)
    app.run()
    assert "no-such-run" not in " ".join(w.value.replace("\\", "") for w in app.warning)


def test_an_address_with_a_wrong_job_says_so(runs):
    app = opened("en", job="0123456789abcdef")
    assert say("en", "job.unknown") in texts(app)


PLAN = Draft(
    measures=[{"id": "roof_pv", "parameters": {"coverage": 0.2}}], settings={"prices.carbon": 120.0}
)


def test_running_asks_for_the_plan_as_it_stands(runs, monkeypatch):
    asked = []

    def start(request, folder):
        asked.append((request, folder))
        return "0123456789abcdef"

    monkeypatch.setattr(jobs, "start", start)
    app = opened("en", draft=create(History((PLAN,)), runs).id)
    assert say("en", "setup.changed", count=2) in texts(app)
    app.button(key="run_button").click().run()
    assert asked == [(PLAN.request(), runs)]
    assert app.session_state["job"] == "0123456789abcdef"


def test_how_a_plan_is_calculated_is_part_of_it(runs):
    app = opened("en", draft=create(History((PLAN,)), runs).id)
    seed = next(box for box in app.number_input if box.key.startswith("plan_seed"))
    usual = seed.value
    seed.set_value(usual + 5).run()
    assert app.session_state["draft_history"].now == PLAN.with_(seed=usual + 5)
    seed = next(box for box in app.number_input if box.key.startswith("plan_seed"))
    seed.set_value(usual).run()
    assert app.session_state["draft_history"].now == PLAN


def test_a_plan_that_does_not_load_cannot_be_run(runs):
    plan = PLAN.with_(measures=[{"id": "roof_pv"}, {"id": "roof_pv"}])
    app = opened("en", draft=create(History((plan,)), runs).id)
    assert app.button(key="run_button").disabled
    assert "stands twice" in " ".join(error.value for error in app.error)


def test_the_language_switch_moves_the_address(runs):
    app = opened("zh")
    app.segmented_control(key="lang_switch").set_value("en").run()
    assert app.query_params["lang"] in ("en", ["en"])
    assert say("en", "cards.title") in texts(app)


def test_the_config_file_says_what_the_options_say():
    table = tomllib.loads((REPO / ".streamlit/config.toml").read_text(encoding="utf-8"))

    def flat(part, prefix=""):
        for key, value in part.items():
            if isinstance(value, dict):
                yield from flat(value, f"{prefix}{key}.")
            else:
                yield f"{prefix}{key}", value

    assert dict(flat(table)) == look.OPTIONS
    assert set(look.OPTIONS) <= set(config.get_config_options())


def test_the_app_is_for_this_machine_and_tells_no_one():
    assert look.OPTIONS["server.address"] == "127.0.0.1"
    assert look.OPTIONS["browser.gatherUsageStats"] is False
    command = launcher.command(8123)
    assert command[command.index("--server.port") + 1] == "8123"
    addresses = [command[n + 1] for n, word in enumerate(command) if word == "--server.address"]
    assert set(addresses) == {"127.0.0.1"}
    assert launcher.command(8123, "10.0.0.5")[-1] == "10.0.0.5"
    assert Path(command[command.index("run") + 1]) == REPO / "app.py"


def test_where_sign_in_is_asked_nothing_is_shown_before(runs):
    app = AppTest.from_file(str(REPO / "app.py"), default_timeout=60)
    app.secrets["auth"] = {"client_id": "x"}
    app.query_params["lang"] = "en"
    app.run()
    assert not app.exception
    assert [found.value for found in app.subheader] == [say("en", "sign.title")]
    assert stored_run().name not in texts(app)
    assert not app.sidebar.button


def test_uploads_are_small_and_name_no_files():
    assert upload_text(SMALL) == SMALL
    assert upload_name("../../My park (1).yaml") == "My-park-1"
    with pytest.raises(InputError, match="bytes"):
        upload_text("a: " + "x" * 2_000_000)
    with pytest.raises(InputError, match="plain name"):
        upload_text("extends: ../../etc/passwd\n")


@pytest.mark.parametrize("name", ["..", "", "a/b", ".jobs", "x" * 200])
def test_run_names_stay_in_their_folder(name, tmp_path):
    with pytest.raises(InputError):
        run_folder(name, tmp_path)


def test_shipped_parks_have_names_in_both_languages():
    for name, label in shipped_parks().items():
        assert all(label[lang] for lang in LANGUAGES), name


def test_the_address_takes_only_what_it_knows():
    assert state._may_be("lang", "en")
    assert not state._may_be("lang", "fr")
    assert not state._may_be("run", "")
