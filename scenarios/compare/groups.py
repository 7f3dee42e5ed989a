"""The runs a comparison is about: one scenario each, a run by seed, found by what was given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scenarios.compare.figures import Reading, read_result, read_stored
from scenarios.compare.inputs import differences, park_document
from scenarios.run import RunResult
from scenarios.store import code_version
from scenarios.stored import StoredRun, find_run, stored_runs
from twin.errors import InputError

NAMED = re.compile(r"^(?P<name>[^=/\\]+)=(?P<glob>.+)$")
SEED_IN_TEXT = re.compile(r"seed \d+")
MUST_AGREE = ("start", "days")
KNOWN = ("seed", "version", "timeline", "dispatch", "weather")


@dataclass(frozen=True)
class Member:
    """One run of a scenario.

    Attributes
    ----------
    run_id, seed : str, int
    timeline : mapping
        ``start``, ``days`` and ``step_minutes``.
    version, dispatch, weather : str
        Of the code, the planner, and where the weather comes from (without the seed).
    document : mapping
        The resolved park, without its seed.
    reading : Reading
    stored : StoredRun or None
        Its folder, None if it was not written.
    """

    run_id: str
    seed: int
    timeline: Mapping[str, Any]
    version: str
    dispatch: str
    weather: str
    document: Mapping[str, Any]
    reading: Reading
    stored: StoredRun | None = None


@dataclass(frozen=True)
class Group:
    """A scenario: the same park, run with one or more seeds."""

    name: str
    runs: tuple[Member, ...]
    by_seed: Mapping[int, Member] = field(init=False)

    def __post_init__(self) -> None:
        if not self.runs:
            raise InputError(f"'{self.name}' holds no run")
        _one_scenario(self.name, self.runs)
        by_seed = {run.seed: run for run in sorted(self.runs, key=lambda r: r.seed)}
        object.__setattr__(self, "by_seed", by_seed)

    @property
    def first(self) -> Member:
        """The run of the lowest seed."""
        return next(iter(self.by_seed.values()))

    def values(self, figure: str) -> dict[int, float | None]:
        """Return a figure by seed."""
        return {seed: run.reading.value(figure) for seed, run in self.by_seed.items()}


def member_of(run: StoredRun | RunResult) -> Member:
    """Return what a comparison keeps of a run.

    Raises
    ------
    InputError
        If it is a folder that is damaged or holds a failed run.
    """
    return _of_folder(run) if isinstance(run, StoredRun) else _of_result(run)


def _of_folder(stored: StoredRun) -> Member:
    manifest = stored.manifest
    lacking = [key for key in KNOWN if key not in manifest]
    if lacking:
        raise InputError(f"{stored.folder}: manifest.json lacks {', '.join(lacking)}")
    document = park_document(stored)
    document.pop("seed", None)
    return Member(
        stored.folder.name, int(manifest["seed"]), manifest["timeline"], manifest["version"],
        manifest["dispatch"], _without_seed(manifest["weather"]), document, read_stored(stored),
        stored,
    )  # fmt: skip


def _of_result(result: RunResult) -> Member:
    built = result.built
    document = {k: v for k, v in built.loaded.document.data.items() if k != "seed"}
    climate = built.context.climate
    return Member(
        f"{built.loaded.name}, seed {built.seed}", built.seed, built.timeline.to_json(),
        code_version(), built.dispatch.planner, _without_seed(climate.source if climate else ""),
        document, read_result(result),
    )  # fmt: skip


def _without_seed(text: str) -> str:
    return SEED_IN_TEXT.sub("seed", text)


def _one_scenario(name: str, runs: Sequence[Member]) -> None:
    """Refuse runs of one group that are not one scenario under different seeds."""
    first, seen = runs[0], {runs[0].seed: runs[0].run_id}
    for run in runs[1:]:
        if run.seed in seen:
            raise InputError(
                f"'{name}': seed {run.seed} stands twice, in {seen[run.seed]} and {run.run_id}; "
                "a scenario has one run a seed"
            )
        seen[run.seed] = run.run_id
        for difference in differences(first.document, run.document):
            raise InputError(
                f"'{name}': {first.run_id} and {run.run_id} are not one scenario: they differ at "
                f"{difference.path}; give each scenario as NAME=GLOB"
            )
        for key in ("timeline", "version", "dispatch", "weather"):
            if getattr(first, key) != getattr(run, key):
                raise InputError(f"'{name}': {first.run_id} and {run.run_id} differ in {key}")


def find_groups(given: Iterable[str], folder: Path) -> tuple[Group, ...]:
    """Return the scenarios named on the command line.

    Each is a run (its folder, its id or the beginning of it), a folder of runs, or ``NAME=GLOB``
    with a pattern of run folders, looked up as it is and under ``folder``.

    Raises
    ------
    InputError
        If one holds no run, a run is damaged, or a group is not one scenario.
    """
    return tuple(_group(text, folder) for text in given)


def _group(text: str, folder: Path) -> Group:
    if match := NAMED.match(text):
        found = _matching(match["glob"], folder)
        return Group(match["name"].strip(), tuple(member_of(run) for run in found))
    path = Path(text)
    for holder in (path, folder / text):
        if holder.is_dir() and not (holder / "manifest.json").is_file():
            runs = sorted(stored_runs(holder), key=lambda run: run.folder.name)
            if not runs:
                raise InputError(f"{holder}: there is no finished run in this folder")
            return Group(holder.name or str(holder), tuple(member_of(run) for run in runs))
    stored = find_run(text, folder)
    return Group(stored.folder.name, (member_of(stored),))


def _matching(pattern: str, folder: Path) -> list[StoredRun]:
    """Return the finished runs whose folders fit a pattern."""
    here, found = Path(pattern), set[Path]()
    root = Path(here.anchor) if here.is_absolute() else Path()
    relative = str(here.relative_to(here.anchor)) if here.is_absolute() else pattern
    for start in {root, folder} if not here.is_absolute() else {root}:
        for path in start.glob(relative):
            inner = path.glob("*/manifest.json") if path.is_dir() else ()
            candidates = [path, *(manifest.parent for manifest in inner)]
            found |= {p.resolve() for p in candidates if (p / "manifest.json").is_file()}
    runs = [StoredRun(path) for path in sorted(found)]
    finished = [run for run in runs if not run.is_failed]
    if not finished:
        raise InputError(f"no finished run fits '{pattern}', here or in {folder}")
    return finished


def check_spans(groups: Sequence[Group]) -> None:
    """Refuse to compare different spans.

    Raises
    ------
    InputError
        If start or length differ.
    """
    base = groups[0]
    for group in groups[1:]:
        one, other = base.first.timeline, group.first.timeline
        if any(one[key] != other[key] for key in MUST_AGREE):
            raise InputError(
                f"different spans cannot be compared: '{base.name}' is {one['days']} days from "
                f"{one['start']}, '{group.name}' {other['days']} days from {other['start']}"
            )


def cautions(groups: Sequence[Group]) -> Iterator[tuple[str, str]]:
    """Yield what a reader must know of unlike or unpaired runs, in Chinese and English."""
    base = groups[0]
    for group in groups[1:]:
        names = f"{base.name} / {group.name}"
        for zh, en, one, other in _unlike(base.first, group.first):
            if one != other:
                yield (
                    f"{names}：{zh}不同（{one}，{other}）",
                    f"{names}: {en} differs ({one}, {other})",
                )
        yield from _missing_pairs(base, group, names)


def _unlike(one: Member, other: Member) -> Iterator[tuple[str, str, object, object]]:
    yield "时间步长", "step", one.timeline["step_minutes"], other.timeline["step_minutes"]
    yield "程序版本", "version", one.version, other.version
    yield "调度方式", "dispatch", one.dispatch, other.dispatch
    yield "气象来源", "weather", one.weather, other.weather


def _missing_pairs(base: Group, group: Group, names: str) -> Iterator[tuple[str, str]]:
    common = base.by_seed.keys() & group.by_seed.keys()
    if not common:
        yield (
            f"{names}：没有相同的种子，差值含有随机性；比较的是均值（Welch t）",
            f"{names}: no common seed, so differences hold luck; means are compared (Welch's t)",
        )
        return
    for one in (base, group):
        alone = sorted(one.by_seed.keys() - common)
        if alone:
            told = ", ".join(map(str, alone))
            yield (
                f"{names}：种子 {told} 只在“{one.name}”中，未参与配对差值",
                f"{names}: seeds {told} are in '{one.name}' only and left out of the differences",
            )
