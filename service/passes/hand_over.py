"""A pass as it is handed to its bearer: on a screen, on paper, to a phone."""

from service.devices.bodies import Language, PassPaperBody, PassSlipBody
from service.groups.member_body import show_member
from service.inspection.bodies import LANGUAGES, GoodsLineBody, show_goods
from service.inspection.store import find_inspection
from service.kit.pii import FieldKeys
from service.kit.qr import qr_svg
from service.members.store import find_member
from service.passes.hand_over_bodies import HandOverBody
from service.passes.issue_pass import IssuedNow
from service.passes.show import show_carried, show_site
from service.passes.show_issued import manifest_of
from service.policies.rules import Policy
from service.policies.store import policy_in_force
from service.session import Session
from service.sites.trust_list import TrustList
from service.vocabulary import SiteNo, TradeDay, Unit

PHONE_PATH = "/p/#"
"""Behind `#` the text never leaves the phone: no server is told of it."""


def hand_over(
    session: Session, done: IssuedNow, trust: TrustList, *, keys: FieldKeys, hub: str | None
) -> HandOverBody:
    """Both sites by name, the code as pictures; a link for the phone where there is a ``hub``."""
    issued, said = done.issued, done.said
    member = find_member(session, issued.member)
    inspection = find_inspection(session, issued.inspection)
    manifest = manifest_of(inspection)
    link = f"{hub}{PHONE_PATH}{done.text}" if hub else None
    return HandOverBody(
        reference=issued.reference,
        inspection=issued.inspection,
        member_no=issued.member,
        member=show_member(session, member, keys) if member else None,
        issuer=show_site(_issuer(done), trust),
        to=show_site(issued.to_site, trust),
        issued_s=said.issued_s,
        expires_s=said.expires_s,
        code=issued.code,
        text=done.text,
        picture=qr_svg(done.text),
        link=link,
        link_picture=qr_svg(link) if link else None,
        quota={int(each): amount for each, amount in said.quota.amounts} if said.quota else {},
        carried=show_carried(session, said),
        manifest=manifest,
        manifest_picture=qr_svg(manifest) if manifest else None,
        goods=show_goods(inspection) if inspection else None,
    )


def slip_of(body: HandOverBody, language: Language, goods: list[str] | None = None) -> PassSlipBody:
    """The pass as a slip of paper, in ``language`` and in Chinese; it names no person.

    Where its goods are declared at the destination, their list is below it: as a code, and as
    ``goods`` that ``write_goods`` wrote.
    """
    languages: list[Language] = [language] if language == "zh-CN" else [language, "zh-CN"]
    paper = PassPaperBody(
        text=body.text,
        code=body.code,
        issuer=[body.issuer.names.get(each, body.issuer.site) for each in languages],
        to=[body.to.names.get(each, body.to.site) for each in languages],
        issued_s=body.issued_s,
        expires_s=body.expires_s,
        manifest=body.manifest,
        goods=goods or [],
    )
    return PassSlipBody(language=language, issued=paper)


def write_goods(
    session: Session, body: HandOverBody, language: Language, *, day: TradeDay | None
) -> list[str]:
    """The list beside a pass for eyes, a line each, by the names of that day's catalogue."""
    if body.goods is None or body.manifest is None:
        return []
    policy = policy_in_force(session, day)
    cents = policy.pack is None or policy.pack.currency == "CNY"
    return [
        f"{place}. {_name(policy, line, language)} · {line.origin} · {_amount(line)} · "
        + (f"{line.value_fen / 100:,.2f}" if cents else f"{line.value_fen:,}")
        for place, line in enumerate(body.goods.lines, 1)
    ]


def _name(policy: Policy, line: GoodsLineBody, language: Language) -> str:
    row = policy.find_row(line.goods)
    name: str = getattr(row.names, LANGUAGES[language]) if row else line.goods
    return name


def _amount(line: GoodsLineBody) -> str:
    return f"{line.amount / 1000:g} kg" if line.unit is Unit.GRAM else f"{line.amount} ×"


def _issuer(done: IssuedNow) -> SiteNo:
    return SiteNo(done.issued.reference.partition(".")[0])
