"""Studies: made by form or text, checked, run, and read."""

from __future__ import annotations

import io
import json
import shutil
import zipfile

import pytest

from scenarios import jobs
from scenarios.batch.form import sampled_parameters, study_text
from scenarios.batch.kept import delete_study, deleted_studies, keep_study, kept_studies
from scenarios.batch.reading import (
    checked_size,
    figure_name,
    packed,
    runs_csv,
    seconds_a_run,
    seconds_in_all,
    summary_of,
)
from scenarios.batch.study import load_study_text
from scenarios.catalogue import InputError, shipped_studies, shipped_study
from scenarios.drafts import Draft
from scenarios.jobs import StudyRequest, queue
from scenarios.jobs.folder import hold
from scenarios.jobs.worker import work
from tests.app.test_pages import one_page, opened, texts
from tests.parks import SMALL
from views.frame.texts import LANGUAGES, say
from views.studies.results import boxes, variant_name

STUDY = """
park: park.yaml
days: 1
step_minutes: 60
measures: {as_is: [], plan: [{park_battery: {energy: 20, power: 5}}]}
seeds: 2
"""
PLAN = Draft(
    park="small", text=SMALL, days=1, step_minutes=60,
    measures=[{"id": "park_battery", "parameters": {"energy": 20.0}}],
)  # fmt: skip


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Return the folder of runs with a finished study of four runs."""
    runs = tmp_path_factory.mktemp("runs")
    kept = keep_study(STUDY, "four", runs, SMALL)
    before, queue.MOST_RUNNING = queue.MOST_RUNNING, 0
    try:
        job = jobs.start(StudyRequest(kept.id), runs)
        assert work(jobs.job_folder(job, runs)).state == "done"
    finally:
        queue.MOST_RUNNING = before
    return runs


def only(runs):
    (kept,) = kept_studies(runs)
    return kept


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_study_is_deleted_and_comes_back_with_its_results(finished, tmp_path, monkeypatch, lang):
    shutil.copytree(finished / ".studies", tmp_path / ".studies")
    monkeypatch.setenv("ZEROPARK_RUNS", str(tmp_path))
    kept = only(tmp_path)
    before = {path.name: path.read_bytes() for path in kept.results.glob("*.parquet")}
    app = opened(lang, one_page("studies"), study=kept.id)
    app.button(key="study_delete").click().run()
    assert not app.exception
    assert kept_studies(tmp_path) == []
    app.button(key="undo_studies").click().run()
    assert not app.exception
    assert only(tmp_path) == kept
    assert {path.name: path.read_bytes() for path in kept.results.glob("*.parquet")} == before
    app.button(key="study_delete").click().run()
    assert app.button(key="empty_studies").disabled
    app.checkbox(key="sure_studies").check().run()
    app.button(key="empty_studies").click().run()
    assert not app.exception
    assert kept_studies(tmp_path) == []
    assert deleted_studies(tmp_path) == []


def test_a_study_at_work_is_not_deleted(tmp_path):
    kept = keep_study(STUDY, "four", tmp_path, SMALL)
    kept.results.mkdir()
    with (kept.results / ".lock").open("w") as lock:
        hold(lock)
        with pytest.raises(InputError, match="cancel it first"):
            delete_study(kept.id, tmp_path)
    with pytest.raises(InputError, match="no study"):
        delete_study("../x", tmp_path)


def test_a_form_makes_a_sound_study(tmp_path):
    known = sampled_parameters(PLAN)
    assert known["park_battery.energy"].usual == 20.0
    assert "gas_price.factor" in known
    text, park = study_text(
        PLAN, {"park_battery.energy": (5.0, 30.0), "gas_price.factor": (0.8, 1.2)},
        method="latin_hypercube", n=3, seeds=2, weather_years=2,
    )  # fmt: skip
    assert park == SMALL
    kept = keep_study(text, "form", tmp_path, park)
    study = kept.study()
    assert set(study.variants) == {"as_is", "plan"}
    assert set(study.samples.parameters) == {"park_battery.energy", "gas_price.factor"}
    checked = checked_size(kept)
    assert checked.runs == only(tmp_path).runs
    assert 3 * 2 * 2 < checked.runs <= 2 * 3 * 2 * 2
    assert seconds_a_run(checked, tmp_path) is None


def test_a_form_without_samples_counts_seeds_alone():
    text, park = study_text(Draft(park="yunnan"), {}, method="sobol", n=8, seeds=3, weather_years=1)
    assert park == ""
    assert load_study_text(text).seeds == (1, 2, 3)


@pytest.mark.parametrize("name", shipped_studies())
def test_shipped_studies_are_sound(name, tmp_path):
    assert keep_study(shipped_study(name), name, tmp_path).standing == "new"


def test_what_is_read_is_what_was_written(finished):
    kept = only(finished)
    summary = summary_of(kept)
    assert summary == json.loads((kept.results / "summary.json").read_text())
    assert seconds_a_run(kept, finished) > 0.0
    assert seconds_in_all(kept, finished) is None  # its size was never checked
    with zipfile.ZipFile(io.BytesIO(packed(kept))) as archive:
        assert {"study.yaml", "summary.json", "runs.parquet"} <= set(archive.namelist())
    assert len(runs_csv(kept).decode("utf-8-sig").splitlines()) == 5


def test_boxes_are_the_bands(finished):
    variants = summary_of(only(finished))["variants"]
    drawn = boxes(variants, "carbon.park.total_t", is_dark=False)["series"][0]["data"]
    band = variants["plan"]["bands"]["carbon.park.total_t"]
    assert drawn[1]["value"] == [band[key] for key in ("p5", "p25", "p50", "p75", "p95")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sets_of_the_form_have_names_in_both_languages(finished, lang, monkeypatch):
    monkeypatch.setattr("views.frame.state.lang", lambda: lang)
    drawn = boxes(summary_of(only(finished))["variants"], "carbon.park.total_t", is_dark=False)
    assert drawn["yAxis"]["data"] == [say(lang, f"studies.set.{n}") for n in ("as_is", "plan")]
    assert variant_name("without steel") == "without steel"


def test_figures_have_names_in_both_languages(finished):
    bands = summary_of(only(finished))["variants"]["plan"]["bands"]
    assert figure_name("carbon.park.total_t", "en") != "carbon.park.total_t"
    for lang in LANGUAGES:
        assert all(figure_name(column, lang) for column in bands)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_finished_study_is_shown(finished, lang, monkeypatch):
    monkeypatch.setenv("ZEROPARK_RUNS", str(finished))
    app = opened(lang, one_page("studies"))
    assert say(lang, "studies.bands") in texts(app)
    html = " ".join(block.proto.body for block in app.get("html"))
    assert say(lang, "studies.head.chance") in html
    assert app.button(key="study_start").disabled


def test_a_pasted_study_is_kept_and_faults_are_told(tmp_path, monkeypatch):
    monkeypatch.setenv("ZEROPARK_RUNS", str(tmp_path))
    app = opened("en", one_page("studies"))
    app.segmented_control(key="study_way").set_value("own").run()
    area = app.text_area[0]
    area.set_value("park: yunnan\nseeds: -1\n").run()
    app.button(key="study_keep").click().run()
    assert "seeds" in app.error[0].value
    assert kept_studies(tmp_path) == []
    app.text_area[0].set_value("park: yunnan\nseeds: 2\ndays: 1\n").run()
    app.button(key="study_keep").click().run()
    assert only(tmp_path).study().seeds == (1, 2)
    asked = []
    monkeypatch.setattr(jobs, "start", lambda request, _: asked.append(request) or "0" * 16)
    app.button(key="study_start").click().run()
    assert asked == [StudyRequest(only(tmp_path).id)]


def test_a_damaged_summary_is_told(finished, monkeypatch):
    kept = only(finished)
    path = kept.results / "summary.json"
    before = path.read_text()
    path.write_text("{")
    try:
        with pytest.raises(InputError):
            summary_of(kept)
        monkeypatch.setenv("ZEROPARK_RUNS", str(finished))
        app = opened("en", one_page("studies"))
        assert "cannot be read" in app.error[0].value
    finally:
        path.write_text(before)


def test_runs_done_are_those_whose_figures_are_kept(finished, tmp_path):
    """A cancel may come between a run's figures and the note of how long it took."""
    shutil.copytree(finished, tmp_path / "runs")
    kept = only(tmp_path / "runs")
    done = kept.done
    assert done == sum(held["runs"] for held in summary_of(kept)["variants"].values())
    timings = kept.results / "timings.csv"
    timings.write_text("".join(timings.read_text().splitlines(keepends=True)[:-1]))
    assert kept.done == done
