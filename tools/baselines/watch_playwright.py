"""Looks into mailboxes as a bare Playwright script does: what `buzon bench watch --door browser` compares with.

Everybody signs in once, each in a context of their own; then the list is loaded again and its rows' texts are read,
round and round. Nothing is checked, compared or kept, and the selectors are the page's own: what somebody writes in an
hour. It says `{}` once all have looked, `{"looks", "seconds"}` after the time measured, and holds its contexts until
SIGTERM.
"""

import argparse
import asyncio
import json
from time import perf_counter

from playwright.async_api import Page, async_playwright


async def main(portal: str, chromium: str, people: list[list[str]], *, seconds: float) -> None:
    """Look until ended."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        pages = [await (await browser.new_context()).new_page() for _ in people]
        for page, (user, password) in zip(pages, people, strict=True):
            await page.goto(f"{portal}/sine-ui/login")
            await page.fill("input[name=usuario]", user)
            await page.fill("input[name=clave]", password)
            await page.click("button[type=submit], input[type=submit]")
            await page.wait_for_url("**/inicio")
            await _look(page, portal)
        print("{}", flush=True)
        until, began, looks = perf_counter() + seconds, perf_counter(), 0

        async def look(page: Page) -> None:
            nonlocal looks
            while perf_counter() < until:
                await _look(page, portal)
                looks += 1

        await asyncio.gather(*map(look, pages))
        print(json.dumps({"looks": looks, "seconds": perf_counter() - began}), flush=True)
        await asyncio.Event().wait()


async def _look(page: Page, portal: str) -> list[str]:
    await page.goto(f"{portal}/sine-ui/casilla/notificaciones")
    rows = page.locator("table tr")
    await rows.nth(1).wait_for()
    return await rows.all_inner_texts()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("portal")
    parser.add_argument("chromium")
    parser.add_argument("people", type=json.loads, help="[[user, password], …]")
    parser.add_argument("seconds", type=float)
    options = parser.parse_args()
    asyncio.run(main(options.portal, options.chromium, options.people, seconds=options.seconds))
