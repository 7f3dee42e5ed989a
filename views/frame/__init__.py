"""The frame around all pages: look, language, numbers, address, jobs."""
