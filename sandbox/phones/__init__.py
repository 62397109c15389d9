"""The page one looks at: a phone with the bot's chat, and beside it the desk that moves the make-believe portal.

The page holds no state of its own. It asks the two control APIs, mounted under its own origin, and listens to their
event streams.
"""

from sandbox.phones.site import page

__all__ = ["page"]
