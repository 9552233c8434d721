"""What a pass costs, shown, honoured and issued over HTTP one after another; and its bare parts."""

import http.client
import json
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

import httpx

from service.console.site_at_hand import console_client, fresh_key, site_at_hand
from service.desk import TERMINAL_COOKIE
from service.feeds.archive import archive_of
from service.kit.clock import SystemClock
from service.kit.ids import system_randomness
from service.officers.list_officer import OfficerToList, list_officer
from service.open_site import identity_at_rest
from service.passes.rules import Audience, BearerHint, Check, Inspection, Outcome, Pass, Verdict
from service.passes.token import ReadPass, decode_pass, encode_pass
from service.settings import Settings
from service.sites import feed_items
from service.sites.authority import SiteTerms, load_authority, sign_site
from service.sites.enrolment_file import SiteRequest, make_request, open_enrolment, open_request
from service.sites.keys import SiteKeys, public_key
from service.sites.records import SiteNames
from service.sync.bring_pages import bring_pages
from service.vocabulary import Epoch, MemberNo, OfficerNo, Role, SiteNo
from tests.bench.bare_commits import BareCommits, run_bare_commits
from tests.bench.bare_post import running_bare_post
from tests.bench.city import copy_of_site, members_of, prepared_city, scratch_folder
from tests.bench.site_process import SiteProcess, running_site
from tests.bench.sums import middle_ratio, percentile
from tests.figures import Figure, at_most, told

ROUNDS = 3
PASSES = 300
WARM_UP = 40
BARE_SECONDS = 1.0
PEEK_BAR = 3
REDEEM_BAR = 4
HEZHOU: Final = SiteNo("S07")
_OFFICER: Final = OfficerNo("1090")
_PIN: Final = "480273"
_SEEN: Final = Check.IDENTITY | Check.PHOTO | Check.CERTIFICATE


@dataclass(frozen=True, slots=True)
class Round:
    """Middle waits of one round, in seconds."""

    peek: float
    redeem: float
    issue: float
    verify: float
    signature: float
    post: float
    commit: float

    @property
    def bare_peek(self) -> float:
        return self.post + self.signature

    @property
    def bare_redeem(self) -> float:
        return self.bare_peek + self.commit


@dataclass(frozen=True, slots=True)
class Station:
    """One connection of a paired station where an officer is signed in."""

    wire: http.client.HTTPConnection
    cookies: str

    def post(self, path: str, body: Mapping[str, Any]) -> tuple[int, dict[str, Any], float]:
        """Ask under a key of its own: status, answer, and how long it took."""
        headers = {
            "Content-Type": "application/json",
            "Cookie": self.cookies,
            "Idempotency-Key": secrets.token_hex(16),
        }
        written = json.dumps(body).encode()
        before = time.perf_counter()
        self.wire.request("POST", path, written, headers)
        answer = self.wire.getresponse()
        said = answer.read()
        waited = time.perf_counter() - before
        return answer.status, json.loads(said), waited

    def close(self) -> None:
        self.wire.close()


def passes_figures() -> Iterable[Figure]:
    """Peek and redeem against the sum of their bare parts; issuing and verifying as they are."""
    rounds = [_round() for _ in range(ROUNDS)]
    for name in ("post", "signature", "commit", "peek", "redeem", "issue", "verify"):
        yield told(_NAMES[name], median(getattr(each, name) for each in rounds) * 1000, "ms")
    peek = middle_ratio((each.peek, each.bare_peek) for each in rounds)
    redeem = middle_ratio((each.redeem, each.bare_redeem) for each in rounds)
    yield at_most(PEEK_BAR, "peek p50 per bare POST and signature", peek, "×")
    yield at_most(REDEEM_BAR, "redeem p50 per bare POST, signature and commit", redeem, "×")


_NAMES: Final = {
    "post": "bare FastAPI POST p50",
    "signature": "one Ed25519 verification p50",
    "commit": "one bare commit p50",
    "peek": "peek p50",
    "redeem": "redeem p50",
    "issue": "issue p50",
    "verify": "a pass decoded and verified, p50",
}


def _round() -> Round:
    city = prepared_city()
    with scratch_folder() as scratch:
        data = copy_of_site(city, scratch)
        issuer = _acquaint(city, scratch, data)
        with running_site(data) as site, running_bare_post() as port:
            epoch = _epoch_of(site)
            members = members_of(city)[: PASSES + WARM_UP]
            texts = [_sign(issuer, member, seq, epoch) for seq, member in enumerate(members, 1)]
            with closing(_station(site, scratch)) as station:
                before = _bare(scratch, port, texts)
                peek, redeem, issue = _ask_all(station, texts)
                after = _bare(scratch, port, texts)
    post, commit = ((one + other) / 2 for one, other in zip(before, after, strict=True))
    verify, signature = _verify_alone(texts, issuer)
    return Round(peek, redeem, issue, verify, signature, post, commit)


