"""Let the hub write the feeds: the authority's signing keys go there, and its archive is closed."""

from pathlib import Path
from typing import Final

from service.console.found_hub import bring_all
from service.feeds.archive import HANDED_OVER, archive_of
from service.kit.durable import replace_durably, sync_folder
from service.kit.secret_file import read_secret, write_secret
from service.open_hub import authority_dir
from service.settings import Settings
from service.sites.authority import load_authority

_SECRET: Final = ("feeds.key", "cards.key", "fields.key")
_OPEN: Final = ("root.pub", "feeds.record", "cards.record")


def take_feeds(settings: Settings, authority: Path) -> int:
    """Bring every page that was signed so far, close the archive, and keep the signing keys with
    the hub's own; how many pages were brought. The root stays where it is.

    In this order: no two writers ever have one feed. Whoever was cut off calls again. Raises what
    ``load_authority`` and ``bring_pages`` raise, and ``FileExistsError`` for another authority.
    """
    archive = archive_of(authority, load_authority(authority))
    with archive.alone():
        replace_durably(archive.directory / HANDED_OVER, b"The hub writes these feeds.\n")
    brought = bring_all(settings, authority)
    folder = authority_dir(settings)
    coming = folder.with_name("authority.new")
    coming.mkdir(mode=0o700, exist_ok=True)
    for name in _SECRET:
        (coming / name).unlink(missing_ok=True)
        write_secret(coming / name, read_secret(authority / name))
    for name in _OPEN:
        replace_durably(coming / name, (authority / name).read_bytes())
    sync_folder(coming)
    load_authority(coming)
    coming.rename(folder)
    sync_folder(folder.parent)
    return brought
