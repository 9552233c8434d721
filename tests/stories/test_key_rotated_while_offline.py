"""Hezhou changes its key while Dongxing is cut off: what was announced is honoured all the same.

Dongxing sees nothing but the texts of passes; what it knows of Hezhou came as files before.
"""

from dataclasses import replace
from typing import Any

from service.passes.find_issuer import find_issuer
from service.passes.rules import Audience, Here, Judgement, Pass, Shown, Verdict, judge_pass
from service.passes.signals import SIGNALS, NextStep
from service.passes.token import ReadPass, decode_pass, encode_pass
from service.session import Session
from service.sites import feed_items
from service.sites.keys import SiteKeys
from service.sites.load_trust import load_trust
from service.sites.records import SiteNames, SiteRecord, SiteRole, sign_site_record
from service.sites.rules import DAY_MS
from service.sites.store import REVOCATIONS, as_of, is_pass_revoked
from service.vocabulary import SiteNo
from tests.builders import Place
from tests.passes.samples import HEZHOU, PERSON
from tests.places import DONGXING, NOW_MS, make_site

OLD, NEW, SURPRISE = (make_site(f"Hezhou's {which} key") for which in ("old", "new", "third"))
CHANGE_MS = NOW_MS + 35 * DAY_MS


def tell(place: Place, keys: SiteKeys, *, begins_ms: int = NOW_MS) -> None:
    """A file about Hezhou's key is carried to Dongxing."""
    record = SiteRecord(
        site=HEZHOU,
        signing=keys.signer.public,
        sealing=keys.sealing_public,
        roles=(SiteRole.ISSUES,),
        names=SiteNames("合州", "Hezhou", "Hợp Châu"),
        anchors=(),
        not_before_ms=begins_ms,
        expires_ms=begins_ms + 400 * DAY_MS,
    )
    signed = sign_site_record(record, place.city.authority.feeds)
    place.publish(feed_items.SITES, feed_items.record_site(signed))


def pass_of(place: Place, keys: SiteKeys, *, at_ms: int, **others: Any) -> str:
    """What Hezhou hands to a member at that time."""
    to = Audience(DONGXING, place.desk.identity.epoch)
    said: Pass = replace(
        PERSON,
        audience=to,
        issued_s=at_ms // 1000,
        expires_s=at_ms // 1000 + 4 * 60 * 60,
        **others,
    )
    return str(encode_pass(said, keys.signer))


def shown(place: Place, text: str) -> Judgement:
    """The pass is shown at Dongxing, by whatever its clock says."""
    moment, identity = place.desk.clock.now(), place.desk.identity
    read = decode_pass(text)
    assert isinstance(read, ReadPass)

    def judge(session: Session) -> Judgement:
        trust = load_trust(session, identity.trust, at_ms=moment.at_ms)
        issuer = find_issuer(session, read, trust=trust, at_ms=moment.at_ms)
        told_ms = as_of(session)
        return judge_pass(
            Shown(
                here=Here(
                    site=identity.site,
                    epochs=frozenset({identity.epoch}),
                    now_ms=moment.at_ms,
                    clock=moment.trust,
                    lists_age_ms=None if told_ms is None else moment.at_ms - told_ms,
                ),
                read=read.said,
                is_key_known=issuer.is_key_known,
                is_genuine=issuer.is_genuine,
                standing=issuer.standing,
                is_revoked=issuer.pass_id is not None and is_pass_revoked(session, issuer.pass_id),
            )
        )

    return place.read(judge)


def test_the_new_key_was_announced_before_the_line_went_down(place: Place) -> None:
    place.publish(REVOCATIONS, feed_items.confirm_lists(at_ms=NOW_MS))
    tell(place, OLD)
    tell(place, NEW, begins_ms=CHANGE_MS)
    assert shown(place, pass_of(place, OLD, at_ms=NOW_MS)).verdict is Verdict.ADMITTED
    too_soon = shown(place, pass_of(place, NEW, at_ms=NOW_MS))
    assert too_soon.verdict is Verdict.UNKNOWN_KEY

    place.machine.wait((CHANGE_MS - NOW_MS) / 1000)
    after = shown(place, pass_of(place, NEW, at_ms=CHANGE_MS))
    assert after.verdict is Verdict.REFERRED_STALE_LISTS, "35 days without a word"
    place.publish(REVOCATIONS, feed_items.confirm_lists(at_ms=CHANGE_MS))
    assert shown(place, pass_of(place, NEW, at_ms=CHANGE_MS)).verdict is Verdict.ADMITTED


def test_a_key_that_nobody_announced_asks_for_an_update_and_accuses_nobody(place: Place) -> None:
    place.publish(REVOCATIONS, feed_items.confirm_lists(at_ms=NOW_MS))
    tell(place, OLD)
    text = pass_of(place, SURPRISE, at_ms=NOW_MS)
    verdict = shown(place, text).verdict
    assert (verdict, SIGNALS[verdict].next) == (Verdict.UNKNOWN_KEY, NextStep.UPDATE_LISTS)
    tell(place, SURPRISE)
    assert shown(place, text).verdict is Verdict.ADMITTED


def test_a_stolen_key_is_taken_back_and_what_it_signed_later_stands_for_nothing(
    place: Place,
) -> None:
    tell(place, OLD)
    stolen = feed_items.revoke_key(HEZHOU, OLD.epoch, last_seq=PERSON.seq, at_ms=NOW_MS)
    place.publish(REVOCATIONS, stolen)
    before = pass_of(place, OLD, at_ms=NOW_MS)
    beyond = pass_of(place, OLD, at_ms=NOW_MS, seq=PERSON.seq + 1)
    assert shown(place, before).verdict is Verdict.REFERRED_KEY_REVOKED
    assert shown(place, beyond).verdict is Verdict.REVOKED


def test_a_pass_is_shown_at_the_wrong_site(place: Place) -> None:
    place.publish(REVOCATIONS, feed_items.confirm_lists(at_ms=NOW_MS))
    tell(place, OLD)
    elsewhere = replace(PERSON, audience=Audience(SiteNo("S09"), PERSON.audience.epoch))
    verdict = shown(place, str(encode_pass(elsewhere, OLD.signer))).verdict
    assert (verdict, SIGNALS[verdict].next) == (Verdict.WRONG_DESTINATION, NextStep.SHOW_THE_WAY)
