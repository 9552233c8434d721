"""What a door answers where no route does: a body that is wrong, a path that is none, a fault."""

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from service.desk import answer_of, respond
from service.http_problems import Problem
from service.logs import log_fault


def say_faults(app: FastAPI) -> None:
    """Answer each of them as a problem, with nothing in it that was sent."""
    app.add_exception_handler(RequestValidationError, _say_invalid)
    app.add_exception_handler(HTTPException, _say_http)
    app.add_exception_handler(Exception, _say_fault)


async def _say_invalid(_: Request, fault: Exception) -> Response:
    """Name each field that is wrong, and never repeat what was sent: it may be a PIN."""
    assert isinstance(fault, RequestValidationError)
    fields = [
        {"field": _field_named(each["loc"], each["type"]), "reason": each["type"]}
        for each in fault.errors()
    ]
    return respond(answer_of(Problem("validation_failed", 422, known={"fields": fields}), 422))


def _field_named(place: tuple[str | int, ...], reason: str) -> str:
    """Where in the request; a field that nobody asked for is not named, since its name was sent."""
    known = (*place[:-1], "?") if reason == "extra_forbidden" else place
    return ".".join(map(str, known))


async def _say_http(_: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    code = _HTTP_CODES.get(fault.status_code, "bad_request")
    return respond(answer_of(Problem(code, fault.status_code), fault.status_code))


async def _say_fault(request: Request, fault: Exception) -> Response:
    """A fault of the program: nothing of the request was recorded, and nothing of it is logged."""
    route = getattr(request.scope.get("route"), "path", "other")
    log_fault(fault, method=request.method, route=route)
    return respond(answer_of(Problem("fault", 500), 500))


_HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}
