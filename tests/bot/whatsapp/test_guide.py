"""docs/whatsapp.md names what exists, and says what to do about every refusal that wakes somebody."""

import re
import tomllib
from pathlib import Path

from typer.main import get_command

from bot.cli import app
from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "docs/whatsapp.md").read_text(encoding="utf-8")


def test_every_alarm_has_its_row() -> None:
    """Each code of refusals.toml that is an alarm stands in the table."""
    table = tomllib.loads((ROOT / "bot/channels/whatsapp/refusals.toml").read_text(encoding="utf-8"))
    alarms = {code for code, row in table.items() if row.get("alarm")}
    rows = "\n".join(line.split("|")[1] for line in GUIDE.splitlines() if re.match(r"\| `\w", line))
    assert alarms - set(re.findall(r"`([\w-]+)`", rows)) == set()


def test_settings_and_commands_exist() -> None:
    """Every BUZON_ variable and every `buzon …`, down to the last word."""
    assert set(re.findall(r"\bBUZON_[A-Z_]+\b", GUIDE)) <= {f"BUZON_{name.upper()}" for name in Settings.model_fields}
    called = re.findall(r"(?:`|^)buzon ((?:[a-z]+ ?)+)", GUIDE, re.MULTILINE)
    assert len(called) > 8
    for words in called:
        command = get_command(app)
        for word in words.split():
            command = command.commands[word]  # type: ignore[attr-defined]


def test_its_links_within_the_docs_lead_somewhere() -> None:
    """Each chapter that is linked to is there, here and in docs/operations.md."""
    for page, anchor in re.findall(r"\]\(([\w.]*)#([\w-]+)\)", GUIDE):
        text = (ROOT / "docs" / page).read_text(encoding="utf-8") if page else GUIDE
        chapters = {
            re.sub(r"[^\w -]", "", one).strip().lower().replace(" ", "-")
            for one in re.findall(r"^#+ (.+)$", text, re.M)
        }
        assert anchor in chapters, anchor
