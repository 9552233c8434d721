"""A hub and a site of it, for what a phone asks."""

from tests.hub_place import hub_folder, joined

__all__ = ["hub_folder", "joined"]
