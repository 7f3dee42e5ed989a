"""Planners: what supplies the executor with values of stores. The executor itself is one."""
