"""The history of runs: list, open, keep, download."""
