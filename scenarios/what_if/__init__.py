"""What-ifs for the app: a plan's figures at once where the agents' year is remembered."""

from scenarios.what_if.answer import Answer, Needs
from scenarios.what_if.offers import Offer
from scenarios.what_if.service import Service, Task, Waiting, WhatIfError, key_of, service

__all__ = [
    "Answer",
    "Needs",
    "Offer",
    "Service",
    "Task",
    "Waiting",
    "WhatIfError",
    "key_of",
    "service",
]
