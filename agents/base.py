"""What every agent is, and the registry by which its kind is found.

An agent kind is one file: a frozen specification, and a Mesa agent beside it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import mesa
import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from twin.accounts.calls import CallOrder
from twin.clock import Process
from twin.components.base import ComponentSpec
from twin.errors import InputError
from twin.facts import Fact
from twin.labels import Label
from twin.plugins import load_plugins

if TYPE_CHECKING:
    from agents.park import Park


class AgentSpec(BaseModel):
    """Base of all agent specifications.

    Attributes
    ----------
    label : Label
        Display name.
    position : tuple of float or None
        Place on the plan of the park [m east, m north].
    source, confidence : str
        Where the figures of this entry come from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    label: Label
    position: tuple[float, float] | None = None
    source: str = Field(min_length=1)
    confidence: str = Field(min_length=1)

    def components(self, name: str) -> Mapping[str, ComponentSpec]:  # noqa: ARG002
        """Return what the agent called ``name`` owns in the network, by component name."""
        return {}

    def availability(self, name: str) -> Mapping[str, str]:  # noqa: ARG002
        """Return the availability meter of each component that can fail."""
        return {}

    def owner(self, name: str) -> str:
        """Return who owns the agent's components in the ledger."""
        return name

    def event_key(self) -> Mapping[str, Any] | None:
        """Return all that what the agent does from its start on follows, as plain data.

        The event layer is remembered under the keys of all agents: what ``start`` and all it
        sets off read of the specification, and of files behind it, must be in here. Empty for
        an agent that does nothing, None for one that cannot tell or that will look at the
        plant: the events of its park are then never remembered.
        """
        return None

    def tariffs(self) -> tuple[str, ...]:
        """Return the tariffs that what the agent does follows."""
        return ()

    def files(self) -> tuple[str, ...]:
        """Return the files beside the park file that what the agent does follows."""
        return ()


class ParkAgent(mesa.Agent):
    """One actor: a name, a specification, a random stream, and the world it acts in."""

    Spec: ClassVar[type[AgentSpec]]
    kind: ClassVar[str] = ""

    def __init__(self, park: Park, name: str, spec: Any) -> None:  # noqa: ANN401 - each its own
        super().__init__(park)
        self.park, self.name, self.spec = park, name, spec
        self._meters: dict[str, int] = {}

    def start(self) -> None:
        """Start the agent's processes; the clock stands at zero."""

    def tally(self) -> Mapping[str, float]:
        """Return the numbers of what happened that the books need: remembered with the events."""
        return {}

    def close(self, tally: Mapping[str, float]) -> None:
        """Close the books when the span has ended, from the specification and the tally alone.

        It is not part of what is remembered, so that contracts may change under the same events.
        """

    def facts(self) -> Iterable[Fact]:
        """Return what the agent knows at the end of the year that flows cannot tell."""
        return ()

    def calls(self) -> Iterable[CallOrder]:
        """Return the calls to reduce load that the accounts settle."""
        return ()

    def on_notice(self, notice: Any) -> None:  # noqa: ANN401 - see agents.notices
        """React to a notice of the park's operator; most agents need not."""

    def stream(self, what: str) -> np.random.Generator:
        """Return the agent's random stream for one purpose."""
        return self.park.streams.get(f"{self.name}/{what}")

    def process(self, process: Process) -> None:
        """Start one of the agent's processes."""
        self.park.clock.process(process)

    def wait(self, seconds: int) -> Any:  # noqa: ANN401 - a SimPy event
        """Return the event of ``seconds`` having passed."""
        return self.park.clock.wait(seconds, self.kind)

    @property
    def now(self) -> int:
        """The present second."""
        return self.park.clock.now

    def set_meter(self, what: str, rate: float) -> None:
        """Let the agent's meter ``what`` run at ``rate`` from now on."""
        park = self.park
        number = self._meters.get(what)
        if number is None:
            number = self._meters[what] = park.meters.index(f"{self.name}/{what}")
        park.meters.set(park.clock.now, number, rate)

    def log(self, event: str, value: float = 0.0, unit: str = "", note: str = "") -> None:
        """Write a line to the park's event log."""
        self.park.log.write(self.park.clock.now, self.name, event, value, unit, note)


_REGISTRY: dict[str, type[ParkAgent]] = {}
Agent = TypeVar("Agent", bound=type[ParkAgent])


def agent_kind(name: str) -> Callable[[Agent], Agent]:
    """Register an agent class under the name used in park files (``kind: NAME``)."""

    def register(cls: Agent) -> Agent:
        cls.kind = name
        _REGISTRY[name] = cls
        return cls

    return register


@lru_cache(maxsize=1)
def _load_all() -> None:
    package = importlib.import_module("agents")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"agents.{module.name}")
    load_plugins("agents")


def agent_kinds() -> dict[str, type[ParkAgent]]:
    """Return all agent kinds by name, plug-ins included."""
    _load_all()
    return dict(sorted(_REGISTRY.items()))


def agent_class(kind: str) -> type[ParkAgent]:
    """Return the class of an agent kind.

    Raises
    ------
    InputError
        If there is none of this name.
    """
    kinds = agent_kinds()
    if kind not in kinds:
        raise InputError(f"no agent kind '{kind}'; there are: {', '.join(kinds)}")
    return kinds[kind]
