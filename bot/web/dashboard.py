"""The queue engine's own dashboard, for the operator: pgqueuer's pages, behind a password, in a worker.

Jobs carry ids only, so there is nothing of a person in it; but jobs can be cancelled there.
"""

import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated

import psycopg
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.adapters.web.routes import create_web_router
from pgqueuer.adapters.web.sse import Broadcaster
from pgqueuer.db import PsycopgDriver
from pgqueuer.domain.settings import db_settings
from starlette.routing import Mount

PATH = "/engine"
_USER = b"operator"


@asynccontextmanager
async def opened(connection: psycopg.AsyncConnection, password: str) -> AsyncGenerator[Mount]:
    """The dashboard over this connection (autocommit), which is its own from now on."""
    driver = PsycopgDriver(connection)
    app = FastAPI(title="Buzón Bot: queue", openapi_url=None)
    app.state.pgq_queries = Queries(driver)
    async with driver:
        app.state.pgq_broadcaster = Broadcaster(driver=driver, channel=db_settings().channel)
        await app.state.pgq_broadcaster.start()
        app.include_router(create_web_router(dependencies=[Depends(_asked_for(password))]))
        yield Mount(PATH, app)


def _asked_for(password: str):  # type: ignore[no-untyped-def]  # what FastAPI wants is a function of its own types
    def verify(given: Annotated[HTTPBasicCredentials, Depends(HTTPBasic())]) -> None:
        right = secrets.compare_digest(given.username.encode(), _USER) & secrets.compare_digest(
            given.password.encode(), password.encode()
        )
        if not right:
            raise HTTPException(401, headers={"WWW-Authenticate": "Basic"})

    return verify
