"""A draft as text of an address: whoever opens the link has the same park and choices.

Small drafts stand in the link itself and need nothing kept anywhere; a park of one's own that is
too large for an address is kept on this installation under the hash of what it holds.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from pathlib import Path

from scenarios.drafts import store
from scenarios.drafts.draft import Draft, from_json
from twin.errors import InputError

VERSION, HELD, KEPT = "1", "d", "h"
MOST_CHARACTERS = 8_000
MOST_BYTES = 2_000_000


def encode(draft: Draft, runs: Path) -> str:
    """Return the text of a link to a draft.

    Raises
    ------
    InputError
        If a large one cannot be kept.
    """
    content = json.dumps(draft.to_json(), ensure_ascii=False, sort_keys=True).encode("utf-8")
    packed = base64.urlsafe_b64encode(zlib.compress(content, 9)).decode("ascii").rstrip("=")
    if len(packed) <= MOST_CHARACTERS:
        return f"{VERSION}{HELD}.{packed}"
    return f"{VERSION}{KEPT}.{store.share(content, runs)}"


def decode(text: str, runs: Path) -> Draft:
    """Return the draft of a link.

    Raises
    ------
    InputError
        If the link is not one of ours, is damaged, or holds no sound draft.
    """
    head, _, rest = text.partition(".")
    if head == VERSION + KEPT:
        return from_json(store.shared(rest, runs))
    if head != VERSION + HELD:
        raise InputError("this link was not made by this app, or by another version of it")
    return from_json(_unpacked(rest))


def _unpacked(text: str) -> object:
    opened = zlib.decompressobj()
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        content = opened.decompress(raw, MOST_BYTES)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise InputError("this link is damaged: copy the whole address") from error
    if not opened.eof:
        raise InputError("this link is cut off or too large")
    try:
        return json.loads(content)
    except ValueError as error:
        raise InputError("this link is damaged: copy the whole address") from error
