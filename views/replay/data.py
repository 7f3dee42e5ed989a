"""One day of a run as plain data for the replay: plan, lines, vehicles, power, happenings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from views.frame.texts import label, say
from views.stored import records
from views.stored.records import Happening, LedgerRow, Span

DAY_S = 86400
RUNNING, STOPPED, BROKEN = 1, 0, -1
OUT, CHARGING, QUEUED = "out", "charging", "queued"
# What a vehicle does from each of its happenings on; "" is standing.
BY_VEHICLE = {
    "drives to a job": OUT, "drives loaded": OUT, "drives empty": OUT, "trip": "", "rests": OUT,
    "queues": QUEUED, "fills": CHARGING, "filled": "", "leaves the queue": "", "off duty": "",
    "on duty": "",
}  # fmt: skip
TROUBLE = ("breakdown", "outage")
BY_LINE = {"runs", "stops", "breakdown", "repaired"}
_LINE = re.compile(r"(?:^|>)([^>/]+)/(line-\d+)")
_SHAPES = {
    "building": (46.0, 42.0),
    "asset": (80.0, 56.0),
    "fleet": (92.0, 66.0),
    "station": (80.0, 56.0),
}
_WIDTH, _LOWEST, _HIGHEST = 236.0, 120.0, 172.0


class Day(NamedTuple):
    """What the replay is made from."""

    folder: Path
    date: dt.date
    span: Span
    park: Mapping[str, Any]
    rows: list[LedgerRow]


def plan(park: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return the extent of the plan and a box for every agent that has a place."""
    extent = park.get("plan") or {}
    boxes: list[dict[str, Any]] = []
    for name, agent in (park.get("agents") or {}).items():
        if not agent.get("position"):
            continue
        x, y = (float(number) for number in agent["position"])
        width, height = _shape(agent)
        boxes.append(
            {
                "id": name, "kind": agent["kind"], "label": label(lang, agent.get("label"), name),
                "type": str((agent.get("component") or {}).get("type", "")),
                "x": x, "y": y, "w": width, "h": height,
            }
        )  # fmt: skip
    _part(boxes)
    return {
        "width": float(extent.get("width_m", 2000.0)),
        "height": float(extent.get("height_m", 1500.0)),
        "boxes": boxes,
    }


def _part(boxes: list[dict[str, Any]]) -> None:
    """Let agents that share a place stand side by side."""
    for place in {(box["x"], box["y"]) for box in boxes}:
        here = [box for box in boxes if (box["x"], box["y"]) == place]
        for number, box in enumerate(here):
            box["w"] /= len(here)
            box["x"] += (number - (len(here) - 1) / 2.0) * box["w"]


def _shape(agent: Mapping[str, Any]) -> tuple[float, float]:
    if agent["kind"] in _SHAPES:
        return _SHAPES[agent["kind"]]
    roof_m = float(agent.get("roof_m2") or 0.0) ** 0.5
    return _WIDTH, min(max(roof_m / 2.0, _LOWEST), _HIGHEST)


def lines(day: Day, happened: Iterable[Happening]) -> dict[str, list[list[list[int]]]]:
    """Return the states of every production line over the day, ``[[second, state], …]``."""
    before = records.last_line_states(day.folder, day.date)
    found: dict[str, dict[str, list[list[int]]]] = {}
    for row in day.rows:
        if match := _LINE.search(row.id):
            agent, line = match.groups()
            speed = before.get((agent, line), 0.0)
            found.setdefault(agent, {}).setdefault(line, [[0, _state(speed)]])
    for event in happened:
        states = found.get(event.agent, {}).get(event.note)
        if states is None or event.event not in BY_LINE or not 0 <= event.second < DAY_S:
            continue
        if event.event == "breakdown":
            states.append([event.second, BROKEN])
        elif event.event == "repaired" and states[-1][1] == BROKEN:
            states.append([event.second, STOPPED])
        elif event.event in {"runs", "stops"} and states[-1][1] != BROKEN:
            states.append([event.second, _state(event.value)])
        elif event.event == "runs":
            states.append([event.second, RUNNING])
    return {agent: [table[name] for name in sorted(table)] for agent, table in found.items()}


