"""The outside world in small: a make-believe portal, Telegram, WhatsApp, and the page that shows them.

Nothing here knows the house, and the house knows nothing of it: they meet over HTTP only.
"""
