"""The schema of scenario files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from twin.labels import Label


def _entry(given: object) -> object:
    inner = given.values() if isinstance(given, Mapping) else ()
    if isinstance(given, str | Mapping) and all(v is None or isinstance(v, Mapping) for v in inner):
        return given
    raise ValueError("expected an id, or an id with parameters such as roof_pv: {coverage: 0.5}")


Entry = Annotated[str | dict[str, dict[str, Any] | None], BeforeValidator(_entry)]


class ScenarioFile(BaseModel):
    """A scenario file: a base park and what is different in it.

    Attributes
    ----------
    park : str
        Name of a shipped park, or a park file beside this file.
    label : Label
        Name for people; the file's name if not given.
    measures, assumptions : list
        Ids, or an id with its parameters: ``roof_pv: {coverage: 0.5}``; ``suffix`` among the
        parameters tells apart measures that may stand more than once.
    set : mapping
        Other values by dotted path, laid on top of everything.
    seed : int
        Base seed of all chance; the park's own if not given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    park: str
    label: Label | None = None
    measures: tuple[Entry, ...] = ()
    assumptions: tuple[Entry, ...] = ()
    set: dict[str, Any] = Field(default_factory=dict)
    seed: Annotated[int, Field(ge=0, lt=2**63)] | None = None
