"""Energy and flows: balanced pictures and time series."""
