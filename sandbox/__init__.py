"""The outside world in small: a make-believe portal, a make-believe Telegram and the page that shows both.

Nothing here knows the house, and the house knows nothing of it: they meet over HTTP only.
"""
