"""Make this machine a site without a hub: keys here, a request out, an enrolment back."""

import shutil
from pathlib import Path

from service.kit.durable import replace_durably, sync_folder
from service.kit.ids import system_randomness
from service.kit.secret_file import read_secret, write_secret
from service.open_site import (
    NotEnrolled,
    anchor_paths,
    enrolled_site_no,
    enrolment_path,
    keys_dir,
)
from service.settings import Settings
from service.sites.anchor import read_anchors
from service.sites.day_keys import make_day_keys
from service.sites.enrolment_file import (
    EnrolmentRefusal,
    SiteRequest,
    make_request,
    open_enrolment,
    open_request,
)
from service.sites.hardware import hardware_anchors
from service.sites.keys import SIGNING_FILE, SiteKeys, load_site_keys, save_site_keys
from service.vocabulary import Epoch, SiteNo

COMING = "coming"
"""A folder in that of the keys, for keys that are being made."""

REQUEST_NAME = "site.request"
"""The request for the keys that lie beside it. It is written last: keys with one are whole."""


def request_enrolment(settings: Settings, site: str, out: Path) -> Epoch:
    """Make fresh keys and write the request; the epoch they are. Whoever was cut off, or has lost
    the request, calls again and gets the same. Raises ``FileExistsError`` where a site lives
    already."""
    folder = keys_dir(settings)
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    if not waits_for_keys(settings):
        if any(path.is_file() for path in folder.iterdir()):
            raise FileExistsError(f"{folder} holds keys already")
        make_keys(folder, SiteNo(site))
        take_keys_over(folder)
    asked = open_request(read_secret(folder / REQUEST_NAME))
    if not isinstance(asked, SiteRequest) or asked.site != site:
        raise FileExistsError(f"{folder} holds the keys of another site")
    return hand_out(folder, out)


def request_new_epoch(settings: Settings, out: Path) -> Epoch:
    """Put the old keys aside and ask to be enrolled again: how a restored site goes on.

    The journal stays as it is; what follows is a new epoch's, from seq 1. The old epoch has
    ended for this machine, since its keys sign nothing here any more. Whenever the power fails,
    the old site is there, or the same call once more finishes what it began; while no enrolment
    has come, it gives the same request. Raises ``NotEnrolled``.
    """
    folder = keys_dir(settings)
    if not waits_for_keys(settings):
        site = enrolled_site_no(settings)
        put_keys_aside(folder)
        make_keys(folder, site)
        take_keys_over(folder)
    return hand_out(folder, out)


def waits_for_keys(settings: Settings) -> bool:
    """Whether keys were asked for here, and no enrolment that is here is theirs; the new keys take
    over if a cut came between."""
    folder = keys_dir(settings)
    try:
        enrolled_site_no(settings)
    except (NotEnrolled, FileNotFoundError):
        if (folder / COMING / REQUEST_NAME).exists():
            take_keys_over(folder)
        return (folder / REQUEST_NAME).exists()
    return False


def put_keys_aside(folder: Path) -> None:
    """Keep a copy of the present keys, under the name of their epoch."""
    aside = _empty(folder / f"before-{load_site_keys(folder).epoch}")
    for path in sorted(folder.iterdir()):
        if path.is_file():
            write_secret(aside / path.name, read_secret(path))
    sync_folder(folder)


def make_keys(folder: Path, site: SiteNo, name: str = COMING) -> None:
    """New keys and the request for them, under ``folder`` and not yet in use there."""
    coming = _empty(folder / name)
    keys = SiteKeys.make(system_randomness)
    save_site_keys(keys, coming)
    draws = make_day_keys(coming, system_randomness)
    request = make_request(keys, site=site, anchors=hardware_anchors(), draw_anchor=draws.anchor)
    sync_folder(folder)
    write_secret(coming / REQUEST_NAME, request)


def take_keys_over(folder: Path) -> None:
    """Let the new keys take the old ones' places: the signing key first, with which the old
    enrolment ends, the request last. The pepper stays: PINs and screens' cookies go on."""
    coming = folder / COMING
    for path in sorted(coming.iterdir(), key=_place_in_order):
        path.replace(folder / path.name)
        sync_folder(folder)
    coming.rmdir()
    sync_folder(folder)


def _place_in_order(path: Path) -> int:
    return {SIGNING_FILE: 0, REQUEST_NAME: 2}.get(path.name, 1)


def _empty(folder: Path) -> Path:
    """An empty folder; what an earlier call left half done in it is of no use."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def hand_out(folder: Path, out: Path) -> Epoch:
    """Write the request for the keys that are here; the epoch they are."""
    replace_durably(out, read_secret(folder / REQUEST_NAME))
    return load_site_keys(folder).epoch


def accept_enrolment(settings: Settings, said: bytes) -> tuple[str, ...]:
    """Take in the authority's answer; the six words to compare on both screens.

    Raises ``NotEnrolled`` when it does not hold, or is not this machine's.
    """
    enrolment = open_enrolment(said, load_site_keys(keys_dir(settings)))
    if isinstance(enrolment, EnrolmentRefusal):
        raise NotEnrolled(f"this enrolment does not hold: {enrolment}")
    _begin_anchors_anew(settings, enrolment.record.epoch)
    replace_durably(enrolment_path(settings), said)
    return enrolment.words


def _begin_anchors_anew(settings: Settings, epoch: Epoch) -> None:
    """A new epoch has no journal yet, so what other epochs anchored says nothing about it."""
    for path in anchor_paths(settings):
        if any(anchor.epoch != epoch for anchor in read_anchors([path])):
            path.replace(path.with_name(f"{path.name}.before-{epoch}"))
            sync_folder(path.parent)
