"""Try: levers, assumptions and measures, and what they do."""
