"""The log of what agents did: one line an event, kept as columns, sorted when it is read."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


class Happening(NamedTuple):
    """One thing that happened.

    ``value`` is the event's number in ``unit`` (kilometres, MWh, …); ``note`` its detail.
    """

    second: int
    agent: str
    event: str
    value: float = 0.0
    unit: str = ""
    note: str = ""


class LogRecord(NamedTuple):
    """All lines of a log as arrays; ``codes`` has shape (4, n), a row per kind of text."""

    seconds: Ints
    values: npt.NDArray[np.float64]
    codes: Ints
    texts: Mapping[str, tuple[str, ...]]


class Words:
    """Texts that repeat, each kept once and known by a number."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """Return the number of a text."""
        found = self._numbers.get(text)
        if found is None:
            found = self._numbers[text] = len(self.texts)
            self.texts.append(text)
        return found


class EventLog:
    """Collects happenings; equal seconds are ordered by agent, then as the agent wrote them."""

    TEXTS = ("agent", "event", "unit", "note")

    def __init__(self) -> None:
        self.words = {name: Words() for name in self.TEXTS}
        self._seconds, self._values = array("q"), array("d")
        self._codes = {name: array("q") for name in self.TEXTS}

    def write(
        self,
        second: int,
        agent: str,
        event: str,
        value: float = 0.0,
        unit: str = "",
        note: str = "",
    ) -> None:
        """Add one line."""
        words, codes = self.words, self._codes
        self._seconds.append(second)
        self._values.append(value)
        codes["agent"].append(words["agent"].number(agent))
        codes["event"].append(words["event"].number(event))
        codes["unit"].append(words["unit"].number(unit))
        codes["note"].append(words["note"].number(note))

    def recorded(self) -> LogRecord:
        """Return copies of all lines in the order written."""
        return LogRecord(
            np.array(self._seconds, dtype=np.int64),
            np.array(self._values, dtype=np.float64),
            np.array([self._codes[name] for name in self.TEXTS], dtype=np.int64),
            {name: tuple(self.words[name].texts) for name in self.TEXTS},
        )

    def replay(self, lines: LogRecord) -> None:
        """Take over the lines of an earlier run of the same agents."""
        self._seconds = array("q", lines.seconds.tobytes())
        self._values = array("d", lines.values.tobytes())
        for name, codes in zip(self.TEXTS, lines.codes, strict=True):
            self._codes[name] = array("q", codes.tobytes())
            for text in lines.texts[name]:
                self.words[name].number(text)

    def __len__(self) -> int:
        return len(self._seconds)

    def order(self) -> Ints:
        """Return the order of the lines by time and agent, whatever order the agents ran in."""
        names = self.words["agent"].texts
        rank = np.argsort(np.argsort(np.array(names, dtype=object).astype(str)))
        agents = rank[np.array(self._codes["agent"], dtype=np.int64)]
        return np.lexsort((agents, np.array(self._seconds, dtype=np.int64)))

    def columns(self) -> tuple[Ints, npt.NDArray[np.float64], dict[str, Ints]]:
        """Return seconds, values and the codes of the texts, sorted."""
        order = self.order()
        return (
            np.array(self._seconds, dtype=np.int64)[order],
            np.array(self._values, dtype=np.float64)[order],
            {name: np.array(codes, dtype=np.int64)[order] for name, codes in self._codes.items()},
        )

    def __iter__(self) -> Iterator[Happening]:
        """Yield all lines in order."""
        seconds, values, codes = self.columns()
        texts = {name: self.words[name].texts for name in self.TEXTS}
        for i, second in enumerate(seconds.tolist()):
            yield Happening(
                second,
                texts["agent"][codes["agent"][i]],
                texts["event"][codes["event"][i]],
                float(values[i]),
                texts["unit"][codes["unit"][i]],
                texts["note"][codes["note"][i]],
            )
