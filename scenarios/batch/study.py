"""Study files: a park, variants of measures, samples, weather years and seeds; strictly checked.

Every problem that can be seen in the file is told at once, with file, line, value and what was
expected; :mod:`scenarios.batch.plan` then checks it against the park.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scenarios.batch.samples import Range, Samples
from scenarios.batch.study_file import StudyFile, WeatherYear
from scenarios.scenario import Chosen, Scenario, load_scenario
from scenarios.scenario_file import Entry
from scenarios.validation import validate
from scenarios.yaml_io import Document, Path_, parse_yaml, read_yaml
from twin.errors import InputError, Problem


@dataclass(frozen=True)
class Study:
    """A study that is sound in itself.

    Attributes
    ----------
    name : str
    document : Document
        As written, with places.
    file : StudyFile
    folder : Path
        Where the files it names lie.
    base : Scenario
        What all runs share.
    variants : mapping of str to tuple of Chosen
        Measures by variant, in place of the base's; those that are sampled lack the parameter.
    samples : Samples or None
        Ranges among the measures included.
    """

    name: str
    document: Document
    file: StudyFile
    folder: Path
    base: Scenario
    variants: Mapping[str, tuple[Chosen, ...]]
    samples: Samples | None

    @property
    def weather_years(self) -> tuple[WeatherYear | None, ...]:
        """Years of weather; None is the weather of the run's own seed."""
        given = self.file.weather_years
        if given is None:
            return (None,)
        drawn = range(1, given + 1) if isinstance(given, int) else given
        return tuple(y if isinstance(y, WeatherYear) else WeatherYear(seed=y) for y in drawn)

    @property
    def seeds(self) -> tuple[int | None, ...]:
        """Base seeds; None is the park's own."""
        given = self.file.seeds
        if given is None:
            return (self.base.seed,)
        return tuple(range(1, given + 1)) if isinstance(given, int) else given


def load_study(path: str | Path) -> Study:
    """Return the study of a file.

    Raises
    ------
    InputError
        With every problem found.
    """
    file = Path(path)
    return _study(read_yaml(file), file.stem, file.parent)


def load_study_text(text: str, name: str = "study", folder: Path = Path()) -> Study:
    """Return the study of a text; files it names lie in ``folder``.

    Raises
    ------
    InputError
        With every problem found.
    """
    return _study(parse_yaml(text.encode("utf-8"), f"{name}.yaml"), name, folder)


def _study(document: Document, name: str, folder: Path) -> Study:
    file, problems = validate(StudyFile, document.data, document, ())
    if problems or file is None:
        raise InputError(problems)
    found: list[Problem] = []
    base = _base(document, file, folder, found)
    ranges: dict[str, Range] = {}
    written = {"as_is": ()} if file.measures is None else file.measures
    variants = {
        variant: _measures(document, ("measures", variant), entries, ranges, found)
        for variant, entries in written.items()
    }
    if file.measures is None:
        variants = {"as_is": base.measures}
    found += _twice(document, file)
    samples = _samples(document, file, ranges, found)
    if found:
        raise InputError(found)
    return Study(name, document, file, folder, base, variants, samples)


def _base(document: Document, file: StudyFile, folder: Path, found: list[Problem]) -> Scenario:
    """Return what all runs share."""
    name = file.park or file.scenario
    beside = str(folder / name) if (folder / name).is_file() else name
    try:
        base = load_scenario(beside) if file.scenario else Scenario("", None, name)
        if file.park:
            from scenarios.park_file import park_path

            park_path(beside)
            base = replace(base, park=beside)
    except InputError as error:
        key = "park" if file.park else "scenario"
        found += [
            p if p.file else document.problem((key,), p.message, name) for p in error.problems
        ]
        return Scenario("", None, name)
    no_ranges: dict[str, Range] | None = None
    more = _measures(document, ("assumptions",), file.assumptions, no_ranges, found)
    return base.with_more(assumptions=more, settings=file.set)


def _measures(
    document: Document,
    path: Path_,
    entries: tuple[Entry, ...],
    ranges: dict[str, Range] | None,
    found: list[Problem],
) -> tuple[Chosen, ...]:
    """Return measures as chosen; what is a range is moved to ``ranges``."""
    out = []
    for number, entry in enumerate(entries):
        here = (*path, str(number))
        if isinstance(entry, str):
            out.append(Chosen(entry))
            continue
        if len(entry) != 1:
            found.append(document.problem(here, "expected one id with its parameters", list(entry)))
            continue
        [(name, given)] = entry.items()
        numbers = {}
        suffix = str((given or {}).get("suffix", ""))
        for key, value in (given or {}).items():
            if isinstance(value, dict) and ranges is not None:
                _take_range(document, (*here, name, key), f"{name}.{key}", value, ranges, found)
            elif isinstance(value, int | float) and not isinstance(value, bool):
                numbers[key] = value
            elif key != "suffix":
                told = "expected a number" + (" or a range" if ranges is not None else "")
                found.append(document.problem((*here, name, key), told, value))
        out.append(Chosen(name, numbers, suffix))
    return tuple(out)


def _take_range(
    document: Document,
    path: Path_,
    name: str,
    value: dict[str, Any],
    ranges: dict[str, Range],
    found: list[Problem],
) -> None:
    held, problems = validate(Range, value, document, path)
    found += problems
    if held is None:
        return
    if ranges.get(name, held) != held:
        found.append(document.problem(path, f"{name} has another range in another variant"))
    ranges[name] = held


def _twice(document: Document, file: StudyFile) -> list[Problem]:
    """Return problems of lists in which something stands twice."""
    out = []
    for key in ("seeds", "weather_years"):
        given = getattr(file, key)
        if isinstance(given, tuple) and len({repr(item) for item in given}) < len(given):
            out.append(document.problem((key,), "the same stands twice"))
    return out


def _samples(
    document: Document, file: StudyFile, ranges: Mapping[str, Range], found: list[Problem]
) -> Samples | None:
    """Return the samples, with the ranges that stand among the measures."""
    if file.samples is None:
        if ranges:
            told = "measures have ranges, so 'samples' must say how to sample them"
            found.append(document.problem(("measures",), told, ", ".join(ranges)))
        return None
    both = sorted(set(ranges) & set(file.samples.parameters))
    for name in both:
        told = f"{name} has a range here and among the measures"
        found.append(document.problem(("samples", "parameters", name), told))
    parameters = {**ranges, **file.samples.parameters}
    if not parameters:
        found.append(document.problem(("samples", "parameters"), "nothing to sample"))
    return file.samples.model_copy(update={"parameters": parameters})
