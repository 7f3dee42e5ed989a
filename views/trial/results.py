"""What the plan comes to: its figures at once, or what has to be done first."""

from __future__ import annotations

import time
from typing import NamedTuple

import streamlit as st

from scenarios.catalogue import InputError
from scenarios.drafts import Change, Draft
from scenarios.what_if import Answer, Needs, Task, Waiting, WhatIfError, key_of, service
from views.frame import draft, state
from views.frame.page import plain
from views.frame.plan import problems
from views.frame.press import pressed
from views.frame.state import t
from views.frame.texts import knows, label
from views.trial import scorecard
from views.trial.tiles import rounded_seconds, tiles

PATIENCE_SECONDS = 3.0
AT_ONCE = 0.05
POLL_SECONDS = 0.6
FULL_YEAR = 365
FILE, WORLD, POINT = "file", "world", "point:"


class Found(NamedTuple):
    """What is known of the plan and of what it is compared with; ``seconds`` it took to know."""

    plan: Answer | Needs | Waiting | None
    base: Answer | Needs | Waiting | None
    against: Draft
    seconds: float

    @property
    def answer(self) -> Answer | None:
        """The plan's figures, if they are known."""
        return self.plan if isinstance(self.plan, Answer) else None


def find(plan: Draft, changes: tuple[Change, ...]) -> Found:
    """Ask for the figures of the plan and of what it is compared with, and wait a little."""
    begun = time.perf_counter()
    against = compared(plan, changes)
    mine = _look(plan)
    base = _look(against) if not isinstance(mine, Waiting) else Waiting()
    return Found(mine, base, against, time.perf_counter() - begun)


def _look(asked: Draft) -> Answer | Needs | Waiting | None:
    """Return what is known of a plan; None after telling why there is nothing."""
    try:
        return service().look(asked, PATIENCE_SECONDS)
    except InputError as error:
        problems(error)
    except WhatIfError as error:
        st.error(t("try.failed"))
        st.code(str(error), language=None, wrap_lines=True)
    return None


def compared(plan: Draft, changes: tuple[Change, ...]) -> Draft:
    """Return what the plan is compared with, as the session chose."""
    wanted = st.session_state.get("try_against", FILE)
    if wanted not in _choices(changes):
        wanted = FILE
    if wanted == WORLD:
        return plan.base().with_(assumptions=plan.to_json().get("assumptions"))
    for point in draft.history().checkpoints:
        if wanted == POINT + point.name:
            return point.draft
    return plan.base()


def _choices(changes: tuple[Change, ...]) -> list[str]:
    """Return what the plan may be compared with."""
    world = [WORLD] if any(change.kind == "assumption" for change in changes) else []
    return [FILE, *world, *(POINT + point.name for point in draft.history().checkpoints)]


def show(plan: Draft, found: Found, changes: tuple[Change, ...]) -> None:
    """Draw figures and scorecard, or what is needed first."""
    if found.plan is None:
        return
    if isinstance(found.plan, Waiting) or isinstance(found.base, Waiting):
        _wait((plan, found.against))
        return
    _against(changes)
    if isinstance(found.plan, Needs):
        also = isinstance(found.base, Needs) and found.against != plan
        _needs([*([found.against] if also else []), plan], found.plan, changed=bool(changes))
        return
    base = found.base if isinstance(found.base, Answer) else None
    if isinstance(found.base, Needs):
        _needs([found.against], found.base, changed=True)
    _figures(plan, found.plan, base, found.seconds)


def _against(changes: tuple[Change, ...]) -> None:
    """Draw the chooser of what the plan is compared with, where there is a choice."""
    choices = _choices(changes)
    if len(choices) > 1:
        told = {FILE: t("try.against.file"), WORLD: t("try.against.world")}
        st.selectbox(
            t("try.against"), choices, key="try_against",
            format_func=lambda name: told.get(name) or t(
                "try.against.point", name=name.removeprefix(POINT)),
        )  # fmt: skip


