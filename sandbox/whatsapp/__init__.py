"""A Graph API server in small: WhatsApp's Cloud API as bot libraries see it, with strings for a puppeteer.

`WhatsApp` is the state; `graph_api(whatsapp)` is what a bot talks to, `control(whatsapp)` what moves the people.
"""

from sandbox.whatsapp.puppeteer import control
from sandbox.whatsapp.whatsapp import WhatsApp
from sandbox.whatsapp.wire import graph_api

__all__ = ["WhatsApp", "control", "graph_api"]
