"""All SQL of what the authority's feeds say against which journals are held."""

from sqlalchemy import and_, bindparam, select

from service.feeds.tables import FeedItemRow, QuarantinedItem
from service.kit import canonical_json
from service.members.tables import MemberRow
from service.policies.tables import PolicyRow
from service.reconciliation.rules.people import TwoNumbers
from service.session import Session, columns_of, prepared
from service.vocabulary import MemberNo

_ITEM = columns_of(FeedItemRow)
_ASIDE = columns_of(QuarantinedItem)
_MEMBER = columns_of(MemberRow)
_POLICY = columns_of(PolicyRow)
_LISTINGS_ASIDE = prepared(
    select(_ITEM.audience, _ITEM.generation, _ITEM.number, _ITEM.bytes)
    .join(
        QuarantinedItem,
        and_(
            _ASIDE.feed == _ITEM.feed,
            _ASIDE.audience == _ITEM.audience,
            _ASIDE.generation == _ITEM.generation,
            _ASIDE.number == _ITEM.number,
        ),
    )
    .where(_ITEM.feed == "members", _ITEM.bytes.is_not(None))
    .order_by(_ITEM.audience, _ITEM.generation, _ITEM.number)
)
_MEMBER_OF = prepared(select(_MEMBER.member).where(_MEMBER.certificate_index == bindparam("index")))
_IN_FORCE = prepared(
    select(_POLICY.version)
    .where(_POLICY.from_day <= bindparam("day"))
    .order_by(_POLICY.from_day.desc(), _POLICY.version.desc())
    .limit(1)
)


def two_numbers(session: Session) -> list[TwoNumbers]:
    """The listings that were not taken in since another number has the same certificate."""
    pairs = []
    for audience, generation, number, said in session.rows(_LISTINGS_ASIDE):
        item = canonical_json.decode(said)
        member = session.value(_MEMBER_OF, index=item.get("index"))
        if member is not None and member != item.get("member"):
            name = f"members/{audience} {generation}.{number}"
            pairs.append(TwoNumbers(name, MemberNo(member), MemberNo(item["member"])))
    return pairs


def version_in_force(session: Session, day: str) -> int | None:
    """The version of the policy that the authority's word asks for on a date."""
    version: int | None = session.value(_IN_FORCE, day=day)
    return version