def _figures(plan: Draft, answer: Answer, base: Answer | None, seconds: float) -> None:
    lang = state.lang()
    days = int(answer.headline["span"]["days"])
    if days < FULL_YEAR:
        st.warning(t("run.short", days=days), icon=":material/hourglass_bottom:")
    st.html(tiles(answer, base, lang))
    names = list(answer.scorecards)
    if not names:
        st.info(t("try.no_system"))
        return
    system = names[0]
    if len(names) > 1:
        chosen = st.segmented_control(
            t("try.system"), names, default=system, required=True, key="try_system",
            format_func=lambda name: _system(name, answer),
            label_visibility="collapsed",
        )  # fmt: skip
        system = str(chosen) if chosen in names else system
    scorecard.table(scorecard.card(answer, base, system, key_of(plan), lang))
    took = t("try.seconds", seconds=rounded_seconds(seconds))
    how = t("try.exact" if answer.recalled else "try.exact.run")
    st.caption(f":material/bolt: {how} · {took if seconds >= AT_ONCE else t('try.at_once')}")
    for warning in answer.warnings:
        st.caption(f":material/flag: {plain(str(warning[lang]))}")


def _system(name: str, answer: Answer) -> str:
    """Return what a system is called, in short where there is a short name."""
    if knows(f"system.{name}"):
        return t(f"system.{name}")
    return label(state.lang(), answer.scorecards[name], name)


def _needs(asked: list[Draft], needs: Needs, *, changed: bool) -> None:
    """Say that the year must be run, and run it at the press of a button."""
    tasks = [task for one in asked if (task := service().task(one)) is not None]
    under_way = [task for task in tasks if not task.future.done()]
    if under_way:
        _watch(asked)
        return
    with st.container(border=True):
        head = "try.needs.planner" if needs.why == "planner" else (
            "try.needs.agents" if changed else "try.needs.first")  # fmt: skip
        st.markdown(f"**{t(head)}**")
        told = [t(f"{head}.more")] + ([t("try.needs.compiles")] if needs.compiles else [])
        st.caption(" ".join(told))
        for task in tasks:
            _failed(task)
        st.button(
            t("try.needs.run", seconds=rounded_seconds(needs.seconds * len(asked))),
            type="primary", icon=":material/play_arrow:", key="try_run",
            on_click=_begin, args=(tuple(asked),),
        )  # fmt: skip


def _begin(asked: tuple[Draft, ...]) -> None:
    for one in asked:
        service().run(one)


def _failed(task: Task) -> None:
    """Say why a task has ended without an answer."""
    if task.future.cancelled():
        st.info(t("job.cancelled"), icon=":material/block:")
        return
    error = task.future.exception()
    reply = {} if error is not None else task.future.result()
    st.error(t("try.failed"))
    said = str(error) if error is not None else reply.get("failed") or "\n".join(
        problem["message"] for problem in reply.get("problems", ()))  # fmt: skip
    if said:
        st.code(said, language=None, wrap_lines=True)


@st.fragment(run_every=POLL_SECONDS)
def _watch(asked: list[Draft]) -> None:
    """Draw how far the year has come; the page is drawn anew when it is over."""
    tasks = [task for one in asked if (task := service().task(one)) is not None]
    now = next((task for task in tasks if not task.future.done()), None)
    if now is None:
        st.rerun()
    progress = now.progress
    share = min(max(float(progress.get("share", 0.0)), 0.0), 1.0)
    stage = str(progress.get("stage", "preparing"))
    st.progress(share, text=f"**{t('job.running.run')}** {share:.0%}")
    details = [t(f"job.stage.{stage}")]
    if progress.get("month"):
        details.append(t("job.month", month=progress["month"]))
    st.caption(plain(" · ".join(details)))
    if pressed(t("setup.cancel"), icon=":material/stop:", key="try_cancel"):
        for one in asked:
            service().cancel(one)
        st.rerun()


@st.fragment(run_every=POLL_SECONDS)
def _wait(asked: tuple[Draft, ...]) -> None:
    """Say that the figures are being worked out, and draw the page anew when they are there."""
    st.caption(f":material/hourglass_top: {t('try.waiting')}")
    if not any(service().is_working_on(one) for one in asked):
        st.rerun()
