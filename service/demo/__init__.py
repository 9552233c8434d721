"""A border city to try things on: people who do not exist, in groups and villages."""
