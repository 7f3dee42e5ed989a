"""The pages of the browser app and their drawing; they see scenarios and nothing below."""
