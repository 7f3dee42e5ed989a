"""Weather of the simulated span, from monthly normals or from a file."""

from twin.weather.weather import Weather

__all__ = ["Weather"]
