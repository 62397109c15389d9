"""The faces of the portal, all over the same state, and how each may vary.

single   one page that scripts fill, with labels, a table and its pages
tables   pages from the server, in ISO-8859-1 and without scripts: layout in cells, links to everything, paging by links
cards    scripts again: a banner to accept, placeholders, a menu behind a button, endless scrolling, dialogs

| Fault (`Faults`)    | single | tables | cards | What a visitor meets                                              |
|---------------------|--------|--------|-------|-------------------------------------------------------------------|
| `captcha`           | yes    | yes    | yes   | refused, then a picture to read beside the sign-in                |
| `changed_fields`    | yes    | —      | yes   | nothing: the JSON beneath the page names things otherwise         |
| `labels`            | yes    | yes    | yes   | `renamed`: other words on buttons, fields, menus and columns      |
| `layout`            | yes    | yes    | yes   | `moved`: menu, fields of the forms and columns stand elsewhere    |
| `no_password_field` | yes    | yes    | yes   | the sign-in asks for the user only                                |
| `foreign_redirect`  | —      | yes    | yes   | led to that address from the first page inside and from the list  |
| `endless_download`  | yes    | yes    | yes   | an attachment that goes on for ever, its length untold            |
| `slow_scripts`      | yes    | —      | yes   | scripts arrive after so many seconds; cards say "Cargando…" first |
| `injected_names`    | yes    | yes    | yes   | markup in the name and the subjects: tables and single show it as |
|                     |        |        |       | text; cards let it run, which renames the buttons and the title,  |
|                     |        |        |       | and sends the address to a host that does not exist               |
"""

from enum import StrEnum


class Face(StrEnum):
    """Which of the three sites is shown."""

    SINGLE = "single"
    TABLES = "tables"
    CARDS = "cards"


class Labels(StrEnum):
    """Whether things are called as usual."""

    USUAL = "usual"
    RENAMED = "renamed"


class Layout(StrEnum):
    """Whether things stand where they usually do."""

    USUAL = "usual"
    MOVED = "moved"
