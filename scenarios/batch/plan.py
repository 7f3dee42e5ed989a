"""From a study to its runs: everything is checked against the park before the first of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenarios.batch.checks import check_names, check_outputs, check_parks
from scenarios.batch.identity import digest_of, file_hash, world_hash
from scenarios.batch.points import Plan, Point, Row
from scenarios.batch.rows import scenario_of_row, weather_file, weather_settings
from scenarios.batch.samples import SampleTable, draw
from scenarios.batch.study import Study
from scenarios.interventions import (
    assumption_names,
    intervention_names,
    load_assumption,
    load_intervention,
)
from scenarios.park_file import load_park
from twin.errors import InputError

MOST_ROWS = 1_000_000


def plan_of(study: Study) -> Plan:
    """Return all rows and runs of a sound study.

    Raises
    ------
    InputError
        With every problem found, before anything is run.
    """
    try:
        table = draw(study.samples)
    except ValueError as error:
        raise InputError(study.document.problem(("samples",), str(error))) from error
    _check_size(study, table)
    check_names(study)
    files = check_parks(study, table)
    check_outputs(study, table)
    base = load_park(study.base.park)
    kept = [study.file.outputs.model_dump(), study.file.keep, study.file.dispatch]
    world = world_hash(base.document.data, files, kept)
    rows, points = [], {}
    for row, point in _combinations(study, table, base.spec.seed, world):
        rows.append(row)
        points[point.key] = point
    units = {name: _unit(name) for name in table.names}
    return Plan(study.name, tuple(rows), _order(points), table, study.samples, units)


def _combinations(
    study: Study, table: SampleTable, own_seed: int, world: str
) -> Iterator[tuple[Row, Point]]:
    """Yield every row with its run: variants, then samples, weather years and seeds."""
    hashes = {y: file_hash(weather_file(study, y)) for y in study.weather_years if y and y.file}
    for variant in study.variants:
        for number, values in enumerate(table.values):
            scenario = scenario_of_row(study, variant, dict(zip(table.names, values, strict=True)))
            for year in study.weather_years:
                changes = scenario.with_more(settings=weather_settings(year)).changes()
                own = changes.pop("seed", own_seed)
                path = str(weather_file(study, year)) if year and year.file else ""
                for given in study.seeds:
                    seed = own if given is None else given
                    plain = [world, changes, seed, hashes.get(year) if year else ""]
                    key = digest_of(plain)
                    label = year.label if year else ""
                    yield Row(variant, number, label, seed, key), Point(key, changes, seed, path)


def _order(points: Mapping[str, Point]) -> tuple[Point, ...]:
    """Return runs so that those that share luck and weather stand together."""

    def shared(point: Point) -> tuple[int, str, str, str]:
        weather = {k: v for k, v in point.changes.items() if k.startswith("climate.")}
        return point.seed, point.weather, repr(sorted(weather.items())), point.key

    return tuple(sorted(points.values(), key=shared))


def _check_size(study: Study, table: SampleTable) -> None:
    years, seeds = len(study.weather_years), len(study.seeds)
    rows = len(study.variants) * len(table) * years * seeds
    if rows > MOST_ROWS:
        raise InputError(
            f"{study.name}: {len(study.variants)} variants x {len(table)} samples x {years} "
            f"weather years x {seeds} seeds are {rows} rows; at most {MOST_ROWS}"
        )


def _unit(name: str) -> str:
    """Return the unit of a sampled parameter, if it is told."""
    head, _, parameter = name.partition(".")
    if head in intervention_names():
        return load_intervention(head).parameters[parameter].unit
    return load_assumption(head).parameters[parameter].unit if head in assumption_names() else ""
