"""The puppeteer's side of the make-believe portal: publish notices, watch openings, switch faults."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.portal import constancia
from sandbox.portal.identities import Identity
from sandbox.portal.notices import Mailbox, Opening
from sandbox.portal.samples import LIMA, Kind, Sample, label, sample, samples
from sandbox.portal.state import Portal

_CHANGED: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])


def _known(sample_id: str) -> str:
    try:
        return sample(sample_id).id
    except KeyError:
        raise ValueError(f"there is no sample {sample_id}") from None


_SampleId = Annotated[str, AfterValidator(_known)]
_Day = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=LIMA), lt=datetime(2100, 1, 1, tzinfo=LIMA))]


class NewNotice(BaseModel, extra="forbid"):
    """What to publish: a sample by its id, or of a kind the one whose turn it is. Subject and body replace the
    sample's; without a time it is deposited now.
    """

    kind: Kind | None = None
    sample: _SampleId | None = None
    pdf: bool = True
    deposited_at: _Day | None = None
    subject: str | None = None
    body: str | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.kind is None and self.sample is None:
            raise ValueError("say which kind, or which sample")
        if self.sample and self.kind not in {None, sample(self.sample).kind}:
            raise ValueError(f"{self.sample} is no sample of that kind")
        return self


class Draft(BaseModel, extra="forbid"):
    """Which sample to try on, and for which time of deposit; now when left out."""

    sample: _SampleId
    deposited_at: _Day | None = None


def control(portal: Portal) -> Starlette:
    """The puppeteer's API as an app. No fault reaches it. Bad input is answered 422, an unknown person 404.

    `GET /kinds` lists the kinds and the samples of each; `GET /people/{person}/draft?sample=…&deposited_at=…` shows
    {subject, body} as they would be published (`body` of a scanned one is what its PDF shows). `GET /captchas` gives
    what the pictures at the sign-in say, by their ids, the newest last.
    """
    desk = _Desk(portal)
    return Starlette(
        routes=[
            Route("/people", desk.people),
            Route("/people/{person}/notices", desk.publish, methods=["POST"]),
            Route("/people/{person}/draft", desk.draft),
            Route("/people/{person}/constancia.pdf", desk.constancia),
            Route("/people/{person}/constancia.jpg", desk.photograph),
            Route("/people/{person}/unlock", desk.unlock, methods=["POST"]),
            Route("/kinds", desk.kinds),
            Route("/openings", desk.openings),
            Route("/captchas", desk.captchas),
            Route("/faults", desk.faults, methods=["GET", "PATCH"]),
            Route("/expire-sessions", desk.expire_sessions, methods=["POST"]),
            Route("/counts", desk.counts),
            Route("/reset", desk.reset, methods=["POST"]),
            Route("/events", desk.events),
        ],
        exception_handlers={ValidationError: _bad_input},
    )


class _Desk:
    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    async def people(self, _request: Request) -> Response:
        return JSONResponse([_shown_person(mailbox) for mailbox in self._portal.mailboxes.values()])

    async def publish(self, request: Request) -> Response:
        wanted = NewNotice.model_validate_json(await request.body())
        chosen = sample(wanted.sample) if wanted.sample else None
        kind = chosen.kind if chosen else wanted.kind or Kind.UNKNOWN  # one of them is there: `NewNotice` sees to it
        notice = self._portal.publish(
            self._person(request),
            kind,
            sample=chosen,
            pdf=wanted.pdf,
            deposited_at=wanted.deposited_at,
            subject=wanted.subject,
            body=wanted.body,
        )
        shown = {"id": notice.id, "kind": notice.kind, "subject": notice.subject, "file": notice.file}
        times = {"deposited_at": _written(notice.deposited_at), "attachments": len(notice.attachments)}
        return JSONResponse(shown | times, status_code=201)

    async def draft(self, request: Request) -> Response:
        wanted = Draft.model_validate(dict(request.query_params))
        person, chosen = self._person(request), sample(wanted.sample)
        subject, text = self._portal.draft(person, chosen, deposited_at=wanted.deposited_at)
        return JSONResponse({"subject": subject, "body": text, "scanned": chosen.scanned})

    async def constancia(self, request: Request) -> Response:
        person = self._portal.mailboxes[self._person(request)].person
        wanted = constancia.Wanted.model_validate(dict(request.query_params))
        return _file(constancia.pdf(person, wanted), f"constancia-{person.id}.pdf", media_type="application/pdf")

    async def photograph(self, request: Request) -> Response:
        person = self._portal.mailboxes[self._person(request)].person
        shot = constancia.Shot.model_validate(dict(request.query_params))
        picture = await run_in_threadpool(constancia.photograph, person, shot)
        return _file(picture, f"constancia-{person.id}.jpg", media_type="image/jpeg")

    async def unlock(self, request: Request) -> Response:
        self._portal.unlock(self._person(request))
        return JSONResponse({})

    def _person(self, request: Request) -> str:
        person: str = request.path_params["person"]
        if person not in self._portal.mailboxes:
            raise HTTPException(404, f"nobody here has the id {person}")
        return person

    async def kinds(self, _request: Request) -> Response:
        return JSONResponse([_shown_kind(kind) for kind in Kind])

    async def openings(self, _request: Request) -> Response:
        return JSONResponse([_shown_opening(opening) for opening in reversed(self._portal.openings)])

    async def captchas(self, _request: Request) -> Response:
        return JSONResponse(self._portal.captchas.texts)

    async def faults(self, request: Request) -> Response:
        if request.method == "PATCH":
            self._portal.set_faults(**_CHANGED.validate_json(await request.body()))
        return JSONResponse(self._portal.faults.model_dump(mode="json"))

    async def expire_sessions(self, _request: Request) -> Response:
        self._portal.expire_sessions()
        return JSONResponse({})

    async def counts(self, _request: Request) -> Response:
        return JSONResponse(asdict(self._portal.counts))

    async def reset(self, _request: Request) -> Response:
        self._portal.reset()
        return JSONResponse({})

    async def events(self, _request: Request) -> Response:
        return self._portal.changes.answer()


def _file(content: bytes, name: str, *, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)


def _shown_person(mailbox: Mailbox) -> dict[str, Any]:
    person = mailbox.person
    return {
        "id": person.id,
        "name": person.name,
        "user": person.user,
        "password": mailbox.password,
        "nationality": person.nationality,
        "notices": len(mailbox.notices),
        "unopened": sum(notice.opened_at is None for notice in mailbox.notices),
        "locked": mailbox.locked,
        "files": list(person.files),
        "identity": _shown_identity(person.identity),
    }


def _shown_kind(kind: Kind) -> dict[str, Any]:
    offered = samples(kind)
    shown = {"kind": kind, "label": label(kind), "subject": offered[0].subject_for(file="LM260012345")}
    return shown | {"samples": [_shown_sample(one) for one in offered]}


def _shown_sample(one: Sample) -> dict[str, Any]:
    return {"id": one.id, "title": one.title, "scanned": one.scanned, "attachments": len(one.attachments)}


def _shown_identity(identity: Identity) -> dict[str, str]:
    return {
        "document_type": identity.document_type,
        "document_number": identity.document_number,
        "paternal": identity.paternal,
        "maternal": identity.maternal,
        "given": identity.given,
        "born_on": identity.born_on.isoformat(),
        "issued_on": identity.issued_on.isoformat(),
        "email": identity.email,
    }


def _shown_opening(opening: Opening) -> dict[str, Any]:
    person = opening.notice.person
    return {
        "person": person.name,
        "person_id": person.id,
        "notice": opening.notice.id,
        "subject": opening.notice.subject,
        "opened_at": _written(opening.opened_at),
        "via": opening.via,
    }


def _written(time: datetime) -> str:
    return time.isoformat(timespec="seconds")


async def _bad_input(_request: Request, error: Exception) -> Response:
    detail = json.loads(error.json(include_url=False)) if isinstance(error, ValidationError) else []
    return JSONResponse({"detail": detail}, status_code=422)
