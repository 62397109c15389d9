"""A bare echo server on pywa, as the five lines of its readme show it: what `buzon bench updates` compares with.

Every setting is the default; `run` is pywa's own server. Only the Graph API's address is another, and the webhook is
not announced to it. `--async` is the same with `pywa_async`.
"""

import argparse

import httpx
from pywa import filters
from pywa.client import WhatsApp
from pywa.types.message import Message
from pywa_async import filters as async_filters
from pywa_async.client import WhatsApp as AsyncWhatsApp
from pywa_async.types.message import Message as AsyncMessage


def serve(session: httpx.Client, token: str, phone_id: str, app_secret: str, verify_token: str, *, port: int) -> None:
    """The first example, until told to stop."""
    wa = WhatsApp(phone_id, token, session=session, app_secret=app_secret, verify_token=verify_token)

    @wa.on_message(filters.text)  # type: ignore[misc]  # its types know the class's own only
    def echo(_: WhatsApp, msg: Message) -> None:
        msg.reply(f"You said: {msg.text}")

    session.base_url = httpx.URL(options.api_url)  # pywa has just set Meta's
    wa.run(port=port)


def serve_async(
    session: httpx.AsyncClient, token: str, phone_id: str, app_secret: str, verify_token: str, *, port: int
) -> None:
    """The same, awaited."""
    wa = AsyncWhatsApp(phone_id, token, session=session, app_secret=app_secret, verify_token=verify_token)

    @wa.on_message(async_filters.text)  # type: ignore[misc]
    async def echo(_: AsyncWhatsApp, msg: AsyncMessage) -> None:
        await msg.reply(f"You said: {msg.text}")  # type: ignore[misc]  # its types are those of the blocking one

    session.base_url = httpx.URL(options.api_url)
    wa.run(port=port)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("token", "phone_id", "app_secret", "verify_token", "api_url"):
        parser.add_argument(name)
    parser.add_argument("port", type=int)
    parser.add_argument("--async", dest="is_async", action="store_true")
    options = parser.parse_args()
    known = (options.token, options.phone_id, options.app_secret, options.verify_token)
    if options.is_async:
        serve_async(httpx.AsyncClient(), *known, port=options.port)
    else:
        serve(httpx.Client(), *known, port=options.port)
