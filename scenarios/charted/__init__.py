"""What charts are made of: parts of a stored year, thinned, sorted and rounded; nothing draws."""