def _state(speed: float) -> int:
    return BROKEN if speed < 0.0 else RUNNING if speed > 0.0 else STOPPED


def vehicles(day: Day, happened: Iterable[Happening]) -> list[dict[str, Any]]:
    """Return what every vehicle does when: ``[start, end, what]``, seconds of the day."""
    fleets = {
        name: agent
        for name, agent in (day.park.get("agents") or {}).items()
        if agent.get("kind") == "fleet"
    }
    doings = {name: _doings(happened, name) for name in fleets}
    return [
        {"fleet": fleet, "drive": group["powertrain"], "does": doings[fleet].get(name, [])}
        for fleet, agent in fleets.items()
        for group in agent["vehicles"]
        for name in (
            f"{group['vehicle_class']}-{group['powertrain']}-{number + 1:03d}"
            for number in range(group["count"])
        )
    ]


def _doings(happened: Iterable[Happening], fleet: str) -> dict[str, list[list[Any]]]:
    """Return what every vehicle of a fleet does; each happening ends what it did before."""
    found: dict[str, list[list[Any]]] = {}
    doing: dict[str, tuple[int, str]] = {}
    for event in happened:
        if event.agent != fleet or event.event not in BY_VEHICLE:
            continue
        begun, what = doing.pop(event.note, (0, ""))
        mine = found.setdefault(event.note, [])
        if what and mine and mine[-1][1:] == [begun, what]:
            mine[-1][1] = event.second
        elif what:
            mine.append([begun, event.second, what])
        if BY_VEHICLE[event.event]:
            doing[event.note] = (event.second, BY_VEHICLE[event.event])
    for name, (begun, what) in doing.items():
        found.setdefault(name, []).append([begun, 2 * DAY_S, what])
    return {
        name: [each for each in mine if each[1] > max(each[0], 0) and each[0] < DAY_S]
        for name, mine in found.items()
    }


def told(day: Day, happened: Iterable[Happening], lang: str) -> list[dict[str, Any]]:
    """Return the happenings of the day as sentences, in time order."""
    out: list[dict[str, Any]] = []
    relaxing: dict[int, int] = {}
    for event in happened:
        if not 0 <= event.second < DAY_S:
            continue
        if event.event == "relaxes":
            relaxing[event.second] = relaxing.get(event.second, 0) + 1
        elif text := _sentence(day.park, event, lang):
            out.append({"at": event.second, "what": event.event, "who": event.agent, "text": text})
    for second, count in relaxing.items():
        text = say(lang, "happened.relaxes", count=count)
        out.append({"at": second, "what": "relaxes", "who": "", "text": text})
    return sorted(out, key=lambda line: line["at"])


def _sentence(park: Mapping[str, Any], event: Happening, lang: str) -> str:
    names = {"breakdown", "repaired", "outage", "maintenance", "back", "calls", "reduces"}
    names |= {"holds", "delivers"}
    if event.event not in names:
        return ""
    agent = (park.get("agents") or {}).get(event.agent) or {}
    line = event.note.removeprefix("line-")
    return say(
        lang, f"happened.{event.event}", who=label(lang, agent.get("label"), event.agent),
        line=say(lang, "replay.line", number=line), hours=f"{event.value:.1f}",
    )  # fmt: skip


def outages(happened: Iterable[Happening]) -> dict[str, list[list[int]]]:
    """Return when assets were out of service, ``[[start, end], …]`` by agent."""
    found: dict[str, list[list[int]]] = {}
    for event in happened:
        if event.event in {"outage", "maintenance"}:
            found.setdefault(event.agent, []).append(
                [event.second, event.second + int(event.value * 3600.0)]
            )
    return found
