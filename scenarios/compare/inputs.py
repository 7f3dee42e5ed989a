"""What differs between two parks as they were run: every path with both values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.stored import StoredRun
from scenarios.yaml_io import read_yaml


@dataclass(frozen=True)
class InputDifference:
    """One path of the park document at which two runs differ; None where there is nothing."""

    path: str
    base: Any
    plan: Any

    def to_json(self) -> dict[str, Any]:
        """Return the difference as plain data."""
        return {"path": self.path, "base": self.base, "plan": self.plan}


def differences(base: Any, plan: Any) -> tuple[InputDifference, ...]:  # noqa: ANN401 - plain data
    """Return all paths at which two documents differ, in the order of the paths.

    A mapping that stands in one document only is told as a whole; lists of the same length are
    compared item by item, others as a whole.
    """
    return tuple(_walk("", base, plan))


def _walk(path: str, base: Any, plan: Any) -> Iterator[InputDifference]:  # noqa: ANN401
    if isinstance(base, Mapping) and isinstance(plan, Mapping):
        for key in sorted({*base, *plan}, key=str):
            yield from _walk(f"{path}.{key}" if path else str(key), base.get(key), plan.get(key))
    elif isinstance(base, list) and isinstance(plan, list) and len(base) == len(plan):
        for number, (one, other) in enumerate(zip(base, plan, strict=True)):
            yield from _walk(f"{path}.{number}", one, other)
    elif base != plan:
        yield InputDifference(path, _plain(base), _plain(plan))


def _plain(value: Any) -> Any:  # noqa: ANN401 - plain data
    """Return a value as JSON can hold it: dates as text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def park_document(stored: StoredRun) -> dict[str, Any]:
    """Return the resolved park of a run folder.

    Raises
    ------
    InputError
        If it is missing or damaged.
    """
    return dict(read_yaml(stored.folder / "park.yaml").data)
