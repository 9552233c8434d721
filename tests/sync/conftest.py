"""What the tests of the sync share: a site and a hub, joined."""

from tests.hub_place import hub_folder, joined

__all__ = ["hub_folder", "joined"]
