"""Build the park: templates, tables, plan, text."""
