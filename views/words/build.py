"""Texts of templates, tables, plan and text of the park."""

WORDS = {
    "build.title": ("搭建园区", "Build the park"),
}
