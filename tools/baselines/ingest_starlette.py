"""The same requests on bare Starlette: reads the body, checks the signature, parses the JSON, answers for each notice,
and keeps nothing. What `buzon bench ingest` compares with.
"""

import argparse
import asyncio
import hashlib
import hmac
import json
import socket

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


def application(secret: bytes) -> Starlette:
    """One address."""

    async def notices(request: Request) -> JSONResponse:
        body = await request.body()
        text = f"{request.headers['buzon-timestamp']}.{request.method} {request.url.path}\n".encode() + body
        expected = "v1=" + hmac.new(secret, text, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, request.headers["buzon-signature"]):
            return JSONResponse({}, status_code=401)
        given = json.loads(body)["notices"]
        results = [{"index": place, "id": one["id"], "status": "accepted"} for place, one in enumerate(given)]
        return JSONResponse({"results": results})

    return Starlette(routes=[Route("/ingest/v1/notices", notices, methods=["POST"])])


async def main(secret: str) -> None:
    """Serve, once it is said where."""
    listener = socket.create_server(("127.0.0.1", 0))
    print(json.dumps({"ingest": f"http://127.0.0.1:{listener.getsockname()[1]}"}), flush=True)
    config = uvicorn.Config(application(secret.encode()), log_level="warning", access_log=False, lifespan="off")
    await uvicorn.Server(config).serve(sockets=[listener])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("secret")
    asyncio.run(main(parser.parse_args().secret))
