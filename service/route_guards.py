"""What must be said of every route: who may use it, and whether it must be given a key."""

from fastapi import FastAPI
from fastapi.routing import APIRoute

from service.desk import LONGEST_KEY, SHORTEST_KEY, Allow

KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": SHORTEST_KEY, "maxLength": LONGEST_KEY},
    "description": "Made by the client for one act: the same key brings the same answer again.",
}
"""How OpenAPI tells of the key. FastAPI would refuse without one in words of its own."""


def declare_keys(app: FastAPI, *, needs_none: frozenset[str]) -> None:
    """Let OpenAPI tell which routes must be given a key: all that write, but ``needs_none``."""
    for route in app.routes:
        if isinstance(route, APIRoute) and route.methods != {"GET"}:
            told = [] if route.path in needs_none else [KEY]
            route.openapi_extra = {**(route.openapi_extra or {}), "parameters": told}


def guard_of(route: APIRoute) -> Allow | None:
    """Who may use ``route``, or ``None`` when it forgot to say."""
    allows = [getattr(each.call, "allow", None) for each in route.dependant.dependencies]
    return next((allow for allow in allows if isinstance(allow, Allow)), None)


def assert_every_route_is_guarded(app: FastAPI) -> None:
    """Refuse to start with a route that does not say who may use it."""
    for route in app.routes:
        if isinstance(route, APIRoute) and guard_of(route) is None:
            raise RuntimeError(f"{route.path} does not say who may use it")
