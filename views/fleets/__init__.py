"""Ways of electrifying fleets, compared."""
