"""Parks being worked on: what is chosen, its history, where it is kept, and links to it."""

from scenarios.drafts.differences import Change, differences_of
from scenarios.drafts.draft import Choice, Draft
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
    "StaleDraftError",
    "create",
    "decode",
    "differences_of",
    "encode",
    "read",
    "write",
]
