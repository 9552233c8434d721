"""A pass as it is handed to its bearer: on a screen, on paper, to a phone."""

from service.devices.bodies import Language, PassPaperBody, PassSlipBody
from service.groups.member_body import show_member
from service.inspection.store import find_inspection
from service.kit.pii import FieldKeys
from service.kit.qr import qr_svg
from service.members.store import find_member
from service.passes.hand_over_bodies import HandOverBody
from service.passes.issue_pass import IssuedNow
from service.passes.show import show_carried, show_site
from service.passes.show_issued import manifest_of
from service.session import Session
from service.sites.trust_list import TrustList
from service.vocabulary import SiteNo

PHONE_PATH = "/p/#"
"""Behind `#` the text never leaves the phone: no server is told of it."""


def hand_over(
    session: Session, done: IssuedNow, trust: TrustList, *, keys: FieldKeys, hub: str | None
) -> HandOverBody:
    """Both sites by name, the code as pictures; a link for the phone where there is a ``hub``."""
    issued, said = done.issued, done.said
    member = find_member(session, issued.member)
    manifest = manifest_of(find_inspection(session, issued.inspection))
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
    )


def slip_of(body: HandOverBody, language: Language) -> PassSlipBody:
    """The pass as a slip of paper, in ``language`` and in Chinese; it names no person."""
    languages: list[Language] = [language] if language == "zh-CN" else [language, "zh-CN"]
    paper = PassPaperBody(
        text=body.text,
        code=body.code,
        issuer=[body.issuer.names.get(each, body.issuer.site) for each in languages],
        to=[body.to.names.get(each, body.to.site) for each in languages],
        issued_s=body.issued_s,
        expires_s=body.expires_s,
    )
    return PassSlipBody(language=language, issued=paper)


def _issuer(done: IssuedNow) -> SiteNo:
    return SiteNo(done.issued.reference.partition(".")[0])
