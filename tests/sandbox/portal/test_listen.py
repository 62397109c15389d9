"""Putting an app on a port and taking it away again."""

import asyncio

import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from sandbox.listen import serving


async def _endless():
    yield b"one\n"
    await asyncio.Event().wait()


async def _stuck(_request):
    await asyncio.Event().wait()


async def _patient(request):
    while not await request.is_disconnected():
        await asyncio.sleep(0.01)
    return PlainTextResponse("gone")


APP = Starlette(
    routes=[
        Route("/", lambda _: PlainTextResponse("here")),
        Route("/endless", lambda _: StreamingResponse(_endless())),
        Route("/stuck", _stuck, methods=["POST"]),
        Route("/patient", _patient),
    ]
)


async def test_an_app_answers_inside_the_block_only():
    """The address works as soon as the block starts, and refuses connections after it."""
    async with ClientSession() as session:
        async with serving(APP) as base, session.get(base) as response:
            assert await response.text() == "here"
        with pytest.raises(OSError, match="Cannot connect"):
            await session.get(base)


async def test_a_taken_port_is_told_at_once():
    """A port in use raises OSError before anything is served."""
    async with serving(APP) as base:
        port = int(base.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"):
            async with serving(APP, port=port):
                pass


async def test_open_streams_end_well_and_hold_up_no_stop():
    """Two servers with a stream open on each stop within two seconds, and both streams end without a fault."""
    async with ClientSession(timeout=ClientTimeout(total=10)) as session:
        async with asyncio.timeout(10):
            async with serving(APP) as first, serving(APP) as second:
                streams = [await session.get(f"{base}/endless") for base in (first, second)]
                for stream in streams:
                    assert await stream.content.readline() == b"one\n"
                stopping_from = asyncio.get_running_loop().time()
            assert asyncio.get_running_loop().time() - stopping_from < 2
        assert [await stream.read() for stream in streams] == [b"", b""]


async def test_a_request_that_outlasts_its_grace_is_hung_up_on(caplog):
    """A stuck request delays a stop by its grace of one second, then its client sees the connection cut."""
    async with ClientSession(timeout=ClientTimeout(total=10)) as session:
        async with serving(_announced(arrived := asyncio.Event())) as base:
            asking = asyncio.create_task(session.post(f"{base}/stuck"))
            await arrived.wait()
            stopping_from = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - stopping_from < 2
        with pytest.raises(ClientError):
            await asking
    assert "Exception in ASGI application" not in caplog.text


async def test_a_handler_that_asks_hears_of_the_stop():
    """`Request.is_disconnected`, asked now and then, turns true once the server stops, and the answer still arrives."""
    async with ClientSession(timeout=ClientTimeout(total=10)) as session:
        async with serving(_announced(arrived := asyncio.Event())) as base:
            asking = asyncio.create_task(session.get(f"{base}/patient"))
            await arrived.wait()
        async with await asking as response:
            assert await response.text() == "gone"


def _announced(arrived):
    async def announced(scope, receive, send):
        if scope["type"] == "http":
            arrived.set()
        await APP(scope, receive, send)

    return announced
