"""Ways of electrifying fleets, compared: the same jobs, luck and weather through all of them."""
