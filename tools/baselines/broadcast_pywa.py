"""A broadcast by the usual recipe on pywa: one after the other, a sleep after each, a refusal noted.

It knows nothing of the 24-hour window: whoever has not written is refused (131047) and hears nothing.
"""

import argparse
import logging
import time

import httpx
from pywa.client import WhatsApp
from pywa.errors import WhatsAppError

_log = logging.getLogger(__name__)


def main(api_url: str, token: str, phone_id: str, *, first_number: int, chats: int, rate: float) -> None:
    """Send to all."""
    session = httpx.Client()
    wa = WhatsApp(phone_id, token, session=session)
    session.base_url = httpx.URL(api_url)  # pywa has just set Meta's
    for number in range(chats):
        try:
            wa.send_message(str(first_number + number), f"Aviso para todos: bench-{number:07d}")
        except WhatsAppError as error:
            _log.info("chat %d: %s", number, type(error).__name__)
        time.sleep(1 / rate)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("api_url", "token", "phone_id"):
        parser.add_argument(name)
    parser.add_argument("first_number", type=int)
    parser.add_argument("chats", type=int)
    parser.add_argument("rate", type=float)
    options = parser.parse_args()
    main(
        options.api_url,
        options.token,
        options.phone_id,
        first_number=options.first_number,
        chats=options.chats,
        rate=options.rate,
    )
