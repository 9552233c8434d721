"""This machine's site while its service runs: all is asked of it over its own HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from service.kit.ids import random_token, system_randomness
from service.sites.identity import SiteIdentity
from service.sync.messages import HeadBody, HelloBody, SyncRequest, sign_request
from service.sync.run_bodies import MOST_WARNINGS, HowSiteIs
from service.sync.site_bodies import (
    CommonBody,
    HeardBody,
    HelloHeardBody,
    JournalsBody,
    KnownBody,
    MarkHeardBody,
    TakenTextBody,
    TriedBody,
)
from service.sync.site_end import Heard, OwnJournal
from service.sync.text_bodies import (
    AnswersBody,
    QuestionBody,
    TextBody,
    TokensBody,
    key_of,
)
from service.vocabulary import Epoch, SiteNo


def fresh_key() -> dict[str, str]:
    """The header that makes one write happen once."""
    return {"Idempotency-Key": random_token(system_randomness)}


@dataclass(frozen=True, slots=True)
class RunningSite:
    """A site whose service runs on this machine. ``identity`` is who it is, with its keys."""

    client: httpx.Client
    identity: SiteIdentity

    @property
    def site(self) -> SiteNo:
        return self.identity.site

    def positions(self) -> dict[str, str]:
        answer = self.client.get("/v1/feeds/positions").raise_for_status()
        held: dict[str, str] = answer.json()["positions"]
        return held

    def take(self, page: bytes) -> str | None:
        answer = self.client.post("/v1/feeds/pages", content=page, headers=fresh_key())
        if answer.status_code == 409:
            return str(answer.json()["code"])
        answer.raise_for_status()
        return None

    def sign(self, request: SyncRequest) -> str:
        return sign_request(request, self.identity.keys.signer)

    def journals(self) -> list[OwnJournal]:
        answer = self.client.get("/v1/sync/journals").raise_for_status()
        return [each.own for each in JournalsBody.model_validate_json(answer.content).journals]

    def batch(self, epoch: Epoch, *, after: int, most: int) -> bytes | None:
        query = {"after": after, "most": most}
        answer = self.client.get(f"/v1/sync/journals/{epoch}", params=query).raise_for_status()
        return answer.content if answer.status_code == 200 else None

    def common(self, epoch: Epoch, known: Sequence[HeadBody]) -> int:
        said = KnownBody(epoch=epoch, known=list(known))
        return CommonBody.model_validate_json(self._post("common", said.model_dump_json())).seq

    def hear_hello(self, hello: HelloBody, nonce: str) -> Heard:
        said = HelloHeardBody(hello=hello, nonce=nonce)
        return _heard(self._post("hello", said.model_dump_json()))

    def hear_mark(self, record: str, mark: str) -> Heard:
        said = MarkHeardBody(record=record, mark=mark)
        return _heard(self._post("marks", said.model_dump_json()))

    def note_try(self, outcome: str, *, reached: bool) -> None:
        self._post("tries", TriedBody(outcome=outcome, reached=reached).model_dump_json())

    def take_text(self, text: str) -> TakenTextBody | str:
        answer = self.answer_text(TextBody(text=text).model_dump_json().encode(), text)
        if answer.is_error:
            return str(answer.json().get("code", "fault"))
        return TakenTextBody.model_validate_json(answer.content)

    def answer_text(self, body: bytes, text: str) -> httpx.Response:
        """What the site says to a signed text, be it a refusal."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": key_of(text)}
        return self.client.post("/v1/sync/texts", content=body, headers=headers)

    def tokens(self, after: int) -> TokensBody:
        answer = self.client.get("/v1/sync/tokens", params={"after": after}).raise_for_status()
        return TokensBody.model_validate_json(answer.content)

    def question(self, *, seconds: float) -> QuestionBody | None:
        """The next question of a counter that is short of quota, waited for so long."""
        query = {"seconds": seconds}
        answer = self.client.get("/v1/sync/questions", params=query).raise_for_status()
        if answer.status_code == 204:
            return None
        return QuestionBody.model_validate_json(answer.content)

    def bring_answers(self, answers: AnswersBody) -> None:
        self._post("questions", answers.model_dump_json())

    def how_it_is(self) -> HowSiteIs:
        said = self.client.get("/v1/status").raise_for_status().json()
        storage, clock = said["storage"], said["clock"]
        return HowSiteIs(
            software=said["software"],
            saved=said["sync"]["saved"],
            attention=said["sync"]["attention"],
            now=clock["now"],
            clock=clock["trust"],
            day=said["day"]["day"],
            refusal=said["refusal"],
            warnings=storage["warnings"][:MOST_WARNINGS],
            free_mib=storage["free_mib"],
            feeds=self.positions(),
        )

    def _post(self, path: str, body: str) -> bytes:
        answer = self.client.post(
            f"/v1/sync/{path}", content=body, headers={"Content-Type": "application/json"}
        )
        return answer.raise_for_status().content


def _heard(body: bytes) -> Heard:
    return HeardBody.model_validate_json(body).heard
