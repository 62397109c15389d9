"""The page one looks at: a phone with Telegram, another with WhatsApp, and the desk that moves the make-believe world.

The page holds no state of its own. It asks the control APIs, mounted under its own origin, and listens to their event
streams.
"""

from sandbox.phones.site import page

__all__ = ["page"]
