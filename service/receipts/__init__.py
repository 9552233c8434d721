"""Receipts: given out for what was recorded, and taken back in when a disk was lost."""
