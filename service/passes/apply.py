"""What the events of passes do to their tables."""

from service.feeds.apply_items import FeedItem
from service.journal.event import Event
from service.passes import store
from service.passes.human_code import human_code
from service.passes.rules import Settlement
from service.passes.store import End
from service.session import Session
from service.vocabulary import PassId


def apply_issued(session: Session, event: Event) -> None:
    data = event.data
    digest = bytes.fromhex(data["digest"])
    store.add_issued(
        session,
        {
            "reference": str(event.name),
            "inspection": data["inspection"],
            "at_ms": event.moment.at_ms,
            "day": event.day,
            "member": data["member"],
            "to_site": data["to_site"],
            "to_epoch": data["to_epoch"],
            "expires_s": data["expires_s"],
            "digest": digest,
            "code": human_code(PassId(*event.name), digest),
            "annulled": None,
            "returned_by": None,
        },
    )


def apply_issue_annulled(session: Session, event: Event) -> None:
    store.annul_issued(session, event.data["pass"], why=event.data["reason"])


def apply_return_taken(session: Session, event: Event) -> None:
    for reference in event.data["passes"]:
        store.take_return(session, reference, void=event.data["void"])


def apply_goods_declared(session: Session, event: Event) -> None:
    data = event.data
    manifest = bytes.fromhex(data["manifest"])
    of = _pass_of(event, data["pass"])
    store.put_goods(session, of, manifest=manifest, declaration=data["declaration"])


def apply_drawn(session: Session, event: Event) -> None:
    data = event.data
    kept = {"member": data["member"], "day": event.day, "link": data["link"]}
    of = _pass_of(event, data["pass"])
    store.add_draw(session, of, {**kept, "rate": data["rate"], "drawn": data["drawn"]})


def apply_redeemed(session: Session, event: Event) -> None:
    data = event.data
    end = end_of(event, _pass_of(event, data["pass"]), Settlement.REDEEMED)
    store.add_end(
        session,
        end._replace(
            digest=bytes.fromhex(data["digest"]),
            member=data["member"],
            entry=data["entry"],
            came_in=data["came_in"],
        ),
    )


def apply_redemption_annulled(session: Session, event: Event) -> None:
    store.annul_end(session, _pass_of(event, event.data["pass"]))


def apply_admitted(session: Session, event: Event) -> None:
    store.admit(session, _pass_of(event, event.data["pass"]), by=str(event.name))


def apply_voided(session: Session, event: Event) -> None:
    for name, digest in event.data["passes"]:
        end = end_of(event, _pass_of(event, name), Settlement.VOIDED)
        store.add_end(session, end._replace(digest=bytes.fromhex(digest)))


def end_of(event: Event, of: PassId, how: Settlement) -> End:
    """The end that an event puts to a pass, as far as every end has it."""
    return End(
        site=of.site,
        epoch=of.epoch,
        seq=of.seq,
        how=how,
        digest=None,
        member=None,
        at_ms=event.moment.at_ms,
        day=event.day,
        terminal=event.terminal,
        reference=str(event.name),
        entry=None,
        came_in=False,
        annulled=False,
        admitted=None,
    )


def _pass_of(event: Event, name: str) -> PassId:
    of = PassId.parse(name)
    if of is None:
        raise LookupError(f"{event.name} names no pass")
    return of


def apply_forgotten(session: Session, item: FeedItem) -> None:
    """The members' own applier has gone before."""
    store.drop_texts_of(session, item.data["member"])


APPLY = {
    "pass.issued": apply_issued,
    "pass.issue_annulled": apply_issue_annulled,
    "pass.return_taken": apply_return_taken,
    "draw.recorded": apply_drawn,
    "pass.redeemed": apply_redeemed,
    "pass.redemption_annulled": apply_redemption_annulled,
    "pass.admitted": apply_admitted,
    "pass.voided": apply_voided,
    "pass.goods_declared": apply_goods_declared,
}

FEED_APPLY = {"member.forgotten": apply_forgotten}
