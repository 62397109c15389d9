"""What is asked before two chats become one person's. Pure."""

from handlers.questions.choices import yes_or_no

SHARE_MAILBOXES = yes_or_no("share_mailboxes", yes="button-share-yes", no="button-share-no", strict=True)
"""A plain word is wanted, as for a consent: whoever says yes here is shown what is in these mailboxes."""
