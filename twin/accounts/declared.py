"""Figures that come from recorded facts: transport, roofs, buildings, diagnosis, footprints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from twin.accounts.terms import Part, Term, total
from twin.facts import Fact, Facts

CLEAN_DRIVES = ("battery", "fuel_cell", "biofuel")
NEW_ENERGY_DRIVES = ("battery", "fuel_cell", "plug_in_hybrid")
CLEAN_WAYS = ("pipe", "enclosed_belt")
TWO_STAR = ("star_2", "star_3", "ultra_low", "near_zero", "zero")
DIAGNOSIS_YEARS = 2
LARGE_USER_TCE = 5_000.0


def _add(term_id: str, unit: str, facts: Iterable[Fact], formula: str = "") -> Term:
    parts = [
        Part(
            f"{fact.agent}: {fact.note or fact.key}", fact.value, unit,
            source=f"recorded {fact.date}" if fact.date else "recorded",
        )
        for fact in facts
    ]  # fmt: skip
    return total(term_id, unit, parts, formula)


def _missing(term_id: str, unit: str, what: str) -> Term:
    return Term(term_id, unit, 0.0, missing=what)


def declared_terms(
    facts: Facts, ends: dt.date, enterprise_tce: Mapping[str, float]
) -> Iterator[Term]:
    """Yield all terms that facts decide.

    Parameters
    ----------
    facts : Facts
    ends : date
        Last day of the year assessed.
    enterprise_tce : mapping
        Yearly energy of every enterprise inside the boundary [tce].
    """
    yield from _transport(facts)
    yield from _roofs(facts)
    yield from _buildings(facts, ends)
    yield from _diagnosis(facts, ends, enterprise_tce)
    yield _add(
        "product.footprints", "",
        [f for f in facts.of("product_footprint_certified") if f.date and f.date <= ends],
    )  # fmt: skip
    for key in ("energy_carbon_platform", "energy_management_certificates"):
        held = [f for f in facts.of(key) if f.date and f.date <= ends]
        yield _add(f"management.{key}", "", held, "recorded by the end of the year; saves nothing")
    yield Term("offset.ccer_t", "t", facts.total("ccer_t"))


def _transport(facts: Facts) -> Iterator[Term]:
    for unit, key in (("t", "moved_t"), ("tkm", "moved_tkm")):
        moved = facts.of(key)
        if not moved:
            for name in ("total", "vehicles", "new_energy", "clean"):
                yield _missing(f"transport.{name}_{unit}", unit, "no goods transport is recorded")
            continue
        by_vehicle = [f for f in moved if f.note not in (*CLEAN_WAYS, "open_belt")]
        yield _add(f"transport.total_{unit}", unit, moved)
        yield _add(f"transport.vehicles_{unit}", unit, by_vehicle)
        new_energy = [f for f in by_vehicle if f.note in NEW_ENERGY_DRIVES]
        yield _add(f"transport.new_energy_{unit}", unit, new_energy)
        clean = [f for f in moved if f.note in (*CLEAN_DRIVES, *CLEAN_WAYS)]
        yield _add(
            f"transport.clean_{unit}", unit, clean,
            "battery, fuel-cell and biofuel vehicles, pipes, enclosed belts",
        )  # fmt: skip
    if facts.knows("moved_outside_tkm"):
        yield _add(
            "transport.outside_tkm", "tkm", facts.of("moved_outside_tkm"),
            "beyond the park's gates: in no indicator",
        )  # fmt: skip
    for key in ("jobs_done", "jobs_late", "jobs_refused", "jobs_expired"):
        if facts.knows(key):
            yield _add(f"transport.{key}", "", facts.of(key), "of all fleets; late ones are done")
    public = [f for f in facts.of("vehicles") if f.note.startswith("public/")]
    if not public:
        yield _missing("transport.public_vehicles", "", "no public-service vehicles are recorded")
        yield _missing("transport.public_new_energy", "", "no public-service vehicles are recorded")
        return
    yield _add("transport.public_vehicles", "", public)
    yield _add(
        "transport.public_new_energy", "",
        [f for f in public if f.note.removeprefix("public/") in NEW_ENERGY_DRIVES],
    )  # fmt: skip


def _roofs(facts: Facts) -> Iterator[Term]:
    if not facts.knows("roof_usable_m2"):
        yield _missing("roof.usable_m2", "m2", "no usable roof area is recorded")
        yield _missing("roof.covered_m2", "m2", "no usable roof area is recorded")
        return
    yield _add("roof.usable_m2", "m2", facts.of("roof_usable_m2"))
    yield _add("roof.covered_m2", "m2", facts.of("roof_covered_m2"))


def _buildings(facts: Facts, ends: dt.date) -> Iterator[Term]:
    """Yield new floor area since construction of the zero-carbon park began, and certified."""
    begun = facts.of("construction_started")
    certified = [f for f in facts.of("building_certificate") if f.date and f.date <= ends]
    yield _add("building.certified", "", certified)
    yield _add("building.two_star_or_better", "", [f for f in certified if f.note in TWO_STAR])
    if not begun or begun[0].date is None:
        missing = "the date on which construction of the zero-carbon park began"
        yield _missing("building.new_m2", "m2", missing)
        yield _missing("building.new_certified_m2", "m2", missing)
        return
    start = begun[0].date
    new = [f for f in facts.of("floor_m2") if f.date and start <= f.date <= ends]
    held = {(f.agent, f.note) for f in certified}
    yield _add("building.new_m2", "m2", new)
    yield _add(
        "building.new_certified_m2", "m2", [f for f in new if (f.agent, f.note) in held],
        "new floor area whose certificate is dated by the end of the year",
    )  # fmt: skip


def _diagnosis(facts: Facts, ends: dt.date, enterprise_tce: Mapping[str, float]) -> Iterator[Term]:
    """Yield enterprises of at least 5,000 tce and those diagnosed within the last two years."""
    large = {name: tce for name, tce in enterprise_tce.items() if tce >= LARGE_USER_TCE}
    latest: dict[str, dt.date] = {}
    for fact in facts.of("energy_diagnosis"):
        if fact.date and fact.date <= ends:
            latest[fact.agent] = max(fact.date, latest.get(fact.agent, fact.date))
    since = _years_before(ends, DIAGNOSIS_YEARS)
    done = [n for n in large if (date := latest.get(n)) is not None and since < date]
    yield total(
        "diagnosis.large_users", "", [Part(n, 1.0, "", source=f"{large[n]:.0f} tce") for n in large]
    )  # fmt: skip
    yield total("diagnosis.diagnosed", "", [Part(n, 1.0, "", source=str(latest[n])) for n in done])


def _years_before(date: dt.date, years: int) -> dt.date:
    day = 28 if (date.month, date.day) == (2, 29) else date.day
    return dt.date(date.year - years, date.month, day)
