"""A browser in front of the one-time page, reduced to what a browser does with it: read the form, post it back."""

import html
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs

import aiohttp


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer: its status, its headers, its words without the markup, and whether it is shown as trouble."""

    status: int
    headers: dict[str, str]
    words: str
    trouble: bool


@dataclass(frozen=True, slots=True)
class OneTimePage:
    """The page at `url` as it was loaded, with what Telegram put behind the address."""

    url: str
    init_data: str
    status: int
    headers: dict[str, str]
    html: str

    @classmethod
    async def load(cls, address: str) -> "OneTimePage":
        """GET, as a browser or a link previewer does."""
        url = address.partition("#")[0]
        async with aiohttp.ClientSession() as http, http.get(url) as answer:
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return cls(url, init_data_of(address), answer.status, headers, await answer.text())

    @property
    def csrf(self) -> str:
        """The form's hidden value."""
        found = re.search(r'name="csrf" value="(\w+)"', self.html)
        assert found, f"no form on the page ({self.status}): {plain(self.html)}"
        return found[1]

    @property
    def words(self) -> str:
        """What the page says."""
        return plain(self.html)

    @property
    def references(self) -> list[str]:
        """Every address the page refers to: links, scripts, styles, images, form targets."""
        reader = _References()
        reader.feed(self.html)
        return reader.found

    async def post(
        self, user: str, password: str, name: str = "", *, headers: dict[str, str] | None = None, **changed: str
    ) -> Shown:
        """Fill in the form and send it; `changed` are hidden fields that are not as the page made them."""
        fields = {"init_data": self.init_data, "user": user, "password": password, "name": name} | changed
        return await self.send({"csrf": self.csrf} | fields if "csrf" not in changed else fields, headers=headers)

    async def send(self, body: Any, *, headers: dict[str, str] | None = None) -> Shown:
        """POST any body."""
        async with aiohttp.ClientSession() as http, http.post(self.url, data=body, headers=headers) as answer:
            got = {name.lower(): value for name, value in answer.headers.items()}
            shown = await answer.text()
            return Shown(answer.status, got, plain(shown), 'class="result trouble"' in shown)


class _References(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"src", "href", "action", "srcset", "data"} and value]


def plain(page: str) -> str:
    """The words of a page, tags and repeated spaces taken out."""
    body = re.sub(r"<(head|script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", body)).split())


def init_data_of(address: str) -> str:
    """The signed `initData` that a Mini App finds behind its address."""
    return parse_qs(address.partition("#")[2]).get("tgWebAppData", [""])[0]
