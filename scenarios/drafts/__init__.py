"""Parks being worked on: what is chosen, its history, where it is kept, and links to it."""

from scenarios.drafts.choosing import (
    Own,
    Section,
    added,
    chosen,
    differences,
    full,
    moved,
    own_of,
    removed,
    rule_of,
    taken_back,
)
from scenarios.drafts.differences import Change, differences_of
from scenarios.drafts.draft import Choice, Draft, from_json
from scenarios.drafts.history import Checkpoint, History
from scenarios.drafts.link import decode, encode
from scenarios.drafts.store import Kept, StaleDraftError, create, read, write

__all__ = [
    "Change",
    "Checkpoint",
    "Choice",
    "Draft",
    "History",
    "Kept",
    "Own",
    "Section",
    "StaleDraftError",
    "added",
    "chosen",
    "create",
    "decode",
    "differences",
    "differences_of",
    "encode",
    "from_json",
    "full",
    "moved",
    "own_of",
    "read",
    "removed",
    "rule_of",
    "taken_back",
    "write",
]
