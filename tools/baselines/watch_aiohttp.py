"""Looks into mailboxes of the fast portal as fast as bare aiohttp can: what `buzon bench watch` compares with.

Every user signs in once; then the lists are asked for, round and round, until SIGTERM. What comes back is read and
thrown away: nothing is compared, kept or told. The loop is uvloop's, as the product's is.
"""

import argparse
import asyncio
from itertools import cycle

import aiohttp
import uvloop

HEADERS = {"Accept": "application/json"}


async def main(portal: str, *, users: int, connections: int) -> None:
    """Look until ended."""
    connector = aiohttp.TCPConnector(limit=connections)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), headers=HEADERS) as http:
        jars: list[str] = []
        numbers = iter(range(users))

        async def sign_in() -> None:
            for number in numbers:
                form = {"usuario": f"u{number:07d}", "clave": "clave"}
                async with http.post(f"{portal}/sine-api/autenticacion", json=form) as answer:
                    await answer.read()
                    jars.append(f"SINESESSION={answer.cookies['SINESESSION'].value}")

        await asyncio.gather(*(sign_in() for _ in range(connections)))
        turn = cycle(jars)

        async def look() -> None:
            while True:
                url = f"{portal}/sine-api/casilla/notificaciones?pagina=1&tamano=20"
                async with http.get(url, headers={"Cookie": next(turn)}) as answer:
                    await answer.read()

        await asyncio.gather(*(look() for _ in range(connections)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("portal")
    parser.add_argument("users", type=int)
    parser.add_argument("connections", type=int)
    options = parser.parse_args()
    uvloop.run(main(options.portal, users=options.users, connections=options.connections))
