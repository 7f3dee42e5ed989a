"""The replay in Chromium: it plays, scrubs, jumps and follows, and draws what the run recorded."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
import shutil

import pytest

from scenarios.replay import plan, queues, vehicles
from tests.app import vehicle_log
from tests.e2e.looking import button, expect, settled
from views.frame.texts import say

pytestmark = [pytest.mark.e2e, pytest.mark.browser]
ON_ROAD = 1
SEEK = """(root, second) => {
  const r = root.replay;
  r.ui.scrub.value = second;
  r.ui.scrub.oninput();
  const scene = r.d.scenes[0];
  return {second: r.kept.s, waits: [...scene.counts.waits],
    stations: scene.stations.map(s => s.id),
    fleet: scene.fleet.map(v => ({id: v.id, x: v.x, y: v.y, where: v.where}))};
}"""


@pytest.fixture(scope="module", autouse=True)
def log(runs, small_run):
    """Give the run a log of vehicles made by hand, if it has none."""
    if not vehicles.has_vehicles(runs / small_run):
        names = [f"tractor_49t-battery-{n:03d}" for n in range(1, 13)]
        vehicle_log.write(runs / small_run, {"trucks": names}, "gate", dt.date(2025, 1, 20), 21)


@pytest.fixture(scope="module")
def other_run(runs, small_run):
    """Return a second run of the same days."""
    name = f"{small_run}-again"
    shutil.copytree(runs / small_run, runs / name)
    return name


@pytest.fixture
def replay(page, address, small_run):
    """Open the replay of the small run."""
    page.goto(f"{address}/replay?lang=en&run={small_run}")
    expect(page.locator("canvas.map")).to_be_visible()
    settled(page)
    return page


def jump(page, kind):
    """Go to the first moment of a kind, and return its day and time of day as the choice says."""
    page.get_by_role("combobox", name=re.compile(say("en", "replay.jump"))).click()
    told = say("en", f"replay.moment.{kind}")
    choice = page.get_by_role("option", name=re.compile(told)).first
    day, clock = re.search(r"(\d\d-\d\d) (\d\d:\d\d)", choice.inner_text()).groups()
    choice.click()
    expect(page.locator(".clock small")).to_have_text(f"2025-{day}")
    expect(page.locator(".clock span")).to_have_text(clock)
    return dt.date.fromisoformat(f"2025-{day}")


def root(page):
    return page.locator("[data-second]")


def second(page):
    return int(root(page).get_attribute("data-second"))


def test_plays_pauses_steps_and_loops(replay):
    begun = second(replay)
    button(replay, "replay.play", "en").click()
    expect(root(replay)).not_to_have_attribute("data-second", str(begun))
    button(replay, "replay.pause", "en").click()
    stood = second(replay)
    assert stood > begun
    button(replay, "replay.step_on", "en").click()
    expect(root(replay)).to_have_attribute("data-second", re.compile(rf"{stood + 60}|{stood + 59}"))
    root(replay).focus()
    replay.keyboard.press("Home")
    expect(root(replay)).to_have_attribute("data-second", "0")
    replay.keyboard.press("Shift+ArrowRight")
    expect(root(replay)).to_have_attribute("data-second", "900")
    replay.keyboard.press("End")
    expect(root(replay)).to_have_attribute("data-second", str(86340))
    button(replay, "replay.loop", "en").click()
    replay.keyboard.press("Tab")
    root(replay).focus()
    replay.keyboard.press("Space")
    expect(button(replay, "replay.pause", "en")).to_be_visible()
    root(replay).evaluate("(r) => { r.replay.kept.speed = 60; }")
    replay.wait_for_function(
        "r => r.replay.kept.s < 80000", arg=root(replay).element_handle(), timeout=20_000
    )
    replay.keyboard.press("Space")


def test_queues_and_places_are_those_of_the_run(replay, runs, small_run):
    folder = runs / small_run
    rows, known = vehicles.of_day(folder, jump(replay, "queue")), plan.roads(folder)
    on_road = waiting = 0
    for at in range(0, 86_400, 900):
        seen = root(replay).evaluate(SEEK, at)
        counted = {n: c for n, c in zip(seen["stations"], seen["waits"], strict=True) if c}
        assert counted == queues.at(rows, seen["second"])
        waiting += sum(counted.values())
        for vehicle in seen["fleet"]:
            row = next(r for r in rows[vehicle["id"]] if r.start <= seen["second"] < r.end)
            if vehicle["where"] == ON_ROAD:
                on_road += 1
                assert off_way(known, row, vehicle, seen["second"]) < 0.5, (vehicle, row)
    assert waiting > 0
    assert on_road > 3


def off_way(known, row, seen, at):
    """Return how far a vehicle is from where its way and the time say it is [m]."""
    points = known.way(*(vehicles.inside(place) for place in (row.origin, row.target)))
    parts = [math.dist(a, b) for a, b in itertools.pairwise(points)]
    is_outer = vehicles.is_outside(row.origin) or vehicles.is_outside(row.target)
    outer = max(row.km * 1000 - sum(parts), 0.0) if is_outer else 0.0
    gone = (at - row.start) / (row.end - row.start) * (outer + sum(parts))
    gone -= outer if vehicles.is_outside(row.origin) else 0.0
    for (a, b), part in zip(itertools.pairwise(points), parts, strict=True):
        if gone <= part:
            share = gone / part if part else 0.0
            x, y = (p + (q - p) * share for p, q in zip(a, b, strict=True))
            return math.dist((x, y), (seen["x"], seen["y"]))
        gone -= part
    return math.inf


def test_jumps_go_to_other_days(replay):
    seen = {jump(replay, kind) for kind in ("peak", "breakdown", "queue")}
    assert len(seen) > 1


def test_follows_a_vehicle_and_a_firm(replay):
    chosen = replay.locator("select.follow")
    vehicle = chosen.locator("optgroup").last.locator("option").first.get_attribute("value")
    chosen.select_option(vehicle)
    panel = replay.locator(".told").first
    expect(panel).to_contain_text(say("en", "replay.state"))
    expect(panel).to_contain_text("%")
    assert root(replay).evaluate("r => r.replay.followed") == vehicle.removeprefix("v:")
    chosen.select_option("f:cells")
    expect(panel).to_contain_text("MW")
    expect(panel).to_contain_text(f"{say('en', 'replay.line')} 1")


def test_filters_hide_what_they_name(replay):
    shown = root(replay).evaluate("r => r.replay.d.scenes[0].fleet.filter(v => v.px > 0).length")
    assert shown > 0
    replay.get_by_label(say("en", "replay.layer.heat"), exact=True).check()
    assert root(replay).evaluate("r => r.replay.kept.layers.heat")
    first = replay.locator("fieldset").last.locator("input").first
    first.uncheck()
    fewer = root(replay).evaluate("r => r.replay.d.scenes[0].fleet.filter(v => v.px > 0).length")
    assert fewer < shown


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_two_runs_side_by_side_keep_step(page, address, runs, small_run, lang, other_run):
    page.goto(f"{address}/replay?lang={lang}&run={small_run}&base={other_run}")
    expect(page.locator("canvas.map")).to_have_count(2)
    settled(page)
    begun = second(page)
    button(page, "replay.play", lang).click()
    expect(root(page)).not_to_have_attribute("data-second", str(begun))
    button(page, "replay.pause", lang).click()
    heads = page.locator(".row.heads b")
    expect(heads).to_have_count(2)
    assert {heads.nth(0).inner_text(), heads.nth(1).inner_text()} == {small_run, other_run}


def test_lines_are_counted_though_they_are_not_drawn(replay):
    rows = "r => [1, 0, -1].map(state => r.replay.ui.rows['line' + state][0].textContent)"
    before = root(replay).evaluate(rows)
    assert sum(map(int, before)) > 0
    replay.get_by_label(say("en", "replay.show_lines"), exact=True).uncheck()
    assert root(replay).evaluate(rows) == before


def test_stores_are_filled_between_the_bounds_of_intervals(replay):
    told = root(replay).evaluate("""root => {
      const r = root.replay, scene = r.d.scenes[0], [levels, step] = [scene.battery, scene.step];
      return [0, 0.5, 1, 2].map(at => { r.kept.s = at * step; r.ui.scrub.value = at * step;
        r.ui.scrub.oninput(); return [parseFloat(r.ui.rows.battery[0].textContent), at < 1 ?
          levels[0] + (levels[1] - levels[0]) * r.kept.s / step : levels[at]]; });
    }""")
    for shown, expected in told:
        assert shown == pytest.approx(expected, abs=0.006)


def test_who_is_only_in_the_second_run_is_shown_and_followed(page, address, runs, small_run):
    unlike, name = f"{small_run}-unlike", "tractor_49t-lng-001"
    shutil.copytree(runs / small_run, runs / unlike)
    vehicle_log.write(runs / unlike, {"trucks": [name]}, "gate", dt.date(2025, 1, 20), 21)
    page.goto(f"{address}/replay?lang=en&run={small_run}&base={unlike}")
    expect(page.locator("canvas.map")).to_have_count(2)
    settled(page)
    page.locator("select.follow").select_option(f"v:trucks/{name}")
    told = page.locator(".told")
    expect(told.nth(0)).to_contain_text(say("en", "replay.not_here"))
    expect(told.nth(1)).to_contain_text(say("en", "replay.load"))
    drawn = "r => r.replay.d.scenes[1].fleet.filter(v => v.px > 0).length"
    assert root(page).evaluate(drawn) == 1
    page.locator("fieldset").last.get_by_label("Trucks").uncheck()
    assert root(page).evaluate(drawn) == 0
