"""All states of a draft: undo, redo, and states kept under a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from scenarios.drafts.draft import Draft, from_json
from twin.errors import InputError

MOST_STATES = 200
MOST_CHECKPOINTS = 50
MOST_NAME = 60


@dataclass(frozen=True)
class Checkpoint:
    """A state that was given a name."""

    name: str
    draft: Draft


@dataclass(frozen=True)
class History:
    """States in the order in which they came, and which of them is the present one.

    Attributes
    ----------
    states : tuple of Draft
        At least one.
    at : int
    checkpoints : tuple of Checkpoint
    """

    states: tuple[Draft, ...]
    at: int = 0
    checkpoints: tuple[Checkpoint, ...] = ()

    @property
    def now(self) -> Draft:
        """The present state."""
        return self.states[self.at]

    @property
    def can_undo(self) -> bool:
        """Whether there is a state before."""
        return self.at > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a state that was taken back."""
        return self.at + 1 < len(self.states)

    def push(self, draft: Draft) -> History:
        """Return the history with a new present state; what was taken back is gone."""
        if draft == self.now:
            return self
        states = (*self.states[: self.at + 1], draft)[-MOST_STATES:]
        return replace(self, states=states, at=len(states) - 1)

    def undo(self) -> History:
        """Return the history one state earlier, itself if there is none."""
        return replace(self, at=max(self.at - 1, 0))

    def redo(self) -> History:
        """Return the history one state later, itself if there is none."""
        return replace(self, at=min(self.at + 1, len(self.states) - 1))

    def mark(self, name: str) -> History:
        """Return the history with the present state kept under a name.

        Raises
        ------
        InputError
            If the name is empty or too long, or too many are kept.
        """
        name = name.strip()
        if not 0 < len(name) <= MOST_NAME:
            raise InputError(f"a checkpoint's name has 1 to {MOST_NAME} characters")
        others = tuple(kept for kept in self.checkpoints if kept.name != name)
        if len(others) >= MOST_CHECKPOINTS:
            raise InputError(f"at most {MOST_CHECKPOINTS} checkpoints are kept")
        return replace(self, checkpoints=(*others, Checkpoint(name, self.now)))

    def restore(self, name: str) -> History:
        """Return the history with a named state as a new present one.

        Raises
        ------
        InputError
            If there is none of that name.
        """
        for kept in self.checkpoints:
            if kept.name == name:
                return self.push(kept.draft)
        raise InputError(f"no checkpoint {name[:MOST_NAME]!r}")

    def forget(self, name: str) -> History:
        """Return the history without a named state."""
        left = tuple(kept for kept in self.checkpoints if kept.name != name)
        return replace(self, checkpoints=left)

    def to_json(self) -> dict[str, Any]:
        """Return all of it as plain data; a park's text, which many states share, stands once."""
        texts: list[str] = []

        def packed(draft: Draft) -> dict[str, Any]:
            data = draft.to_json()
            if "text" in data:
                if data["text"] not in texts:
                    texts.append(data["text"])
                data["text"] = texts.index(data["text"])
            return data

        states = [packed(draft) for draft in self.states]
        named = [{"name": kept.name, "draft": packed(kept.draft)} for kept in self.checkpoints]
        return {"states": states, "at": self.at, "checkpoints": named, "texts": texts}


def history_of(data: Mapping[str, Any]) -> History:
    """Return the history of plain data.

    Raises
    ------
    InputError
        If it is damaged.
    """
    try:
        texts = data["texts"]

        def unpacked(held: Mapping[str, Any]) -> Draft:
            return from_json({**held, "text": texts[held["text"]]} if "text" in held else held)

        states = tuple(unpacked(held) for held in data["states"])
        named = tuple(Checkpoint(k["name"], unpacked(k["draft"])) for k in data["checkpoints"])
        at = int(data["at"])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise InputError(f"the plan's history is damaged: {error}") from error
    if not 0 <= at < len(states):
        raise InputError("the plan's history is damaged: no present state")
    return History(states, at, named)
