"""Freight: what enterprises send and receive, as jobs on the roads of the park."""
