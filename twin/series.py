"""References to metered or published series, and numbers that may be a series."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from twin.units import convert


class SeriesRef(BaseModel):
    """A column of a csv or Parquet file, one value an interval of its own.

    Attributes
    ----------
    file : str
        Path, relative to the park file.
    column : str
    unit : str
        Unit of the column.
    time_column : str
        Column of time stamps (start of interval).
    timezone : str
        Zone of stamps without one; the park's own clock if empty.
    gaps : str
        ``error`` refuses missing values; ``interpolate`` fills up to ``longest_gap_h`` linearly.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    column: str
    unit: str
    time_column: str = "time"
    timezone: str = ""
    gaps: Literal["error", "interpolate"] = "error"
    longest_gap_h: Annotated[float, Field(gt=0, le=72)] = 3.0


def _number_or_series(unit: str) -> Any:  # noqa: ANN401 - builds a validator
    def check(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        if isinstance(value, dict | SeriesRef):
            return value
        return convert(value, unit)

    return check


def NumberOrSeries(unit: str) -> Any:  # noqa: ANN401, N802 - builds a type
    """Return the type of a number in ``unit`` (text with a unit too) or a :class:`SeriesRef`."""
    return Annotated[
        float | SeriesRef,
        BeforeValidator(_number_or_series(unit)),
        Field(json_schema_extra={"unit": unit}),
    ]
