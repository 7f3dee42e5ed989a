"""The weather of a run: a file that stands in for it, the park's own file, or a station's year."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from pathlib import Path

import numpy as np

from scenarios.park_file import LoadedPark
from twin.errors import InputError
from twin.streams import Streams
from twin.timeline import Timeline
from twin.weather.normals import station
from twin.weather.weather import Weather


def weather_of(
    loaded: LoadedPark, override: Path | None, timeline: Timeline, streams: Streams
) -> Weather | None:
    """Return the weather of a run: a file in its place, the park's file, or its station's year."""
    from twin.weather.files import read_weather_file

    climate = loaded.spec.climate
    if override is not None:
        return read_weather_file(override, timeline)
    if climate is None:
        return None
    if climate.file:
        path = (loaded.folder / climate.file).resolve()
        if not path.is_relative_to(loaded.folder.resolve()):
            raise InputError("the weather file must lie in the park file's own folder")
        return read_weather_file(path, timeline)
    known = station(climate.station)
    luck = streams.seed if climate.seed is None else climate.seed
    return _generated(known.model_dump_json(), known.id, timeline, luck, climate.ghi_scale)


@lru_cache(maxsize=4)
def _generated(
    content: str,  # noqa: ARG001 - an edited station is another station
    name: str,
    timeline: Timeline,
    seed: int,
    ghi_scale: float,
) -> Weather:
    """Return a synthetic year; it is shared by all that ask for the same, and cannot be changed."""
    from twin.weather.generator import generate

    weather = generate(name, timeline, Streams(seed), ghi_scale=ghi_scale)
    for field in fields(weather):
        value = getattr(weather, field.name)
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    return weather


def weather_files(loaded: LoadedPark, override: Path | None) -> set[Path]:
    """Return the weather file that a run reads."""
    climate = loaded.spec.climate
    if override is not None:
        return {override.resolve()}
    return {(loaded.folder / climate.file).resolve()} if climate and climate.file else set()
