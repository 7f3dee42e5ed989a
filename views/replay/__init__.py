"""The replay of a day on the plan of the park."""
