"""Indicator systems as data: classes, indicators, targets and where they come from.

An indicator is a ratio (or a count) of account terms with a target by class. There is no
expression language: a term is a sum that an account has defined and can open.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from twin.configs import config_file, config_names, read_config
from twin.errors import InputError

Kind = Literal["core", "guiding", "characteristic"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Band(_Strict):
    """A class of parks by the class term, lower edge included; the first that fits holds."""

    id: str
    zh: str
    en: str
    from_: Annotated[float, Field(alias="from")] = 0.0
    below: float | None = None
    chemical_park: bool | None = None


class PhysicalGap(_Strict):
    """How a gap is told in physical units: the missing amount over a factor.

    Attributes
    ----------
    divide_by : str
        Factor that turns the indicator's missing amount into the physical one.
    within : str
        Account term that says how much there is at all; beyond it the texts ``beyond_*`` are added.
    """

    divide_by: Literal["", "fossil_power", "equivalent"] = ""
    unit: str
    zh: str
    en: str
    within: str = ""
    beyond_zh: str = ""
    beyond_en: str = ""


class Alternative(_Strict):
    """Another reading of the rule, shown beside the one that is scored."""

    zh: str
    en: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...] = ()


class Indicator(_Strict):
    """One indicator of a system.

    Attributes
    ----------
    clause, clause_en : str
        Where the rule stands, in its own words and in English.
    numerator, denominator : tuple of str
        Account terms, summed; without a denominator the numerator itself is the value.
    sense : str
        ``at_most`` or ``at_least``.
    target : mapping or float
        By class id, or one for all classes; a class without one has no threshold.
    waiver : str
        ``leaves`` (waived with reasons, it leaves the acceptance), ``explains`` (reasons are
        recorded, it still counts) or ``none``.
    offset : str
        Term deducted from the numerator, at most ``offset_cap`` of it.
    """

    zh: str
    en: str
    clause: str
    clause_en: str = ""
    kind: Kind
    unit: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...] = ()
    sense: Literal["at_most", "at_least"]
    target: dict[str, float] | float
    waiver: Literal["leaves", "explains", "none"] = "none"
    offset: str = ""
    offset_cap: float = 0.05
    gap: PhysicalGap | None = None
    alternatives: tuple[Alternative, ...] = ()
    note_zh: str = ""
    note_en: str = ""


class System(_Strict):
    """An indicator system: classes, indicators, and the document they come from."""

    id: str
    zh: str
    en: str
    document: str
    document_en: str = ""
    source: str
    confidence: str
    class_term: str
    classes: Annotated[tuple[Band, ...], Field(min_length=1)]
    indicators: Annotated[dict[str, Indicator], Field(min_length=1)]

    @model_validator(mode="after")
    def _targets_name_classes(self) -> System:
        known = {band.id for band in self.classes}
        for name, indicator in self.indicators.items():
            if isinstance(indicator.target, dict):
                unknown = sorted(set(indicator.target) - known)
                if unknown:
                    raise ValueError(f"{name}: targets for unknown classes {', '.join(unknown)}")
        return self


@lru_cache(maxsize=32)
def _load(path: str, name: str) -> System:
    try:
        return System(id=name, **read_config(Path(path)))
    except (ValidationError, TypeError) as error:
        raise InputError(f"{path}: {error}") from error


def load_system(name: str) -> System:
    """Return the indicator system ``configs/indicators/NAME.yaml``.

    Raises
    ------
    InputError
        If there is none of this name or it is not valid.
    """
    return _load(str(config_file("indicators", name)), name)


def system_names() -> tuple[str, ...]:
    """Return the names of all indicator systems."""
    return config_names("indicators")
