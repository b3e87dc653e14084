"""Makes the Windows program icon from the product's mark.

python tools/make_icon.py resources/icons/app.svg resources/icons/app.ico
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 24, 32, 48, 64, 256)


def picture(svg: bytes, size: int) -> bytes:
    """The mark as a PNG."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # bytes, as declared, are refused
    return bytes(buffer.data().data())


def container(pictures: dict[int, bytes]) -> bytes:
    """An .ico file: a directory of the sizes, then their pictures; 256 is written as 0."""
    place = 6 + 16 * len(pictures)
    directory = struct.pack("<HHH", 0, 1, len(pictures))
    for size, png in pictures.items():
        directory += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(png), place)
        place += len(png)
    return directory + b"".join(pictures.values())


def main() -> None:
    """Reads the mark named first, writes the icon named second."""
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    svg = Path(sys.argv[1]).read_bytes()
    Path(sys.argv[2]).write_bytes(container({size: picture(svg, size) for size in SIZES}))


if __name__ == "__main__":
    main()
