"""An e-mail address as people write it in a chat. Pure."""

import re
import unicodedata
from urllib.parse import unquote

LOCAL = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
"""What stands before and after the @, as far as mail servers agree about it (RFC 5321, ASCII)."""

_LEAD_IN = re.compile(
    r"(?:(?:hola|mi|el|my|este|es|is|correo|e-?mail|mail|gmail|electr[oó]nico|direcci[oó]n|address)[\s:,=]+)+"
)
_SPELT = (
    (re.compile(r"\s*(?:[(\[]\s*(?:arroba|at)\s*[)\]]|(?<=\s)(?:arroba|at)(?=\s))\s*"), "@"),
    (re.compile(r"\s+(?:gui[oó]n bajo|raya baja|subgui[oó]n|underscore)\s+"), "_"),
    (re.compile(r"\s+gui[oó]n(?: medio)?\s+"), "-"),
    (re.compile(r"\s*[(\[]\s*(?:punto|dot)\s*[)\]]\s*|\s+(?:punto|dot)\s+"), "."),
)
_PARTED = re.compile(r"\s*(?:[.]\s+|\s+[.]|,)\s*(?=(?:com|net|org|edu|gob|es|co|pe|ve)\b)")
"""A blank that a phone's keyboard put beside the dot, or a comma for the dot, before an ending that everybody knows."""

_ADDRESS = re.compile(rf"(?=.{{1,254}}$)(?=[^@]{{1,64}}@){LOCAL}@(?:{LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{1,59}})")
_NO_ENDINGS = (".con", ".cpm", ".vom", ".xom", ".comm")
"""Nobody's domains, and the commonest slips for "com"."""


def read_address(text: str) -> str | None:
    """The one e-mail address that was meant, in small letters, or None. At most 254 characters (RFC 5321), ASCII only.

    Undoes what phones and people do: blanks around it, a capital, a full stop after it, "mailto:", "mi correo es",
    "arroba" and "punto com". A name beside it, or a second address, makes it None: whose it is would be a guess.
    """
    if len(text) > 500:
        return None
    seen = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    said = " ".join(seen.lower().split())
    said = said.lstrip("<([\"'«“‘¡¿ ").rstrip(">)]\"'»”’.,;:!? ")
    if said.startswith("mailto:"):
        said = unquote(said.removeprefix("mailto:").partition("?")[0]).strip()
    if led := _LEAD_IN.match(said):
        said = said[led.end() :].lstrip("<([\"'«“‘")
    for spelt, sign in _SPELT:
        if sign != "@" or "@" not in said:
            said = spelt.sub(sign, said)
    local, at, domain = re.sub(r"\s*@\s*", "@", said).partition("@")
    address = local + at + _PARTED.sub(".", domain)
    return address if _ADDRESS.fullmatch(address) and not address.endswith(_NO_ENDINGS) else None
