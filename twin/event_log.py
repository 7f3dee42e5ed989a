"""The log of what agents did: one line an event, kept as columns, sorted when it is read."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

NOTHING = -1.0  # of a number that cannot be negative


class Happening(NamedTuple):
    """One thing that happened.

    ``value`` is the event's number in ``unit`` (kilometres, MWh, …); ``note`` its detail, such as
    which line or vehicle. Of vehicles ``place`` is a station or a node of the roads, ``store`` the
    share of battery or tank that is left, and ``load_t`` what is carried; NOTHING if not told.
    """

    second: int
    agent: str
    event: str
    value: float = 0.0
    unit: str = ""
    note: str = ""
    place: str = ""
    store: float = NOTHING
    load_t: float = NOTHING


class LogRecord(NamedTuple):
    """All lines of a log as arrays: ``numbers`` and ``codes`` have a row per kind."""

    seconds: Ints
    numbers: Floats
    codes: npt.NDArray[np.int32]
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

    TEXTS = ("agent", "event", "unit", "note", "place")
    NUMBERS = ("value", "store", "load_t")

    def __init__(self) -> None:
        self._words = {name: Words() for name in self.TEXTS}
        self._seconds = array("q")
        self._numbers = {name: array("d") for name in self.NUMBERS}
        self._codes = {name: array("i") for name in self.TEXTS}
        self._earlier: LogRecord | None = None
        self._later: list[tuple[int, str, str, float, str, str]] = []

    @property
    def words(self) -> Mapping[str, Words]:
        """All texts of the lines, by what they tell."""
        self._open()
        return self._words

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
        if self._earlier is not None:
            self._later.append((second, agent, event, value, unit, note))
            return
        words, codes, numbers = self._words, self._codes, self._numbers
        self._seconds.append(second)
        numbers["value"].append(value)
        numbers["store"].append(NOTHING)
        numbers["load_t"].append(NOTHING)
        codes["agent"].append(words["agent"].number(agent))
        codes["event"].append(words["event"].number(event))
        codes["unit"].append(words["unit"].number(unit))
        codes["note"].append(words["note"].number(note))
        codes["place"].append(words["place"].number(""))

    def extend(
        self, seconds: Ints, numbers: Mapping[str, Floats], codes: Mapping[str, Ints]
    ) -> None:
        """Add lines whose texts are given by their numbers in ``words``, one array a column."""
        self._open()
        self._seconds.frombytes(seconds.astype(np.int64).tobytes())
        for name, values in self._numbers.items():
            values.frombytes(numbers[name].astype(np.float64).tobytes())
        for name, words in self._codes.items():
            words.frombytes(codes[name].astype(np.int32).tobytes())

    def recorded(self) -> LogRecord:
        """Return copies of all lines in the order written."""
        self._open()
        return LogRecord(
            np.array(self._seconds, dtype=np.int64),
            np.array([self._numbers[name] for name in self.NUMBERS], dtype=np.float64),
            np.array([self._codes[name] for name in self.TEXTS], dtype=np.int32),
            {name: tuple(self.words[name].texts) for name in self.TEXTS},
        )

    def replay(self, lines: LogRecord) -> None:
        """Take over the lines of an earlier run of the same agents, when somebody looks."""
        self._earlier, self._later = lines, []

    def _open(self) -> None:
        """Take over the lines of an earlier run if there are any, then what was written since."""
        lines, self._earlier = self._earlier, None
        if lines is None:
            return
        self._seconds = array("q", lines.seconds.tobytes())
        for name, values in zip(self.NUMBERS, lines.numbers, strict=True):
            self._numbers[name] = array("d", values.tobytes())
        for name, codes in zip(self.TEXTS, lines.codes, strict=True):
            self._codes[name] = array("i", codes.tobytes())
            for text in lines.texts[name]:
                self._words[name].number(text)
        later, self._later = self._later, []
        for line in later:
            self.write(*line)

    def __len__(self) -> int:
        self._open()
        return len(self._seconds)

    def order(self) -> Ints:
        """Return the order of the lines by time and agent, whatever order the agents ran in."""
        self._open()
        names = self.words["agent"].texts
        rank = np.argsort(np.argsort(np.array(names, dtype=object).astype(str)))
        agents = rank[np.array(self._codes["agent"], dtype=np.int32)]
        return np.lexsort((agents, np.array(self._seconds, dtype=np.int64)))

    def columns(self) -> tuple[Ints, dict[str, Floats], dict[str, npt.NDArray[np.int32]]]:
        """Return seconds, numbers and the codes of the texts, sorted."""
        self._open()
        order = self.order()
        return (
            np.array(self._seconds, dtype=np.int64)[order],
            {name: np.array(held, dtype=np.float64)[order] for name, held in self._numbers.items()},
            {name: np.array(codes, dtype=np.int32)[order] for name, codes in self._codes.items()},
        )

    def __iter__(self) -> Iterator[Happening]:
        """Yield all lines in order."""
        seconds, numbers, codes = self.columns()
        texts = {
            name: np.array(self.words[name].texts, dtype=object)[codes[name]].tolist()
            if len(seconds)
            else []
            for name in self.TEXTS
        }
        yield from map(
            Happening,
            seconds.tolist(),
            *(texts[name] for name in ("agent", "event")),
            numbers["value"].tolist(),
            *(texts[name] for name in ("unit", "note", "place")),
            numbers["store"].tolist(),
            numbers["load_t"].tolist(),
        )
