"""The errors a user of the twin can meet, each a subclass of a builtin.

Bad input is reported whole: every problem that can be found is collected as a
:class:`Problem` and raised once, as an :class:`InputError`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input: where it stands, what it is, what was expected.

    ``zh`` is the message in Chinese, where there is one.
    """

    message: str
    path: str = ""
    value: str = ""
    file: str = ""
    line: int | None = None
    zh: str = ""

    def told(self, lang: str) -> str:
        """Return the message in a language, in English where there is no other."""
        return self.zh if lang == "zh" and self.zh else self.message

    def __str__(self) -> str:
        place = self.file + (f":{self.line}" if self.line is not None else "")
        head = " ".join(part for part in (place, self.path) if part)
        shown = f" (value: {self.value})" if self.value else ""
        return f"{head}: {self.message}{shown}" if head else f"{self.message}{shown}"


class ZeroparkError(Exception):
    """Base of all errors that a user can cause or must know of."""


class InputError(ZeroparkError, ValueError):
    """The input is wrong; carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem] | Problem | str) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        if isinstance(problems, Problem):
            problems = (problems,)
        self.problems = tuple(problems)
        count = len(self.problems)
        head = "1 problem" if count == 1 else f"{count} problems"
        super().__init__("\n".join([f"{head} in the input:", *(f"  - {p}" for p in self.problems)]))


class ClosureError(ZeroparkError, ArithmeticError):
    """The physics of a run could not be closed: no optimum, or a balance misses its tolerance.

    Attributes
    ----------
    step : int or None
        Interval that did not close, or from which a planner looked ahead; None if it is no one.
    buses : tuple of str
        Where.
    planner : str
        Who looked ahead; empty if an interval itself did not close.
    """

    def __init__(
        self, message: str, *, step: int | None = None, buses: Iterable[str] = (), planner: str = ""
    ) -> None:
        self.step, self.buses, self.planner = step, tuple(buses), planner
        super().__init__(message)


class RunCancelledError(ZeroparkError):
    """The run was stopped on request before the end of the year."""
