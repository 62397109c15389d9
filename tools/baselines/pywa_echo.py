"""A bare echo server on pywa, as the five lines of its readme show it: what `buzon bench updates` compares with.

Every setting is the default; `run` is pywa's own server. Only the Graph API's address is another, and the webhook is
not announced to it. `--async` is the same with `pywa_async`.
"""

import argparse

import httpx
import pywa
import pywa_async


def serve(session: httpx.Client, token: str, phone_id: str, app_secret: str, verify_token: str, *, port: int) -> None:
    """The first example, until told to stop."""
    wa = pywa.WhatsApp(phone_id, token, session=session, app_secret=app_secret, verify_token=verify_token)

    @wa.on_message(pywa.filters.text)
    def echo(_: pywa.WhatsApp, msg: pywa.types.Message) -> None:
        msg.reply(f"You said: {msg.text}")

    session.base_url = httpx.URL(options.api_url)  # pywa has just set Meta's
    wa.run(port=port)


def serve_async(
    session: httpx.AsyncClient, token: str, phone_id: str, app_secret: str, verify_token: str, *, port: int
) -> None:
    """The same, awaited."""
    wa = pywa_async.WhatsApp(phone_id, token, session=session, app_secret=app_secret, verify_token=verify_token)

    @wa.on_message(pywa_async.filters.text)
    async def echo(_: pywa_async.WhatsApp, msg: pywa_async.types.Message) -> None:
        await msg.reply(f"You said: {msg.text}")

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
