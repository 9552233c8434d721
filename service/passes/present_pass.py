"""What a kiosk may show of a pass: the way and the time for its bearer, nothing for bystanders."""

from service.groups.member_body import show_member
from service.passes.hand_over_bodies import PresentedBody
from service.passes.judge_shown import Destination, JudgedPass
from service.passes.show import show_site
from service.passes.signals import Colour, PublicVerdict, Shape, public_verdict, signal_of
from service.session import Session
from service.sites.load_trust import load_trust

TELLS_OF_ITSELF = frozenset(
    {
        PublicVerdict.WELCOME,
        PublicVerdict.WRONG_DESTINATION,
        PublicVerdict.EXPIRED,
        PublicVerdict.NOT_YET_VALID,
    }
)


def show_presented(session: Session, judged: JudgedPass, here: Destination) -> PresentedBody:
    """The public words of a verdict. Whoever is referred reads no more than "see the officer"."""
    code, now_ms = public_verdict(judged.judgement.verdict), judged.showing.moment.at_ms
    signal, said, of = signal_of(judged.judgement), judged.said, judged.pass_id
    if code is PublicVerdict.SEE_OFFICER:
        return PresentedBody(code=code, colour=Colour.BLUE, shape=Shape.PERSON, now=now_ms)
    shown = PresentedBody(code=code, colour=signal.colour, shape=signal.shape, now=now_ms)
    if code not in TELLS_OF_ITSELF or said is None or of is None:
        return shown
    trust = load_trust(session, here.identity.trust, at_ms=now_ms)
    shown.issuer, shown.to = show_site(of.site, trust), show_site(said.audience.site, trust)
    shown.issued_s, shown.expires_s = said.issued_s, said.expires_s
    if code is PublicVerdict.WELCOME:
        _name(session, shown, judged, here)
    return shown


def _name(session: Session, shown: PresentedBody, judged: JudgedPass, here: Destination) -> None:
    """Masked, from this site's list; of somebody it does not hold, as the pass has it."""
    if judged.member is not None:
        member = show_member(session, judged.member, here.identity.field_keys)
        shown.name, shown.group = member.name, f"{member.group} · {member.group_name}"
    elif judged.said and judged.said.hint:
        shown.name = judged.said.hint.name_mask
