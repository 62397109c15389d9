"""Rows of a list for a spreadsheet (CSV, RFC 4180). Pure."""

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def row(*cells: str) -> str:
    """One line. A cell that a spreadsheet would take for a formula gets a sign before it that makes it a text."""
    return ",".join(_cell(cell) for cell in cells) + "\r\n"


def _cell(text: str) -> str:
    safe = f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text
    return '"' + safe.replace('"', '""') + '"' if any(sign in safe for sign in ',"\r\n') else safe
