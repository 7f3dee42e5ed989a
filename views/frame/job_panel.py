"""What a session has under way: redraws itself, survives a reload, can be cancelled.

The session's jobs stand in its address, by commas; nobody else knows them.
"""

from __future__ import annotations

import time

import streamlit as st

from scenarios import jobs
from scenarios.catalogue import InputError, runs_folder, shipped_parks
from views.frame import places, state
from views.frame.numbers import number
from views.frame.page import plain
from views.frame.press import pressed
from views.frame.state import t
from views.frame.texts import label

POLL_SECONDS = 0.7
PAGES = {"study": "studies", "fleets": "fleets", "attribution": "compare"}
_TOLD, _REFUSED = "jobs_told", "jobs_refused"


def mine() -> list[str]:
    """Return the session's jobs."""
    return [job for job in (state.get("job") or "").split(",") if job]


def add(job: str) -> None:
    """Watch one job more."""
    state.put("job", ",".join(dict.fromkeys((*mine(), job))))


def drop(job: str) -> None:
    """Watch a job no longer."""
    state.put("job", ",".join(other for other in mine() if other != job) or None)


def start(request: jobs.AnyRequest) -> None:
    """Have work begun and watch it; what the session waits for already is not begun again.

    Raises
    ------
    InputError
        If it cannot be begun.
    """
    if not is_under_way(request):
        add(jobs.start(request, runs_folder()))


def is_under_way(request: jobs.AnyRequest) -> bool:
    """Return whether the session is waiting for the answer to a question already."""
    for job in mine():
        try:
            now = jobs.status(job, runs_folder())
            if not now.is_over and jobs.asked(job, runs_folder()) == request:
                return True
        except InputError:
            continue
    return False


def panel() -> None:
    """Draw the jobs the session has under way, and what came of others, if any."""
    for kind in st.session_state.get(_TOLD, ()):
        with st.container(border=True):
            st.success(t(f"job.done.{kind}"), icon=":material/check_circle:")
            places.link(PAGES[kind], t("job.open"), icon=":material/arrow_forward:")
            st.button(
                t("job.dismiss"), key=f"told_{kind}", on_click=_heard, args=(kind,),
                width="stretch",
            )  # fmt: skip
    if mine():
        _watch()


@st.fragment(run_every=POLL_SECONDS)
def _watch() -> None:
    for job in mine():
        try:
            now = jobs.status(job, runs_folder())
        except InputError:
            st.warning(t("job.unknown"))
            _dismiss(job)
            continue
        if now.state == "done":
            _finish(job, now)
        elif now.is_over:
            _ended(job, now)
        else:
            _progress(job, now)


def refused(kind: jobs.Kind) -> dict[str, jobs.Status]:
    """Return the session's jobs of a kind that failed for what was wrong with their input."""
    found = {}
    for job in mine():
        try:
            now = jobs.status(job, runs_folder())
        except InputError:
            continue
        if now.kind == kind and now.state == "failed" and now.problems:
            found[job] = now
    return found


def _finish(job: str, now: jobs.Status) -> None:
    """Show what a job made: its run on all pages, another result on its own page."""
    drop(job)
    if now.kind == "run":
        state.put("run", now.run)
    else:
        if now.kind in {"study", "fleets"}:
            state.put(now.kind, now.result)
        told = st.session_state.get(_TOLD, ())
        st.session_state[_TOLD] = tuple(dict.fromkeys((*told, now.kind)))
    st.rerun()


def _heard(kind: str) -> None:
    told = st.session_state.get(_TOLD, ())
    st.session_state[_TOLD] = tuple(other for other in told if other != kind)


def _progress(job: str, now: jobs.Status) -> None:
    with st.container(border=True, gap="small"):
        if now.state == "waiting":
            st.markdown(f":material/hourglass_top: **{t('job.waiting')}** {_about(job)}")
            st.caption(t("job.position", position=now.position))
        elif now.state == "stopping":
            st.markdown(f":material/hourglass_bottom: **{t('job.stopping')}** {_about(job)}")
            return
        else:
            share = min(max(now.share, 0.0), 1.0)
            st.progress(share, text=f"**{t(f'job.running.{now.kind}')}** {share:.0%}")
            st.caption(plain(" · ".join(_details(job, now))))
        if pressed(t("setup.cancel"), icon=":material/stop:", width="stretch", key=f"cancel_{job}"):
            jobs.cancel(job, runs_folder())
            st.rerun(scope="fragment")


def _details(job: str, now: jobs.Status) -> list[str]:
    """Return what is known of a job at work, the most telling first."""
    found = [about] if (about := _about(job)) else []
    found.append(t(f"job.stage.{now.stage}", number=now.number, count=now.count))
    if now.month:
        found.append(t("job.month", month=now.month))
    left = now.seconds_left(time.time())
    if left is not None:
        found.append(time_left(left))
    if now.events:
        found.append(t("job.events", events=number(now.events)))
        found.append(t("job.unserved", amount=number(now.unserved_mwh)))
    return found


def time_left(seconds: float) -> str:
    """Return how long something takes yet, roughly: nobody can know it better."""
    if seconds < 90:
        return t("job.left.seconds", seconds=max(5 * round(seconds / 5), 5))
    return t("job.left.minutes", minutes=round(seconds / 60))


def _about(job: str) -> str:
    """Return the park that a job is about, nothing if it names none."""
    try:
        request = jobs.asked(job, runs_folder())
    except InputError:
        return ""
    if isinstance(request, jobs.StudyRequest):
        return ""
    both = None if request.text else shipped_parks().get(request.park)
    return plain(label(state.lang(), both, request.park))


def _ended(job: str, now: jobs.Status) -> None:
    """Say how a job ended that has no result."""
    if now.state == "cancelled":
        st.info(t("job.cancelled"), icon=":material/block:")
        if now.kind == "study":
            st.caption(t("job.cancelled.study"))
    else:
        st.error(t("job.failed" if now.state == "failed" else "job.lost"))
        if now.kind == "fleets" and now.problems:
            if st.session_state.get(_REFUSED) != job:  # the page lists what is wrong
                st.session_state[_REFUSED] = job
                st.rerun()
            places.link(PAGES["fleets"], t("job.problems"), icon=":material/rule:")
        elif now.message:
            st.code(now.message, language=None, wrap_lines=True)
    _dismiss(job)


def _dismiss(job: str) -> None:
    if pressed(t("job.dismiss"), width="stretch", key=f"dismiss_{job}"):
        drop(job)
        st.rerun()
