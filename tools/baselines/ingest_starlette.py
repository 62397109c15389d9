"""The same requests on bare Starlette and aiosqlite: checks the signature, parses the JSON, writes a row for each as it
came, commits, and answers. What `buzon bench ingest` compares with.
"""

import argparse
import asyncio
import hashlib
import hmac
import json
import socket

import aiosqlite
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


def application(secret: bytes, database: aiosqlite.Connection) -> Starlette:
    """One address."""
    writing = asyncio.Lock()

    async def notices(request: Request) -> JSONResponse:
        body = await request.body()
        text = f"{request.headers['buzon-timestamp']}.{request.method} {request.url.path}\n".encode() + body
        expected = "v1=" + hmac.new(secret, text, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, request.headers["buzon-signature"]):
            return JSONResponse({}, status_code=401)
        given = json.loads(body)["notices"]
        rows = [(one["id"], one["recipient"], one["subject"], one["body"], one["deposited_at"]) for one in given]
        async with writing:
            await database.executemany("INSERT INTO notices VALUES (?, ?, ?, ?, ?)", rows)
            await database.commit()
        results = [{"index": place, "id": one["id"], "status": "accepted"} for place, one in enumerate(given)]
        return JSONResponse({"results": results})

    return Starlette(routes=[Route("/ingest/v1/notices", notices, methods=["POST"])])


async def main(secret: str, path: str) -> None:
    """Serve, once it is said where."""
    database = await aiosqlite.connect(path)
    await database.execute("PRAGMA journal_mode=WAL")
    await database.execute("PRAGMA synchronous=FULL")
    await database.execute("CREATE TABLE notices (id TEXT PRIMARY KEY, recipient, subject, body, deposited_at)")
    listener = socket.create_server(("127.0.0.1", 0))
    print(json.dumps({"ingest": f"http://127.0.0.1:{listener.getsockname()[1]}"}), flush=True)
    config = uvicorn.Config(
        application(secret.encode(), database), log_level="warning", access_log=False, lifespan="off"
    )
    await uvicorn.Server(config).serve(sockets=[listener])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("secret")
    parser.add_argument("path")
    given = parser.parse_args()
    asyncio.run(main(given.secret, given.path))
