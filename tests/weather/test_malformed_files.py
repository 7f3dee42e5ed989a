"""Files that cannot be trusted are refused: their name, what is wrong, what was expected."""

from __future__ import annotations

import re

import pytest

from twin.errors import InputError
from twin.weather import read_weather_file

HEADER_LINES = 8
TEMP, HUMIDITY, PRESSURE, GHI, WIND = 6, 8, 9, 13, 21


def in_hour(hour, field, value):
    """Return the change that puts a value into one field of one hour of an EPW file."""

    def change(text):
        lines = text.split("\n")
        fields = lines[HEADER_LINES + hour].split(",")
        fields[field] = value
        lines[HEADER_LINES + hour] = ",".join(fields)
        return "\n".join(lines)

    return change


def without_hours(first, count):
    def change(text):
        lines = text.split("\n")
        del lines[HEADER_LINES + first : HEADER_LINES + first + count]
        return "\n".join(lines)

    return change


def hour_twice(text):
    lines = text.split("\n")
    lines[HEADER_LINES + 101] = lines[HEADER_LINES + 100]
    return "\n".join(lines)


def in_header(old, new):
    return lambda text: text.replace(old, new, 1)


def without_column(name):
    """Return the change that renames a csv column away."""
    return lambda text: text.replace(name, "Something (else)", 1)


CASES = {
    "empty": ("epw", lambda _: "", "empty.*EPW"),
    "no header": ("epw", lambda text: text.split("\n", 1)[1], "not a weather file.*TMY3"),
    "header only": ("epw", lambda text: "\n".join(text.split("\n")[:8]) + "\n", "8,760"),
    "too few hours": ("epw", without_hours(4000, 200), "200 of 8,760.*06-16 16:00"),
    "hour twice": ("epw", hour_twice, "1 of 8,760 hours stand there more than once"),
    "text for a number": ("epw", in_hour(500, TEMP, "warm"), "temp_air_c.*no number.*01-21 20:00"),
    "a gap": ("epw", in_hour(500, WIND, ""), "wind_speed_m_s.*missing"),
    "negative light": ("epw", in_hour(12, GHI, "-5"), "ghi_w_m2.*01-01 12:00.*0 to 1500.*-5"),
    "sign for missing light": ("epw", in_hour(12, GHI, "9999"), "ghi_w_m2.*impossible.*9999"),
    "too hot": ("epw", in_hour(12, TEMP, "99.9"), "temp_air_c.*-60 to 60"),
    "too windy": ("epw", in_hour(12, WIND, "999"), "wind_speed_m_s.*0 to 60"),
    "too humid": ("epw", in_hour(12, HUMIDITY, "999"), "relative_humidity_pct.*0 to 110"),
    "no such pressure": ("epw", in_hour(12, PRESSURE, "999999"), "pressure_pa.*40000 to 110000"),
    "not on earth": ("epw", in_header("24.992", "124.992"), "latitude_deg.*-66 to 66"),
    "half-hour zone": ("epw", in_header(",8.0,", ",5.5,"), "utc_offset_hours.*whole hours"),
    "wrong zone": ("epw", in_header(",8.0,", ",6.0,"), "comes 2.0 h later than the sun"),
    "zone is no number": ("epw", in_header(",8.0,", ",east,"), "cannot be read as EPW"),
    "column missing": ("tmy3", without_column("GHI (W/m^2)"), "ghi_w_m2.*column is missing"),
    "no dates": (
        "tmy3",
        lambda text: re.sub(r"\n0[1-9]/", "\n99/", text),
        "cannot be read as TMY3",
    ),
    "short PVGIS": ("pvgis tmy csv", lambda text: text[:90_000], "hours; expected 8,760"),
    "broken JSON": ("pvgis tmy json", lambda text: text[:-40], "cannot be read as PVGIS"),
    "no place": ("pvgis tmy json", lambda text: text.replace("latitude", "lat"), "latitude"),
    "tilted plane": ("pvgis hourly csv", in_header("Slope: 0", "Slope: 30"), "30°.*slope 0"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_malformed_file_is_refused_by_name(case, weather_file, common_year):
    name, change, words = CASES[case]
    path = weather_file(name, change)
    with pytest.raises(InputError, match=f"(?s){words}") as error:
        read_weather_file(path, common_year)
    assert path.name in str(error.value)


def test_everything_wrong_with_a_file_is_said_at_once(weather_file, common_year):
    def spoil(text):
        for change in (
            in_hour(3, TEMP, "99.9"),
            in_hour(12, GHI, "-1"),
            in_hour(40, WIND, ""),
            in_header("102.744", "999"),
            without_hours(8000, 10),
        ):
            text = change(text)
        return text

    with pytest.raises(InputError) as error:
        read_weather_file(weather_file("epw", spoil), common_year)
    assert len(error.value.problems) == 5


def test_bytes_that_are_not_utf_8_are_refused(tmp_path, texts, common_year):
    path = tmp_path / "昆明.epw"
    path.write_bytes(texts["epw"][0].replace("Kunming", "昆明").encode("gbk"))
    with pytest.raises(InputError, match="not UTF-8"):
        read_weather_file(path, common_year)


def test_a_place_name_in_chinese_is_welcome(weather_file, common_year):
    path = weather_file("epw", in_header("Kunming", "昆明"))
    assert read_weather_file(path, common_year).timeline == common_year


def test_a_file_that_is_not_there_is_refused(tmp_path, common_year):
    with pytest.raises(InputError, match=r"nowhere\.epw.*cannot be opened"):
        read_weather_file(tmp_path / "nowhere.epw", common_year)


def test_a_folder_is_refused(tmp_path, common_year):
    with pytest.raises(InputError, match="cannot be opened"):
        read_weather_file(tmp_path, common_year)


def test_an_unknown_suffix_is_refused_with_the_formats_known(tmp_path, texts, common_year):
    path = tmp_path / "site.txt"
    path.write_text(texts["epw"][0], encoding="utf-8")
    with pytest.raises(InputError, match=r"(?s)expected EPW.*TMY3.*PVGIS"):
        read_weather_file(path, common_year)
