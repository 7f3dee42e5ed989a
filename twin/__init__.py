"""What a park is: time, weather, components, network, dispatch, ledger, accounts, indicators.

The twin obeys and holds no preferences. It runs alone from a :class:`twin.spec.TwinSpec`
(components and series, no people); agents, when there are any, act on it through the two
doors of :class:`twin.plant.Plant`.
"""
