"""A link as a square that a phone's camera reads (QR), for whoever has the chat on another machine than the desk."""

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

_QUIET = 4
"""Modules of white around it: ISO/IEC 18004, 9.1."""


def modules(link: str) -> tuple[int, str]:
    """Its side in modules, the white around it included, and its dark ones as the path of an SVG."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(link)
    code.make()
    side: int = code.getModuleCount()
    dark = (
        f"M{column + _QUIET} {row + _QUIET}h1v1h-1z"
        for row in range(side)
        for column in range(side)
        if code.isDark(row, column)
    )
    return side + 2 * _QUIET, "".join(dark)
