"""Who acts: enterprises, buildings, fleets, owners of energy assets, the park operator.

Agents decide at events and never compute an efficiency; what they do reaches physics through
meters, and what they own is declared as components of the twin.
"""
