"""What opens a mailbox. Opaque strings: nobody outside Migraciones knows their rules."""

from dataclasses import dataclass
from typing import Any, NoReturn


class Secret:
    """A string that does not show itself: not by `repr`, `str` or a pickle. `reveal()` is the one way out."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The string itself: call it at the wire or the vault, nowhere else."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not pickled")

    def __copy__(self) -> "Secret":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "Secret":
        return self


@dataclass(frozen=True, slots=True)
class Credentials:
    """Usuario and contraseña of one mailbox. The user name is personal data, so it is as secret as the password."""

    user: Secret
    password: Secret