def _ask_all(station: Station, texts: Sequence[str]) -> tuple[float, float, float]:
    """Each pass is shown; those that nothing stands against are honoured; then their bearers go
    on to Hezhou. The first of each are left out."""
    peeks = [(text, *station.post("/v1/passes/peek", {"scan": text})) for text in texts]
    admitted = [text for text, _, said, _ in peeks if said["code"] == Verdict.ADMITTED]
    _expect(len(admitted) > WARM_UP + len(texts) // 4, peeks[-1])
    redeems, issues = [], []
    for text in admitted:
        status, said, waited = station.post(
            "/v1/passes/redeem", {"scan": text, "compared": "matches"}
        )
        _expect(status == 201, said)
        redeems.append(waited)
    for text in admitted:
        read = decode_pass(text)
        assert isinstance(read, ReadPass)
        checked = {"member": read.said.member, "checks": ["person"], "result": "cleared"}
        status, said, _ = station.post("/v1/inspections", checked)
        _expect(status == 201, said)
        wanted = {"inspection": said["reference"], "to_site": HEZHOU}
        status, said, waited = station.post("/v1/passes", wanted)
        _expect(status == 201, said)
        issues.append(waited)
    return _p50([each[-1] for each in peeks]), _p50(redeems), _p50(issues)


def _expect(holds: bool, said: object) -> None:
    if not holds:
        raise RuntimeError(f"the site answered otherwise than it should: {said}")


def _p50(waits: Sequence[float]) -> float:
    return percentile(waits[WARM_UP:], 50)


def _bare(scratch: Path, port: int, texts: Sequence[str]) -> tuple[float, float]:
    """One bare POST over one connection, and one bare commit (p50 of each)."""
    with closing(Station(http.client.HTTPConnection("127.0.0.1", port), "")) as bare:
        waits = [bare.post("/", {"scan": text})[2] for text in texts]
    commits: BareCommits = run_bare_commits(scratch, seconds=BARE_SECONDS, env={})
    return _p50(waits), commits.p50


def _verify_alone(texts: Sequence[str], issuer: SiteKeys) -> tuple[float, float]:
    """In this process, without HTTP: from text to verified, and the signature alone (p50s)."""
    key = public_key(issuer.signer.public)
    reads = [each for each in map(decode_pass, texts) if isinstance(each, ReadPass)]
    message = b"as long as the message of a pass".ljust(200)
    signature = issuer.signer.key.sign(message)

    def decode_and_verify(text: str) -> None:
        read = decode_pass(text)
        _expect(isinstance(read, ReadPass) and read.is_signed_by(key), text)

    _expect(len(reads) == len(texts), texts[0])
    return (
        _p50([_timed(decode_and_verify, text) for text in texts]),
        _p50([_timed(key.verify, signature, message) for _ in texts]),
    )


def _timed(work: Callable[..., object], *given: object) -> float:
    before = time.perf_counter()
    work(*given)
    return time.perf_counter() - before


# --- before it begins ---


def _acquaint(city: Path, scratch: Path, data: Path) -> SiteKeys:
    """Tell the site of another one (its keys), of an officer, and that nothing is revoked."""
    folder = scratch / "authority"
    shutil.copytree(city / "authority", folder)
    authority, now_ms = load_authority(folder), SystemClock().now().at_ms
    archive, keys = archive_of(folder, authority), SiteKeys.make(system_randomness)
    request = open_request(make_request(keys, site=HEZHOU, anchors=(), draw_anchor=None))
    assert isinstance(request, SiteRequest)
    terms = SiteTerms(SiteNames("合州互市区", "Hezhou trade zone", "Khu hỗ thị Hợp Châu"))
    enrolment = open_enrolment(sign_site(authority, request, terms, now_ms=now_ms), keys)
    assert not isinstance(enrolment, str)
    who = OfficerToList(_OFFICER, "测试", [Role.OFFICER], [SiteNo("S01")])
    item, code = list_officer(who, keys=authority.field_keys, random=system_randomness)
    archive.publish("sites", [feed_items.record_site(enrolment.signed_record)], at_ms=now_ms)
    archive.publish("officers", [item], at_ms=now_ms)
    archive.publish("revocations", [feed_items.confirm_lists(at_ms=now_ms)], at_ms=now_ms)
    settings = Settings(data_dir=data)
    with site_at_hand(settings) as taker:
        bring_pages(archive.files_for(SiteNo("S01")), taker, progress=lambda done, of: None)
    (scratch / "code").write_text(code, encoding="ascii")
    return keys


def _epoch_of(site: SiteProcess) -> Epoch:
    return identity_at_rest(site.settings).epoch


def _sign(issuer: SiteKeys, member: MemberNo, seq: int, epoch: Epoch) -> str:
    """A pass for a person who is a stranger to the destination, as far as its issuer knows."""
    now_s = SystemClock().now().at_ms // 1000
    text = encode_pass(
        Pass(
            audience=Audience(SiteNo("S01"), epoch),
            seq=seq,
            issued_s=now_s,
            expires_s=now_s + 4 * 3600,
            member=member,
            inspection=Inspection(Outcome.CLEARED, _SEEN),
            policy=1,
            hint=BearerHint("陈＊＊", b"\x12\x34"),
        ),
        issuer.signer,
    )
    assert text.startswith("TG1"), text
    return text


def _station(site: SiteProcess, scratch: Path) -> Station:
    """Pair a station and sign an officer in there."""
    with console_client(site.settings) as owner:
        offered = {"role": "station", "label": "bench"}
        offer = owner.post("/v1/terminals", json=offered, headers=fresh_key()).json()
    with httpx.Client(base_url=site.url, trust_env=False, timeout=60) as screen:
        code = (scratch / "code").read_text(encoding="ascii")
        for path, body in (
            ("/v1/terminals/pair", {"code": offer["code"]}),
            ("/v1/officers/pin", {"officer": _OFFICER, "one_time_code": code, "pin": _PIN}),
            ("/v1/session", {"officer": _OFFICER, "pin": _PIN}),
        ):
            screen.post(path, json=body, headers=fresh_key()).raise_for_status()
        cookies = "; ".join(f"{name}={value}" for name, value in screen.cookies.items())
    assert TERMINAL_COOKIE in cookies
    return Station(http.client.HTTPConnection(site.settings.host, site.settings.port), cookies)
