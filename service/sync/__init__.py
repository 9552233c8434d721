"""Journals go up, feeds come down; sync only copies, and never decides."""
