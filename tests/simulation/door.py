"""A site's door in the simulator: its production routes, called as FastAPI would, without HTTP."""

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, get_type_hints

from fastapi import APIRouter, Request, Response
from fastapi.params import Depends, Query
from fastapi.routing import APIRoute
from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Asked:
    """One request on its way to a site."""

    method: str
    path: str
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    client: str
    query: bytes = b""


class Door:
    """The routes of ``routers``; ``state`` is what the site's app keeps for them."""

    def __init__(self, routers: Iterable[APIRouter]) -> None:
        routes = [each for router in routers for each in router.routes]
        self._doors = [_RouteDoor(route) for route in routes if isinstance(route, APIRoute)]
        self._known: dict[tuple[str, str], tuple[_RouteDoor, dict[str, str]]] = {}

    async def ask(self, asked: Asked, state: SimpleNamespace) -> Response:
        """Answer ``asked`` by the route that serves its path."""
        door, found = self._find(asked.method, asked.path)
        return await door.answer(_request(asked, state), asked.body, found)

    def _find(self, method: str, path: str) -> "tuple[_RouteDoor, dict[str, str]]":
        known = self._known.get((method, path))
        if known is None:
            known = self._known[method, path] = next(
                (door, match.groupdict())
                for door in self._doors
                if method in (door.methods or ()) and (match := door.pattern.match(path))
            )
        return known


class _RouteDoor:
    """One route: how each parameter of its function is got from a request."""

    def __init__(self, route: APIRoute) -> None:
        self.pattern: re.Pattern[str] = route.path_regex
        self.methods = route.methods
        self._endpoint: Callable[..., Any] = route.endpoint
        hints = get_type_hints(route.endpoint, include_extras=True)
        self._counters: dict[str, Callable[[Request], Any]] = {}
        self._typed: dict[str, TypeAdapter[Any]] = {}
        self._asked: dict[str, TypeAdapter[Any]] = {}
        self._wants_request = False
        for name in inspect.signature(route.endpoint).parameters:
            self._learn(name, hints[name])

    def _learn(self, name: str, hint: Any) -> None:
        said = getattr(hint, "__metadata__", ())
        if hint is Request:
            self._wants_request = True
        elif said and isinstance(said[0], Depends) and said[0].dependency:
            self._counters[name] = said[0].dependency
        elif said and isinstance(said[0], Query):
            self._asked[name] = TypeAdapter(hint.__origin__)
        else:
            self._typed[name] = TypeAdapter(hint)

    async def answer(self, request: Request, body: bytes, found: dict[str, str]) -> Response:
        given: dict[str, Any] = {"request": request} if self._wants_request else {}
        for name, counter in self._counters.items():
            given[name] = await counter(request)
        for name, kind in self._asked.items():
            given[name] = kind.validate_strings(dict(request.query_params))
        for name, kind in self._typed.items():
            if name in found:
                given[name] = kind.validate_strings(found[name])
            elif body:
                given[name] = kind.validate_json(body)
        response: Response = await self._endpoint(**given)
        return response


def _request(asked: Asked, state: SimpleNamespace) -> Request:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": asked.body, "more_body": False}

    scope = {
        "type": "http",
        "method": asked.method,
        "scheme": "http",
        "server": ("127.0.0.1", 8080),
        "path": asked.path,
        "query_string": asked.query,
        "headers": asked.headers,
        "client": (asked.client, 0),
        "app": SimpleNamespace(state=state),
    }
    return Request(scope, receive)
