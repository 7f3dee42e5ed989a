"""Scenarios: a base park, measures with parameters, assumptions, settings and a seed.

A scenario file is YAML::

    park: yunnan                      # a shipped park, or a file beside this one
    label: {zh: 方案甲, en: Plan A}
    measures:
      - energy_diagnosis
      - roof_pv: {coverage: 0.5}
    assumptions:
      - gas_price: {factor: 1.2}
    set: {step_minutes: 60}
    seed: 3
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scenarios.interventions.layers import ASSUMPTIONS, MEASURES
from scenarios.park_file import LoadedPark, load_park, load_park_text, park_path, parse_set
from scenarios.scenario_file import ScenarioFile
from scenarios.validation import validate
from scenarios.yaml_io import Document, Place, parse_yaml, read_yaml
from twin.configs import config_file, config_names
from twin.errors import InputError, Problem
from twin.labels import Label

SUFFIX = "suffix"
SCENARIOS = "scenarios"


@dataclass(frozen=True)
class Chosen:
    """A measure or an assumption with what was chosen for it.

    Attributes
    ----------
    id : str
    parameters : mapping of str to float
        Those that differ from the defaults.
    suffix : str
        Which one it is, of a measure that may stand more than once.
    """

    id: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    suffix: str = ""

    def entry(self) -> dict[str, Any]:
        """Return the entry of a park document."""
        more = {SUFFIX: self.suffix} if self.suffix else {}
        return {"id": self.id, "parameters": dict(self.parameters), **more}


@dataclass(frozen=True)
class Scenario:
    """A base park with measures, assumptions, settings and a seed.

    Attributes
    ----------
    name : str
    label : Label or None
    park : str
        A file, or the name of a shipped park.
    measures, assumptions : tuple of Chosen
    settings : mapping
        Other values by dotted path.
    seed : int or None
        The park's own if None.
    text : str
        YAML of the park, which ``park`` then only names; empty to read it from its file.
    """

    name: str
    label: Label | None
    park: str
    measures: tuple[Chosen, ...] = ()
    assumptions: tuple[Chosen, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    places: Mapping[tuple[str, ...], Place] = field(default_factory=dict, compare=False, repr=False)
    text: str = ""

    def changes(self) -> dict[str, Any]:
        """Return what ``load_park`` takes; the park's own measures give way if there are any."""
        out: dict[str, Any] = {}
        if self.measures:
            out[MEASURES] = [chosen.entry() for chosen in self.measures]
        if self.assumptions:
            out[ASSUMPTIONS] = [chosen.entry() for chosen in self.assumptions]
        if self.seed is not None:
            out["seed"] = self.seed
        return out | dict(self.settings)

    def load(self) -> LoadedPark:
        """Load and check the park with all of it.

        Raises
        ------
        InputError
            With every problem found, where it was written.
        """
        if self.text:
            park = load_park_text(self.text, self.park, self.changes())
            return replace(park, scenario=self.name)
        try:
            park = load_park(self.park, self.changes(), self.places)
        except InputError as error:
            raise InputError([self._as_written(problem) for problem in error.problems]) from error
        return replace(park, scenario=self.name)

    def _as_written(self, problem: Problem) -> Problem:
        """Return a problem of a measure or an assumption with the path it has in scenario files.

        In the park it is ``interventions.0.parameters.coverage``, in the file
        ``measures.0.roof_pv.coverage``; what an option says has no place in a list.
        """
        section, _, rest = problem.path.partition(".")
        lists = {
            MEASURES: ("measures", self.measures),
            ASSUMPTIONS: ("assumptions", self.assumptions),
        }
        key, entries = lists.get(section, ("", ()))
        number, *inner = rest.split(".")
        if not number.isdigit() or int(number) >= len(entries):
            return problem
        parts = [entries[int(number)].id, *inner[1:]] if inner[:1] == ["parameters"] else inner
        place = self.places.get((section, number))
        if place is None or not place.file.startswith("--"):
            parts = [key, number, *parts]
        return replace(problem, path=".".join(parts))

    def apply(self, measure: str, suffix: str = "", **parameters: float) -> Scenario:
        """Return the scenario with one measure more."""
        return self.with_more([Chosen(measure, parameters, suffix)])

    def assume(self, assumption: str, **parameters: float) -> Scenario:
        """Return the scenario with one assumption more."""
        return self.with_more((), [Chosen(assumption, parameters)])

    def with_more(
        self,
        measures: Iterable[Chosen] = (),
        assumptions: Iterable[Chosen] = (),
        settings: Mapping[str, Any] | None = None,
    ) -> Scenario:
        """Return the scenario with more of each; a setting of the same path is replaced."""
        return replace(
            self,
            measures=(*self.measures, *measures),
            assumptions=(*self.assumptions, *assumptions),
            settings={**self.settings, **(settings or {})},
        )


