"""Studies kept beside the runs, each in a folder of its own under the hash of what it says.

``RUNS/.studies/ID`` holds ``study.yaml``, ``park.yaml`` if the study is of a park of one's own,
``about.json``, and in ``results`` what :func:`scenarios.batch.running.run_study` makes. The same
text is the same study, so asking for it again goes on where it stopped.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from scenarios.batch.engine import write_json
from scenarios.batch.identity import digest_of
from scenarios.batch.results import count_results
from scenarios.batch.study import Study, load_study_text
from scenarios.batch.summary import SUMMARY
from scenarios.catalogue import MOST_UPLOAD_BYTES, plain_names, upload_text
from scenarios.jobs.folder import ID, is_held
from scenarios.trash import TRASH, Deleted, Trash
from scenarios.yaml_io import parse_yaml
from twin.configs import config_names
from twin.errors import InputError

STUDIES, PARK, TEXT, ABOUT, RESULTS = (
    ".studies", "park.yaml", "study.yaml", "about.json", "results",
)  # fmt: skip
MOST_NAME = 60
Standing = Literal["new", "running", "stopped", "done"]


@dataclass(frozen=True)
class KeptStudy:
    """A study as it is kept.

    Attributes
    ----------
    id : str
    folder : Path
    name : str
        What it is called.
    asked : float
        When it was first kept [s since 1970].
    runs : int
        Runs it has; 0 while that is not known.
    """

    id: str
    folder: Path
    name: str
    asked: float
    runs: int

    @property
    def results(self) -> Path:
        """Folder of its results."""
        return self.folder / RESULTS

    @property
    def text(self) -> str:
        """The study file."""
        return (self.folder / TEXT).read_text(encoding="utf-8")

    def study(self) -> Study:
        """Return the study, checked.

        Raises
        ------
        InputError
            With every problem found.
        """
        return load_study_text(self.text, self.name, self.folder)

    @property
    def done(self) -> int:
        """How many runs were finished so far, in whatever process."""
        return count_results(self.results)

    @property
    def standing(self) -> Standing:
        """Where it stands, whoever works on it."""
        if is_held(self.results / ".lock"):
            return "running"
        if (self.results / SUMMARY).is_file() and (self.results / "runs.parquet").is_file():
            return "done"
        return "stopped" if self.done else "new"


def keep_study(text: str, name: str, runs: Path, park_text: str = "") -> KeptStudy:
    """Keep a study and return it; the same one is kept once.

    Parameters
    ----------
    text : str
        The study file; ``park: park.yaml`` names the park of ``park_text``.
    name : str
        What it is called.
    runs : Path
        Folder of runs.
    park_text : str
        YAML of a park of one's own, "" for a shipped one.

    Raises
    ------
    InputError
        With every problem that can be seen in the file, or if it names files of this machine.
    """
    if len(text.encode("utf-8")) > MOST_UPLOAD_BYTES:
        raise InputError(f"a study file has at most {MOST_UPLOAD_BYTES} bytes")
    called = " ".join(name.split())[:MOST_NAME] or "study"
    key = digest_of([called, text, park_text])[:16]
    folder = runs / STUDIES / key
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if park_text:
            _write(folder / PARK, upload_text(park_text))
        _names_no_files(text, own_park=bool(park_text))
        load_study_text(text, called, folder)
        _write(folder / TEXT, text)
        if not (folder / ABOUT).is_file():
            write_json(folder / ABOUT, {"name": called, "asked": time.time(), "runs": 0})
    except OSError as error:
        raise InputError(f"the study cannot be kept: {error.strerror}") from error
    finally:
        if not (folder / ABOUT).is_file():
            with suppress(OSError):
                (folder / PARK).unlink(missing_ok=True)
                folder.rmdir()
    return load_kept(key, runs)


def _names_no_files(text: str, *, own_park: bool) -> None:
    """Refuse a study that reads files of this machine; shipped names and its own park are fine."""
    document = parse_yaml(text.encode("utf-8"), TEXT)
    data, told = document.data, "expected the name of a shipped one"
    shipped = {
        "park": {*config_names("parks"), *([PARK] if own_park else [])},
        "scenario": set(config_names("scenarios")),
    }
    for key, known in shipped.items():
        if data.get(key) and data[key] not in known:
            raise InputError(document.problem((key,), told, data[key]))
    plain_names(document)
    years = data.get("weather_years")
    if isinstance(years, list) and any(isinstance(y, dict) and y.get("file") for y in years):
        told = "weather files are read on the command line only"
        raise InputError(document.problem(("weather_years",), told))


def note_size(kept: KeptStudy, count: int) -> KeptStudy:
    """Note how many runs a study has."""
    plain = {"name": kept.name, "asked": kept.asked, "runs": count}
    write_json(kept.folder / ABOUT, plain)
    return KeptStudy(kept.id, kept.folder, kept.name, kept.asked, count)


def load_kept(name: str, runs: Path) -> KeptStudy:
    """Return a kept study.

    Raises
    ------
    InputError
        If the id is none of ours, there is no such study, or it is damaged.
    """
    folder = runs / STUDIES / name
    if not ID.match(name) or not (folder / ABOUT).is_file():
        raise InputError(f"there is no study {name[:40]!r}")
    try:
        plain: dict[str, Any] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        return KeptStudy(
            name, folder, str(plain["name"]), float(plain["asked"]), int(plain["runs"])
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"the study {name} cannot be read: {error}") from error


def kept_studies(runs: Path) -> list[KeptStudy]:
    """Return all kept studies, newest first."""
    return sorted(_all(runs), key=lambda kept: -kept.asked)


def _all(runs: Path) -> Iterator[KeptStudy]:
    for path in (runs / STUDIES).glob(f"*/{ABOUT}"):
        with suppress(InputError):
            yield load_kept(path.parent.name, runs)


def delete_study(name: str, runs: Path) -> str:
    """Move a study with its results into the trash and return its entry there.

    Raises
    ------
    InputError
        If there is no such study, it is being worked on, or it cannot be moved.
    """
    if load_kept(name, runs).standing == "running":
        raise InputError("the study is being worked on; cancel it first")
    return trash_of(runs).put(name)


def trash_of(runs: Path) -> Trash:
    """Return the trash of the studies."""
    return Trash(runs / STUDIES, ABOUT)


def deleted_studies(runs: Path) -> list[tuple[Deleted, str]]:
    """Return the deleted studies that can still be put back, and what each is called."""
    return [(one, _called(runs / STUDIES / TRASH / one.entry)) for one in trash_of(runs).deleted()]


def _called(folder: Path) -> str:
    try:
        return str(json.loads((folder / ABOUT).read_text(encoding="utf-8"))["name"])
    except (OSError, ValueError, KeyError, TypeError):
        return folder.name


def workers_of(asked: int) -> int:
    """Return how many processes a study of the app gets: half of the cores if nothing is said.

    Inside a queue of jobs the other half is for the others.
    """
    return asked or max(1, (os.cpu_count() or 1) // 2)


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
