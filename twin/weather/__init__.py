"""Weather of the simulated span, from monthly normals or from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twin.weather.files import read_weather_file
    from twin.weather.generator import generate
    from twin.weather.normals import station, station_names
    from twin.weather.weather import Weather

__all__ = ["Weather", "generate", "read_weather_file", "station", "station_names"]

_HOME = {
    "Weather": "weather",
    "generate": "generator",
    "read_weather_file": "files",
    "station": "normals",
    "station_names": "normals",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - lazy: who has weather needs none of its makers
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(f"twin.weather.{_HOME[name]}"), name)
    raise AttributeError(name)