def load_scenario(path: str | Path) -> Scenario:
    """Return the scenario of a file, or the shipped one of that name.

    Raises
    ------
    InputError
        With every problem found in the file itself.
    """
    file = scenario_path(str(path))
    document = read_yaml(file)
    plain, problems = validate(ScenarioFile, document.data, document, ())
    if problems or plain is None:
        raise InputError(problems)
    places: dict[tuple[str, ...], Place] = {}
    chosen: dict[str, tuple[Chosen, ...]] = {}
    for section, target in (("measures", MEASURES), ("assumptions", ASSUMPTIONS)):
        entries = getattr(plain, section)
        chosen[section] = tuple(
            _chosen(document, (section, str(n)), e) for n, e in enumerate(entries)
        )
        for at, place in document.places.items():
            if at[:1] == (section,):
                places[target, *in_park(at[1:])] = place
    for dotted in plain.set:
        places[tuple(dotted.split("."))] = document.place(("set", dotted))
    if plain.seed is not None:
        places["seed",] = document.place(("seed",))
    park = _park_beside(document, file.parent, plain.park)
    return Scenario(
        file.stem, plain.label, park, chosen["measures"], chosen["assumptions"],
        plain.set, plain.seed, places,
    )  # fmt: skip


def in_park(entry: tuple[str, ...]) -> tuple[str, ...]:
    """Return where a park has what a list of measures has at ``number, id, parameter``."""
    return (entry[0], "parameters", *entry[2:]) if len(entry) > 2 else entry


def _park_beside(document: Document, folder: Path, park: str) -> str:
    beside = folder / park
    try:
        return str(beside) if beside.is_file() else _known(park)
    except InputError as error:
        raise InputError(document.problem(("park",), error.problems[0].message, park)) from error


def _known(park: str) -> str:
    park_path(park)
    return park


def _chosen(document: Document, path: tuple[str, ...], entry: str | Mapping[str, Any]) -> Chosen:
    """Return one entry of a scenario file.

    Raises
    ------
    InputError
        If it does not name exactly one, or a parameter is no number.
    """
    if isinstance(entry, str):
        return Chosen(entry)
    if len(entry) != 1:
        raise InputError(document.problem(path, "expected one id with its parameters", list(entry)))
    [(name, given)] = entry.items()
    numbers = dict(given or {})
    suffix = str(numbers.pop(SUFFIX, ""))
    for key, value in numbers.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(document.problem((*path, name, key), "expected a number", value))
    return Chosen(name, numbers, suffix)


def parse_chosen(text: str, option: str) -> Chosen:
    """Return a measure or assumption written ``id`` or ``id:parameter=value,parameter=value``.

    Raises
    ------
    InputError
        If it is written otherwise.
    """
    name, colon, rest = text.partition(":")
    pairs = [pair.partition("=") for pair in rest.split(",")] if colon else []
    if not name.strip() or not all(key.strip() and equals for key, equals, _ in pairs):
        raise InputError(f"{option} {text}: expected id or id:parameter=value,parameter=value")
    keys = [key.strip() for key, _, _ in pairs]
    doubled = sorted({key for key in keys if keys.count(key) > 1})
    if doubled:
        raise InputError(f"{option} {text}: {', '.join(doubled)} stands twice; give it once")
    values = {key.strip(): value.strip() for key, _, value in pairs}
    suffix = values.pop(SUFFIX, "")
    numbers = {key: parse_yaml(f"v: {v}".encode(), option).data["v"] for key, v in values.items()}
    return Chosen(name.strip(), numbers, suffix)


def scenario_path(text: str) -> Path:
    """Return the shipped scenario of a name (that no park has), else the text as a path."""
    plain = "/" not in text and not Path(text).suffix
    if plain and text in config_names(SCENARIOS) and text not in config_names("parks"):
        return config_file(SCENARIOS, text)
    return Path(text)


def is_scenario(text: str) -> bool:
    """Return whether a file is a scenario and not a park: it names one."""
    path = scenario_path(text)
    if path.suffix not in {".yaml", ".yml"} or not path.is_file():
        return False
    return "park" in read_yaml(path).data


def scenario_of(
    park: str,
    measures: Iterable[str] = (),
    assumptions: Iterable[str] = (),
    settings: Iterable[str] = (),
) -> Scenario:
    """Return the scenario of a command line: a park or a scenario file, and more of each.

    Raises
    ------
    InputError
        If an option cannot be read, or the file is not sound.
    """
    base = load_scenario(park) if is_scenario(park) else Scenario("", None, park)
    given = {
        "--with": (MEASURES, len(base.measures), list(measures)),
        "--assume": (ASSUMPTIONS, len(base.assumptions), list(assumptions)),
    }
    places: dict[tuple[str, ...], Place] = {
        (section, str(number)): Place(f"{option} {text}", None)
        for option, (section, before, texts) in given.items()
        for number, text in enumerate(texts, before)
    }
    more = base.with_more(
        [parse_chosen(text, "--with") for text in given["--with"][2]],
        [parse_chosen(text, "--assume") for text in given["--assume"][2]],
        dict(parse_set(text) for text in settings),
    )
    return replace(more, places={**base.places, **places})
