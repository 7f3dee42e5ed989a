"""What of fleets is known before a park's first second: files of jobs, batteries that feed back."""

from __future__ import annotations

from pathlib import Path

from agents.park import Park
from agents.yard.assembly import Members
from agents.yard.stores import store_components
from scenarios.park_file import LoadedPark
from twin.components.base import ComponentSpec
from twin.errors import InputError


def battery_stores(loaded: LoadedPark) -> dict[str, ComponentSpec]:
    """Return batteries that feed back as stores, and their stations as chargers, by name."""
    specs = {name: spec for name, (_, spec) in loaded.agents.items()}
    return store_components(Members.of(specs))


def job_files(park: Park, loaded: LoadedPark) -> set[Path]:
    """Read the files of jobs, so that what is wrong in them is told now; return which they are."""
    try:
        fleets = park.job_files
    except InputError as error:
        raise InputError(loaded.relocate(error.problems)) from error
    return {loaded.folder / name for fleet in fleets for name in park.specs[fleet].files()}
