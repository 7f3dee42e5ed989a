"""What jobs make beside runs, kept under the hash of what was asked for and of the program.

A comparison of fleets lies in ``RUNS/.fleets/ID``, a plan taken apart in ``RUNS/.attributions/ID``:
``request.json``, ``result.json`` (as the command line's ``--json``), and ``files`` with tables and
pictures. The same question to the same program has the same id, so it is answered once. What
another version of the program made goes when the same question is answered anew; a plan taken
apart, which nobody can open then, also when it is a month old.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from scenarios.digest import short_digest
from scenarios.jobs.folder import ID, write_json
from scenarios.jobs.requests import AnyRequest, Kind, StudyRequest, from_json, kind_of, to_json
from twin.errors import InputError

FOLDERS: Mapping[Kind, str] = {"fleets": ".fleets", "attribution": ".attributions"}
KEEP_DAYS = 30
RESULT, REQUEST, FILES = "result.json", "request.json", "files"


@dataclass(frozen=True)
class Kept:
    """A kept result: its id, what was asked for, when it was made, and whether by this program."""

    id: str
    request: AnyRequest
    finished: dt.datetime

    @property
    def is_current(self) -> bool:
        """Whether this version of the program, with its plug-ins, made it."""
        return result_id(self.request) == self.id


def result_id(request: AnyRequest) -> str:
    """Return the id of what a request comes to."""
    if isinstance(request, StudyRequest):
        return request.study
    return short_digest([to_json(request), _program()])


@lru_cache(maxsize=1)
def _program() -> list[str]:
    from scenarios.batch.identity import code_hash
    from twin.plugins import plugin_fingerprint

    return [code_hash(), str(plugin_fingerprint())]


def finished_before(request: AnyRequest, runs: Path) -> str:
    """Return the id of the result if it is there already, else nothing."""
    kind = kind_of(request)
    if kind not in FOLDERS:
        return ""
    name = result_id(request)
    return name if (runs / FOLDERS[kind] / name / RESULT).is_file() else ""


def result_folder(kind: Kind, name: str, runs: Path) -> Path:
    """Return the folder of a kept result.

    Raises
    ------
    InputError
        If the id is none of ours, or there is no such result.
    """
    if kind not in FOLDERS or not ID.match(name):
        raise InputError(f"not a result's id: {name[:40]!r}")
    folder = runs / FOLDERS[kind] / name
    if not (folder / RESULT).is_file():
        raise InputError(f"there is no result {name}")
    return folder


def read_result(kind: Kind, name: str, runs: Path) -> dict[str, Any]:
    """Return a kept result as plain data.

    Raises
    ------
    InputError
        If there is none, or it is damaged.
    """
    path = result_folder(kind, name, runs) / RESULT
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error


def result_files(kind: Kind, name: str, runs: Path) -> list[Path]:
    """Return the tables and pictures of a kept result; pictures lie in a folder by language."""
    files = result_folder(kind, name, runs) / FILES
    return sorted(path for path in files.rglob("*") if path.is_file())


def kept_results(kind: Kind, runs: Path) -> list[Kept]:
    """Return the results that are kept, newest first."""
    return sorted(_kept(runs / FOLDERS[kind]), key=lambda kept: kept.finished, reverse=True)


def _kept(home: Path) -> Iterator[Kept]:
    for path in home.glob(f"*/{RESULT}"):
        try:
            plain = json.loads((path.parent / REQUEST).read_text(encoding="utf-8"))
            when = dt.datetime.fromtimestamp(path.stat().st_mtime).astimezone()
            if ID.match(path.parent.name):
                yield Kept(path.parent.name, from_json(plain), when)
        except (OSError, ValueError, InputError):
            continue  # half of a folder, or of another version: not ours to repair


def keep_result(
    request: AnyRequest, plain: Mapping[str, Any], export: Callable[[Path], object], runs: Path
) -> str:
    """Keep a result and its files, wholly or not at all, and return its id.

    Parameters
    ----------
    request : AnyRequest
    plain : mapping
        The result as plain data.
    export : callable
        Writes tables and pictures into the folder it is given.

    Raises
    ------
    InputError
        If they cannot be written.
    """
    kind, name = kind_of(request), result_id(request)
    target = runs / FOLDERS[kind] / name
    draft = target.with_name(f".{name}.{os.getpid()}.tmp")
    try:
        draft.mkdir(parents=True)
        export(draft / FILES)
        write_json(draft / REQUEST, to_json(request))
        write_json(draft / RESULT, plain)
        shutil.rmtree(target, ignore_errors=True)  # another who asked the same was quicker
        draft.rename(target)
        _clear(kind, request, runs)
    except OSError as error:
        raise InputError(f"{target}: the result cannot be kept: {error.strerror}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return name


def _clear(kind: Kind, request: AnyRequest, runs: Path) -> None:
    """Remove what other versions of the program made of the same question, or nobody can open."""
    oldest = dt.datetime.now().astimezone() - dt.timedelta(days=KEEP_DAYS)
    for kept in kept_results(kind, runs):
        is_forgotten = kind == "attribution" and kept.finished < oldest
        if not kept.is_current and (kept.request == request or is_forgotten):
            shutil.rmtree(runs / FOLDERS[kind] / kept.id, ignore_errors=True)
