"""A short name for plain data."""

from __future__ import annotations

import hashlib
import json


def short_digest(plain: object) -> str:
    """Return sixteen digits that stand for plain data."""
    text = json.dumps(plain, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
