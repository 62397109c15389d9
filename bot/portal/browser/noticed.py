"""From the rows of a list to notices, each with an id that stays. Pure."""

from collections.abc import Sequence
from hashlib import blake2b

from bot.portal.browser.listing import Row, Sheet
from bot.portal.verdict import Operation
from buzon.notice import Notice
from handlers.errors import PortalChanged


def noticed(sheets: Sequence[Sheet]) -> list[tuple[Row, Notice]]:
    """All rows as notices, newest first. One to whom the site gives no id of its own has a digest for one: of subject,
    date, file number, and the how-manieth of these it is, counted from the oldest.

    Raises:
        PortalChanged: two rows have one id and are not the same.
    """
    rows = sorted((row for sheet in sheets for row in sheet.rows), key=lambda row: row.deposited_at, reverse=True)
    times: dict[object, int] = {}
    found: dict[str, tuple[Row, Notice]] = {}
    for row in reversed(rows):
        notice_id = row.id
        if notice_id is None:
            times[row.mark] = times.get(row.mark, 0) + 1
            notice_id = blake2b(repr((row.mark, times[row.mark])).encode(), digest_size=12).hexdigest()
        elif notice_id in found and found[notice_id][0].mark != row.mark:
            raise PortalChanged(f"{Operation.LIST}: two notices have one id")
        found[notice_id] = (
            row,
            Notice(notice_id, row.subject, row.deposited_at, row.read, row.attachments, row.file_number),
        )
    return list(reversed(found.values()))
