"""A day of a run as plain data: places, vehicles, lines, stores and flows, second by second."""
