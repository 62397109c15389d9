"""What an institution's engineer is told when something is wrong: RFC 9457, and never a value of theirs or ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

import orjson
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"
URN = "urn:buzon:ingest:"


class Kind(Enum):
    """Kinds of problems: name, status, title."""

    MALFORMED = ("malformed", 400, "The request could not be read.")
    SIGNATURE = ("signature", 401, "The request is not signed by a key in use.")
    TIMESTAMP = ("timestamp", 401, "The time stamp is more than five minutes off.")
    NOT_FOUND = ("not-found", 404, "There is nothing at this address.")
    METHOD = ("method", 405, "This address takes other methods.")
    REPEATED = ("repeated", 409, "This very request was taken before.")
    TOO_LARGE = ("too-large", 413, "The body is too large.")
    MEDIA = ("media-type", 415, "The body must be application/json.")
    INVALID = ("invalid", 422, "The request does not fit its description.")
    BUSY = ("busy", 429, "Too much at once: send it again later.")
    UNAVAILABLE = ("unavailable", 503, "Nothing could be kept: send it again later.")

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.value[1]


@dataclass
class Problem(Exception):
    """Why a request was not taken. `detail` helps an honest integrator, and tells nobody what a right one would be."""

    kind: Kind
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        """As it goes over the wire."""
        name, status, title = self.kind.value
        said = {"type": f"{URN}{name}", "title": title, "status": status, "detail": self.detail, **self.more}
        return Response(orjson.dumps(said), status, headers=dict(self.headers), media_type=MEDIA_TYPE)


def later(kind: Kind, detail: str, seconds: int) -> Problem:
    """A problem that goes away by itself."""
    return Problem(kind, detail, {"retry-after": str(max(1, seconds))})
