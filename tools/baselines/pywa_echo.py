"""A bare echo server on pywa, as the five lines of its readme show it: what `buzon bench updates` compares with.

Every setting is the default; `run` is pywa's own server. Only the Graph API's address is another, and the webhook is
not announced to it.
"""

import argparse

import httpx
from pywa import filters
from pywa.client import WhatsApp
from pywa.types.message import Message


def main(token: str, phone_id: str, app_secret: str, verify_token: str, *, api_url: str, port: int) -> None:
    """The first example, until told to stop."""
    session = httpx.Client()
    wa = WhatsApp(phone_id, token, session=session, app_secret=app_secret, verify_token=verify_token)

    @wa.on_message(filters.text)  # type: ignore[misc]  # its types know the class's own only
    def echo(_: WhatsApp, msg: Message) -> None:
        msg.reply(f"You said: {msg.text}")

    session.base_url = httpx.URL(api_url)  # pywa has just set Meta's
    wa.run(port=port)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("token", "phone_id", "app_secret", "verify_token", "api_url"):
        parser.add_argument(name)
    parser.add_argument("port", type=int)
    options = parser.parse_args()
    main(
        options.token,
        options.phone_id,
        options.app_secret,
        options.verify_token,
        api_url=options.api_url,
        port=options.port,
    )
