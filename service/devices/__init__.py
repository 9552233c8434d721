"""The things on the counter: scanner and printer."""
