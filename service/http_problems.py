"""Refusals and faults as RFC 9457 problems: a closed code, a status, and what else is known."""

from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from service.kit import canonical_json

PROBLEM_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal on its way out. ``code`` is the closed word that screens translate."""

    code: str
    status: int
    detail: str = ""
    known: dict[str, Any] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        return canonical_json.encode(
            {
                **self.known,
                "type": f"/problems/{self.code}",
                "title": self.code.replace("_", " ").capitalize(),
                "status": self.status,
                "code": self.code,
                "detail": self.detail,
            }
        )


class ProblemBody(BaseModel):
    """The body of every refusal, as OpenAPI shows it."""

    type: str
    title: str
    status: int
    code: str
    detail: str


def problem_answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a route that may refuse with these statuses."""
    said = {400, 401, 403, 422, 503, *statuses}
    return {
        status: {
            **({"model": ProblemBody} if status == 422 else {}),
            "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}},
            "description": "Refused",
        }
        for status in sorted(said)
    }
