"""Master keys from settings: the environment or a file of mode 600. A key service would stand behind this face."""

from bot.settings import Settings
from handlers.errors import Misconfigured
from storage.keys import MasterKey, parse_keys, read_key_file
from storage.vault import Vault


def master_keys(settings: Settings) -> tuple[MasterKey, ...]:
    """All the keys, the sealing one first. Raises Misconfigured where none is set, BadKey where one is no key."""
    if settings.master_keys is not None:
        return parse_keys(settings.master_keys.get_secret_value())
    if settings.master_keys_file is not None:
        return read_key_file(settings.master_keys_file)
    raise Misconfigured(
        "no master key: make one with `buzon keys new --file keys.txt` and set BUZON_MASTER_KEYS_FILE=keys.txt"
    )


def vault(settings: Settings) -> Vault:
    """The vault over the configured keys."""
    return Vault(master_keys(settings))
