"""One day of a run as the replay's script takes it: plain numbers, with texts in one language."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from scenarios.catalogue import commodity_looks
from scenarios.replay import flows, gauges, lines, plan, power
from scenarios.replay.flows import ELSEWHERE, Flow
from scenarios.replay.lines import Happening
from scenarios.replay.plan import Point, Roads
from views.frame.numbers import unit
from views.frame.texts import label, say
from views.replay import traffic
from views.replay.day import Day

LAYER_COLOUR = {"electricity": "electricity", "heat": "steam_05mpa", "water": "fresh_water"}
GROUPS = {f"{kind}s": kind for kind in flows.SHARED}
HUB_SHIFT: Mapping[str, Point] = {
    "electricity": (0.0, 0.0), "heat": (-180.0, 130.0), "water": (180.0, 130.0),
}  # fmt: skip
FREE_M = 90.0  # over the plan, where those stand who have no place


def scene(day: Day, lang: str) -> dict[str, Any]:
    """Return all that is drawn of one run on one day.

    Raises
    ------
    InputError
        If the run's files are damaged, or what vehicles did does not tile the day.
    """
    known = plan.roads(day.folder)
    boxes = [_box(box, lang) for box in plan.boxes(day.park)]
    width, height = plan.extent(day.park)
    drawn = flows.of_day(day.folder, day.terms, day.part, day.span.step_minutes)
    stores = gauges.of_day(day.folder, day.park, day.part)
    spots = {box["id"]: (box["x"], box["y"]) for box in boxes}
    spots |= _groups(boxes) | {ELSEWHERE: (60.0, height + FREE_M)}
    is_elsewhere = any(each.place == ELSEWHERE for each in (*drawn, *stores))
    held = power.in_batteries(day.park, stores)
    rates = power.of_day(day.folder, day.rows, day.part, day.span.step_minutes)
    return {
        "id": day.folder.name,
        "plan": {"width": width, "height": height, "boxes": boxes},
        "roads": _roads(known),
        "lines": lines.states(
            day.folder, day.date, day.span.start, [str(row["id"]) for row in day.rows]
        ),
        "down": lines.out_of_service(day.folder, day.date, day.span.start),
        "flows": [_flow(flow, spots, lang) for flow in drawn],
        "hubs": _hubs(drawn, spots, known, lang),
        "stores": [_store(gauge, spots, day.park, lang) for gauge in stores],
        "elsewhere": {"x": 60.0, "y": height + FREE_M} if is_elsewhere else None,
        "firms": [
            {"id": box["id"], "label": box["label"]}
            for box in boxes if box["kind"] in {"enterprise", "asset", "building"}
        ],
        "power": {kind: short(values) for kind, values in rates.items()},
        "battery": [] if held is None else short(held),
        "events": events_of(day, lang),
        "step": day.span.step_minutes * 60,
        **traffic.traffic(day, known, lang),
    }  # fmt: skip


def _box(box: plan.Box, lang: str) -> dict[str, Any]:
    return {
        "id": box.id, "kind": box.kind, "type": box.component,
        "label": label(lang, box.label, box.id), "x": box.x, "y": box.y,
        "w": box.width, "h": box.height,
    }  # fmt: skip


def _groups(boxes: Iterable[Mapping[str, Any]]) -> dict[str, Point]:
    """Return the middles of the groups that share a flow."""
    found = {}
    for group, kind in GROUPS.items():
        mine = np.array([(box["x"], box["y"]) for box in boxes if box["kind"] == kind])
        if len(mine):
            x, y = mine.mean(axis=0)
            found[group] = (float(x), float(y))
    return found


def _roads(known: Roads | None) -> dict[str, Any] | None:
    if known is None:
        return None
    number = {name: n for n, name in enumerate(known.nodes)}
    return {
        "nodes": [part for point in known.nodes.values() for part in point],
        "edges": [number[node] for edge in known.edges for node in edge],
        "assumed": known.assumed,
    }


def _flow(flow: Flow, spots: Mapping[str, Point], lang: str) -> dict[str, Any]:
    look = commodity_looks()[flow.commodity]
    x, y = spots[flow.place]
    shown = "MW" if look.unit == "MWh" else f"{unit(look.unit)}/h"
    return {
        "layer": flow.layer, "place": flow.place, "direction": flow.direction,
        "label": getattr(look, lang), "colour": look.colour, "unit": shown, "x": x, "y": y,
        "rates": short(flow.rates),
    }  # fmt: skip


def _hubs(
    drawn: Iterable[Flow], spots: Mapping[str, Point], known: Roads | None, lang: str
) -> dict[str, Any]:
    """Return the middle of every network: that of its places, weighted by what they handle.

    It stands on the nearest crossing that no other one has, where it hides nobody's box.
    """
    free = [p for n, p in known.nodes.items() if n not in spots] if known else []
    found: dict[str, Any] = {}
    for layer in flows.LAYERS:
        mine = [flow for flow in drawn if flow.layer == layer]
        if not mine:
            continue
        weights = np.array([float(flow.rates.mean()) for flow in mine])
        x, y = np.average(np.array([spots[flow.place] for flow in mine]), axis=0, weights=weights)
        shift = HUB_SHIFT[layer]
        at = (float(x) + shift[0], float(y) + shift[1])
        if free:
            at = min(free, key=lambda p, at=at: (math.dist(p, at), p))  # type: ignore[misc]
            free.remove(at)
        found[layer] = {
            "x": at[0], "y": at[1], "colour": _tone(layer),
            "sign": say(lang, f"replay.hub.{layer}"),
        }  # fmt: skip
    return found


def _tone(layer: str) -> str:
    return commodity_looks()[LAYER_COLOUR[layer]].colour


def _store(
    gauge: gauges.Gauge, spots: Mapping[str, Point], park: Mapping[str, Any], lang: str
) -> dict[str, Any]:
    agent = (park.get("agents") or {}).get(gauge.agent) or {}
    look = commodity_looks().get(gauge.commodity)
    name = label(lang, agent.get("label"), gauge.agent)
    held = getattr(look, lang) if look else gauge.commodity
    x, y = spots[gauge.place]
    return {
        "id": gauge.id, "place": gauge.place, "label": f"{name}: {held}", "most": gauge.most,
        "unit": unit(gauge.unit), "colour": look.colour if look else "#888888",
        "x": x, "y": y, "levels": short(gauge.levels),
    }  # fmt: skip


def short(values: Iterable[float]) -> list[float]:
    """Return numbers with as many digits as can be seen."""
    return [float(f"{value:.5g}") for value in values]


def layers(drawn: Iterable[Mapping[str, Any]], lang: str) -> list[list[Any]]:
    """Return the layers of flows: name, text, colour, and whether shown at first."""
    there = {flow["layer"] for one in drawn for flow in one["flows"]}
    return [
        [layer, say(lang, f"replay.layer.{layer}"), _tone(layer), layer == "electricity"]
        for layer in flows.LAYERS if layer in there
    ]  # fmt: skip


TOLD = (
    "breakdown", "repaired", "outage", "maintenance", "back", "calls", "reduces", "holds",
    "delivers", "relaxes",
)  # fmt: skip


def told(park: Mapping[str, Any], happened: Iterable[Happening], lang: str) -> list[dict[str, Any]]:
    """Return the happenings of a day as sentences, in time order."""
    out: list[dict[str, Any]] = []
    relaxing: dict[int, int] = {}
    for event in happened:
        if event.event == "relaxes":
            relaxing[event.second] = relaxing.get(event.second, 0) + 1
        else:
            text = _sentence(park, event, lang)
            out.append({"at": event.second, "what": event.event, "text": text})
    for second, count in relaxing.items():
        text = say(lang, "happened.relaxes", count=count)
        out.append({"at": second, "what": "relaxes", "text": text})
    return sorted(out, key=lambda line: line["at"])


def _sentence(park: Mapping[str, Any], event: Happening, lang: str) -> str:
    agent = (park.get("agents") or {}).get(event.agent) or {}
    number = event.note.removeprefix("line-")
    return say(
        lang, f"happened.{event.event}", who=label(lang, agent.get("label"), event.agent),
        line=say(lang, "replay.line_number", number=number), hours=f"{event.value:.1f}",
    )  # fmt: skip


def events_of(day: Day, lang: str) -> list[dict[str, Any]]:
    """Return what happened on a day, as sentences."""
    tomorrow = day.date + dt.timedelta(days=1)
    return told(day.park, lines.happenings(day.folder, TOLD, day.date, tomorrow), lang)
