"""A park being worked on: a shipped park or text of its own, and what is chosen on top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scenarios.catalogue import MOST_UPLOAD_BYTES, checked_park
from scenarios.interventions.layers import ASSUMPTIONS, MEASURES
from scenarios.jobs import Request
from scenarios.park_file import LoadedPark
from scenarios.scenario import Chosen
from twin.errors import InputError

MOST_CHOICES = 200
Name = Annotated[str, Field(min_length=1, max_length=100)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(_Strict):
    """A measure or an assumption with the parameters that differ from their defaults."""

    id: Name
    parameters: dict[Name, float] = Field(default_factory=dict, max_length=50)
    suffix: Annotated[str, Field(max_length=50)] = ""

    def chosen(self) -> Chosen:
        """Return it as scenarios take it."""
        return Chosen(self.id, self.parameters, self.suffix)


Choices = Annotated[tuple[Choice, ...], Field(max_length=MOST_CHOICES)]


class Draft(_Strict):
    """What a user works on.

    Attributes
    ----------
    park : str
        Name of a shipped park; what the park is called if ``text`` is given.
    text : str
        YAML of the park once it is not a shipped one as it is; empty otherwise.
    measures, assumptions : tuple of Choice, optional
        In this order; None leaves what the park file says.
    settings : mapping
        Other values by dotted path, laid on top of everything.
    seed, step_minutes, days : int, optional
        The park's own if None.
    dispatch : str
        Planner of stores.
    """

    park: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$")] = "yunnan"
    text: Annotated[str, Field(max_length=MOST_UPLOAD_BYTES)] = ""
    measures: Choices | None = None
    assumptions: Choices | None = None
    settings: Annotated[dict[Name, Any], Field(max_length=MOST_CHOICES)] = Field(
        default_factory=dict
    )
    seed: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    step_minutes: Annotated[int, Field(ge=1, le=60)] | None = None
    days: Annotated[int, Field(ge=1, le=3660)] | None = None
    dispatch: Annotated[str, Field(pattern="^(rules|rolling|perfect)$")] = "rules"

    def changes(self) -> dict[str, Any]:
        """Return what is laid on the park, by dotted path, as ``load_park`` takes it."""
        out: dict[str, Any] = {}
        for key, choices in ((MEASURES, self.measures), (ASSUMPTIONS, self.assumptions)):
            if choices is not None:
                out[key] = [choice.chosen().entry() for choice in choices]
        if self.days is not None:
            out["days"] = self.days
        return out | dict(self.settings)

    def request(self) -> Request:
        """Return the run of this park."""
        return Request(
            self.park, self.text, self.changes(), self.seed, self.step_minutes, self.dispatch
        )

    def load(self) -> LoadedPark:
        """Load and check the park with all of it.

        Raises
        ------
        InputError
            With every problem found.
        """
        return checked_park(self.park, self.text, self.changes())

    def base(self) -> Draft:
        """Return the park as its file says, with the same calculation: what changes start from."""
        return self.model_copy(update={"measures": None, "assumptions": None, "settings": {}})

    def with_(self, **values: Any) -> Draft:  # noqa: ANN401 - checked below
        """Return the draft with other values, checked.

        Raises
        ------
        InputError
            If a value is not sound.
        """
        return from_json({**self.to_json(), **_plain(values)})

    def to_json(self) -> dict[str, Any]:
        """Return what is not usual, as plain data."""
        return self.model_dump(mode="json", exclude_defaults=True)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return choices as plain data, those of scenario files included."""
    out = dict(values)
    for key in ("measures", "assumptions"):
        if out.get(key) is not None:
            out[key] = [_choice(choice) for choice in out[key]]
    return out


def _choice(given: object) -> object:
    if isinstance(given, Chosen):
        return asdict(given)
    return given.model_dump() if isinstance(given, Choice) else given


def from_json(data: object) -> Draft:
    """Return the draft of plain data.

    Raises
    ------
    InputError
        If it is not one.
    """
    try:
        return Draft.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(f"not a plan of this app: {where or 'it'}: {first['msg']}") from error
