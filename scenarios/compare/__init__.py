"""Runs side by side, and which measure caused what.

::

    from scenarios.compare import attribute, compare_runs

    print(compare_runs([base, plan]).to_json()["figures"][0])
    found = attribute("yunnan", [Chosen("park_battery", {"energy": 200.0})])
"""
