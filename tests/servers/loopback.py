"""The closed network: no connection made by this Python process leaves loopback.

An audit hook, because it also sees libraries that kept their own reference to `socket`. It does not see what C code
(libpq, libuv) or another process does.
"""

import ipaddress
import socket
import sys

_WATCHED = {"socket.connect", "socket.sendto", "socket.sendmsg"}


class OutsideLoopback(RuntimeError):
    """A test tried to reach another machine. No OSError: it must not pass for an ordinary outage."""


class LoopbackGuard:
    """Refuses connections and name look-ups beyond loopback, and remembers what was tried in `breaches`."""

    def __init__(self) -> None:
        self.breaches: list[str] = []

    def install(self) -> None:
        """Start refusing, until the process ends: an audit hook cannot be taken out."""
        sys.addaudithook(self.audit)

    def audit(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "socket.getaddrinfo":
            self._check(arguments[0])
        elif event in _WATCHED:
            connection, address = arguments
            family = getattr(connection, "family", None)
            if family in {socket.AF_INET, socket.AF_INET6} and isinstance(address, tuple):
                self._check(address[0])

    def _check(self, host: object) -> None:
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        if name is None or (isinstance(name, str) and _is_loopback(name)):
            return
        self.breaches.append(str(name))
        raise OutsideLoopback(f"tests stay on loopback; this one tried to reach {name}")


def _is_loopback(host: str) -> bool:
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False
