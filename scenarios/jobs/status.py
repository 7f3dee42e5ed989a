"""Where a job stands, as its folder tells."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from scenarios.jobs.folder import write_json
from scenarios.jobs.requests import Kind
from twin.errors import InputError

State = Literal["waiting", "running", "stopping", "done", "failed", "cancelled", "lost"]
FILE = "progress.json"
SURE_SHARE = 0.03  # before that, what took so long says little about the rest


@dataclass(frozen=True)
class Status:
    """Where a job stands.

    Attributes
    ----------
    state : str
        ``stopping`` if it was cancelled and its process has not ended yet; ``lost`` if that died
        without a word.
    kind : str
    share : float
        Done of all, 0 to 1.
    stage : str
        ``preparing``, ``compiling``, ``simulating``, …; ``many`` for one of several runs,
        ``batch`` for the runs of a study.
    month : str
        Month reached, such as 2025-04.
    events : int
    unserved_mwh : float
    number, count : int
        Which run it is at, and how many there are; of a study, how many are done.
    run : str
        Id of the finished run.
    result : str
        Id of the study, the comparison of fleets or the attribution.
    message : str
        What went wrong.
    problems : tuple of mapping
        What was wrong with the input one by one, as :class:`twin.errors.Problem`, files by name.
    position : int
        Place in the queue, from 1; 0 if it does not wait.
    begun, told : float
        When the work began and when this was told [s since 1970], 0 if it did not begin.
    """

    state: State
    kind: Kind = "run"
    share: float = 0.0
    stage: str = "preparing"
    month: str = ""
    events: int = 0
    unserved_mwh: float = 0.0
    number: int = 0
    count: int = 0
    run: str = ""
    result: str = ""
    message: str = ""
    problems: tuple[Mapping[str, Any], ...] = ()
    position: int = 0
    begun: float = 0.0
    told: float = 0.0

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state not in {"waiting", "running", "stopping"}

    def seconds_left(self, now: float) -> float | None:
        """Return how long it will take yet, if it goes on as it went; None if that is not known."""
        if self.state != "running" or not SURE_SHARE <= self.share < 1.0 or not self.begun:
            return None
        all_of_it = (self.told - self.begun) / self.share
        return max(self.begun + all_of_it - now, 0.0)


def read_status(folder: Path) -> Status:
    """Return where a job stands.

    Raises
    ------
    InputError
        If its file is missing or damaged.
    """
    try:
        plain = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return Status(**{**plain, "problems": tuple(plain.get("problems", ()))})
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise InputError(f"{folder.name}: the job's progress cannot be read") from error


def write_status(folder: Path, status: Status) -> Status:
    """Replace what a job's folder tells, and return it."""
    write_json(folder / FILE, asdict(status))
    return status


class Teller:
    """Tells, from inside a job, where it stands.

    Parameters
    ----------
    folder : Path
        Of the job.
    status : Status
        Where it stands at the beginning.
    """

    def __init__(self, folder: Path, status: Status) -> None:
        self.folder, self.now = folder, status

    def tell(self, **values: Any) -> None:  # noqa: ANN401 - fields of the status
        """Note where the job stands now; its clock starts with the first real step."""
        now = time.time()
        stage = values.get("stage", self.now.stage)
        begun = self.now.begun
        if not begun and stage not in {"preparing", "compiling"}:
            begun = now
        self.now = replace(self.now, **values, begun=begun, told=now)
        write_status(self.folder, self.now)
