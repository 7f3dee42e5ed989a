"""A log that takes over an earlier run's lines reads the same, whenever it is looked at."""

from __future__ import annotations

import numpy as np
import pytest

from twin.event_log import EventLog


def filled(*lines):
    log = EventLog()
    for second, agent in lines:
        log.write(second, agent, "starts", float(second), "h", f"note {agent}")
    return log


EARLIER = [(30, "b"), (10, "a"), (30, "a")]


@pytest.mark.parametrize("look", [True, False])
def test_lines_written_after_those_taken_over_come_last_of_their_second(look):
    known = filled(*EARLIER, (30, "a"), (20, "c"))
    log = EventLog()
    log.replay(filled(*EARLIER).recorded())
    if look:
        assert len(log) == 3
    log.write(30, "a", "starts", 30.0, "h", "note a")
    log.write(20, "c", "starts", 20.0, "h", "note c")
    assert list(log) == list(known)
    for mine, theirs in zip(log.recorded()[:3], known.recorded()[:3], strict=True):
        assert np.array_equal(mine, theirs)
    assert log.words["agent"].texts == known.words["agent"].texts


def test_a_log_taken_over_has_its_texts_before_anything_is_read():
    log = EventLog()
    log.replay(filled(*EARLIER).recorded())
    assert log.words["agent"].texts == ["b", "a"]
    assert len(log) == 3
