"""Tests of what a member's own phone may know."""
