"""Make this machine a site without a hub: keys here, a request out, an enrolment back."""

from pathlib import Path

from service.kit.durable import replace_durably, sync_folder
from service.kit.ids import system_randomness
from service.open_site import (
    NotEnrolled,
    anchor_paths,
    enrolled_site_no,
    enrolment_path,
    keep_pepper,
    keys_dir,
)
from service.settings import Settings
from service.sites.anchor import read_anchors
from service.sites.day_keys import make_day_keys
from service.sites.enrolment_file import EnrolmentRefusal, make_request, open_enrolment
from service.sites.hardware import hardware_anchors
from service.sites.keys import SiteKeys, load_site_keys, save_site_keys
from service.vocabulary import Epoch, SiteNo


def request_enrolment(settings: Settings, site: str, out: Path) -> Epoch:
    """Make fresh keys and write the request; the epoch they are. Raises ``FileExistsError``
    where a site lives already."""
    folder = keys_dir(settings)
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    return _request(settings, SiteNo(site), out)


def request_new_epoch(settings: Settings, out: Path) -> Epoch:
    """Put the old keys aside and ask to be enrolled again: how a restored site goes on.

    The journal stays as it is; what follows is a new epoch's, from seq 1. The old epoch has
    ended for this machine, since its keys sign nothing here any more. Raises ``NotEnrolled``.
    """
    site = enrolled_site_no(settings)
    old = load_site_keys(keys_dir(settings))
    put_aside = keys_dir(settings).with_name(f"{keys_dir(settings).name}-{old.epoch}")
    keys_dir(settings).rename(put_aside)
    keys_dir(settings).mkdir(mode=0o700)
    keep_pepper(settings, put_aside)
    return _request(settings, site, out)


def _request(settings: Settings, site: SiteNo, out: Path) -> Epoch:
    folder = keys_dir(settings)
    keys = SiteKeys.make(system_randomness)
    save_site_keys(keys, folder)
    draws = make_day_keys(folder, system_randomness)
    request = make_request(keys, site=site, anchors=hardware_anchors(), draw_anchor=draws.anchor)
    out.write_bytes(request)
    return keys.epoch


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
