"""The short way of a usual request to its counter, past what FastAPI does for any other."""

from collections.abc import Iterable
from dataclasses import dataclass
from inspect import signature
from typing import Any, cast

from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.route_guards import guard_of

JSON = (b"content-type", b"application/json")


class DirectRoutes:
    """ASGI middleware. Hands body, counter and request to each endpoint that takes no more.

    FastAPI's general way there takes a tenth of a check-in. A request that is unusual in anything
    still goes that way, which then says what is wrong with it.
    """

    def __init__(self, app: ASGIApp, *, routes: Iterable[BaseRoute]) -> None:
        self.app = app
        found = (_direct(route) for route in routes if isinstance(route, APIRoute))
        self.routes = {(way.method, way.route.path): way for way in found if way}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        way = self.routes.get((scope.get("method", ""), scope.get("path", "")))
        if way is None or JSON not in scope["headers"]:
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            said = way.body.model_validate_json(await request.body())
        except ClientDisconnect:
            return
        except (HTTPException, ValidationError) as fault:
            again = _once_more(fault if isinstance(fault, HTTPException) else await request.body())
            await self.app(scope, again, send)
            return
        scope["route"] = way.route
        response = await way.answer(said, request)
        await response(scope, receive, send)


@dataclass(frozen=True, slots=True)
class _Direct:
    """A route that takes a body and a counter, perhaps the request, and by which names."""

    route: APIRoute
    method: str
    body: type[BaseModel]
    body_name: str
    counter_name: str
    request_name: str | None
    make_counter: Any

    async def answer(self, said: BaseModel, request: Request) -> Response:
        counter = await self.make_counter(request)
        taken = {self.body_name: said, self.counter_name: counter}
        if self.request_name:
            taken[self.request_name] = request
        return cast(Response, await self.route.endpoint(**taken))


def _direct(route: APIRoute) -> _Direct | None:
    """How to reach a route directly; ``None`` if it takes more than these."""
    takes = route.dependant
    model: Any = route.body_field.field_info.annotation if route.body_field else None
    if guard_of(route) is None or not (isinstance(model, type) and issubclass(model, BaseModel)):
        return None
    methods = route.methods or set()
    if [len(takes.body_params), len(takes.dependencies), len(methods)] != [1, 1, 1]:
        return None
    if len(signature(route.endpoint).parameters) != 2 + bool(takes.request_param_name):
        return None
    (body,), (counter,), (method,) = takes.body_params, takes.dependencies, methods
    names = (body.name, str(counter.name), takes.request_param_name)
    return _Direct(route, method, model, *names, counter.call)


def _once_more(body: bytes | HTTPException) -> Receive:
    """Give the body again that was read here, or the refusal to read it."""

    async def receive() -> Message:
        if isinstance(body, HTTPException):
            raise body
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
