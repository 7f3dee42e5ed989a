"""Weather of the simulated span, from monthly normals or from a file."""

from twin.weather.files import read_weather_file
from twin.weather.generator import generate
from twin.weather.normals import station, station_names
from twin.weather.weather import Weather

__all__ = ["Weather", "generate", "read_weather_file", "station", "station_names"]
