"""Every study in docs/studies says what its code prints."""

from __future__ import annotations

import pytest

from tests.e2e.studies import documents, outputs


@pytest.mark.e2e
@pytest.mark.parametrize("document", documents(), ids=lambda path: path.stem)
def test_a_study_says_what_its_code_prints(document):
    found = outputs(document)
    assert found
    for printed, told in found:
        assert printed == told
