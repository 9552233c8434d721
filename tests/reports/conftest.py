"""What the tests of the reports share: a site and a hub, joined."""

from tests.hub_place import hub_folder, joined

__all__ = ["hub_folder", "joined"]
