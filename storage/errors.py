"""What can go wrong in the cellar.

StorageError
├── StorageDown       locked, missing, full or gone: nothing was written, try again
├── StorageConflict   the row that this one hangs on is gone meanwhile, or is there twice: nothing was written
├── SchemaMismatch    the database is older or newer than the code; the text names the mend
└── VaultError
    ├── UnknownKey    sealed with a master key that is not among those given
    ├── Unsealable    tampered with, or sealed for another record
    └── BadKey        a master key or key file that can't be used; the text names the mend, never the key
"""


class StorageError(Exception):
    """Whatever the cellar raises on purpose. The text never holds a secret, a value of a row or a database password."""


class StorageDown(StorageError):
    """The database did not take it: locked, missing, full, or gone. Nothing was written."""


class StorageConflict(StorageError):
    """A constraint refused the row, usually because its chat or mailbox was deleted meanwhile. Nothing was written."""


class SchemaMismatch(StorageError):
    """The database's schema is not the code's."""


class VaultError(StorageError):
    """Sealing or opening failed."""


class UnknownKey(VaultError):
    """None of the master keys is the one this was sealed with."""


class Unsealable(VaultError):
    """The bytes were changed, cut, or sealed for another record."""


class BadKey(VaultError):
    """A master key or its file can't be used."""
