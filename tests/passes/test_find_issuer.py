"""Who signed a pass is found by its key, and believed as far as the authority's word goes now."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from service.appliers import FEED_APPLIERS
from service.database import Database
from service.feeds.apply_items import FeedItem
from service.passes.find_issuer import FoundIssuer, find_issuer
from service.passes.rules import Pass
from service.passes.token import ReadPass, decode_pass, encode_pass
from service.session import Session
from service.sites import feed_items, store
from service.sites.keys import Signer, SiteKeys
from service.sites.load_trust import load_trust
from service.sites.records import Continues, SiteNames, SiteRecord, SiteRole, sign_site_record
from service.sites.rules import DAY_MS, HOUR_MS, Standing, epochs_carried_on
from service.stored_row import StoredRow
from service.vocabulary import PassId, SiteNo
from tests.builders import Place
from tests.passes.samples import HEZHOU, ISSUER, PERSON
from tests.places import NOW_MS, make_site

NAMES = SiteNames("合州", "Hezhou", "Hợp Châu")
SUCCESSOR = make_site("Hezhou, the next key")
GOLDEN = Path(__file__).parent.parent / "golden"


def record(keys: SiteKeys = ISSUER, *, site: SiteNo = HEZHOU, **others: Any) -> SiteRecord:
    """The record of a site other than this one."""
    said: dict[str, Any] = {
        "roles": (SiteRole.ISSUES, SiteRole.REDEEMS),
        "not_before_ms": NOW_MS,
        "expires_ms": NOW_MS + 400 * DAY_MS,
    }
    return SiteRecord(
        site=site,
        signing=keys.signer.public,
        sealing=keys.sealing_public,
        names=NAMES,
        anchors=(),
        **{**said, **others},
    )


def tell(place: Place, *records: SiteRecord) -> None:
    """Let the authority tell this site about others, as a file that somebody carries."""
    signer = place.city.authority.feeds
    items = [feed_items.record_site(sign_site_record(each, signer)) for each in records]
    place.publish(feed_items.SITES, *items)


def revoke(place: Place, *items: dict[str, Any]) -> None:
    place.publish(store.REVOCATIONS, *items)


def read(keys: SiteKeys = ISSUER, said: Pass = PERSON) -> ReadPass:
    decoded = decode_pass(str(encode_pass(said, keys.signer)))
    assert isinstance(decoded, ReadPass)
    return decoded


def found(place: Place, shown: ReadPass | None = None, *, at_ms: int = NOW_MS) -> FoundIssuer:
    shown = shown or read()
    pinned = place.desk.identity.trust

    def find(session: Any) -> FoundIssuer:
        trust = load_trust(session, pinned, at_ms=at_ms)
        return find_issuer(session, shown, trust=trust, at_ms=at_ms)

    return place.read(find)


def test_a_site_that_was_never_heard_of_has_no_key_here(place: Place) -> None:
    assert found(place) == FoundIssuer(is_key_known=False)


def test_a_site_that_the_authority_told_of_is_the_issuer(place: Place) -> None:
    tell(place, record())
    issuer = found(place)
    assert issuer.pass_id == PassId(HEZHOU, ISSUER.epoch, PERSON.seq)
    assert (issuer.record, issuer.standing) == (record(), Standing.GOOD)


def test_a_record_that_no_key_for_records_signed_is_believed_in_nothing(place: Place) -> None:
    stranger = sign_site_record(record(), place.city.authority.cards)
    place.publish(feed_items.SITES, feed_items.record_site(stranger))
    assert found(place) == FoundIssuer(is_key_known=False)


def test_a_pass_under_a_known_key_id_that_another_key_signed_is_not_genuine(place: Place) -> None:
    tell(place, record())
    shown = read()
    forged = replace(shown, unproved=replace(shown.unproved, signature=bytes(64)))
    assert found(place, forged) == FoundIssuer(is_key_known=True)


def test_every_key_with_the_id_is_tried_and_the_right_one_names_the_site(place: Place) -> None:
    seeds = json.loads((GOLDEN / "colliding_keys.json").read_text(encoding="utf-8"))["seeds"]
    one, two = (
        SiteKeys(Signer(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))), ISSUER.sealing)
        for seed in seeds
    )
    assert one.epoch == two.epoch
    tell(place, record(one), record(two, site=SiteNo("S08")))
    sites = [found(place, read(keys)).pass_id for keys in (one, two)]
    assert sites == [
        PassId(HEZHOU, one.epoch, PERSON.seq),
        PassId(SiteNo("S08"), two.epoch, PERSON.seq),
    ]


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({"roles": (SiteRole.REDEEMS,)}, Standing.NO_RIGHT),
        ({"expires_ms": NOW_MS - 1}, Standing.LAPSED),
        ({"not_before_ms": NOW_MS + HOUR_MS}, Standing.NOT_YET),
        ({"not_before_ms": NOW_MS + HOUR_MS // 12}, Standing.GOOD),
    ],
)
def test_the_record_says_what_its_site_may_do_and_when(
    place: Place, changes: dict[str, Any], standing: Standing
) -> None:
    tell(place, record(**changes))
    assert found(place).standing is standing


def test_a_revocation_names_the_last_seq_that_stands(place: Place) -> None:
    tell(place, record())
    seq = PERSON.seq
    revoke(place, feed_items.revoke_key(HEZHOU, ISSUER.epoch, last_seq=seq, at_ms=NOW_MS))
    assert found(place).standing is Standing.KEY_REVOKED
    assert found(place, read(said=replace(PERSON, seq=seq + 1))).standing is Standing.UNDONE


def test_the_authority_may_correct_which_seq_stands(place: Place) -> None:
    tell(place, record())
    for last_seq in (PERSON.seq, PERSON.seq - 1):
        item = feed_items.revoke_key(HEZHOU, ISSUER.epoch, last_seq=last_seq, at_ms=NOW_MS)
        revoke(place, item)
    assert found(place).standing is Standing.UNDONE


def test_a_key_that_changed_while_this_site_was_cut_off_was_announced_ahead(place: Place) -> None:
    """Both records came by stick before the line went down; the change itself did not."""
    begins_ms = NOW_MS + 35 * DAY_MS
    tell(place, record(), record(SUCCESSOR, not_before_ms=begins_ms))
    shown = read(SUCCESSOR)
    assert found(place, shown).standing is Standing.NOT_YET
    assert found(place, shown, at_ms=begins_ms).standing is Standing.GOOD
    assert found(place, at_ms=begins_ms).standing is Standing.GOOD, "the old key's passes stand"


def test_a_key_that_changed_unannounced_is_unknown_until_the_record_is_brought(
    place: Place,
) -> None:
    tell(place, record())
    assert not found(place, read(SUCCESSOR)).is_key_known
    tell(place, record(SUCCESSOR))
    assert found(place, read(SUCCESSOR)).standing is Standing.GOOD


def test_a_pass_is_directed_to_the_epoch_that_began_last_and_holds(place: Place) -> None:
    begins_ms = NOW_MS + 35 * DAY_MS
    closed = Continues(ISSUER.epoch, 9, bytes(32))
    tell(place, record(), record(SUCCESSOR, not_before_ms=begins_ms, continues=closed))
    pinned = place.desk.identity.trust

    def epoch_at(at_ms: int) -> str | None:
        trust = place.read(lambda session: load_trust(session, pinned, at_ms=at_ms))
        to = trust.destination(HEZHOU, at_ms)
        return None if to is None else to.epoch

    assert epoch_at(NOW_MS - 1) is None
    assert epoch_at(begins_ms - 1) == ISSUER.epoch
    assert epoch_at(begins_ms) == SUCCESSOR.epoch
    assert epoch_at(begins_ms + 401 * DAY_MS) is None
    trust = place.read(lambda session: load_trust(session, pinned, at_ms=NOW_MS))
    continued = {
        each.epoch: None if each.continues is None else each.continues.epoch for each in trust.sites
    }
    assert epochs_carried_on(SUCCESSOR.epoch, continued) == {SUCCESSOR.epoch, ISSUER.epoch}


def test_no_pass_is_directed_to_a_site_that_may_not_redeem(place: Place) -> None:
    tell(place, record(roles=(SiteRole.ISSUES,)))
    pinned = place.desk.identity.trust
    trust = place.read(lambda session: load_trust(session, pinned, at_ms=NOW_MS))
    assert trust.destination(HEZHOU, NOW_MS) is None


# --- lists ---


def test_a_revoked_pass_is_known_by_its_name_alone(place: Place) -> None:
    revoked = PERSON.id_at(HEZHOU, ISSUER.epoch)
    item = feed_items.revoke_pass(revoked, expires_ms=NOW_MS + HOUR_MS, at_ms=NOW_MS)
    revoke(place, item)
    assert is_revoked(place, revoked)
    for other in (
        revoked._replace(seq=1),
        revoked._replace(site=SiteNo("S08")),
        revoked._replace(epoch=SUCCESSOR.epoch),
    ):
        assert not is_revoked(place, other)


def is_revoked(place: Place, named: PassId) -> bool:
    return place.read(lambda session: store.is_pass_revoked(session, named))


def test_a_revoked_pass_is_dropped_days_after_its_end_by_the_authoritys_own_time(
    place: Place,
) -> None:
    revoked, ends_ms = PERSON.id_at(HEZHOU, ISSUER.epoch), NOW_MS + HOUR_MS
    revoke(place, feed_items.revoke_pass(revoked, expires_ms=ends_ms, at_ms=NOW_MS))
    revoke(place, feed_items.confirm_lists(at_ms=ends_ms + 7 * DAY_MS))
    assert is_revoked(place, revoked)
    revoke(place, feed_items.confirm_lists(at_ms=ends_ms + 7 * DAY_MS + 1))
    assert not is_revoked(place, revoked)


def test_lists_are_as_old_as_the_last_word_about_them(place: Place) -> None:
    def as_of() -> int | None:
        return place.read(store.as_of)

    assert as_of() is None
    revoke(place, feed_items.confirm_lists(at_ms=NOW_MS))
    assert as_of() == NOW_MS
    revoke(place, feed_items.confirm_lists(at_ms=NOW_MS + HOUR_MS))
    revoke(place, feed_items.confirm_lists(at_ms=NOW_MS))
    assert as_of() == NOW_MS + HOUR_MS, "a list does not grow older by a belated word"


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database that holds nothing but what is said to it."""
    database = Database(tmp_path_factory.mktemp("lists") / "lists.db")
    StoredRow.metadata.create_all(database.engine())
    yield database
    database.close()


times = st.integers(NOW_MS, NOW_MS + 30 * DAY_MS)


@given(st.lists(st.tuples(st.integers(1, 9), times, times), max_size=8))
def test_a_revoked_pass_that_has_not_ended_is_never_forgotten(
    lists: Database, said: list[tuple[int, int, int]]
) -> None:
    """Whatever the order in which the words come, and however late."""

    def hear(session: Session) -> set[int]:
        store.drop_ended_passes(session, before_ms=NOW_MS * 2)
        for seq, expires_ms, at_ms in said:
            item = feed_items.revoke_pass(named(seq), expires_ms=expires_ms, at_ms=at_ms)
            FEED_APPLIERS[item["type"]](session, FeedItem("revocations", 1, item))
        return {seq for seq in range(1, 10) if store.is_pass_revoked(session, named(seq))}

    newest_ms = max((at_ms for _, _, at_ms in said), default=0)
    ends = {seq: expires_ms for seq, expires_ms, _ in said}
    held = lists.write_now(hear)
    assert {seq for seq, expires_ms in ends.items() if expires_ms >= newest_ms} <= held
    assert held <= ends.keys()


def named(seq: int) -> PassId:
    return PassId(HEZHOU, ISSUER.epoch, seq)
