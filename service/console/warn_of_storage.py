"""Warn whoever sets a site up of storage that will not keep what it promises."""

from service.open_site import anchor_paths, ballast_of, database_path
from service.settings import Settings
from service.storage.look_at_storage import Looked, look_at_storage
from service.storage.rules import StorageWarning, judge_storage

SENTENCES = {
    StorageWarning.DATA_NOT_ORDERED: "mount the data with data=ordered: a power cut may mix files.",
    StorageWarning.NO_BARRIERS: "mount the data with barriers: a power cut may lose saved records.",
    StorageWarning.IN_MEMORY: "the data is in memory only: a power cut loses all of it.",
    StorageWarning.ON_NETWORK: "the data is on a network: SQLite cannot lock it safely.",
    StorageWarning.LITTLE_ROOM: "there is little room left beside the database.",
    StorageWarning.ONE_ANCHOR: (
        "there is one anchor only: set TWOGATE_SECOND_ANCHOR to a file on another device, or a "
        "restored disk may not show itself."
    ),
    StorageWarning.ANCHORS_TOGETHER: (
        "both anchors are on the database's device: a copy of it copies them too."
    ),
}
"""Those that can be known before a site runs."""


def warn_of_storage(settings: Settings) -> list[str]:
    """A line for each warning about the storage under ``settings``, as far as it is known now."""
    looked = Looked(
        database=database_path(settings),
        anchors=anchor_paths(settings),
        ballast=ballast_of(settings),
        floor_bytes=settings.free_floor_mib * 1024 * 1024,
    )
    found = judge_storage(look_at_storage(looked))
    return [f"WARNING {each}: {SENTENCES[each]}" for each in found if each in SENTENCES]
