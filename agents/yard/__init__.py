"""The yard: vehicles that do jobs, and stations where they queue to be filled.

Plain tables and a compiled clockwork, without people: a :class:`agents.yard.yard.Yard` is told the
jobs and moved through time by whoever holds the clock.
"""
