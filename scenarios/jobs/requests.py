"""What may be asked for: a run, a study, a comparison of fleets, or a plan taken apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from twin.errors import InputError

Kind = Literal["run", "study", "fleets", "attribution"]


@dataclass(frozen=True)
class Request:
    """One run.

    Attributes
    ----------
    park : str
        Name of a shipped park, or what an uploaded one is called.
    text : str
        YAML of an uploaded park; empty for a shipped one.
    changes : mapping
        Values by dotted path, as ``--set`` takes them.
    seed, step_minutes, dispatch
        As :class:`scenarios.build.Options`.
    """

    park: str
    text: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    step_minutes: int | None = None
    dispatch: str = ""


@dataclass(frozen=True)
class StudyRequest:
    """The runs of a study that are not done yet; asked for again, it goes on.

    Attributes
    ----------
    study : str
        Id of a study that :func:`scenarios.batch.kept.keep_study` keeps.
    workers : int
        Processes; half of the cores if 0.
    """

    study: str
    workers: int = 0


@dataclass(frozen=True)
class FleetsRequest:
    """Strategies of fleets side by side, as :func:`scenarios.fleets.compare.compare_fleets`.

    Attributes
    ----------
    park, text, changes, seed, step_minutes
        As of a run.
    fleets : tuple of str
        Fleets to change; the one that carries most if none is named.
    strategies : str
        Some of them, by commas; all if empty.
    vehicles : int or None
        Vehicles in every strategy; the fewest that do if not given.
    level : float or None
        Share of jobs in time that is asked for; the shipped one if not given.
    jobs_csv : str
        Text of a file of jobs in place of the park's own; empty for those.
    sensitivity : bool
        Whether hauls and the number of jobs are also tried at the ends of their ranges.
    """

    park: str
    text: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    step_minutes: int | None = None
    fleets: tuple[str, ...] = ()
    strategies: str = ""
    vehicles: int | None = None
    level: float | None = None
    jobs_csv: str = ""
    sensitivity: bool = True


@dataclass(frozen=True)
class AttributionRequest:
    """A plan taken apart by measure, as :func:`scenarios.compare.attribute` does.

    Attributes
    ----------
    park, text, changes, seed, step_minutes, dispatch
        As of a run; the measures taken apart are those of the park with its changes.
    shapley : bool
        The mean over all orders as well; at most five measures.
    """

    park: str
    text: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    step_minutes: int | None = None
    dispatch: str = ""
    shapley: bool = False


AnyRequest = Request | StudyRequest | FleetsRequest | AttributionRequest
KINDS: Mapping[Kind, type[AnyRequest]] = {
    "run": Request,
    "study": StudyRequest,
    "fleets": FleetsRequest,
    "attribution": AttributionRequest,
}


def kind_of(request: AnyRequest) -> Kind:
    """Return what kind of work is asked for."""
    return next(kind for kind, made in KINDS.items() if type(request) is made)


def to_json(request: AnyRequest) -> dict[str, Any]:
    """Return a request as plain data."""
    return {"kind": kind_of(request), **asdict(request)}


def from_json(plain: Mapping[str, Any]) -> AnyRequest:
    """Return the request of plain data.

    Raises
    ------
    InputError
        If it is none.
    """
    given = dict(plain)
    made = KINDS.get(given.pop("kind", "run"))
    if made is None:
        raise InputError("the job's request is of no known kind")
    if "fleets" in given:
        given["fleets"] = tuple(given["fleets"])
    try:
        return made(**given)
    except TypeError as error:
        raise InputError(f"the job's request cannot be read: {error}") from error
