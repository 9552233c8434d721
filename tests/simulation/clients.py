"""Who asks a simulated site for something, and what each asked for and was told."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from fastapi import Response

from service.desk import OFFICER_COOKIE, TERMINAL_COOKIE
from service.vocabulary import OfficerNo, TerminalNo, TerminalRole
from tests.simulation.door import Asked

CONSOLE_TOKEN: Final = "the-owner-of-this-machine"

NOT_ADMITTED: Final = frozenset(
    {
        "terminal_not_paired",
        "signed_out",
        "not_allowed",
        "step_up_needed",
        "too_many_tries",
        "key_missing",
        "key_reused",
        "busy",
        "site_not_writing",
    }
)
"""Answers given before a request is decided. They are not kept: the same key may ask again."""


@dataclass(slots=True)
class Client:
    """A screen with its cookies and whoever is signed in there, or the console."""

    name: str
    role: TerminalRole | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    officer: OfficerNo | None = None

    @property
    def terminal(self) -> TerminalNo:
        return TerminalNo(self.name)

    def sign_out(self) -> None:
        """The screen has learnt that nobody is signed in there."""
        self.officer = None
        self.cookies.pop(OFFICER_COOKIE, None)

    def headers(self, key: str) -> tuple[tuple[bytes, bytes], ...]:
        headers = [(b"idempotency-key", key.encode())]
        if self.cookies:
            shown = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers.append((b"cookie", shown.encode()))
        if self.role is None:
            headers.append((b"authorization", f"Bearer {CONSOLE_TOKEN}".encode()))
        return tuple(headers)


def screen(terminal: TerminalNo, role: TerminalRole, token: str) -> Client:
    """A paired screen."""
    return Client(terminal, role, {TERMINAL_COOKIE: token})


@dataclass(frozen=True)
class Answer:
    """What a client was told."""

    status: int
    body: bytes

    @cached_property
    def said(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.body)
        return said

    @property
    def code(self) -> str | None:
        """The closed word of a refusal."""
        return self.said["code"] if self.status >= 400 else None

    @property
    def is_decided(self) -> bool:
        """Whether the request was judged, so that this answer must be the answer for ever."""
        return self.status < 500 and self.code not in NOT_ADMITTED

    def __str__(self) -> str:
        return f"{self.status} {self.code or self.said.get('outcome') or ''}".rstrip()


@dataclass(slots=True, eq=False)
class Operation:
    """One thing a client wants, under one key from before its first try to its last retry.

    ``then`` is what the client does with an answer. ``lost`` counts the tries whose outcome nobody
    was told: each may have happened or not. ``binding`` is whether the first decision is the
    answer for ever: so for every write, but not for a look, nor for a key that was borrowed.
    """

    client: Client
    method: str
    path: str
    body: bytes
    key: str
    then: Callable[[Response], None] = lambda response: None
    officer: OfficerNo | None = None
    binding: bool = True
    heard: Answer | None = None
    decided: Answer | None = None
    tries: int = 0
    lost: int = 0

    def asked(self) -> Asked:
        headers = self.client.headers(self.key)
        return Asked(self.method, self.path, self.body, headers, self.client.name)

    def __str__(self) -> str:
        who = f"{self.client.name}/{self.officer}" if self.officer else self.client.name
        what = self.body if len(self.body) < 120 else b"%d bytes" % len(self.body)
        return f"{who:<9} {self.method} {self.path} {what.decode()} [{self.key[-6:]}]"
