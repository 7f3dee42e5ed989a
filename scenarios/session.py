"""A park under many what-ifs in one process: each reuses what the last change left as it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenarios.build import Options
from scenarios.memo import Memo, MemoryMemo
from scenarios.park_file import LoadedPark, load_park, load_park_text
from scenarios.run import RunResult, run_park
from scenarios.simulate import Watch, silent


class Session:
    """Runs changes of one park; every result is the same, byte for byte, as of a run of its own.

    Parameters
    ----------
    park : str
        A file, or the name of a shipped park; what to call it if ``text`` is given.
    text : str
        YAML of the park; empty to read it from its file.
    options : Options, optional
    memo : Memo, optional
        Where events are kept; in this process if not given.
    """

    def __init__(
        self,
        park: str = "yunnan",
        text: str = "",
        options: Options | None = None,
        memo: Memo | None = None,
    ) -> None:
        self.park, self.text, self.options = park, text, options
        self.memo: Memo = MemoryMemo() if memo is None else memo
        self._last: RunResult | None = None

    def what_if(self, changes: Mapping[str, Any] | None = None, watch: Watch = silent) -> RunResult:
        """Return the year with values changed by dotted path, as ``--set`` takes them.

        Raises
        ------
        InputError
            If the changed park is not sound.
        ClosureError
            If the physics cannot be closed.
        """
        if self.text:
            loaded = load_park_text(self.text, self.park, changes)
        else:
            loaded = load_park(self.park, changes)
        return self.run(loaded, watch)

    def run(
        self, loaded: LoadedPark, watch: Watch = silent, *, only_recalled: bool = False
    ) -> RunResult:
        """Return the year of the park with its changes on it.

        Raises
        ------
        InputError
            If it cannot be built.
        ClosureError
            If the physics cannot be closed.
        NotRememberedError
            If the agents would have to run and must not.
        """
        self._last = run_park(
            loaded, self.options, watch, self.memo, self._last, only_recalled=only_recalled
        )
        return self._last
