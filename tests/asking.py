"""How tests ask a site: as a browser with its own cookies, over its own app."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

import httpx

HOST: Final = "http://127.0.0.1:8080"


class Answering(Protocol):
    """A site in this process."""

    runner: asyncio.Runner
    keys: Iterator[str]

    async def serve(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        ...


class Browser:
    """One browser with its own cookies. Every write gets a new key unless the test gives one."""

    def __init__(self, place: Answering) -> None:
        self.place = place
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=place.serve), base_url=HOST
        )

    @property
    def token(self) -> str:
        """The cookie that a paired screen has."""
        return str(self.client.cookies["twogate_terminal"])

    def get(self, path: str) -> httpx.Response:
        return self.ask("GET", path)

    def post(
        self, path: str, body: Mapping[str, Any] | None = None, *, key: str | None = None
    ) -> httpx.Response:
        return self.ask("POST", path, body or {}, key=key)

    def ask(
        self, method: str, path: str, body: Any = None, *, key: str | None = None
    ) -> httpx.Response:
        """Ask with a JSON body; a write gets a key."""
        content = None if body is None else json.dumps(body).encode()
        return self._run(method, path, content, {"Content-Type": "application/json"}, key)

    def send(
        self, path: str, content: bytes, *, key: str | None = None, kind: str = "text/plain"
    ) -> httpx.Response:
        """Post bytes as they are."""
        return self._run("POST", path, content, {"Content-Type": kind}, key)

    def upload(self, path: str, content: bytes, *, key: str | None = None) -> httpx.Response:
        """Post a file as a form would."""
        edge = "edge-of-the-form"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\n'
        body = head.encode() + b"\r\n" + content + f"\r\n--{edge}--\r\n".encode()
        return self.send(path, body, key=key, kind=f"multipart/form-data; boundary={edge}")

    def _run(
        self,
        method: str,
        path: str,
        content: bytes | None,
        headers: dict[str, str],
        key: str | None,
    ) -> httpx.Response:
        if method != "GET":
            headers["Idempotency-Key"] = next(self.place.keys) if key is None else key
        request = self.client.request(method, path, content=content, headers=headers)
        return self.place.runner.run(request)


def code_of(answer: httpx.Response) -> str:
    """The closed word of a refusal."""
    return str(answer.json()["code"])


def codes_of(answers: Sequence[httpx.Response]) -> list[str]:
    return [code_of(answer) if answer.is_error else "ok" for answer in answers]
