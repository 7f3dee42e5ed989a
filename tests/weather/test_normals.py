"""The stations that are shipped, and what a wrong or further station file does."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

from twin.configs import config_file
from twin.errors import InputError
from twin.streams import Streams
from twin.timeline import Timeline
from twin.weather import generate, station, station_names

DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def test_twenty_seven_stations_are_shipped():
    assert len(station_names()) == 27
    assert {"kunming", "nanchang", "shanghai-hongqiao", "tianhe"} <= set(station_names())


@pytest.mark.parametrize("name", station_names())
def test_months_of_a_station_add_up_to_its_year(name):
    known = station(name)
    year = known.monthly("ghi_kwh_m2_day") @ DAYS
    assert year == pytest.approx(known.reference.ghi_kwh_m2, rel=1e-3)
    assert known.monthly("temp_mean_c") @ DAYS / 365 == pytest.approx(
        known.reference.temp_mean_c, abs=0.01
    )


@pytest.mark.parametrize("name", station_names())
def test_every_station_says_where_its_figures_come_from(name):
    known = station(name)
    assert "climate.onebuilding.org" in known.source
    assert known.confidence in {"H", "M", "L"}


def test_tianhe_is_wuhan():
    assert "Wuhan" in station("tianhe").en


def test_an_unknown_station_is_refused_with_the_names_there_are():
    with pytest.raises(InputError, match=r"(?s)atlantis.*beijing.*kunming.*zhengzhou"):
        station("atlantis")


def _in_plugin(tmp_path, monkeypatch, name, change):
    content = yaml.safe_load(config_file("climates", "kunming").read_text(encoding="utf-8"))
    change(content)
    folder = tmp_path / "configs" / "climates"
    folder.mkdir(parents=True)
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    monkeypatch.setenv("ZEROPARK_PLUGINS", str(tmp_path))


def test_a_station_of_a_plugin_folder_is_one_more_file(tmp_path, monkeypatch, first_of_march):
    def further_north(content):
        content["latitude_deg"] = 30.0

    _in_plugin(tmp_path, monkeypatch, "my-site", further_north)
    weather = generate("my-site", Timeline(first_of_march, 3), Streams(1))
    assert weather.latitude_deg == 30.0
    assert "my-site" in station_names()


def test_all_that_is_wrong_with_a_station_file_is_said_at_once(tmp_path, monkeypatch):
    def spoil(content):
        content["latitude_deg"] = 95.0
        content["months"]["clearness_mean"][4] = 1.4
        content["months"]["temp_mean_c"].pop()
        content["surprise"] = 1

    _in_plugin(tmp_path, monkeypatch, "spoiled", spoil)
    with pytest.raises(InputError, match=r"1\.4 in month 5") as error:
        station("spoiled")
    assert len(error.value.problems) == 4
    places = {problem.path for problem in error.value.problems}
    assert places == {"latitude_deg", "months.clearness_mean", "months.temp_mean_c", "surprise"}
