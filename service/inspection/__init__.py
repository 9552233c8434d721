"""Inspecting a member: what was checked and found, and what it came to."""
