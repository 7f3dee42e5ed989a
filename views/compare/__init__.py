"""Two to four runs side by side."""
