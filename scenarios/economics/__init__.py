"""What a plan costs and who pays whom: payments of a year, cash flows, and their figures.

The rest is imported from its file, so that reading the block of a measure stays cheap.
"""
