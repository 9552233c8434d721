"""Passes: their text, their judging, their draws."""
