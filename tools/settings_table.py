"""Writes the README's table of settings from `bot.settings`, so that the two can't drift apart: a test compares."""

import sys
from datetime import timedelta
from pathlib import Path

from pydantic.fields import FieldInfo

from bot.settings import Settings

README = Path(__file__).parent.parent / "README.md"
_HEAD = "| Variable | Default | Meaning |\n|---|---|---|\n"


def table() -> str:
    """The rows, one per setting."""
    return "".join(
        f"| `BUZON_{name.upper()}` | {_default(field)} | {field.description} |\n"
        for name, field in Settings.model_fields.items()
    )


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is None:
        return "—"
    if isinstance(value, timedelta):
        unit = 3600 if (field.description or "").startswith("hours") else 1
        return f"`{value.total_seconds() / unit:g}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def main() -> int:
    """Write the table into the README; 0 always."""
    before, _, rest = README.read_text(encoding="utf-8").partition(_HEAD)
    after = rest[rest.index("\n\n") :]
    README.write_text(before + _HEAD + table().rstrip("\n") + after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
