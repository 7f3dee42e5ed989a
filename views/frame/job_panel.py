"""Progress of the run under way: redraws itself, survives a reload, can be cancelled."""

from __future__ import annotations

import streamlit as st

from scenarios import jobs
from scenarios.catalogue import InputError, runs_folder
from views.frame import state
from views.frame.numbers import number
from views.frame.page import plain
from views.frame.state import t

POLL_SECONDS = 0.6


def panel() -> None:
    """Draw the job the session has under way, if any."""
    if state.get("job") is not None:
        _watch()


@st.fragment(run_every=POLL_SECONDS)
def _watch() -> None:
    job = state.get("job")
    if job is None:
        return
    try:
        now = jobs.status(job, runs_folder())
    except InputError:
        st.warning(t("job.unknown"))
        _dismiss()
        return
    if now.state == "running":
        _progress(job, now)
    elif now.state == "done":
        state.put("job", None)
        state.put("run", now.run)
        st.rerun()
    else:
        _ended(now)
        _dismiss()


def _progress(job: str, now: jobs.Status) -> None:
    details = [t(f"job.stage.{now.stage}")]
    if now.month:
        details.append(t("job.month", month=now.month))
    if now.events:
        details.append(t("job.events", events=number(now.events)))
        details.append(t("job.unserved", amount=number(now.unserved_mwh)))
    st.progress(min(max(now.share, 0.0), 1.0), text=f"**{t('job.running')}** {now.share:.0%}")
    st.caption(plain(" · ".join(details)))
    if st.button(t("setup.cancel"), icon=":material/stop:", width="stretch", key="cancel_button"):
        jobs.cancel(job, runs_folder())
        st.rerun(scope="fragment")


def _ended(now: jobs.Status) -> None:
    """Say how a job ended that has no result."""
    if now.state == "cancelled":
        st.info(t("job.cancelled"), icon=":material/block:")
        return
    st.error(t("job.failed" if now.state == "failed" else "job.lost"))
    if now.message:
        st.code(now.message, language=None, wrap_lines=True)


def _dismiss() -> None:
    if st.button(t("job.dismiss"), width="stretch", key="dismiss_button"):
        state.put("job", None)
        st.rerun()
