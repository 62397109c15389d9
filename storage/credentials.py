"""How a mailbox's credentials are sealed: the one place that knows their shape inside the vault."""

import json

from buzon.credentials import Credentials, Secret
from storage.errors import Unsealable
from storage.mailboxes import Mailbox
from storage.vault import Vault


def record(mailbox_id: int) -> str:
    """The name under which a mailbox's credentials are sealed."""
    return f"mailbox:{mailbox_id}"


def seal(vault: Vault, mailbox_id: int, credentials: Credentials) -> bytes:
    """Sealed for this mailbox alone."""
    opened = {"user": credentials.user.reveal(), "password": credentials.password.reveal()}
    return vault.seal(json.dumps(opened).encode(), record=record(mailbox_id))


def open_sealed(vault: Vault, mailbox_id: int, sealed: bytes) -> Credentials:
    """Raises UnknownKey or Unsealable."""
    try:
        opened = json.loads(vault.open(sealed, record=record(mailbox_id)))
        return Credentials(user=Secret(opened["user"]), password=Secret(opened["password"]))
    except (ValueError, KeyError, TypeError):
        raise Unsealable("what was sealed are no credentials") from None


def of_mailbox(vault: Vault, mailbox: Mailbox) -> Credentials:
    """The credentials of a mailbox as it was read. Raises UnknownKey or Unsealable."""
    return open_sealed(vault, mailbox.id, mailbox.sealed)


def fingerprints(vault: Vault, credentials: Credentials) -> tuple[bytes, ...]:
    """What tells, without opening, that two mailboxes are the same one: made from the user name, exactly as typed."""
    return vault.fingerprints(credentials.user.reveal(), purpose="mailbox user")
