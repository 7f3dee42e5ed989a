"""What the economics of a plan assume: rates, horizon, loan, tax, depreciation, price paths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from scenarios.economics.block import DepreciationClass, PriceCategory
from scenarios.economics.finance import nominal_rate
from scenarios.park_file import parse_set
from scenarios.yaml_io import shown
from twin.configs import read_config, top_file
from twin.errors import InputError, Problem

FILE = "economics.yaml"
BY_USER = "set by the user"
Rate = Annotated[float, Field(gt=-0.5, lt=1.0)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
PATHS = frozenset(get_args(PriceCategory)) - {"none"}
CLASSES = frozenset(get_args(DepreciationClass)) - {"none"}


class Provenance(BaseModel):
    """Where a value comes from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    confidence: str = ""


class EconomicAssumptions(BaseModel):
    """All assumptions of an appraisal; rates are per year, money is CNY.

    Attributes
    ----------
    base_year : int
        Year of prices and of time 0.
    real_discount_rate, inflation : float
    horizon_y : int
        Years of operation that are looked at.
    loan_share, loan_rate, loan_term_y : float, float, int
        Share of the first investment that is borrowed, at a nominal rate, repaid as an annuity.
    tax_rate : float
        Income tax; ``tax_rates`` gives other ones by party.
    losses : str
        ``offset`` against other profits of the same party at once, or ``carried`` five years.
    tax_residual_share : float
        Share of the cost that is not depreciated.
    share_of_tariff : float
        What a third party asks for its output, as a share of the grid price.
    depreciation_y : mapping
        Years by class, straight line.
    growth : mapping
        Real growth by price category.
    vat : mapping
        VAT contained in the prices of park files, by price category.
    sources : mapping
        Provenance by dotted name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    base_year: Annotated[int, Field(ge=2000, le=2100)]
    real_discount_rate: Rate
    inflation: Rate
    horizon_y: Annotated[int, Field(ge=1, le=60)]
    loan_share: Share
    loan_rate: Annotated[float, Field(ge=0.0, lt=1.0)]
    loan_term_y: Annotated[int, Field(ge=1, le=40)]
    tax_rate: Share
    tax_rates: dict[str, Share] = Field(default_factory=dict)
    losses: Literal["offset", "carried"]
    tax_residual_share: Share
    share_of_tariff: Annotated[float, Field(gt=0.0, le=1.5)]
    depreciation_y: dict[str, Annotated[int, Field(ge=1, le=60)]]
    growth: dict[str, Rate]
    vat: dict[str, Annotated[float, Field(ge=0.0, lt=1.0)]]
    sources: dict[str, Provenance] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _whole(self) -> EconomicAssumptions:
        wanted = {"growth": PATHS, "vat": PATHS, "depreciation_y": CLASSES}
        for name, keys in wanted.items():
            given = set(getattr(self, name))
            if given != keys:
                odd = ", ".join(sorted(given ^ keys))
                raise ValueError(f"'{name}' needs exactly {', '.join(sorted(keys))}; look at {odd}")
        return self

    @property
    def nominal_discount_rate(self) -> float:
        """The discount rate for nominal flows."""
        return nominal_rate(self.real_discount_rate, self.inflation)

    def tax_of(self, party: str) -> float:
        """Return the income tax rate of a party."""
        return self.tax_rates.get(party, self.tax_rate)


_SETTABLE = frozenset(EconomicAssumptions.model_fields) - {"sources"}


def load_assumptions(settings: Iterable[str] = ()) -> EconomicAssumptions:
    """Return the shipped assumptions with values changed by ``NAME=VALUE``.

    Raises
    ------
    InputError
        If the file or a setting is not valid.
    """
    path = top_file(FILE)
    values, sources = _flattened(path)
    given = dict(parse_set(text) for text in settings)
    for name, value in given.items():
        at, *rest = name.split(".")
        if at not in _SETTABLE:
            near = ", ".join(get_close_matches(at, sorted(_SETTABLE), 3, 0.5))
            known = f"near: {near}" if near else f"there are: {', '.join(sorted(_SETTABLE))}"
            raise InputError(Problem(f"no such assumption; {known}", file=f"--set {name}"))
        if rest:
            inner = values.setdefault(at, {})
            if not isinstance(inner, dict) or len(rest) > 1:
                told = f"'{at}' has no part '{'.'.join(rest)}'"
                raise InputError(Problem(told, file=f"--set {name}"))
            inner[rest[0]] = value
        else:
            values[at] = value
        sources[name] = {"source": BY_USER}
    try:
        return EconomicAssumptions(**values, sources=sources)
    except ValidationError as error:
        problems = (_problem(dict(detail), given, path) for detail in error.errors())
        raise InputError(list({str(problem): problem for problem in problems}.values())) from error


def _problem(detail: Mapping[str, Any], given: Mapping[str, Any], path: Path) -> Problem:
    """Return what pydantic found, told of the setting it comes from, with the range expected."""
    loc = [str(part) for part in detail["loc"]]
    name = ".".join(loc)
    message = str(detail["msg"]).removeprefix("Value error, ")
    value = shown(detail["input"]) if loc else ""
    if not loc:  # parts of a mapping that are missing or too many
        own = [key for key in given if f"'{key.partition('.')[0]}'" in message]
        return Problem(message, file=f"--set {', '.join(own)}" if own else path.name)
    expected = _range(loc)
    told = f"expected {expected}" if expected else message
    here = next((key for key in (name, loc[0]) if key in given), "")
    if here:
        return Problem(told, "" if here == name else name, value, f"--set {here}")
    return Problem(told, name, value, path.name)


def _range(loc: list[str]) -> str:
    """Return in words what an assumption may be, of a mapping what its values may be."""
    field = EconomicAssumptions.model_fields[loc[0]]
    kind, limits = field.annotation, list(field.metadata)
    if get_origin(kind) is dict:
        if len(loc) == 1:
            return f"one value at a time, such as {loc[0]}.NAME=VALUE"
        kind, inner = get_args(get_args(kind)[1])[0], get_args(get_args(kind)[1])[1:]
        limits = [limit for info in inner for limit in info.metadata]
    if kind not in {int, float}:
        return ""
    words = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
    found = [
        f"{word} {getattr(limit, key):g}"
        for key, word in words.items()
        for limit in limits
        if getattr(limit, key, None) is not None
    ]
    return f"a {'whole ' if kind is int else ''}number, {' and '.join(found)}"


def _flattened(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values of a file, and the provenance of each by dotted name."""
    values: dict[str, Any] = {}
    sources: dict[str, Any] = {}
    for name, entry in read_config(path).items():
        if isinstance(entry, Mapping) and "value" in entry:
            values[name], sources[name] = _taken(entry)
            continue
        if not isinstance(entry, Mapping):
            raise InputError(f"{path}: {name}: expected value, source and confidence")
        values[name] = {}
        for part, inner in entry.items():
            if not isinstance(inner, Mapping) or "value" not in inner:
                raise InputError(f"{path}: {name}.{part}: expected value, source and confidence")
            values[name][part], sources[f"{name}.{part}"] = _taken(inner)
    return values, sources


def _taken(entry: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    return entry["value"], {key: value for key, value in entry.items() if key != "value"}
